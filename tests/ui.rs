//! What is refused when the program is compiled, with the exact words, and the nearest twins that are accepted.

#[path = "ui/pass/mod.rs"]
mod pass;
#[path = "ui/pinned.rs"]
mod pinned;

#[test]
fn ui() {
    pinned::cases("ui");
}
