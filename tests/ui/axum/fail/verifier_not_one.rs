//! A verifier that is none.

#[path = "../common.rs"]
mod common;

use common::*;

static NUMBER: u8 = 1;

#[requires_auth(verifier = NUMBER)]
async fn handler() {}

fn main() {}
