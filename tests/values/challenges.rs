//! What a refusal asks for: of a verifier alone, of schemes with a place or a realm of their own, of no `Bearer` at all.

use std::sync::LazyLock;

use http::{Request, Response};
use requires_auth::{
    Authenticator, Challenge, Identity, Rejection, VerifyError, requires_auth, scheme,
    verifiers::{StaticKeys, StaticTokens, api_key, basic, bearer, session_cookie},
};
use requires_auth_tests::{expected_bodies::assert_refusal, poll_once::ready};

fn request(lines: &[(&str, &str)]) -> Request<()> {
    lines.iter().fold(Request::builder(), |builder, (name, value)| builder.header(*name, *value)).body(()).unwrap()
}

fn keys() -> StaticKeys {
    StaticKeys::new([("key", Identity::new("robot"))]).unwrap()
}

static KEYS: LazyLock<StaticKeys> = LazyLock::new(keys);
static NAMED: LazyLock<StaticTokens> =
    LazyLock::new(|| StaticTokens::new([("good", Identity::new("ada"))]).unwrap().scheme(scheme::Bearer::new().realm("tokens")));

#[requires_auth(verifier = KEYS)]
fn keys_alone(_: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

#[requires_auth(verifier = NAMED)]
fn a_realm_of_its_own(_: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

#[test]
fn a_verifier_alone_asks_with_its_own_realm() {
    assert_refusal(a_realm_of_its_own(request(&[])), "none", 401, &[r#"Bearer realm="tokens""#], None);
    let wrong = a_realm_of_its_own(request(&[("authorization", "Bearer wrong")]));
    assert_refusal(wrong, "wrong", 401, &[r#"Bearer realm="tokens", error="invalid_token""#], Some("invalid_token"));
    assert_eq!(a_realm_of_its_own(request(&[("authorization", "Bearer good")])).body(), "in");
}

/// A 400 answers the credentials that were used, and only `Bearer` has words for it.
#[test]
fn ambiguous_credentials_without_a_bearer_scheme_are_told_nothing() {
    let twice = request(&[("x-api-key", "key"), ("x-api-key", "key")]);
    assert_refusal(keys_alone(twice.clone()), "a verifier alone", 400, &[], None);
    assert_eq!(keys_alone(request(&[("x-api-key", "key")])).body(), "in");
    // `Authorization`, of which this verifier reads nothing, is no second credential, whatever stands there.
    for value in [",", "Bearer a, Bearer b", "Bearer good"] {
        let lines = [("authorization", value), ("authorization", value), ("x-api-key", "key")];
        assert_eq!(keys_alone(request(&lines)).body(), "in", "{value}");
        assert_eq!(keys_alone(request(&lines[1..])).body(), "in", "{value}");
    }

    let auth = Authenticator::builder(keys()).or(basic(|_| Ok(Identity::new("ada")))).build().unwrap();
    let lines = [("authorization", "Basic YTpi"), ("authorization", "Basic YTpi")];
    for request in [twice, request(&lines)] {
        let refused = ready(auth.authenticate(&request)).unwrap_err();
        assert_eq!(refused.error_code(), None);
        assert_refusal(refused.into_http(), "an authenticator", 400, &[], None);
    }
}

/// `error` is a word of `Bearer`, and the client that sent a cookie never asked for that scheme.
#[test]
fn who_did_not_send_a_bearer_token_is_told_of_no_error() {
    fn expired<T>() -> Result<T, VerifyError> {
        Err(VerifyError::expired())
    }
    let auth: Authenticator = Authenticator::builder(bearer(|_| expired()))
        .or(basic(|_| expired()))
        .or(api_key(|_| expired()))
        .or(session_cookie(|_| expired()))
        .build()
        .unwrap();
    let bearer = r#"Bearer realm="api", error="invalid_token", error_description="token expired""#;
    let others = [r#"ApiKey realm="api""#, r#"Cookie realm="api""#, r#"Basic realm="api", charset="UTF-8""#];
    for (line, first, error) in [
        (("authorization", "Bearer token"), bearer, Some("invalid_token")),
        (("authorization", "Basic YTpi"), r#"Bearer realm="api""#, None),
        (("x-api-key", "key"), r#"Bearer realm="api""#, None),
        (("cookie", "session=a"), r#"Bearer realm="api""#, None),
    ] {
        let refused = ready(auth.authenticate(&request(&[line]))).unwrap_err();
        let lines = [&[first], &others[..]].concat();
        assert_refusal(refused.into_http(), line.1, 401, &lines, error);
    }
}

fn lines(auth: &Authenticator) -> Vec<String> {
    let refused: Rejection = ready(auth.authenticate(&request(&[]))).unwrap_err();
    refused.challenges().map(|line| line.to_str().unwrap().to_owned()).collect()
}

fn who(auth: &Authenticator, line: (&str, &str)) -> Option<String> {
    ready(auth.authenticate(&request(&[line]))).ok().map(|who| who.subject().to_owned())
}

#[test]
fn places_and_realms_given_at_run_time_are_those_that_are_used() {
    let text = |place: &str| format!("{place}{}", 1);
    let keys = keys().scheme(scheme::ApiKey::try_header(&text("X-Key-")).unwrap().try_realm(text("keys-")).unwrap());
    let cookie = scheme::SessionCookie::try_named(text("id-")).unwrap().try_realm(text("cookies-")).unwrap();
    let cookies = session_cookie(|_| Ok(Identity::new("user"))).scheme(cookie);
    let tokens = bearer(|_| Ok(Identity::new("ada"))).scheme(scheme::Bearer::new().try_realm(text("tokens-")).unwrap());
    let users = basic(|_| Ok(Identity::new("bob"))).scheme(scheme::Basic::new().try_realm(text("users-")).unwrap());
    let auth = Authenticator::builder(keys).or(cookies).or(tokens).or(users).build().unwrap();
    let expected = [
        "Bearer realm=\"tokens-1\"",
        "ApiKey realm=\"keys-1\"",
        "Cookie realm=\"cookies-1\"",
        "Basic realm=\"users-1\", charset=\"UTF-8\"",
    ];
    assert_eq!(lines(&auth), expected);
    assert_eq!(who(&auth, ("x-key-1", "key")).as_deref(), Some("robot"));
    assert_eq!(who(&auth, ("x-api-key", "key")), None);
    assert_eq!(who(&auth, ("cookie", "id-1=a")).as_deref(), Some("user"));
    assert_eq!(who(&auth, ("cookie", "session=a")), None);
}

#[test]
fn a_key_travels_in_no_field_that_means_something_else() {
    for name in ["authorization", "proxy-authorization", "cookie", "host", "connection", "keep-alive", "proxy-authenticate"]
        .into_iter()
        .chain(["proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "TE", "x key", ""])
    {
        assert!(scheme::ApiKey::try_header(name).is_err(), "{name}");
    }
    // Only the whole name is taken.
    for name in ["x-api-key", "X-Key", "host-key", "te-key", "t", "cook", "api-key", "!#$%&'*+-.^_`|~"] {
        assert!(scheme::ApiKey::try_header(name).is_ok(), "{name}");
    }
}

/// Credentials never reach a verifier of another scheme, however the verifiers were put together.
#[test]
fn an_authenticator_inside_another_keeps_its_verifiers_apart() {
    let inner = Authenticator::builder(session_cookie(|_| Ok(Identity::new("user"))))
        .or(keys())
        .or(bearer(|_| Ok(Identity::new("ada"))))
        .build()
        .unwrap();
    let auth = Authenticator::builder(basic(|_| Ok(Identity::new("bob")))).or(inner).build().unwrap();
    for (line, name) in [
        (("authorization", "Basic YTpi"), "bob"),
        (("cookie", "session=a"), "user"),
        (("x-api-key", "key"), "robot"),
        (("authorization", "Bearer a"), "ada"),
    ] {
        assert_eq!(who(&auth, line).as_deref(), Some(name), "{line:?}");
    }
    assert_eq!(who(&auth, ("x-api-key", "other")), None);
}

/// Whatever the order of the calls; those of unknown names keep theirs, between the known ones and the last.
#[test]
fn the_parameters_of_a_challenge_stand_in_one_order() {
    let challenge = Challenge::new("DPoP")
        .resource_metadata("https://api.example/meta")
        .param("y", "1")
        .param("max_age", "300")
        .param("X", "2")
        .scopes(["a", "b", "a"])
        .error("invalid_token")
        .param("algs", "ES256")
        .realm("api");
    let line = concat!(
        r#"DPoP realm="api", error="invalid_token", scope="a b", max_age="300", y="1", x="2", algs="ES256", "#,
        r#"resource_metadata="https://api.example/meta""#
    );
    assert_eq!(challenge.build().unwrap(), line);
    let basic = Challenge::basic().realm("a \\ \"b\"").param("nonce", "").build().unwrap();
    assert_eq!(basic, r#"Basic realm="a \\ \"b\"", charset="UTF-8", nonce="""#);
}

/// Beside the rule, the twin that keeps it.
#[test]
fn each_parameter_of_a_challenge_has_its_rule() {
    let with = |name: &str, value: &str| Challenge::bearer().param(name, value).build();
    for (name, good, bad) in [
        ("realm", "the \"API\"", "caf\u{e9}"),
        ("realm", "", "\u{7f}"),
        ("error", "invalid_token", ""),
        ("error", "a b", "a\"b"),
        ("scope", "a b:read", "a  b"),
        ("acr_values", "gold", ""),
        ("max_age", "0", ""),
        ("max_age", "300", "-1"),
        ("x", "a\"b\\", "a\nb"),
        ("x", "", "\u{e9}"),
        ("x-y", "1", "a\tb"),
        ("resource_metadata", "https://api.example/x", "http://api.example/x"),
    ] {
        assert!(with(name, good).is_ok(), "{name} {good:?}");
        assert!(with(name, bad).is_err(), "{name} {bad:?}");
    }
    for name in ["", "a b", "a=", "\u{e9}"] {
        assert!(with(name, "x").is_err(), "{name}");
    }
    let beside = |name: &str, value: &str| Challenge::bearer().error("invalid_token").param(name, value).build();
    for (name, good, bad) in [
        ("error_description", "token expired", "a\\b"),
        ("error_uri", "https://docs.example/x", "docs.example"),
        ("Realm", "api", "\n"),
        ("x", "y", "\0"),
    ] {
        assert!(beside(name, good).is_ok(), "{name} {good:?}");
        assert!(beside(name, bad).is_err(), "{name} {bad:?}");
        assert!(with(name, good).is_ok() || name.starts_with("error_"), "{name} depends on an error");
    }
    assert!(with("error_description", "token expired").is_err() && with("error_uri", "https://docs.example/x").is_err());
    assert!(beside("ERROR", "invalid_token").is_err(), "twice");

    // The only charset, and only of Basic.
    let charset = |scheme: &str, value: &str| Challenge::new(scheme).realm("api").param("charset", value).build().is_ok();
    assert!(charset("Basic", "UTF-8") && charset("bAsIc", "utf-8"));
    assert!(!charset("Basic", "latin1") && !charset("Bearer", "UTF-8"));
    assert!(Challenge::basic().build().is_err() && Challenge::basic().realm("api").build().is_ok());
    assert!(Challenge::bearer().build().is_err() && Challenge::bearer().scopes([""; 0]).build().is_err());
    assert!(Challenge::bearer().scopes(["a", "a b"]).build().is_err());
    // The first mistake is told, whatever comes behind.
    let error = Challenge::new("a b").realm("\n").build().unwrap_err().to_string();
    assert!(error.starts_with("authentication scheme \"a b\": "), "{error}");
}

/// Two characters that are no part of a token do not cancel out.
#[test]
fn every_character_of_a_token_counts() {
    let auth = Authenticator::new(bearer(|_| Ok(Identity::new("ada"))));
    for token in ["a", "-._~+/", "azAZ09==", "a="] {
        assert!(who(&auth, ("authorization", &format!("Bearer {token}"))).is_some(), "{token}");
    }
    for token in ["a!", "a!!", "!a!", "a:[", "a@`", "a{{", "a!=", "!!"] {
        assert!(who(&auth, ("authorization", &format!("Bearer {token}"))).is_none(), "{token}");
    }
}
