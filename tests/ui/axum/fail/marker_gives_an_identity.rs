//! A6: a marker that is written by hand names a verifier, and has no identity to give without one.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Asking, Decided, Marker, Named, NamedMarker, Policy, Rule, Unscoped};

enum Mine {}

impl Marker for Mine {
    type Way = Named;
    type Policy = Unscoped;
    type Tag = ();
    const POLICY: &'static Unscoped = &Unscoped(Policy("mine", Rule::Nothing));
}

impl NamedMarker for Mine {
    type Id = Identity;

    fn ask_now(_: &mut Asking<'_>) -> Option<Result<Identity, Rejection>> {
        Some(Ok(Identity::new("root")))
    }

    async fn ask(_: &mut Asking<'_>) -> Decided<Identity, Named> {
        Ok(Identity::new("root"))
    }
}

fn main() {}
