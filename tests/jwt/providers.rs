//! Tokens in the shape of several providers, with the recipes of the guide.

use std::sync::Arc;

use requires_auth::{
    Authenticator, HasScopes as _, Identity, Scope,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKeys, JwtProfile},
};
use serde::Deserialize;

use crate::issuer::{asked, reason, signer, verdict};

/// Keys as the provider publishes them: with neighbours, and without `alg` where it has none.
fn published(builder: JwtBuilder, kid: &str, more: &str) -> Authenticator {
    let members = signer(JwtAlgorithm::Rs256).members();
    let encryption = format!(r#"{{{members},"kid":"enc","use":"enc","alg":"RSA-OAEP"}}"#);
    let set = format!(r#"{{"keys":[{encryption},{{{members},"kid":"{kid}","use":"sig"{more}}}]}}"#);
    let keys = JwtKeys::jwk_set(set).unwrap();
    assert_eq!((keys.len(), keys.skipped().len()), (1, 1));
    Authenticator::new(builder.keys(keys).build().unwrap())
}

fn issued(kid: &str, typ: &str, claims: &str) -> String {
    signer(JwtAlgorithm::Rs256).token(format!(r#"{{"typ":"{typ}","alg":"RS256","kid":"{kid}"}}"#), claims)
}

fn has(who: &Identity, scopes: &[&'static str]) -> Vec<bool> {
    scopes.iter().map(|scope| who.has_scope(&Scope::new(scope))).collect()
}

const KEYCLOAK: &str = r#"{"exp":4102444800,"iat":1700000000,"auth_time":1699999990,"jti":"onrtac:5e7c0a1b","iss":"https://id.example.com/realms/shop",
    "aud":["shop-api","account"],"sub":"f2b0a3c4-7b5e-4b7e-9a35-51a3f6f2d7b1","typ":"Bearer","azp":"web","sid":"1b0d","acr":"1",
    "allowed-origins":["https://shop.example.com"],"realm_access":{"roles":["offline_access","items:read","Team Lead"]},
    "resource_access":{"shop-api":{"roles":["items:write"]},"com.example.api":{"roles":["dotted"]},"account":{"roles":["manage-account"]}},
    "scope":"openid profile email","email_verified":true,"preferred_username":"ada"}"#;

#[test]
fn keycloak() {
    let realm = || Jwt::issuer("https://id.example.com/realms/shop").audience("shop-api");
    let ask = |builder: JwtBuilder, claims: &str| {
        verdict(&published(builder, "FJ86GcF3", r#","alg":"RS256""#), &issued("FJ86GcF3", "JWT", claims))
    };

    let who = ask(realm().scopes_from("realm_access.roles"), KEYCLOAK).unwrap();
    assert_eq!((who.scopes(), who.acr()), ("offline_access items:read", Some("1")), "a role with a space is not two scopes");
    assert_eq!(has(&who, &["items:read", "items:write", "Team", "Lead"]), [true, false, false, false]);
    assert!(who.auth_time().is_some());

    let who = ask(realm().scopes_from("resource_access.shop-api.roles"), KEYCLOAK).unwrap();
    assert_eq!(who.scopes(), "items:write");
    let who = ask(realm().scopes_from("resource_access.com.example.api.roles"), KEYCLOAK).unwrap();
    assert_eq!(who.scopes(), "dotted");
    assert_eq!(ask(realm(), KEYCLOAK).unwrap().scopes(), "openid profile email");
    assert_eq!(ask(realm().subject_from("preferred_username"), KEYCLOAK).unwrap().subject(), "ada");

    // Without the mapper.
    let text = ask(realm(), &KEYCLOAK.replace(r#"["shop-api","account"]"#, r#""account""#)).unwrap_err();
    assert_eq!(
        text,
        "wrong_audience: expected `shop-api`, found `account`: request the token for this API, or correct the configured audience"
    );
    for other in ["ID", "Refresh", "Offline", "Logout"] {
        let text = ask(realm(), &KEYCLOAK.replace(r#""typ":"Bearer""#, &format!(r#""typ":"{other}""#))).unwrap_err();
        assert!(text.starts_with("not_an_access_token: "), "{text}");
    }
}

const ENTRA: &str = r#"{"aud":"6e74172b-be56-4843-9ff4-e66a39bb12e3","iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
    "iat":1700000000,"nbf":1700000000,"exp":4102444800,"aio":"AXQAi/8IAAAA","azp":"6e74172b-be56-4843-9ff4-e66a39bb12e3","azpacr":"0",
    "name":"Abe Lincoln","oid":"690222be-ff1a-4d56-abd1-7e4f7d38e474","preferred_username":"abeli@microsoft.com","rh":"I",
    "scp":"Items.Read Items.Write","sub":"HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ","tid":"72f988bf-86f1-41af-91ab-2d7cd011db47","uti":"fqiBqXLPj0eQa82S-IYFAA","ver":"2.0"}"#;

#[test]
fn entra_id() {
    let builder = || {
        Jwt::issuer("https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0")
            .audience("6e74172b-be56-4843-9ff4-e66a39bb12e3")
            .scopes_from("scp")
            .scopes_from("roles")
    };
    // Its keys have no `alg`.
    let auth = published(
        builder(),
        "jibNbkFSSbmxPYrN9CFqRk4K4gw",
        r#","x5t":"jibNbkFSSbmxPYrN9CFqRk4K4gw","x5c":["MIIC"],"issuer":"x""#,
    );
    let ask = |claims: &str| verdict(&auth, &issued("jibNbkFSSbmxPYrN9CFqRk4K4gw", "JWT", claims));
    assert_eq!(ask(ENTRA).unwrap().scopes(), "Items.Read Items.Write");
    let application = ENTRA.replace(r#""scp":"Items.Read Items.Write""#, r#""roles":["Items.All"]"#);
    assert_eq!(ask(&application).unwrap().scopes(), "Items.All");

    // Version 1.
    let text =
        ask(&ENTRA.replace("https://login.microsoftonline.com/", "https://sts.windows.net/").replace("/v2.0", "/")).unwrap_err();
    assert!(text.starts_with("wrong_issuer: expected `https://login.microsoftonline.com/"), "{text}");
    assert!(text.contains("found `https://sts.windows.net/"), "{text}");
}

const AUTH0: &str = r#"{"iss":"https://example.eu.auth0.com/","sub":"auth0|5f7c8ec7c33c6c004bbafe82","aud":["https://api.example.com","https://example.eu.auth0.com/userinfo"],
    "iat":1700000000,"exp":4102444800,"azp":"my_client_id","scope":"openid profile items:read","permissions":["items:read","items:write"],"https://example.com/roles":["admin"]}"#;

#[test]
fn auth0() {
    let builder = || Jwt::issuer("https://example.eu.auth0.com/").audience("https://api.example.com");
    let ask =
        |builder, claims: &str| verdict(&published(builder, "NjVBRjY5", r#","alg":"RS256""#), &issued("NjVBRjY5", "JWT", claims));
    let who = ask(builder().scopes_from("permissions"), AUTH0).unwrap();
    assert_eq!((who.subject(), who.scopes()), ("auth0|5f7c8ec7c33c6c004bbafe82", "items:read items:write"));
    assert_eq!(ask(builder().scopes_from("https://example.com/roles"), AUTH0).unwrap().scopes(), "admin");
    assert_eq!(ask(builder(), AUTH0).unwrap().scopes(), "openid profile items:read");

    // The other profile of its APIs.
    let rfc9068 = published(builder().profile(JwtProfile::Rfc9068), "k", "");
    let claims = AUTH0.replace(r#""azp":"my_client_id""#, r#""client_id":"my_client_id","jti":"x""#);
    assert!(verdict(&rfc9068, &issued("k", "at+jwt", &claims)).is_ok());
    assert_eq!(reason(&rfc9068, &issued("k", "JWT", &claims)), "wrong_type");
    assert_eq!(reason(&rfc9068, &issued("k", "at+jwt", AUTH0)), "missing_claim");

    let text = ask(Jwt::issuer("https://example.eu.auth0.com").audience("https://api.example.com"), AUTH0).unwrap_err();
    assert_eq!(
        text,
        "wrong_issuer: expected `https://example.eu.auth0.com`, found `https://example.eu.auth0.com/`: they differ in the slash at the end, which counts"
    );
}

const COGNITO: &str = r#"{"sub":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","device_key":"x","cognito:groups":["admin"],"token_use":"access",
    "scope":"aws.cognito.signin.user.admin items/read","auth_time":1700000000,"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example",
    "exp":4102444800,"iat":1700000000,"version":2,"jti":"bbbbbbbb","client_id":"57cbishk4j24pabc1234567890","username":"ada"}"#;

#[test]
fn cognito() {
    #[derive(Deserialize)]
    struct Client {
        client_id: String,
        token_use: String,
    }
    let pool = || Jwt::issuer("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example");
    let ask = |builder, claims: &str| verdict(&published(builder, "abc=", r#","alg":"RS256""#), &issued("abc=", "JWT", claims));
    let who = ask(pool().without_audience().claims::<Client>(), COGNITO).unwrap();
    let client = who.claim::<Client>().unwrap();
    assert_eq!((&*client.client_id, &*client.token_use), ("57cbishk4j24pabc1234567890", "access"));
    assert!(who.has_scope(&Scope::new("items/read")));
    assert_eq!(ask(pool().without_audience().scopes_from("cognito:groups"), COGNITO).unwrap().scopes(), "admin");

    let text = ask(pool().without_audience(), &COGNITO.replace(r#""token_use":"access""#, r#""token_use":"id""#)).unwrap_err();
    assert!(text.starts_with("not_an_access_token"), "{text}");
    assert_eq!(ask(pool().audience("57cbishk4j24pabc1234567890"), COGNITO).unwrap_err(), "missing_claim: the token has no `aud`");
}

#[test]
fn the_claims_may_be_the_identity() {
    #[derive(Deserialize, Debug, PartialEq)]
    struct User {
        preferred_username: String,
        email_verified: bool,
        exp: u64,
    }
    let signer = signer(JwtAlgorithm::EdDsa);
    let builder = || Jwt::issuer("https://id.example.com/realms/shop").audience("shop-api").key(signer.key());
    let auth = Authenticator::new(builder().identity::<User>().build().unwrap());
    let ada = User { preferred_username: "ada".to_owned(), email_verified: true, exp: 4_102_444_800 };
    let token = signer.token(r#"{"alg":"EdDSA"}"#, KEYCLOAK);
    let who: Arc<User> = asked(&auth, &token).unwrap().unwrap();
    assert_eq!(*who, ada);
    // From the cache it is the same one.
    assert!(Arc::ptr_eq(&who, &asked(&auth, &token).unwrap().unwrap()));

    // What is in the token is not quoted, and what is missing is.
    let wrong =
        signer.token(r#"{"alg":"EdDSA"}"#, KEYCLOAK.replace(r#""email_verified":true"#, r#""email_verified":"personal""#));
    let missing = signer.token(r#"{"alg":"EdDSA"}"#, KEYCLOAK.replace("preferred_username", "other"));
    let text = |token: &str| asked(&auth, token).unwrap().unwrap_err().source().unwrap().to_string();
    assert!(
        text(&wrong).starts_with("unfit_claims: the claims do not fit ") && !text(&wrong).contains("personal"),
        "{}",
        text(&wrong)
    );
    assert!(text(&missing).contains(": missing field `preferred_username`"), "{}", text(&missing));

    let auth = Authenticator::new(builder().claims::<User>().build().unwrap());
    assert_eq!(verdict(&auth, &token).unwrap().claim::<User>(), Some(&ada));
    assert_eq!(reason(&auth, &wrong), "unfit_claims");
}
