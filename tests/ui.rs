//! What is refused when the program is compiled, with the exact words, and the nearest twins that are accepted.
//!
//! The words are rustc's and change with it, so they are compared with one compiler only.

use std::io::{Write, stderr};
use std::process::Command;

const PINNED: &str = "rustc 1.95.";

#[test]
fn ui() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    if version.starts_with(PINNED) {
        cases.compile_fail("ui/fail/*.rs");
    } else {
        // Not `eprintln!`, which a passing test swallows.
        let skipped = writeln!(stderr(), "skipped: ui/fail compares the words of {PINNED}x, this is {version}");
        assert!(skipped.is_ok());
    }
}
