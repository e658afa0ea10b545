//! A list in one literal.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

pub use common::*;

const ITEMS: requires_auth::Policy = requires_auth::policy!(scopes("admin,user"));


fn main() {}
