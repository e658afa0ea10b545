//! A word of other frameworks.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

pub use common::*;

const ITEMS: requires_auth::Policy = requires_auth::policy!(roles("admin"));


fn main() {}
