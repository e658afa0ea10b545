//! A6: a marker that is written by hand names a verifier, and has no identity to give without one.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{DynRequest, Decided, HandlerSpec, FromVerifier, VerifierSpec, Policy, Rule, AnyIdentity};

enum Mine {}

impl HandlerSpec for Mine {
    type Mode = FromVerifier;
    type Policy = AnyIdentity;
    type Tag = ();
    const POLICY: &'static AnyIdentity = &AnyIdentity(Policy("mine", Rule::Empty));
}

impl VerifierSpec for Mine {
    type Id = Identity;

    fn ask_now(_: &mut DynRequest<'_>) -> Option<Result<Identity, Rejection>> {
        Some(Ok(Identity::new("root")))
    }

    async fn ask(_: &mut DynRequest<'_>) -> Decided<Identity, FromVerifier> {
        Ok(Identity::new("root"))
    }
}

fn main() {}
