//! A6: what admits callers without credentials is not taken for what does not.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{AnyIdentity, Authenticated, Decided, DynRequest, HandlerSpec, Policy, VerifierSpec, authorize_optional};

enum Mine {}

impl HandlerSpec for Mine {
    const NAME: &'static str = "mine";
}

impl VerifierSpec<Option<Identity>> for Mine {
    type Admitted = Authenticated;

    async fn ask(request: &mut DynRequest<'_>) -> Decided<Option<Identity>, Authenticated> {
        authorize_optional(&TOKENS, &AnyIdentity(Policy(Self::NAME, Self::RULE)), request).decided().await
    }
}

fn main() {}
