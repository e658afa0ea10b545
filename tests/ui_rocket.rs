//! What is refused when the program is compiled, on rocket; see `ui.rs`.

#[path = "ui/rocket/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_rocket() {
    pinned::cases("ui/rocket");
}
