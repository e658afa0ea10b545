//! `public` stands on a function.
//! Twin: `pass/plain.rs`.

#[requires_auth::public]
struct Handler;

fn main() {}
