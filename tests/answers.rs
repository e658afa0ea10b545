//! The table of answers, row by row: several schemes behind one authenticator, optional guards, and what configuration changes.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::items_after_statements, clippy::needless_pass_by_value, clippy::unused_async, clippy::unnecessary_wraps)]

#[path = "answers/cross_site.rs"]
mod cross_site;
#[path = "answers/head_method.rs"]
mod head_method;
#[path = "answers/numbers.rs"]
mod numbers;
#[path = "answers/places.rs"]
mod places;
#[path = "answers/presence.rs"]
mod presence;
#[path = "answers/rendered.rs"]
mod rendered;
#[path = "answers/settings.rs"]
mod settings;
#[path = "answers/step_up.rs"]
mod step_up;

use std::{sync::LazyLock, time::Duration};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, Identity, Policy, Reason, VerifyError, policy, requires_auth, scheme,
    verifiers::{StaticKeys, StaticTokens, basic, bearer, session_cookie},
};
use requires_auth_tests::expected_bodies::problem;

/// Bearer `good` has `a`, `full` has `a b c`; Basic `ada:pw`; API key `key`; session `sess`.
static ALL: LazyLock<Authenticator> = LazyLock::new(|| all().build().unwrap());

fn all() -> requires_auth::AuthenticatorBuilder<Identity> {
    let tokens = StaticTokens::new([
        ("good", Identity::builder("good").scopes("a").build()),
        ("full", Identity::builder("full").scopes("a b c").build()),
    ]);
    Authenticator::builder(session_cookie(|cookie| match cookie.expose() {
        "sess" => Ok(Identity::new("sess")),
        _ => Err(VerifyError::invalid()),
    }))
    .or(basic(|basic| match (basic.user(), basic.expose_password()) {
        ("ada", "pw") => Ok(Identity::new("ada")),
        _ => Err(VerifyError::invalid()),
    }))
    .or(StaticKeys::new([("key", Identity::new("key"))]).unwrap())
    .or(tokens.unwrap())
}

#[requires_auth(verifier = ALL)]
async fn any_of_them(request: Request<()>, #[identity] who: Identity) -> Response<String> {
    Response::new(who.subject().to_owned())
}

#[requires_auth(verifier = ALL, scopes("a", any("b", "c")))]
async fn scoped(request: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

#[requires_auth(verifier = ALL, optional)]
async fn maybe(request: Request<()>, #[identity] who: Option<Identity>) -> Response<String> {
    Response::new(who.map_or("nobody".to_owned(), |who| who.subject().to_owned()))
}

#[requires_auth(verifier = ALL, only = |who| who.subject() == "sess")]
async fn only_sess(request: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

fn get(fields: &[(&str, &str)]) -> Request<()> {
    request("GET", fields)
}

fn request(method: &str, fields: &[(&str, &str)]) -> Request<()> {
    let mut builder = Request::builder().method(method).uri("/path?query").header("host", "api.example");
    for (name, value) in fields {
        builder = builder.header(*name, value.as_bytes());
    }
    builder.body(()).unwrap()
}

type Answer = (u16, Vec<String>, String);

fn answer(response: &Response<String>) -> Answer {
    let challenges = response.headers().get_all("www-authenticate").iter().map(|line| line.to_str().unwrap().to_owned());
    (response.status().as_u16(), challenges.collect(), response.body().clone())
}

fn unauthorized(lines: &[&str], error: Option<&str>) -> Answer {
    (401, lines.iter().map(ToString::to_string).collect(), problem(401, error))
}

const PLAIN: [&str; 4] =
    [r#"Bearer realm="api""#, r#"ApiKey realm="api""#, r#"Cookie realm="api""#, r#"Basic realm="api", charset="UTF-8""#];
const INVALID: [&str; 4] = [
    r#"Bearer realm="api", error="invalid_token""#,
    r#"ApiKey realm="api""#,
    r#"Cookie realm="api""#,
    r#"Basic realm="api", charset="UTF-8""#,
];

const BEARER: (&str, &str) = ("authorization", "Bearer good");
const BASIC: (&str, &str) = ("authorization", "Basic YWRhOnB3");
const KEY: (&str, &str) = ("x-api-key", "key");
const COOKIE: (&str, &str) = ("cookie", "session=sess");

fn ask(fields: &[(&str, &str)]) -> Answer {
    answer(&block_on(any_of_them(get(fields))))
}

fn let_in(who: &str) -> Answer {
    (200, vec![], who.to_owned())
}

#[test]
fn each_scheme_lets_its_caller_in() {
    assert_eq!(ask(&[BEARER]), let_in("good"));
    assert_eq!(ask(&[BASIC]), let_in("ada"));
    assert_eq!(ask(&[KEY]), let_in("key"));
    assert_eq!(ask(&[COOKIE]), let_in("sess"));
    assert_eq!(ask(&[("authorization", " \t bEaReR   good \t")]), let_in("good"));
}

#[test]
fn rows_1_to_3_ask_for_every_scheme_without_an_error() {
    for fields in [
        vec![],
        vec![("authorization", "")],
        vec![("authorization", " \t ")],
        vec![("authorization", "Bearer")],
        vec![("authorization", "Basic ")],
        vec![("authorization", "Negotiate YII=")],
        vec![("authorization", "Digest username=\"a\", realm=\"b\"")],
        vec![("authorization", "DPoP token")],
        vec![("authorization", "Bearerx good")],
        vec![("cookie", "other=1")],
    ] {
        assert_eq!(ask(&fields), unauthorized(&PLAIN, None), "{fields:?}");
    }
}

#[test]
fn row_4_several_credentials_are_ambiguous() {
    let line = r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials""#;
    let ambiguous = (400, vec![line.to_owned()], problem(400, Some("invalid_request")));
    for fields in [
        vec![BEARER, BEARER],
        vec![BEARER, BASIC],
        vec![BEARER, ("authorization", "")],
        vec![("authorization", ""), ("authorization", "")],
        vec![("authorization", "Negotiate YII="), BEARER],
        vec![("authorization", "Bearer good, Bearer full")],
        vec![("authorization", "Basic YWRhOnB3,")],
    ] {
        assert_eq!(ask(&fields), ambiguous, "{fields:?}");
    }
}

#[test]
fn row_5_a_token_in_the_query_is_ignored() {
    for target in ["/path?access_token=good", "/path?access_token=good&access_token=full", "/good"] {
        let mut request = get(&[]);
        *request.uri_mut() = target.parse().unwrap();
        assert_eq!(answer(&block_on(any_of_them(request))), unauthorized(&PLAIN, None), "{target}");
    }
}

#[test]
fn rows_8_to_10_what_breaks_the_grammar_is_invalid() {
    for value in [
        "Bearer go od",
        "Bearer \"good\"",
        "Bearer =",
        "Bearer g=ood",
        "Bearer \tgood",
        "Bearer\tgood",
        "Bearer,good",
        "Bearer gööd",
    ] {
        assert_eq!(ask(&[("authorization", value)]), unauthorized(&INVALID, Some("invalid_token")), "{value}");
    }
    for value in
        ["Basic ???", "Basic YWRh", "Basic YWRhOnB3=", "Basic YWRhOnAH", "Basic\tYWRhOnB3", ", Bearer good", "\u{e9}", "Foo\tbar"]
    {
        assert_eq!(ask(&[("authorization", value)]), unauthorized(&PLAIN, None), "{value}");
    }
}

#[test]
fn row_12_too_long_is_431_without_a_challenge() {
    let too_long = (431, vec![], problem(431, None));
    let filler = |length: usize| "a".repeat(length);
    assert_eq!(ask(&[("authorization", &format!("Bearer {}", filler(8192)))]).0, 401);
    assert_eq!(ask(&[("authorization", &format!("Bearer {}", filler(8193)))]), too_long);
    // Too long comes before the comma and the grammar.
    assert_eq!(ask(&[("authorization", &format!("Bearer ,\"{}", filler(8192)))]), too_long);
    assert_eq!(ask(&[("authorization", &format!("Basic {}", filler(8196)))]), too_long);
    // White space is not credentials.
    assert_eq!(ask(&[("authorization", &format!("Bearer {}good", " ".repeat(9000)))]), let_in("good"));
    // Of a scheme that is not enabled nothing is read.
    assert_eq!(ask(&[("authorization", &format!("Negotiate {}", filler(9000)))]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("x-api-key", &filler(512))]).0, 401);
    assert_eq!(ask(&[("x-api-key", &filler(513))]), too_long);
    assert_eq!(ask(&[("cookie", &format!("session={}", filler(4096 - 7)))]).0, 401);
    assert_eq!(ask(&[("cookie", &format!("session={}", filler(4097 - 7)))]), too_long);
}

#[test]
fn rows_14_to_23_33_34_wrong_credentials_of_each_scheme() {
    assert_eq!(ask(&[("authorization", "Bearer wrong")]), unauthorized(&INVALID, Some("invalid_token")));
    assert_eq!(ask(&[("authorization", "Basic YWRhOndyb25n")]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("x-api-key", "wrong")]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("cookie", "session=wrong")]), unauthorized(&PLAIN, None));
}

#[test]
fn row_24_names_all_scopes_to_the_bearer_and_none_to_others() {
    let ask = |fields: &[(&str, &str)]| answer(&block_on(scoped(get(fields))));
    assert_eq!(ask(&[("authorization", "Bearer full")]), let_in("in"));
    let line = r#"Bearer realm="api", error="insufficient_scope", scope="a b""#;
    assert_eq!(ask(&[BEARER]), (403, vec![line.to_owned()], problem(403, Some("insufficient_scope"))));
    for fields in [BASIC, KEY, COOKIE] {
        assert_eq!(ask(&[fields]), (403, vec![], problem(403, None)), "{fields:?}");
    }
    // The scopes stand in the Bearer line of every other refusal too.
    let mut lines = PLAIN;
    lines[0] = r#"Bearer realm="api", scope="a b""#;
    assert_eq!(ask(&[]), unauthorized(&lines, None));
    lines[0] = r#"Bearer realm="api", error="invalid_token", scope="a b""#;
    assert_eq!(ask(&[("authorization", "Bearer wrong")]), unauthorized(&lines, Some("invalid_token")));
    let line = r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials", scope="a b""#;
    assert_eq!(ask(&[BEARER, BEARER]).1, [line]);
}

#[test]
fn the_named_scopes_of_an_alternative_are_those_the_caller_lacks_fewest_of() {
    const FAR: Policy = policy!(scopes(any(all("x", "y"), all("a", "z")), "b"));
    let refused = |token: &str| {
        block_on(ALL.authorize(&FAR, &get(&[("authorization", token)]))).unwrap_err().challenges().cloned().collect::<Vec<_>>()
    };
    assert_eq!(refused("Bearer good"), [r#"Bearer realm="api", error="insufficient_scope", scope="a z b""#]);
    // Nobody lacks everything: the first of equals.
    assert_eq!(refused("Bearer wrong")[0], r#"Bearer realm="api", error="invalid_token", scope="x y b""#);
}

#[test]
fn row_25_a_predicate_that_fails_is_a_plain_403() {
    let ask = |fields: &[(&str, &str)]| answer(&block_on(only_sess(get(fields))));
    assert_eq!(ask(&[COOKIE]), let_in("in"));
    assert_eq!(ask(&[BEARER]), (403, vec![], problem(403, None)));
    assert_eq!(ask(&[]), unauthorized(&PLAIN, None));
}

/// A verifier that answers every token as its name says.
fn says(token: requires_auth::Bearer<'_>) -> Result<Identity, VerifyError> {
    match token.expose() {
        "expired" => Err(VerifyError::expired()),
        "denied" => Err(VerifyError::denied()),
        "down" => Err(VerifyError::unavailable("the database is down")),
        "throttled" => Err(VerifyError::throttled(Duration::from_millis(29_001))),
        "later" => Err(VerifyError::unavailable("overloaded").retry_after(Duration::from_millis(29_001))),
        "io" => Err(std::fs::read("/nonexistent/requires-auth").unwrap_err().into()),
        "panic" => panic!("verifier"),
        _ => Err(VerifyError::invalid()),
    }
}

#[test]
fn rows_13_29_31_42_each_error_of_a_verifier_has_its_answer() {
    let auth = Authenticator::new(bearer(says));
    let ask = |token: &str| {
        let rejection = block_on(auth.authenticate(&get(&[("authorization", &format!("Bearer {token}"))]))).unwrap_err();
        let reason = rejection.reason();
        let response: Response<String> = rejection.into_http();
        let retry_after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        (reason, retry_after, answer(&response))
    };
    let line = r#"Bearer realm="api", error="invalid_token", error_description="token expired""#;
    assert_eq!(ask("expired"), (Reason::ExpiredCredentials, None, unauthorized(&[line], Some("invalid_token"))));
    assert_eq!(ask("denied"), (Reason::Denied, None, (403, vec![], problem(403, None))));
    let unavailable = (503, vec![], problem(503, None));
    assert_eq!(ask("down"), (Reason::Unavailable, Some("5".into()), unavailable.clone()));
    assert_eq!(ask("later"), (Reason::Unavailable, Some("30".into()), unavailable.clone()));
    assert_eq!(ask("io"), (Reason::Unavailable, Some("5".into()), unavailable));
    assert_eq!(ask("throttled"), (Reason::Throttled, Some("30".into()), (429, vec![], problem(429, None))));
    assert_eq!(ask("panic"), (Reason::Panicked, None, (500, vec![], problem(500, None))));
    assert_eq!(ask("other"), (Reason::InvalidCredentials, None, unauthorized(&INVALID[..1], Some("invalid_token"))));
}

#[test]
fn row_35_two_values_of_the_cookie_are_refused_and_equal_ones_pass() {
    assert_eq!(ask(&[("cookie", "session=sess; session=other")]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[COOKIE, ("cookie", "session=other")]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("cookie", "session=sess; session=a,b")]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[COOKIE, COOKIE]), let_in("sess"));
    // An empty value is no credential.
    assert_eq!(ask(&[("cookie", "session=; session=sess")]), let_in("sess"));
}

#[test]
fn row_36_an_optional_guard_lets_in_as_nobody_only_who_sent_nothing_but_a_stale_cookie() {
    let ask = |fields: &[(&str, &str)]| answer(&block_on(maybe(get(fields))));
    for nothing in [
        vec![],
        vec![("authorization", "")],
        vec![("authorization", " \t")],
        vec![("cookie", "other=1")],
        vec![("cookie", "session=")],
        vec![("x-api-key", "")],
        // Attached by the browser, as long as it was stored.
        vec![("cookie", "session=wrong")],
        vec![("cookie", "session=wrong"), ("authorization", ""), ("x-api-key", " ")],
        vec![("cookie", "session=wrong; session=wrong")],
    ] {
        assert_eq!(ask(&nothing), let_in("nobody"), "{nothing:?}");
    }
    assert_eq!(ask(&[BEARER]), let_in("good"));
    assert_eq!(ask(&[COOKIE]), let_in("sess"));
    for (fields, status) in [
        (vec![("authorization", "Bearer wrong")], 401),
        (vec![("authorization", "Bearer")], 401),
        (vec![("authorization", "Negotiate x")], 401),
        (vec![("authorization", ",")], 401),
        (vec![("authorization", "\u{e9}")], 401),
        (vec![("cookie", "session=wrong"), ("authorization", "Negotiate x")], 401),
        (vec![("cookie", "session=wrong"), ("authorization", "Bearer wrong")], 401),
        (vec![("cookie", "session=wrong"), ("x-api-key", "wrong")], 401),
        (vec![("cookie", "session=wrong; session=sess")], 401),
        (vec![("cookie", "session=a,b")], 401),
        (vec![("x-api-key", "wrong")], 401),
        (vec![BEARER, BEARER], 400),
        (vec![("authorization", ""), ("authorization", "")], 400),
    ] {
        assert_eq!(ask(&fields).0, status, "{fields:?}");
    }
}

static KEYS_ONLY: LazyLock<StaticKeys> = LazyLock::new(|| StaticKeys::new([("key", Identity::new("key"))]).unwrap());

#[requires_auth(verifier = KEYS_ONLY, optional)]
fn maybe_key(request: Request<()>, #[identity] who: Option<Identity>) -> Response<String> {
    Response::new(who.map_or("nobody".to_owned(), |who| who.subject().to_owned()))
}

#[test]
fn row_36_an_optional_guard_looks_at_authorization_even_where_it_reads_none() {
    let ask = |fields: &[(&str, &str)]| answer(&maybe_key(get(fields)));
    assert_eq!(ask(&[]), let_in("nobody"));
    assert_eq!(ask(&[("authorization", " ")]), let_in("nobody"));
    assert_eq!(ask(&[BEARER]), unauthorized(&PLAIN[1..2], None));
    // Of an unsupported scheme, it does not claim the place of the key.
    assert_eq!(ask(&[BEARER, KEY]), let_in("key"));
}

#[test]
fn row_37_a_cookie_never_saves_a_bad_header() {
    assert_eq!(ask(&[("authorization", "Bearer wrong"), COOKIE]), unauthorized(&INVALID, Some("invalid_token")));
    assert_eq!(ask(&[("authorization", "Bearer"), COOKIE]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("authorization", ","), COOKIE]), unauthorized(&PLAIN, None));
    assert_eq!(ask(&[("x-api-key", "wrong"), COOKIE]), unauthorized(&PLAIN, None));
    // The header decides, whatever the cookie says.
    assert_eq!(ask(&[BEARER, ("cookie", "session=a,b")]), let_in("good"));
    // A header of an unsupported scheme does not claim the place.
    assert_eq!(ask(&[("authorization", "Negotiate x"), COOKIE]), let_in("sess"));
    assert_eq!(ask(&[("authorization", ""), COOKIE]), let_in("sess"));
}

#[test]
fn row_38_a_key_beside_authorization_is_never_ranked() {
    let line = r#"Bearer realm="api", error="invalid_request""#;
    let ambiguous = (400, vec![line.to_owned()], problem(400, Some("invalid_request")));
    for fields in [
        vec![BEARER, KEY],
        vec![BASIC, KEY],
        vec![("authorization", "Bearer"), KEY],
        vec![("authorization", ","), KEY],
        vec![("authorization", "Bearer wrong"), ("x-api-key", "wrong")],
        vec![KEY, KEY],
        vec![KEY, ("x-api-key", "")],
    ] {
        assert_eq!(ask(&fields), ambiguous, "{fields:?}");
    }
    assert_eq!(ask(&[("authorization", ""), KEY]), let_in("key"));
    assert_eq!(ask(&[("authorization", "Negotiate x"), KEY]), let_in("key"));
}

#[test]
fn two_keys_of_two_headers_are_never_ranked_either() {
    let other = StaticKeys::new([("other", Identity::new("other"))]).unwrap().scheme(scheme::ApiKey::header("x-other-key"));
    let auth = Authenticator::builder(StaticKeys::new([("key", Identity::new("key"))]).unwrap()).or(other).build().unwrap();
    let ask = |fields: &[(&str, &str)]| block_on(auth.authenticate(&get(fields))).map(|who| who.subject().to_owned());
    assert_eq!(ask(&[KEY]).unwrap(), "key");
    assert_eq!(ask(&[("x-other-key", "other")]).unwrap(), "other");
    assert_eq!(ask(&[KEY, ("x-other-key", "other")]).unwrap_err().status(), 400);
    // One scheme, one realm: one line.
    assert_eq!(ask(&[]).unwrap_err().challenges().collect::<Vec<_>>(), [r#"ApiKey realm="api""#]);
}
