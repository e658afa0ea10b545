//! A text where a `Scope` belongs, also inside of `any`.

#[path = "../common.rs"]
mod common;

use common::*;

const TEXT: &str = "items:read";

#[requires_auth(scopes(any(TEXT, "b")))]
async fn handler() {}

const NUMBERS: requires_auth::Policy = requires_auth::policy!(scopes(self::NUMBER));
const NUMBER: u8 = 1;

fn main() {}
