//! Configurations that could never work are refused at start-up, each beside its nearest twin that works.

use futures_executor::block_on;
use requires_auth::{
    ApiKey, Authenticator, Bearer, Challenge, Identity, RejectionBody, Scope, scheme,
    verifiers::{StaticKeys, StaticTokens, api_key, basic, bearer, session_cookie},
};

use super::{Moody, call};

fn who() -> Identity {
    Identity::new("ada")
}

#[test]
fn a_main_that_returns_the_error_prints_a_sentence() {
    let error = StaticTokens::new([("not a token", who())]).unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(error.to_string().starts_with("bearer token \"number 1\": "), "{error}");
}

fn origin_fault(origin: &str) -> Option<String> {
    let builder = Authenticator::builder(session_cookie(|_| Ok(who()))).trusted_origin(origin);
    let told = builder.build().err()?.to_string();
    // B9: user info, queries and fragments are not shown.
    let shown = match (origin.split_once("://"), origin.split_once('@'), origin.find(['?', '#'])) {
        (Some((scheme, _)), Some((_, host)), _) => format!("{scheme}://***@{host}"),
        (_, _, Some(mark)) => format!("{}***", origin.get(..=mark).unwrap()),
        _ => origin.to_owned(),
    };
    assert!(told.starts_with(&format!("trusted origin {shown:?}: ")), "{told}");
    Some(told)
}

#[test]
fn an_origin_that_no_browser_sends_is_told_with_its_rule() {
    for (rule, origins) in [
        (
            "a port is a number from 1 to 65535",
            &[
                "https://a:",
                "https://a:0",
                "https://a:99999",
                "https://a:65536",
                "https://a:08080",
                "https://a:+1",
                "https://a:x",
                "https://a:1:2",
                "tauri://localhost:0",
                "tauri://localhost:",
            ] as &[_],
        ),
        (
            "an IPv6 address must be written as browsers send it",
            &[
                "https://[",
                "https://[]",
                "https://[::1",
                "https://[::1]x",
                "https://[::1]x:8080",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[::01]",
                "https://[::A]",
                "https://[::ffff:127.0.0.1]",
                "https://[127.0.0.1]",
                "https://[fe80::1%25eth0]",
                "tauri://[::A]",
            ],
        ),
        (
            "RFC 6454 7",
            &[
                "https://",
                "https://:8080",
                "https://.",
                "https://a..b",
                "https://.a",
                "https://a..",
                "https://]",
                "https://a]",
                "https://a[",
                "https://::1",
                "https://ä",
                "https://A",
                "https://a/",
                "https://*.a",
                "https://1.2.3",
                "https://127.0.0.01",
                "https://127.0.0.1.",
                "https://256.0.0.1",
                "HTTPS://a",
                "null",
                "*",
                "a",
                "//a",
                "https:a",
                "https:/a",
                "://a",
                "1a://b",
                "t_a://b",
                "Tauri://localhost",
                "tauri://",
                "tauri://localhost/",
                "tauri://u@localhost",
                "tauri://local host",
                "tauri://a?b",
                "tauri://a#b",
                "tauri://*",
                "file:///",
                "file://",
                "data:text/html,x",
                "about:blank",
                "https://A.example:443",
                "https://u@a:443",
            ],
        ),
    ] {
        for origin in origins {
            let told = origin_fault(origin).unwrap_or_else(|| panic!("{origin}"));
            assert!(told.contains(rule), "{told}");
        }
    }
    // B9: user info is not shown.
    let told =
        Authenticator::builder(session_cookie(|_| Ok(who()))).trusted_origin("https://u@a").build().unwrap_err().to_string();
    assert!(told.starts_with("trusted origin \"https://***@a\": ") && told.contains("RFC 6454 7"), "{told}");
}

#[test]
fn an_origin_that_browsers_send_is_taken() {
    for origin in [
        "https://a",
        "https://a.b-c.example",
        "https://a.",
        "https://a_b.example",
        "https://xn--4ca.example",
        "https://1.a",
        "https://a.1b",
        "https://a:80",
        "http://a:443",
        "http://a:1",
        "http://a:65535",
        "http://localhost:5173",
        "http://127.0.0.1",
        "http://127.0.0.1:8080",
        "http://[::1]",
        "http://[::1]:8080",
        "https://[2001:db8::a]",
        "https://[::ffff:7f00:1]",
        // B7
        "https://a:443",
        "http://a:80",
        "https://[::1]:443",
        "http://127.0.0.1:80",
        "tauri://localhost",
        "tauri://localhost:1420",
        "capacitor://localhost",
        "ionic://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://1fd0a6b2-2c4e-4a5f-8f5a-0a1b2c3d4e5f",
        "safari-web-extension://1FD0A6B2-2C4E-4A5F",
        "web+app.x-1://a",
        "app://1.2.3",
    ] {
        assert_eq!(origin_fault(origin), None);
    }
}

#[test]
fn a_token_that_is_longer_than_its_scheme_reads_is_told_by_its_place() {
    let tokens = |scheme: Option<scheme::Bearer>, length| {
        let pairs = [("short".to_owned(), who()), ("t".repeat(length), who())];
        scheme.map_or_else(|| StaticTokens::new(pairs.clone()), |scheme| StaticTokens::with_scheme(scheme, pairs.clone()))
    };
    let limited = |bytes| Some(scheme::Bearer::new().max_length(bytes));
    for (scheme, longest) in [(None, 8192), (limited(10_000), 10_000), (limited(6), 6)] {
        assert!(tokens(scheme, longest).is_ok());
        let told = tokens(scheme, longest + 1).unwrap_err().to_string();
        assert!(told.starts_with("bearer token \"number 2\": is longer than the scheme's maximum"), "{told}");
        assert!(told.ends_with("to `StaticTokens::with_scheme`"), "{told}");
        assert!(!told.contains("ttt"), "{told}");
    }
}

/// What is taken is let in, too: the limit and the check agree to the byte.
#[test]
fn the_longest_token_of_a_scheme_is_let_in() {
    let token = "t".repeat(10_000);
    let scheme = scheme::Bearer::new().realm("long").max_length(10_000);
    let auth = Authenticator::new(StaticTokens::with_scheme(scheme, [(&token, who())]).unwrap());
    let ask = |credentials: String| {
        let request = http::Request::builder().header("authorization", credentials).body(()).unwrap();
        block_on(auth.authenticate(&request))
    };
    assert_eq!(ask(format!("Bearer {token}")).unwrap().subject(), "ada");
    let refused = ask(format!("Bearer {token}t")).unwrap_err();
    assert_eq!(refused.into_http::<String>().status(), 431);
    let challenged = block_on(auth.authenticate(&http::Request::new(()))).unwrap_err();
    assert_eq!(challenged.challenges().collect::<Vec<_>>(), ["Bearer realm=\"long\""]);
}

#[test]
fn keys_take_their_scheme_first_as_well() {
    let scheme = scheme::ApiKey::header("x-acme-key");
    let auth = Authenticator::new(StaticKeys::with_scheme(scheme, [("key", who())]).unwrap());
    let request = |name: &str| http::Request::builder().header(name, "key").body(()).unwrap();
    assert!(block_on(auth.authenticate(&request("x-acme-key"))).is_ok());
    assert!(block_on(auth.authenticate(&request("x-api-key"))).is_err());
    assert!(StaticKeys::with_scheme(scheme, [("k".repeat(513), who())]).is_err());
}

/// In a constant it is a compile error, which the documentation shows.
#[test]
fn a_limit_of_nothing_is_refused() {
    const _: (scheme::Bearer, scheme::Basic) = (scheme::Bearer::new().max_length(1), scheme::Basic::new().max_length(1));
    let refused = |set: fn()| std::panic::catch_unwind(set).unwrap_err().downcast::<&str>().map(|text| *text).unwrap();
    let bearer = refused(|| _ = scheme::Bearer::new().max_length(0));
    assert_eq!(bearer, "the maximum length of a token must be at least 1 byte: 0 would reject every request");
    let basic = refused(|| _ = scheme::Basic::new().max_length(0));
    assert_eq!(basic, "the maximum length of credentials must be at least 1 byte: 0 would reject every request");
}

fn says(error: impl std::fmt::Display, text: &str, rule: &str) {
    let error = error.to_string();
    assert!(error.contains(text) && error.contains(rule), "{error}");
}

#[test]
fn two_verifiers_of_one_scheme_do_not_build() {
    let id = |_: Bearer<'_>| Ok(Identity::new("x"));
    let key = |_: ApiKey<'_>| Ok(Identity::new("x"));
    let cookie = || session_cookie(|_| Ok(Identity::new("x")));
    let rule = "two verifiers of one place";
    says(Authenticator::builder(bearer(id)).or(bearer(id)).build().unwrap_err(), "Bearer", rule);
    says(Authenticator::builder(bearer(id)).or(cookie()).or(bearer(id)).build().unwrap_err(), "Bearer", rule);
    says(Authenticator::builder(bearer(id)).or(Authenticator::new(bearer(id))).build().unwrap_err(), "Bearer", rule);
    says(Authenticator::builder(cookie()).or(cookie()).build().unwrap_err(), "Cookie", rule);
    let upper = api_key(key).scheme(scheme::ApiKey::try_header("X-API-Key").unwrap());
    says(Authenticator::builder(api_key(key)).or(upper).build().unwrap_err(), "ApiKey", rule);
    let basic = || basic(|_| Ok(Identity::new("x")));
    says(Authenticator::builder(basic()).or(basic()).build().unwrap_err(), "Basic", rule);

    let other = api_key(key).scheme(scheme::ApiKey::header("x-other"));
    let named = cookie().scheme(scheme::SessionCookie::named("Session"));
    assert!(Authenticator::builder(bearer(id)).or(api_key(key)).or(other).or(cookie()).or(named).or(basic()).build().is_ok());
}

#[test]
fn bad_texts_are_named_with_their_rule() {
    let builder = || Authenticator::builder(Moody);
    says(builder().realm("caf\u{e9}").build().unwrap_err(), "café", "RFC 7617 3");
    says(builder().realm("a\r\nb").build().unwrap_err(), r"a\r\nb", "control character");
    for (url, rule) in [
        ("http://api.example/", "https"),
        ("/.well-known", "absolute"),
        ("https://", "host"),
        ("https://a b/", "visible ASCII"),
        ("https://a\"b/", "visible ASCII"),
        ("https://é/", "visible ASCII"),
        ("http://localhost.evil.example/", "https"),
        ("https://user:password@api.example/", "user name"),
        ("javascript:alert(1)", "absolute"),
    ] {
        says(builder().resource_metadata(url).build().unwrap_err(), "resource_metadata", rule);
    }
    for url in ["https://api.example", "http://localhost:8080/x", "http://127.0.0.1/", "http://[::1]:80/"] {
        assert!(builder().resource_metadata(url).build().is_ok(), "{url}");
    }
    for origin in
        ["app.example", "https://", "https://app.example/", "https://app.example/x", "https://App.example", "null", "*", "ftp://"]
    {
        says(builder().trusted_origin(origin).build().unwrap_err(), origin, "RFC 6454");
    }
    // The first mistake is told, whatever comes behind.
    says(builder().realm("\0").trusted_origin("*").build().unwrap_err(), "realm", "control character");

    for name in ["Authorization", "cookie", "HOST", "connection", "te", "transfer-encoding", "upgrade", "x key", "", "x:y"] {
        assert!(scheme::ApiKey::try_header(name).is_err(), "{name}");
    }
    says(scheme::ApiKey::try_header("Cookie").unwrap_err(), "Cookie", "cannot be sent");
    says(scheme::SessionCookie::try_named("a=b").unwrap_err(), "a=b", "token");
    says(scheme::Bearer::new().try_realm("\u{7f}").unwrap_err(), "realm", "control character");
    for scope in ["", "a b", "a\"b", "a\\b", "é", "a\tb"] {
        says(Scope::try_new(scope).unwrap_err(), "scope", "RFC 6749 3.3");
    }
    assert!(Scope::try_new("urn:example:rating=G,PG-13").is_ok());
    assert!(RejectionBody::new("text/plain\n", "x").is_err());
    assert!(Challenge::bearer().realm("\n").build().is_err());
}

#[test]
fn bad_secrets_are_named_by_their_place() {
    let who = || Identity::new("x");
    let error = StaticTokens::new([("good", who()), ("se cret", who())]).unwrap_err().to_string();
    assert!(error.contains("number 2") && !error.contains("cret"), "{error}");
    let error = StaticTokens::new([("twice", who()), ("twice", who())]).unwrap_err().to_string();
    assert!(error.contains("number 2") && error.contains("twice"), "{error}");
    assert!(StaticTokens::<Identity>::new::<&str>([]).is_err());
    assert!(StaticTokens::new([("", who())]).is_err());
    assert!(StaticKeys::new([("", who())]).is_err());
    assert!(StaticKeys::new([("k".repeat(513), who())]).is_err());
    assert!(StaticKeys::new([("k".repeat(512), who())]).is_ok());
}

#[test]
fn many_static_tokens_are_told_apart() {
    for count in [1, 16, 17, 1000] {
        let tokens: Vec<_> =
            (0..count).map(|n| (format!("token-{n}-{}", "x".repeat(n % 70)), Identity::new(n.to_string()))).collect();
        let auth = Authenticator::new(StaticTokens::new(tokens.clone()).unwrap());
        for (token, who) in &tokens {
            assert_eq!(block_on(auth.authenticate(&call(token).1)).unwrap().subject(), who.subject());
            for wrong in [&token[..token.len() - 1], &format!("{token}x"), &format!("{token}=")] {
                if !tokens.iter().any(|(known, _)| known == wrong) {
                    assert!(block_on(auth.authenticate(&call(wrong).1)).is_err(), "{wrong}");
                }
            }
        }
    }
}
