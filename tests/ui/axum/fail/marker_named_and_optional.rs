//! A6: what admits callers without credentials is not taken for what does not.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{DynRequest, Decided, HandlerSpec, FromVerifier, VerifierSpec, Policy, Rule, AnyIdentity, authorize_optional};

enum Mine {}

impl HandlerSpec for Mine {
    type Mode = FromVerifier;
    type Policy = AnyIdentity;
    type Tag = ();
    const POLICY: &'static AnyIdentity = &AnyIdentity(Policy("mine", Rule::Empty));
}

impl VerifierSpec for Mine {
    type Id = Option<Identity>;

    async fn ask(request: &mut DynRequest<'_>) -> Decided<Option<Identity>, FromVerifier> {
        authorize_optional(&TOKENS, Self::POLICY, request).decided().await
    }
}

fn main() {}
