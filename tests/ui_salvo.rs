//! What is refused when the program is compiled, on salvo; see `ui.rs`.

#[path = "ui/salvo/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_salvo() {
    pinned::cases("ui/salvo");
}
