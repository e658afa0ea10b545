//! What is refused when the program is compiled, on axum; see `ui.rs`.

#[path = "ui/axum/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_axum() {
    pinned::cases("ui/axum");
}
