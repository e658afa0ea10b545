//! What is refused when the program is compiled, on rmcp; see `ui.rs`.

#[path = "ui/rmcp/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui_rmcp() {
    pinned::cases("ui/rmcp");
}
