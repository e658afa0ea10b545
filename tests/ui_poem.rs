//! What is refused when the program is compiled, on poem; see `ui.rs`.

#[path = "ui/poem/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_poem() {
    pinned::cases("ui/poem");
}
