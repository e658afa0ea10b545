//! Configurations that could never work are refused at start-up, each beside its nearest twin that works.

use requires_auth::{
    Authenticator, Identity, scheme,
    verifiers::{StaticKeys, StaticTokens, session_cookie},
};

fn who() -> Identity {
    Identity::new("ada")
}

fn origin_fault(origin: &str) -> Option<String> {
    let builder = Authenticator::builder(session_cookie(|_| Ok(who()))).trusted_origin(origin);
    let told = builder.build().err()?.to_string();
    assert!(told.starts_with(&format!("trusted origin {origin:?}: ")), "{told}");
    Some(told)
}

#[test]
fn an_origin_that_no_browser_sends_is_told_with_its_rule() {
    for (rule, origins) in [
        ("leave the port out", &["https://a:443", "http://a:80", "https://[::1]:443", "http://127.0.0.1:80"] as &[_]),
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
            ],
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
                "https://u@a",
                "https://1.2.3",
                "https://127.0.0.01",
                "https://127.0.0.1.",
                "https://256.0.0.1",
                "HTTPS://a",
            ],
        ),
    ] {
        for origin in origins {
            let told = origin_fault(origin).unwrap_or_else(|| panic!("{origin}"));
            assert!(told.contains(rule), "{told}");
        }
    }
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
        assert!(told.starts_with("bearer token \"number 2\": is longer than the scheme reads"), "{told}");
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
        futures_executor::block_on(auth.authenticate(&request))
    };
    assert_eq!(ask(format!("Bearer {token}")).unwrap().subject(), "ada");
    let refused = ask(format!("Bearer {token}t")).unwrap_err();
    assert_eq!(refused.into_http::<String>().status(), 431);
    let challenged = futures_executor::block_on(auth.authenticate(&http::Request::new(()))).unwrap_err();
    assert_eq!(challenged.challenges().collect::<Vec<_>>(), ["Bearer realm=\"long\""]);
}

#[test]
fn keys_take_their_scheme_first_as_well() {
    let scheme = scheme::ApiKey::header("x-acme-key");
    let auth = Authenticator::new(StaticKeys::with_scheme(scheme, [("key", who())]).unwrap());
    let request = |name: &str| http::Request::builder().header(name, "key").body(()).unwrap();
    assert!(futures_executor::block_on(auth.authenticate(&request("x-acme-key"))).is_ok());
    assert!(futures_executor::block_on(auth.authenticate(&request("x-api-key"))).is_err());
    assert!(StaticKeys::with_scheme(scheme, [("k".repeat(513), who())]).is_err());
}

/// In a constant it is a compile error, which the documentation shows.
#[test]
fn a_limit_of_nothing_is_refused() {
    const _: (scheme::Bearer, scheme::Basic) = (scheme::Bearer::new().max_length(1), scheme::Basic::new().max_length(1));
    let refused = |set: fn()| std::panic::catch_unwind(set).unwrap_err().downcast::<&str>().map(|text| *text).unwrap();
    let bearer = refused(|| _ = scheme::Bearer::new().max_length(0));
    assert_eq!(bearer, "the longest token must be at least 1 byte: with 0 nobody is ever let in");
    let basic = refused(|| _ = scheme::Basic::new().max_length(0));
    assert_eq!(basic, "the longest credentials must be at least 1 byte: with 0 nobody is ever let in");
}
