//! A6: what was decided is only for the functions that decide to say.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Authenticated, Decided};

fn forged() -> Decided<Identity, Authenticated> {
    Decided(Ok(Identity::new("root")), std::marker::PhantomData)
}

fn main() {}
