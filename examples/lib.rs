//! The programs are in the folders next to this file; see `[[example]]` in `Cargo.toml`.
