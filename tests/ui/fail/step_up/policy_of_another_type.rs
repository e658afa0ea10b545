//! What takes a `Policy` looks at scopes alone, so one with step-up is another type.
//! Twin: `pass/step_up.rs`.

use requires_auth::{Policy, policy};

const PAY: Policy = policy!(scopes("pay"), acr("gold"));

fn main() {}
