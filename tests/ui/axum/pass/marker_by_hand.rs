//! What a marker that is written by hand can do: ask a verifier, as the attribute does.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{DynRequest, Decided, Guard, HandlerSpec, FromVerifier, VerifierSpec, Policy, Rule, AnyIdentity, authorize, identity};
use requires_auth::axum::{OnReject, routing::get};

pub enum Mine {}

impl HandlerSpec for Mine {
    type Mode = FromVerifier;
    type Policy = AnyIdentity;
    type Tag = ();
    const POLICY: &'static AnyIdentity = &AnyIdentity(Policy("mine", Rule::Empty));
}

impl VerifierSpec for Mine {
    type Id = Identity;

    async fn ask(request: &mut DynRequest<'_>) -> Decided<Identity, FromVerifier> {
        authorize(&TOKENS, Self::POLICY, request).decided().await
    }
}

impl OnReject for Mine {}

async fn handler(guard: Guard<Identity, Mine>) -> String {
    identity(guard).subject().to_owned()
}

fn main() {
    let _: Router = Router::new().route("/", get(handler).into());
}
