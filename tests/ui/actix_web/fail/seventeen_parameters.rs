//! One parameter too many.

#[path = "../common.rs"]
mod common;

use common::*;

type P = web::Data<u32>;

#[requires_auth]
#[rustfmt::skip]
async fn handler(_p0: P, _p1: P, _p2: P, _p3: P, _p4: P, _p5: P, _p6: P, _p7: P, _p8: P, _p9: P, _p10: P, _p11: P, _p12: P, _p13: P, _p14: P, _p15: P, _p16: P) -> &'static str {
    "never"
}

fn main() {}
