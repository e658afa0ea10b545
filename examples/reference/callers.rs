//! Who may call: holders of a token of the provider, and the fixed callers of the quickstart.

use std::collections::HashMap;

use axum::extract::FromRef;
use requires_auth::{
    Authenticator, AuthenticatorBuilder, Bearer, ConfigError, Identity, ResourceMetadata, SyncVerifier, Verifier, VerifyError,
    scheme,
    verifiers::{Introspection, Oidc, PasswordTable, Passwords, StaticKeys, StaticTokens, session_cookie},
};

/// Tags: all authenticators have the same identity type, so a handler names one of these, except for the first.
pub(crate) enum AnyToken {}
pub(crate) enum Opaque {}
pub(crate) enum Admins {}
pub(crate) enum Machines {}
pub(crate) enum People {}

/// The guards find their authenticators in the router's state, by type. A clone costs some reference counts.
#[derive(Clone, FromRef)]
pub(crate) struct Callers {
    jwt: Authenticator,
    any_token: Authenticator<Identity, AnyToken>,
    admins: Authenticator<Identity, Admins>,
    machines: Authenticator<Identity, Machines>,
    people: Authenticator<Identity, People>,
    /// For the health check.
    provider: Oidc,
}

impl Callers {
    pub(crate) fn new(provider: Oidc, metadata: &ResourceMetadata) -> Result<Self, ConfigError> {
        let reader = Identity::builder("reader").scopes("items:read").build();
        let writer = Identity::builder("writer").scopes("items:read items:write").build();
        let fixed =
            StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])?;
        let any_token = FixedOrJwt { fixed, jwt: provider.clone() };
        let passwords = Passwords::new(PasswordTable::from_htpasswd(include_str!("../quickstart/htpasswd"))?)?;
        let keys = StaticKeys::new([("key-123456", Identity::new("reporter"))])?;
        let sessions = HashMap::from([("sess-123456", Identity::new("ada"))]);
        let people = session_cookie(move |cookie| sessions.get(cookie.expose()).cloned().ok_or_else(VerifyError::invalid));
        Ok(Self {
            jwt: challenged(Authenticator::builder(provider.clone()), metadata)?,
            any_token: challenged(Authenticator::builder(any_token), metadata)?.tagged(),
            admins: Authenticator::new(passwords).tagged(),
            machines: Authenticator::new(keys).tagged(),
            people: Authenticator::new(people).tagged(),
            provider,
        })
    }
}

/// Those whose tokens are opaque.
pub(crate) fn opaque(
    verifier: Introspection,
    metadata: &ResourceMetadata,
) -> Result<Authenticator<Identity, Opaque>, ConfigError> {
    Ok(challenged(Authenticator::builder(verifier), metadata)?.tagged())
}

/// Every challenge for a token names the document that says where tokens come from.
fn challenged(builder: AuthenticatorBuilder<Identity>, metadata: &ResourceMetadata) -> Result<Authenticator, ConfigError> {
    builder.resource_metadata(metadata.url()).build()
}

/// Accepts the fixed tokens of the quickstart, and those of the provider.
struct FixedOrJwt {
    fixed: StaticTokens,
    jwt: Oidc,
}

impl Verifier for FixedOrJwt {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        match SyncVerifier::verify(&self.fixed, token) {
            Ok(who) => Ok(who),
            // The only error of a table of tokens is that this one is not in it.
            Err(_) => Verifier::verify(&self.jwt, token).await,
        }
    }
}
