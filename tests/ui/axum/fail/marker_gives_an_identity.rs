//! A6: a marker that is written by hand names a verifier, and has no identity to give without one.
//! Twin: `pass/marker_by_hand.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Authenticated, Decided, DynRequest, HandlerSpec, VerifierSpec, identity};

enum Mine {}

impl HandlerSpec for Mine {
    const NAME: &'static str = "mine";
}

impl VerifierSpec<Identity> for Mine {
    type Admitted = Authenticated;

    fn ask_now(_: &mut DynRequest<'_>) -> Option<Result<Identity, Rejection>> {
        Some(Ok(Identity::new("root")))
    }

    async fn ask(_: &mut DynRequest<'_>) -> Decided<Identity, Authenticated> {
        Ok(Identity::new("root"))
    }
}

fn main() {}
