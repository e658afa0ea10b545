//! The words of the compiler are rustc's and change with it, so they are compared with one compiler only.

use std::io::{Write, stderr};
use std::process::Command;

const PINNED: &str = "rustc 1.95.";

/// Compiles the cases in `fail` of a folder with the compiler whose words were written down, and compares.
pub(crate) fn cases(folder: &str) {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if version.starts_with(PINNED) {
        // No cases that pass among them: then all are compiled by one call of cargo, and no dependency is built once more.
        trybuild::TestCases::new().compile_fail(format!("{folder}/fail/**/*.rs"));
    } else {
        // Not `eprintln!`, which a passing test swallows.
        let skipped = writeln!(stderr(), "skipped: {folder}/fail compares the words of {PINNED}x, this is {version}");
        assert!(skipped.is_ok());
    }
}
