//! A verifier that waits cannot be said to wait for nothing.
use requires_auth::{Authenticate, AuthenticateSync, Bearer, Identity, Verifier, VerifyError, scheme};

struct Waits;

impl Verifier for Waits {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, _: Bearer<'_>) -> Result<Identity, VerifyError> {
        std::future::pending().await
    }
}

impl<Via> AuthenticateSync<Via> for Waits where Waits: Authenticate<Via> {}

fn main() {}
