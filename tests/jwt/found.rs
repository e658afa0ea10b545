//! What an attacker found: inputs that were answered wrongly.

use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder},
};

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, reason, signer, verdict},
};

fn es256() -> &'static Signer {
    signer(JwtAlgorithm::Es256)
}

fn auth(builder: JwtBuilder) -> Authenticator {
    Authenticator::new(builder.build().unwrap())
}

/// A token that names its key is verified with it, however many keys take every name.
#[test]
fn the_named_key_is_tried_before_keys_of_any_name() {
    let others = (0..8).map(|_| Signer::new(JwtAlgorithm::Es256).key().any_kid());
    let builder = others.fold(Jwt::issuer(ISSUER).audience(AUDIENCE), JwtBuilder::key).key(es256().key().kid("x"));
    assert_eq!(reason(&auth(builder), &es256().token(r#"{"alg":"ES256","kid":"x"}"#, CLAIMS)), "accepted");
}

/// The profile says: a `nonce` *without scopes*. These are the scopes that the verifier reads.
#[test]
fn a_nonce_beside_the_chosen_scopes_is_no_id_token() {
    let claims =
        CLAIMS.replace(r#","scope":"read""#, r#","nonce":"n","permissions":["read"]"#).replace(r#""client_id":"c1","#, "");
    let who = verdict(&auth(es256().verifier().scopes_from("permissions")), &es256().issue(&claims));
    assert_eq!(who.map(|who| who.scopes().to_owned()), Ok("read".to_owned()));
}

/// A realm's other client `shop.roles` must not lock out those who have roles in both.
#[test]
fn a_longer_name_that_is_no_scope_does_not_hide_the_path() {
    let auth = auth(es256().verifier().scopes_from("resource_access.shop.roles"));
    let access = r#"{"shop":{"roles":["read"]},"shop.roles":{"roles":["x"]}}"#;
    let who = verdict(&auth, &es256().issue(&with_claim("resource_access", access)));
    assert_eq!(who.map(|who| who.scopes().to_owned()), Ok("read".to_owned()));
}
