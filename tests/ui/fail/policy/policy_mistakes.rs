//! The same words in `policy!`.
//! Twin: `pass/scopes.rs`.

use requires_auth::{Policy, policy};

const EMPTY: Policy = policy!();
const VERIFIER: Policy = policy!(verifier = TOKENS, scopes("a"));
const SPACE: Policy = policy!(scopes("a b"));
const KEY: Policy = policy!(scope("a"));
const PATH: Policy = policy!(scopes("a"), crate = requires_auth);
const TEXT: Policy = policy!("a");
const TYPE: Policy = policy!(scopes(EMPTY));

fn main() {}
