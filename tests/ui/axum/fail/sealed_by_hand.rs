//! A6: what the checks rest on is not for other crates to say.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{SameIdentity, OptionalIdentity, RequiresCredentials};

struct Mine;

/// An anonymous caller as a verified one.
impl OptionalIdentity<Identity> for Mine {
    fn from_option(_: Option<Identity>) -> Self {
        Mine
    }
}

/// One verified identity as another.
impl SameIdentity<Mine> for Identity {
    fn same_identity(self) -> Mine {
        Mine
    }
}

/// A marker that does not say how it decides.
impl RequiresCredentials for Mine {}

fn main() {}
