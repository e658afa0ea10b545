//! Errors, and where and how they are shown.

pub(crate) mod errors;
pub(crate) mod render;
pub(crate) mod spans;
pub(crate) mod suggest;
