//! The programs stand beside this file; see `[[example]]` in `Cargo.toml`.
