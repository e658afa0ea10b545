//! What a marker that is written by hand can do: ask a verifier, as the attribute does.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Asking, Decided, Guard, Marker, Named, NamedMarker, Policy, Rule, Unscoped, authorize, identity};
use requires_auth::axum::{OnReject, routing::get};

pub enum Mine {}

impl Marker for Mine {
    type Way = Named;
    type Policy = Unscoped;
    type Tag = ();
    const POLICY: &'static Unscoped = &Unscoped(Policy("mine", Rule::Nothing));
}

impl NamedMarker for Mine {
    type Id = Identity;

    async fn ask(request: &mut Asking<'_>) -> Decided<Identity, Named> {
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
