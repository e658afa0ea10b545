//! A type implements both traits of verifiers.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::{Bearer, SyncVerifier, Verifier, VerifyError, scheme};

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

#[requires_auth(verifier = Both)]
async fn handler() {}

fn main() {}
