//! How an identity is made of a token.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    fault::{Cut, Fault, FaultReason},
    rules::Accepted,
};
use crate::vocabulary::{Identity, IdentityBuilder};

/// Makes an identity. Function pointers: it has no state.
pub(super) struct Made<Id> {
    claims: Vec<AddClaims>,
    make: Make<Id>,
    /// What is known of the size of an identity, in bytes.
    bytes: fn(&Id) -> usize,
    /// How many types of the application the claims are read as.
    types: usize,
}

/// How many times their JSON claims take that are read as a type of the application, which cannot be measured.
const EXPANSION: usize = 4;

type Make<Id> = fn(&Accepted, &[u8], &[AddClaims]) -> Result<Id, Fault>;
type AddClaims = fn(IdentityBuilder, &[u8]) -> Result<IdentityBuilder, Fault>;

impl Made<Identity> {
    pub(super) fn identity() -> Self {
        Self { claims: Vec::new(), make: identity, bytes: Identity::bytes, types: 0 }
    }

    pub(super) fn add<T: DeserializeOwned + Send + Sync + 'static>(&mut self) {
        self.types += 1;
        self.claims.push(|identity, payload| read::<T>(payload).map(|claims| identity.claim(claims)));
    }
}

impl<T: DeserializeOwned> Made<Arc<T>> {
    pub(super) fn claims() -> Self {
        Self { claims: Vec::new(), make: |_, payload, _| read(payload).map(Arc::new), bytes: |_| size_of::<T>(), types: 1 }
    }
}

impl<Id> Made<Id> {
    /// Makes an identity of an accepted token and its claims, which are JSON.
    pub(super) fn make(&self, accepted: &Accepted, payload: &[u8]) -> Result<Id, Fault> {
        (self.make)(accepted, payload, &self.claims)
    }

    /// Returns how many bytes an identity takes, approximately: of the application's types, a multiple of the claims' JSON.
    pub(super) fn bytes(&self, identity: &Id, payload: &[u8]) -> usize {
        (self.bytes)(identity).saturating_add(self.types.saturating_mul(EXPANSION).saturating_mul(payload.len()))
    }
}

fn identity(accepted: &Accepted, payload: &[u8], claims: &[AddClaims]) -> Result<Identity, Fault> {
    let mut identity = Identity::builder(&*accepted.subject).scopes(&*accepted.scopes);
    if let Some(expires_at) = accepted.expires_at {
        identity = identity.expires_at(expires_at);
    }
    if let Some(issuer) = &accepted.issuer {
        identity = identity.issuer(&**issuer);
    }
    if let Some(acr) = &accepted.acr {
        identity = identity.acr(&**acr);
    }
    if let Some(auth_time) = accepted.auth_time {
        identity = identity.auth_time(auth_time);
    }
    claims.iter().try_fold(identity, |identity, add| add(identity, payload)).map(IdentityBuilder::build)
}

/// Reads claims, which were read strictly before: no name is there twice, and none that serde gives another meaning.
fn read<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(payload).map_err(|error| {
        // Other messages quote values of the token, and so may the rest of this one, if a type of the application writes it.
        let text = error.to_string();
        let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
        let shown = match missing {
            Some((field, _)) => format!("missing field `{}`", Cut(field)),
            None => format!("column {}", error.column()),
        };
        Fault::new(FaultReason::UnfitClaims, format!("the claims do not fit {}: {shown}", std::any::type_name::<T>()))
    })
}
