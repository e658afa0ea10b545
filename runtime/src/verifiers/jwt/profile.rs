//! Kinds of access tokens.

/// Lists what a token must contain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum JwtProfile {
    /// `exp`, `iss`, `aud` and `sub`. The header's `typ` may be absent, `JWT` or `at+jwt`. ID tokens are rejected if they can be
    /// recognised: by `at_hash`, `c_hash`, a `nonce` without scopes, or the marks of Keycloak and Cognito.
    #[default]
    Generic,
    /// The access tokens of RFC 9068: also `iat`, `jti` and `client_id`, and the header's `typ` must be `at+jwt`. All seven claims must
    /// be there, also if the builder waives issuer or audience or reads the subject from another claim. Choose it if your issuer
    /// writes such tokens: no ID token is one.
    Rfc9068,
}
