//! What a renderer adds to a rejection, and what it cannot change.

use std::sync::Arc;

use futures_executor::block_on;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use requires_auth::{
    Authenticator, Identity, Reason, Rejection, RejectionBody, ResponseBuilder, ResponseField, VerifyError, verifiers::bearer,
};

use super::{BEARER, all, get};

/// A name that is not allowed, in each class of the documentation.
const REFUSED: [&str; 40] = [
    "www-authenticate",
    "cache-control",
    "content-type",
    "location",
    "retry-after",
    "proxy-authenticate",
    "authentication-info",
    "proxy-authentication-info",
    "age",
    "expires",
    "surrogate-control",
    "cdn-cache-control",
    "cloudflare-cdn-cache-control",
    "x-cache-control",
    "content-length",
    "content-encoding",
    "content-range",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "x-sendfile",
    "x-lighttpd-send-file",
    "x-reproxy-url",
    "x-accel-redirect",
    "x-accel-expires",
    "x-accel-",
    "grpc-status",
    "grpc-message",
    // Not the name of a field.
    "",
    " vary",
    "vary:",
    "a b",
    "vary\r\n",
    "f\u{f6}o",
    ":status",
    "a\0",
];

const ALLOWED: [&str; 12] = [
    "set-cookie",
    "vary",
    "clear-site-data",
    "content-language",
    "content-security-policy",
    "link",
    "pragma",
    "strict-transport-security",
    "x-request-id",
    "x-cache-controls",
    "x-accelerated",
    "grpc",
];

#[test]
fn the_names_of_the_guard_and_of_the_connection_are_refused() {
    for name in REFUSED {
        let error = ResponseField::try_named(name).unwrap_err().to_string();
        assert!(error.starts_with("response field "), "{error}");
        assert!(ResponseField::try_named(&name.to_ascii_uppercase()).is_err(), "{name}");
    }
    for name in ALLOWED {
        let field = ResponseField::try_named(name).unwrap();
        let response: Response<String> = ResponseBuilder::new(StatusCode::FORBIDDEN)
            .body(RejectionBody::problem().field(field.clone(), "one").field(field, "two"))
            .build();
        assert_eq!(response.headers().get_all(name).iter().collect::<Vec<_>>(), ["one", "two"], "{name}");
        assert!(ResponseField::try_named(&name.to_ascii_uppercase()).is_err(), "{name}");
    }
    assert_eq!(ResponseField::try_named("vary").unwrap(), ResponseField::VARY);
    assert_eq!(ResponseField::named("set-cookie"), ResponseField::SET_COOKIE);
}

fn failing(token: &str) -> Result<Identity, VerifyError> {
    match token {
        "expired" => Err(VerifyError::expired()),
        "denied" => Err(VerifyError::denied()),
        "used-up" => Err(VerifyError::throttled(std::time::Duration::from_secs(7))),
        "down" => Err(VerifyError::unavailable("down")),
        "panic" => panic!("a verifier that panics"),
        _ => Err(VerifyError::invalid()),
    }
}

/// The response to each way to be refused, by `GET` and by `HEAD`.
fn answers(body: Option<fn() -> RejectionBody>) -> Vec<(Reason, Response<String>)> {
    let mut builder = Authenticator::builder(bearer(|token| failing(token.expose()))).realm("acme");
    if let Some(body) = body {
        builder = builder.renderer(move |_, _| Some(body()));
    }
    let auth = builder.build().unwrap();
    let token = |token: &str| vec![("authorization", format!("Bearer {token}"))];
    let callers = [
        vec![],
        token(""),
        token("a=b"),
        token("wrong"),
        token("expired"),
        token("denied"),
        token("used-up"),
        token("down"),
        token("panic"),
        token(&"x".repeat(9000)),
        [token("a"), token("b")].concat(),
    ];
    let ask = |method: &str, fields: &[(&str, String)]| {
        let request =
            fields.iter().fold(Request::builder().method(method), |request, (name, value)| request.header(*name, value));
        let rejection = block_on(auth.authenticate(&request.body(()).unwrap())).unwrap_err();
        let status = rejection.status();
        let reason = rejection.reason();
        let response: Response<String> = rejection.into_http();
        assert_eq!(response.status(), status);
        (reason, response)
    };
    ["GET", "HEAD"]
        .into_iter()
        .flat_map(|method| callers.iter().map(move |fields| (method, fields)))
        .map(|(m, f)| ask(m, f))
        .collect()
}

fn guarded(fields: &HeaderMap) -> Vec<Vec<&HeaderValue>> {
    ["www-authenticate", "cache-control", "retry-after", "location"]
        .iter()
        .map(|name| fields.get_all(*name).iter().collect())
        .collect()
}

/// Whatever the renderer does, a 401 has its challenges (RFC 9110 15.5.2).
#[test]
fn no_renderer_changes_what_the_guard_says() {
    fn add(body: RejectionBody) -> RejectionBody {
        const APP: ResponseField = ResponseField::named("x-app");
        body.field(ResponseField::SET_COOKIE, "a=b").field(APP, HeaderValue::from(7)).field(ResponseField::SET_COOKIE, "c=d")
    }
    let bodies: [(bool, fn() -> RejectionBody); 5] = [
        (false, || add(RejectionBody::problem())),
        (false, || add(RejectionBody::html("<p>no"))),
        (true, || add(RejectionBody::html("<p>no").forbidden())),
        (true, || add(RejectionBody::problem()).forbidden().forbidden()),
        (true, || add(RejectionBody::new("text/markdown", "no").unwrap().forbidden())),
    ];
    let plain = answers(None);
    assert_eq!(plain.len(), 22);
    for (is_forbidden, body) in bodies {
        for ((reason, expected), (found_reason, found)) in plain.iter().zip(answers(Some(body))) {
            assert_eq!(*reason, found_reason);
            let status = match expected.status().as_u16() {
                401 if is_forbidden => 403,
                status => status,
            };
            assert_eq!(found.status().as_u16(), status, "{reason:?}");
            assert_eq!(guarded(found.headers()), guarded(expected.headers()), "{reason:?}");
            assert_eq!(found.headers().contains_key("content-length"), expected.headers().contains_key("content-length"));
            assert_eq!(found.headers().get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=b", "c=d"]);
            assert_eq!(found.headers()["x-app"], "7");
            let challenges = found.headers().get_all("www-authenticate").iter().count();
            assert!(status != 401 || challenges == 1, "{reason:?}");
        }
    }
}

#[test]
fn the_problem_document_of_a_403_says_403() {
    let found = answers(Some(|| RejectionBody::problem().forbidden()));
    for (reason, response) in found.iter().take(11) {
        let status = format!(r#""status":{}"#, response.status().as_u16());
        assert!(response.body().contains(&status), "{reason:?} {}", response.body());
    }
    assert_eq!(found[0].1.body(), r#"{"type":"about:blank","title":"Forbidden","status":403}"#);
}

/// A value that would split the response, from a renderer that quotes the request.
#[test]
fn row_32_a_value_that_no_field_may_have_is_a_plain_500() {
    for value in ["a\r\nset-cookie: b=c", "a\nb", "\r", "\0", "a\x7f", "\n"] {
        for body in [RejectionBody::problem as fn() -> RejectionBody, || RejectionBody::html("<p>no").forbidden()] {
            let (sent, auth) = (Arc::new(value), all());
            let auth = auth
                .login_page("/login")
                .renderer(move |_, _| {
                    let body = body().field(ResponseField::SET_COOKIE, "first=1").field(ResponseField::SET_COOKIE, *sent);
                    Some(body.field(ResponseField::VARY, "cookie"))
                })
                .build()
                .unwrap();
            // The second is a navigation, which is sent to the login page.
            for fields in [&[] as &[(&str, &str)], &[("sec-fetch-mode", "navigate")], &[BEARER, BEARER]] {
                let rejection = block_on(auth.authenticate(&get(fields))).unwrap_err();
                assert_eq!((rejection.reason(), rejection.status().as_u16()), (Reason::Broken, 500), "{value:?}");
                let source = rejection.source().unwrap().to_string();
                assert!(source.contains("set-cookie") && !source.contains("b=c"), "{source}");
                assert_plain_500(rejection.into_http());
            }
            let by_hand = || {
                let line = HeaderValue::from_static("Bearer realm=\"api\"");
                let response = ResponseBuilder::new(StatusCode::UNAUTHORIZED).challenge(line);
                response.body(body().field(ResponseField::VARY, value))
            };
            assert_plain_500(by_hand().build());
            let without: Response<String> = by_hand().without_body().build();
            assert_eq!((without.status().as_u16(), without.body().as_str()), (500, ""));
        }
    }
}

fn assert_plain_500(response: Response<String>) {
    assert_eq!(response.body(), r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#);
    let mut names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!((response.status().as_u16(), names), (500, vec!["cache-control", "content-type"]));
}

#[test]
fn a_redirect_has_the_fields_and_no_body() {
    let seen = |rejection: &Rejection| rejection.status().to_string();
    let auth = all()
        .login_page("/login")
        .renderer(move |rejection, _| {
            let page = RejectionBody::html(seen(rejection)).forbidden();
            Some(page.field(ResponseField::SET_COOKIE, "a=; Max-Age=0").field(ResponseField::SET_COOKIE, seen(rejection)))
        })
        .build()
        .unwrap();
    let rejection = block_on(auth.authenticate(&get(&[("sec-fetch-mode", "navigate")]))).unwrap_err();
    assert_eq!(rejection.status(), 303);
    let response: Response<String> = rejection.into_http();
    assert_eq!((response.status().as_u16(), response.body().as_str()), (303, ""));
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=; Max-Age=0", "303 See Other"]);
    // A cookie is not printed.
    assert!(cookies.iter().all(|cookie| cookie.is_sensitive()));
    let mut names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["cache-control", "location", "set-cookie"]);
    assert_eq!(response.headers()["cache-control"], "no-store");
}
