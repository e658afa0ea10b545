//! Right uses: each file compiles without a warning.
#![allow(unreachable_pub, unused_qualifications, reason = "written as a user might")]
#![allow(clippy::all, clippy::pedantic, clippy::expect_used, clippy::unwrap_used, reason = "written as a user might")]

#[path = "../common.rs"]
mod common;

mod below;
mod marker_by_hand;
mod private_identity;
mod twins;
mod utoipa;
