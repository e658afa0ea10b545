//! A type implements both traits of verifiers, and is given to an authenticator.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::{Authenticator, SyncVerifier};

struct Both;

impl Verifier for Both {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, _: Bearer<'_>) -> Result<Identity, VerifyError> {
        Err(VerifyError::invalid())
    }
}

impl SyncVerifier for Both {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn verify(&self, _: Bearer<'_>) -> Result<Identity, VerifyError> {
        Err(VerifyError::invalid())
    }
}

fn main() {
    let _: Authenticator = Authenticator::new(Both);
    let _ = Authenticator::builder(Both).realm("a").build();
}
