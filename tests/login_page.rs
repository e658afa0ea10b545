//! Browsers are sent to a login page; everybody else is told 401.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use http::{Request, Response, request::Builder};
use requires_auth::{Authenticator, AuthenticatorBuilder, Identity, RefusalBody, policy, verifiers::StaticTokens};
use requires_auth_tests::ready::ready;

fn builder() -> AuthenticatorBuilder<Identity> {
    Authenticator::builder(StaticTokens::new([("good", Identity::new("ada"))]).unwrap())
}

fn asked(auth: &Authenticator, request: Builder) -> Response<String> {
    let request = request.body(()).unwrap();
    ready(auth.authenticate(&request)).unwrap_err().into_http()
}

/// The path and query a browser asks for, where it navigates.
fn navigation(target: &str) -> Builder {
    Request::get(target).header("sec-fetch-mode", "navigate")
}

fn location(response: &Response<String>) -> Option<&str> {
    response.headers().get("location").map(|value| value.to_str().unwrap())
}

#[test]
fn a_navigation_is_sent_to_the_page_and_told_where_it_came_from() {
    let auth = builder().login_page("/login").build().unwrap();
    let response = asked(&auth, navigation("/items?page=2&q=a%20b/c"));
    assert_eq!(response.status(), 303);
    assert_eq!(location(&response), Some("/login?return_to=%2Fitems%3Fpage%3D2%26q%3Da%2520b%2Fc"));
    let mut names: Vec<_> = response.headers().keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["cache-control", "location"]);
    assert_eq!((response.headers()["cache-control"].to_str().unwrap(), response.body().as_str()), ("no-store", ""));

    let auth = builder().login_page("https://sso.example.com/in?app=7").build().unwrap();
    assert_eq!(location(&asked(&auth, navigation("/"))), Some("https://sso.example.com/in?app=7&return_to=%2F"));
    // What is unreserved stands as it is (RFC 3986 2.3), all else as its bytes.
    let auth = builder().login_page("/login").build().unwrap();
    assert_eq!(location(&asked(&auth, navigation("/a-b.c_d~E9/+:@!"))), Some("/login?return_to=%2Fa-b.c_d~E9%2F%2B%3A%40%21"));
    // Wrong credentials are no better than none.
    let response = asked(&auth, navigation("/").header("authorization", "Bearer wrong"));
    assert_eq!(response.status(), 303);
}

#[test]
fn only_a_get_by_which_somebody_navigates_is_sent_there() {
    let auth = builder().login_page("/login").build().unwrap();
    let get = || Request::get("/items");
    let accepts = |ranges: &str| get().header("accept", ranges);
    let sent = [
        accepts("text/html"),
        accepts("TEXT/HTML;q=1.0, application/json"),
        accepts("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        accepts("application/json;q=0.5, text/html;q=0.75"),
        navigation("/items").header("accept", "application/json"),
    ];
    for request in sent {
        assert_eq!(asked(&auth, request).status(), 303);
    }
    let told = [
        get(),
        accepts("*/*"),
        accepts(""),
        accepts("application/json, text/html"),
        accepts("text/html;q=0"),
        accepts("text/html;q=0.5, application/json;q=0.501"),
        accepts("text/html;q=zzz, application/json;q=0.001"),
        // Four decimals are no weight, whatever they say.
        accepts("text/html;q=0.5000, application/json;q=0.4"),
        accepts("text/*"),
        accepts("text/html;q=0.+1"),
        accepts("text/html").header("sec-fetch-mode", "cors"),
        accepts("text/html").header("sec-fetch-mode", "navigate").header("sec-fetch-mode", "navigate"),
        Request::post("/items").header("sec-fetch-mode", "navigate"),
        Request::head("/items").header("sec-fetch-mode", "navigate"),
        Request::options("/items").header("accept", "text/html"),
    ];
    for request in told {
        let what = format!("{request:?}");
        let response = asked(&auth, request);
        assert_eq!(response.status(), 401, "{what}");
        assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#, "{what}");
        assert_eq!(location(&response), None, "{what}");
    }
    // The twin: without a page there is none to be sent to.
    let response = asked(&builder().build().unwrap(), navigation("/items"));
    assert_eq!((response.status().as_u16(), location(&response)), (401, None));
}

#[test]
fn only_a_401_is_answered_with_the_page() {
    let auth = builder().login_page("/login").build().unwrap();
    let ambiguous = navigation("/").header("authorization", "Bearer a").header("authorization", "Bearer b");
    assert_eq!(asked(&auth, ambiguous).status(), 400);
    let known = navigation("/").header("authorization", "Bearer good").body(()).unwrap();
    let denied = ready(auth.authorize(&policy!(scopes("items:read")), &known)).unwrap_err();
    assert_eq!(denied.status(), 403);
}

#[test]
fn nobody_is_sent_to_another_site_behind_it() {
    let auth = builder().login_page("/login").build().unwrap();
    for target in ["//evil.example/x", "/\\evil.example"] {
        let Ok(request) = navigation(target).body(()) else { continue };
        let response: Response<String> = ready(auth.authenticate(&request)).unwrap_err().into_http();
        assert_eq!(location(&response), Some("/login"), "{target}");
    }
    // An absolute-form target shows its path alone.
    assert_eq!(location(&asked(&auth, navigation("http://evil.example/x"))), Some("/login?return_to=%2Fx"));
}

#[test]
fn the_renderer_is_for_those_who_are_not_sent_there() {
    let auth = builder().login_page("/login").renderer(|_, _| Some(RefusalBody::text("rendered"))).build().unwrap();
    assert_eq!(asked(&auth, navigation("/")).body(), "");
    assert_eq!(asked(&auth, Request::get("/")).body(), "rendered");
}

#[test]
fn a_page_that_cannot_be_one_is_an_error_at_start_up() {
    for url in [
        "",
        "login",
        "//evil.example",
        "/\\evil.example",
        "/a b",
        "/a\"b",
        "/a#b",
        "http://example.com/",
        "javascript:x",
        "/ü",
        "/a\r\nb",
    ] {
        let error = builder().login_page(url).build().unwrap_err().to_string();
        assert!(error.contains("login page") && error.contains("begins with one `/`"), "{url:?}: {error}");
    }
    for url in ["/", "/login", "/login?x=y", "https://sso.example.com/", "http://localhost:3000/login"] {
        assert!(builder().login_page(url).build().is_ok(), "{url}");
    }
}
