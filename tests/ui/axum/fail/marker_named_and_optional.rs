//! A6: what admits callers without credentials is not taken for what does not.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Asking, Decided, Marker, Named, NamedMarker, Policy, Rule, Unscoped, authorize_optional};

enum Mine {}

impl Marker for Mine {
    type Way = Named;
    type Policy = Unscoped;
    type Tag = ();
    const POLICY: &'static Unscoped = &Unscoped(Policy("mine", Rule::Nothing));
}

impl NamedMarker for Mine {
    type Id = Option<Identity>;

    async fn ask(request: &mut Asking<'_>) -> Decided<Option<Identity>, Named> {
        authorize_optional(&TOKENS, Self::POLICY, request).decided().await
    }
}

fn main() {}
