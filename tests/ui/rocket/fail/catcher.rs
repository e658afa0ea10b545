//! A catcher takes no request guards.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[catch(401)]
fn handler() {}

fn main() {}
