//! What is refused when the program is compiled, on actix-web; see `ui.rs`.

#[path = "ui/actix_web/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_actix_web() {
    pinned::cases("ui/actix_web");
}
