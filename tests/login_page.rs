//! Browsers are sent to a login page; everybody else is told 401.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

#[path = "login_page/settings.rs"]
mod settings;

use std::{borrow::ToOwned, sync::LazyLock};

use http::{Request, Response, request::Builder};
use requires_auth::{
    Authenticator, AuthenticatorBuilder, Identity, RejectionBody, VerifyError, policy, requires_auth,
    verifiers::{self, StaticTokens},
};
use requires_auth_tests::poll_once::ready;

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
        // Blank is absent.
        accepts("text/html").header("sec-fetch-mode", ""),
        accepts("text/html").header("sec-fetch-mode", " \t"),
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
        accepts("application/json").header("sec-fetch-mode", ""),
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
fn the_page_of_the_renderer_is_for_those_who_are_not_sent_there() {
    let auth = builder().login_page("/login").renderer(|_, _| Some(RejectionBody::text("rendered"))).build().unwrap();
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

/// As a browser that keeps asking where it is sent: the statuses that it gets.
fn followed(auth: &Authenticator, at: &str, host: Option<&str>, seen: impl Fn(&str) -> String) -> Vec<u16> {
    let mut address = at.to_owned();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let mut request = navigation(&seen(&address));
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let response = asked(auth, request);
        statuses.push(response.status().as_u16());
        let Some(next) = location(&response) else { break };
        next.clone_into(&mut address);
    }
    statuses
}

/// `/login` as it may be written, of which a router makes the same.
const SPELLINGS: [&str; 8] =
    ["/login", "/login/", "/login//", "/log%69n", "/%6C%6fgin", "/login?x=y", "/login/?return_to=%2Flogin", "/login?"];

// B4
#[test]
fn a_guard_on_the_page_itself_answers_with_401() {
    for page in ["/login", "/login/", "/login?app=7", "/log%69n", "/login/?a=b&c=d"] {
        let auth = builder().login_page(page).build().unwrap();
        for at in SPELLINGS {
            let response = asked(&auth, navigation(at));
            assert_eq!((response.status().as_u16(), location(&response)), (401, None), "{page}: {at}");
            assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#);
            // Over HTTP/2, and to a proxy, the whole of it is sent.
            assert_eq!(asked(&auth, navigation(&format!("https://app.example{at}"))).status(), 401, "{page}: {at}");
            assert_eq!(asked(&auth, Request::get(at).header("accept", "text/html")).status(), 401, "{page}: {at}");
        }
        // The twins: other addresses, from which one is sent there, and there it ends.
        for at in
            ["/", "/items", "/logins", "/login/x", "/x/login", "/Login", "/log", "/login%2Fx", "/l", "/?x=/login", "//login"]
        {
            assert_eq!(followed(&auth, at, None, ToOwned::to_owned), [303, 401], "{page}: {at}");
        }
    }
    let auth = builder().login_page("/").build().unwrap();
    assert_eq!(followed(&auth, "/", None, ToOwned::to_owned), [401]);
    assert_eq!(followed(&auth, "/?return_to=%2F", None, ToOwned::to_owned), [401]);
    assert_eq!(followed(&auth, "/items", None, ToOwned::to_owned), [303, 401]);
}

// B4
#[test]
fn a_second_value_of_the_cookie_and_a_bad_one_do_not_send_it_round() {
    let sessions = verifiers::session_cookie(|_| Err::<Identity, _>(VerifyError::invalid()));
    let auth = Authenticator::builder(sessions).login_page("/login").build().unwrap();
    for cookies in ["session=a; session=b", "session=old", "session=a,b"] {
        let ask = |at| asked(&auth, navigation(at).header("cookie", cookies)).status().as_u16();
        assert_eq!((ask("/items"), ask("/login"), ask("/login?return_to=%2Fitems")), (303, 401, 401), "{cookies}");
    }
}

/// `optional` lets in a request without credentials, and refuses what is not good.
// B4
#[test]
fn an_optional_guard_on_the_page_answers_with_401_too() {
    static AUTH: LazyLock<Authenticator> = LazyLock::new(|| builder().login_page("/login").build().unwrap());

    #[requires_auth(verifier = AUTH, optional)]
    async fn page(request: Request<()>, #[identity] who: Option<Identity>) -> Response<String> {
        drop(request);
        Response::new(who.map_or_else(String::new, |who| who.subject().to_owned()))
    }

    let ask = |at: &str, credentials: &str| {
        let request = navigation(at).header("authorization", credentials).body(()).unwrap();
        ready(page(request)).status().as_u16()
    };
    for (credentials, here, elsewhere) in
        [("", 200, 200), ("Bearer good", 200, 200), ("Bearer bad", 401, 303), ("Bearer", 401, 303)]
    {
        assert_eq!((ask("/login", credentials), ask("/items", credentials)), (here, elsewhere), "{credentials}");
    }
}

// B4
#[test]
fn an_absolute_page_is_asked_for_where_its_host_is_too() {
    for (page, own, others) in [
        (
            "https://app.example/login",
            &["app.example", "APP.example", "app.example:443"] as &[_],
            &["api.example", "app.example:80"],
        ),
        ("https://APP.example:443/login?a=b", &["app.example", "app.example:443"], &["sso.example", "app.example:8443"]),
        ("https://app.example:8443/login/", &["app.example:8443"], &["app.example", "app.example:443"]),
        ("http://localhost:80/login", &["localhost", "localhost:80"], &["localhost:3000", "127.0.0.1"]),
        ("http://[::1]:3000/login", &["[::1]:3000"], &["[::1]", "localhost:3000"]),
    ] {
        let auth = builder().login_page(page).build().unwrap();
        for at in SPELLINGS {
            for host in own {
                assert_eq!(asked(&auth, navigation(at).header("host", *host)).status(), 401, "{page}: {at} {host}");
                let absolute = navigation(&format!("https://{host}{at}"));
                assert_eq!(asked(&auth, absolute).status(), 401, "{page}: {at} {host}");
            }
        }
        for host in own.iter().chain(others) {
            assert_eq!(asked(&auth, navigation("/items").header("host", *host)).status(), 303, "{page}: {host}");
        }
        for host in others {
            // Another page of the same path. What comes back from a sign-in to there has lost its host.
            for (at, status) in [("/login", 303), ("/login?x=y", 303), ("/login?return_to=%2Flogin", 401)] {
                assert_eq!(asked(&auth, navigation(at).header("host", *host)).status(), status, "{page}: {at} {host}");
            }
        }
    }
    // Another site's page is none of this one, whatever the path.
    for page in ["https://sso.example", "https://sso.example/", "https://sso.example?app=7", "https://sso.example/in"] {
        let auth = builder().login_page(page).build().unwrap();
        for at in ["/", "/in", "/in?app=7", "/items?x=return_to="] {
            assert_eq!(asked(&auth, navigation(at).header("host", "app.example")).status(), 303, "{page}: {at}");
        }
    }
}

/// Behind a proxy or a router that takes off the front of the path, and behind one that rewrites the host.
// B4
#[test]
fn a_page_that_is_seen_in_part_is_known_when_it_comes_back() {
    let auth = builder().login_page("/admin/login").build().unwrap();
    let nested = |address: &str| address.strip_prefix("/admin").unwrap_or(address).to_owned();
    assert_eq!(followed(&auth, "/admin/login", None, nested), [303, 401]);
    assert_eq!(followed(&auth, "/admin/items", None, nested), [303, 401]);
    let auth = builder().login_page("https://app.example/login").build().unwrap();
    let path = |address: &str| address.strip_prefix("https://app.example").unwrap_or(address).to_owned();
    assert_eq!(followed(&auth, "/login", Some("backend:8080"), path), [303, 401]);
    assert_eq!(followed(&auth, "/items", Some("backend:8080"), path), [303, 401]);
    // A page of the application that has a `return_to` for itself.
    let auth = builder().login_page("/login").build().unwrap();
    for at in ["/?return_to=%2Fx", "/items?return_to=%2Fx", "/in?return_to=%2Fx"] {
        assert_eq!(asked(&auth, navigation(at)).status(), 303, "{at}");
    }
}

/// As it is sent: percent-encoded.
// B4
#[test]
fn a_return_to_of_more_than_2_kib_is_left_out() {
    for page in ["/login", "/login?x=y", "https://sso.example/in"] {
        let auth = builder().login_page(page).build().unwrap();
        let between = if page.contains('?') { '&' } else { '?' };
        for (filler, size) in [("a", 1), ("~", 1), (":", 3), ("%20", 5)] {
            // `%2F`, and what is left for the rest.
            let most = (2048 - 3) / size;
            for (count, fits) in [(0, true), (1, true), (most, true), (most + 1, false), (most * 3, false), (10_000, false)] {
                let response = asked(&auth, navigation(&format!("/{}", filler.repeat(count))));
                let sent = location(&response).unwrap();
                if fits {
                    let return_to = sent.strip_prefix(&format!("{page}{between}return_to=%2F")).unwrap();
                    assert_eq!(return_to.len(), count * size, "{filler} {count}");
                } else {
                    assert_eq!((response.status().as_u16(), sent), (303, page), "{filler} {count}");
                }
            }
        }
    }
}
