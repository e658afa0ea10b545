//! Whom the server trusts: the provider of the environment, or an issuer in this process, for trying the server. `TestIssuer` belongs to
//! tests: a real service has a provider, and enables the feature `test-util` in its dev-dependencies only.

use std::time::{Duration, SystemTime};

use requires_auth::{
    ResourceMetadata,
    test_util::TestIssuer,
    verifiers::{Introspection, Oidc},
};
use serde_json::json;

use crate::{
    handlers::{READ, WRITE},
    requests::Tokens,
    settings::{Client, Provider},
};

/// For so long the tokens can be tried.
const LIFETIME: Duration = Duration::from_secs(8 * 3600);

const ONLY_HERE: &str = "BASE_URL must be an http URL of this machine, such as http://127.0.0.1:3000, because the embedded issuer is for \
                         trying out: set ISSUER to your provider";

/// What the server trusts.
pub(crate) struct Trust {
    pub(crate) metadata: ResourceMetadata,
    pub(crate) jwt: Oidc,
    pub(crate) introspection: Option<Introspection>,
    pub(crate) tokens: Tokens,
    /// The embedded issuer, which ends with this value.
    _issuer: Option<TestIssuer>,
}

impl Trust {
    pub(crate) fn provider(provider: Provider, base_url: String) -> Result<Self, String> {
        let Provider { issuer, audience, jwks_url, introspection } = provider;
        let metadata = metadata(base_url, &issuer)?;
        let audience = audience.unwrap_or_else(|| metadata.resource().to_owned());
        let jwt = Oidc::issuer(&issuer).audience(&audience).allow_http_on_loopback();
        let jwt = match jwks_url {
            Some(url) => jwt.jwks_url(url),
            None => jwt,
        };
        let jwt = jwt.build().map_err(|error| format!("ISSUER, AUDIENCE, JWKS_URL: {error}"))?;
        let introspection = introspection.map(|Client { url, id, secret }| {
            let verifier = Introspection::endpoint(url).client_secret_basic(id, secret).issuer(issuer).audience(audience);
            verifier.allow_http_on_loopback().build().map_err(|error| format!("INTROSPECTION_URL and its client: {error}"))
        });
        let introspection = introspection.transpose()?;
        let tokens = Tokens::of_provider(introspection.is_some());
        Ok(Self { metadata, jwt, introspection, tokens, _issuer: None })
    }

    /// Only on this machine: the tokens of the embedded issuer are printed, and are in the page for everybody who can open it.
    pub(crate) fn embedded(base_url: String) -> Result<Self, String> {
        let issuer = TestIssuer::start();
        let metadata = metadata(base_url, issuer.url())?;
        let audience = metadata.resource();
        // `http` is for this machine only: that is checked already.
        if !audience.starts_with("http://") {
            return Err(ONLY_HERE.to_owned());
        }
        let jwt = issuer.verifier().audience(audience).build().map_err(|error| error.to_string())?;
        let introspection = issuer.introspection().audience(audience).build().map_err(|error| error.to_string())?;
        let tokens = issued(&issuer, audience);
        Ok(Self { metadata, jwt, introspection: Some(introspection), tokens, _issuer: Some(issuer) })
    }
}

/// What clients are told, and what they may be told at all.
fn metadata(base_url: String, issuer: &str) -> Result<ResourceMetadata, String> {
    let metadata = ResourceMetadata::builder(base_url).authorization_server(issuer).scopes([READ, WRITE]);
    let metadata = metadata.name("requires-auth: reference server").build();
    metadata.map_err(|error| format!("BASE_URL, ISSUER: {error}"))
}

/// Issues the tokens that are printed and that the page has.
fn issued(issuer: &TestIssuer, audience: &str) -> Tokens {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let exp = (now + LIFETIME).as_secs();
    let claims = |subject: &str, scope: &str| json!({ "sub": subject, "aud": audience, "scope": scope, "exp": exp });
    let gold = json!({ "sub": "reader", "aud": audience, "exp": exp, "acr": "gold", "auth_time": now.as_secs() });
    Tokens {
        reader: issuer.token(&claims("reader", "items:read")),
        writer: issuer.token(&claims("writer", "items:read items:write")),
        gold: issuer.token(&gold),
        opaque: Some(issuer.opaque_token(&claims("reader", "items:read"))),
    }
}
