//! What a marker that is written by hand can do: ask a verifier, as the attribute does.

use super::common::*;
use requires_auth::__private::{
    AnyIdentity, Authenticated, Decided, DynRequest, FromVerifier, Guard, HandlerSpec, Policy, VerifierSpec, authorize, identity,
};
use requires_auth::axum::routing::get;

pub enum Mine {}

impl HandlerSpec for Mine {
    const NAME: &'static str = "mine";
}

impl VerifierSpec<Identity> for Mine {
    type Admitted = Authenticated;

    async fn ask(request: &mut DynRequest<'_>) -> Decided<Identity, Authenticated> {
        authorize(&TOKENS, &AnyIdentity(Policy(Self::NAME, Self::RULE)), request).decided().await
    }
}

async fn handler(guard: Guard<Identity, FromVerifier<Mine>>) -> String {
    identity(guard).subject().to_owned()
}

#[test]
fn runs() {
    let _: Router = Router::new().route("/", get(handler).into());
}
