//! One parameter more than axum takes beside a guard.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
async fn handler(_p0: State<u8>, _p1: State<u8>, _p2: State<u8>, _p3: State<u8>, _p4: State<u8>, _p5: State<u8>, _p6: State<u8>, _p7: State<u8>, _p8: State<u8>, _p9: State<u8>, _p10: State<u8>, _p11: State<u8>, _p12: State<u8>, _p13: State<u8>, _p14: State<u8>, _p15: State<u8>) {}

fn main() {}
