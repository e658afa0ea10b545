//! Kinds of access tokens.

/// Lists what a token must contain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum JwtProfile {
    /// `exp`, `iss`, `aud` and `sub`. The header's `typ` may be absent, `JWT` or `at+jwt`. Tokens for
    /// something else are rejected if they can be recognised: ID tokens by `at_hash`, `c_hash`, `s_hash` or a `nonce` without scopes (in
    /// `scope`, `scp` or where the verifier reads them) and without `client_id`; logout tokens and other events by `events`; refresh
    /// tokens and others by the words that Keycloak, Cognito and others write into the claims `typ`, `token_use` and `token_type`.
    #[default]
    Generic,
    /// The access tokens of RFC 9068: also `iat`, `jti` and `client_id`, and the header's `typ` must be `at+jwt`. All seven claims must
    /// be there, also if the builder waives issuer or audience or reads the subject from another claim. Choose it if your issuer
    /// writes such tokens: no ID token is one.
    Rfc9068,
}
