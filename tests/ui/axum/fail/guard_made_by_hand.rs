//! Nobody makes a guard.

#[path = "../common.rs"]
mod common;

use common::*;

type Guard = requires_auth::__private::Guard<Identity, requires_auth::__private::InvalidAttribute>;

fn forged() -> Guard {
    Guard { identity: Identity::new("root"), is_head: false, mode: std::marker::PhantomData }
}

fn main() {}
