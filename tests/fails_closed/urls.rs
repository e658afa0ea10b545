//! B9: a URL that is configured is a URL, and no error shows a secret that is in the wrong place.

use requires_auth::{Authenticator, Challenge, ConfigError, Scope, scheme};

use super::Moody;

fn metadata(url: &str) -> Result<(), ConfigError> {
    let by_builder = Authenticator::builder(Moody).resource_metadata(url).build().map(drop);
    assert_eq!(by_builder, Challenge::bearer().resource_metadata(url).build().map(drop));
    by_builder
}

fn page(url: &str) -> Result<(), ConfigError> {
    Challenge::bearer().error("invalid_token").error_uri(url).build().map(drop)
}

fn login(url: &str) -> Result<(), ConfigError> {
    Authenticator::builder(Moody).login_page(url).build().map(drop)
}

#[test]
fn a_broken_url_is_an_error_with_its_rule() {
    for (rule, urls) in [
        (
            "must consist of visible ASCII characters",
            &["https://a b/", "https://a/\"", "https://a/\\", "https://ä/", "https://a/\u{7f}"] as &[_],
        ),
        (
            "must be absolute",
            &["", "a", "/a", "//a/b", "https:", "https:/a", "https:a", "urn:a", "https://", "https:///a", "https://:1/"],
        ),
        ("must not contain a user name", &["https://u@a/", "https://u:p@a/", "https://@a/", "https://:@a/", "https://a:1@b:2/"]),
        (
            "the host must be",
            &[
                "http://[::1].evil.example/x",
                "https://[::1]x/",
                "https://[::1",
                "https://[]/",
                "https://[::1%25eth0]/",
                "https://[v1.a]/",
                "https://[127.0.0.1]/",
                "https://::1/",
                "https://a]/",
                "https://a[b/",
                "https://a..b/",
                "https://.a/",
                "https://./",
                "https://a%2eb/",
                "https://a!b/",
                "https://*.a/",
                "https://a:b:1/",
                "https://1.2.3/",
                "https://1.2.3.256/",
                "https://127.0.0.01/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f.0.0.0x1/",
                "https://0x/",
            ],
        ),
        (
            "a port is a number from 1 to 65535",
            &[
                "https://a:0/",
                "https://a:99999/",
                "https://a:65536",
                "https://a:/",
                "https://a:01/",
                "https://a:+1/",
                "https://a:x/",
                "https://[::1]:0/",
            ],
        ),
        (
            "https required",
            &[
                "http://a/",
                "http://localhost.a/",
                "http://127.0.0.2/",
                "http://[::2]/",
                "http://127.0.0.1.a/",
                "ftp://a/",
                "javascript://a/",
            ],
        ),
        ("two hexadecimal digits", &["https://a/%zz", "https://a/%", "https://a/%4", "https://a/?%4g", "https://a/%%41"]),
        (
            "percent-encode all other characters",
            &["https://a/[b]", "https://a/{b}", "https://a/<", "https://a/^", "https://a/`", "https://a/?a|b", "https://a/#a#b"],
        ),
    ] {
        for url in urls {
            for fault in [metadata(url), page(url)] {
                let told = fault.expect_err(url).to_string();
                assert!(told.contains(rule), "{url}: {told}");
            }
            if !url.starts_with('/') || url.starts_with("//") {
                assert!(login(url).is_err(), "{url}");
            }
        }
    }
}

#[test]
fn a_sound_url_is_taken() {
    for url in [
        "https://a",
        "https://a/",
        "HTTPS://A.Example./",
        "https://a?b",
        "https://a:1/",
        "https://a:65535",
        "https://a-b_c.xn--4ca.example/.well-known/oauth-protected-resource/x?y=z%20&a=%C3%A4",
        "https://1.2.3.4/",
        "https://1.a/",
        "https://a.0xg/",
        "https://[2001:db8::1]:8443/",
        "https://[::ffff:127.0.0.1]/",
        "https://a/a;b=c,d/@e:f!$&'()*+~_.-//",
        "https://a/?/?:@",
        "http://localhost",
        "http://LOCALHOST:8080/x",
        "http://127.0.0.1/",
        "http://[::1]:80/",
    ] {
        for taken in [metadata(url), page(url), login(url)] {
            assert_eq!(taken, Ok(()), "{url}");
        }
    }
    for path in ["/", "/login", "/login?x=%20&y=/?", "/a//b", "/:@"] {
        assert_eq!(login(path), Ok(()), "{path}");
    }
}

#[test]
fn a_fragment_belongs_to_pages_that_people_read() {
    for url in ["https://a/#", "https://a/x#y", "https://a#x"] {
        assert!(metadata(url).unwrap_err().rule().starts_with("must not have a fragment (RFC 9728"));
        assert_eq!(page(url), Ok(()));
        assert!(login(url).is_err());
    }
}

#[test]
fn a_login_page_is_a_url_as_well() {
    for path in ["/%zz", "/a%", "/[", "/a#b", "//a", "/\\a", "/a b", "/{a}", "/?a|b", "a", ""] {
        assert!(login(path).unwrap_err().rule().contains("begins with one `/`"), "{path}");
    }
    for (url, rule) in [
        ("https://a:99999/", "a port is a number"),
        ("https://a/%zz", "two hexadecimal digits"),
        ("https://u:p@a/", "must not contain a user name"),
        ("https://[::1].evil.example/", "the host must be"),
    ] {
        assert!(login(url).unwrap_err().rule().contains(rule), "{url}");
    }
}

/// Gives a text to a place, and takes what is said of it.
type Give = fn(&str) -> Option<ConfigError>;

/// A secret, wherever it is given instead of what belongs there.
#[test]
fn no_error_shows_a_secret_in_the_wrong_place() {
    let builder = || Authenticator::builder(Moody);
    let places: [(&str, Give); 11] = [
        ("resource_metadata", |text| metadata(text).err()),
        ("error_uri", |text| page(text).err()),
        ("login page", |text| login(text).err()),
        ("trusted origin", |text| Authenticator::builder(Moody).trusted_origin(text).build().err()),
        ("realm", |text| Authenticator::builder(Moody).realm(format!("{text}\n")).build().err()),
        ("API-key header", |text| scheme::ApiKey::try_header(&format!("{text}:")).err()),
        ("cookie name", |text| scheme::SessionCookie::try_named(format!("{text};")).err()),
        ("scope", |text| Scope::try_new(format!("{text}\"").leak()).err()),
        ("scheme", |text| Challenge::new(format!("Bearer {text}")).build().err()),
        ("parameter", |text| Challenge::bearer().param(&format!("{text}:"), "x").build().err()),
        ("value", |text| Challenge::bearer().param("x", format!("{text}\n")).build().err()),
    ];
    let secrets = [
        "secret123",
        "key-123456",
        "sess-1234567890",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "xoxbAbCdEfGhIj",
        "3f786850e387550fdab836ed7e6dc881de23001b",
        "123e4567-e89b-12d3-a456-426614174000",
        "dGhpcyBpcyBhIHNlY3JldA==",
        "thisisaverylongsecretwithoutanydigitinit",
    ];
    for secret in secrets {
        for (place, give) in places {
            for text in [secret.to_owned(), format!("Bearer {secret}"), format!("Authorization: Bearer {secret}")] {
                let error = give(&text).unwrap_or_else(|| panic!("{place} takes {text}"));
                let shown = format!("{error} {error:?}");
                assert!(!shown.contains(secret), "{place}: {shown}");
            }
        }
    }
    // Whatever it is, where a URL has its user info and its query.
    for secret in secrets.into_iter().chain(["pw", "hunter2", "correct-horse", "p@ss", "a/b", "a#b?c"]) {
        for url in [
            format!("https://ada:{secret}@host.example/"),
            format!("https://{secret}@host.example/"),
            format!("http://{secret}:@host.example:99999/x?y"),
            format!("https://host.example:0/?token={secret}"),
            format!("http://host.example/x?a=b&token={secret}#c"),
            format!("ada:{secret}@host.example"),
        ] {
            for (place, give) in &places[..4] {
                // With a slash or a hash in it, it is a host and what stands behind one.
                let Some(error) = give(&url) else {
                    assert!(url.starts_with("https://a/b@") || url.starts_with("https://a#b?c@"), "{place} takes {url}");
                    continue;
                };
                let shown = format!("{error} {error:?}");
                assert!(!shown.replace("\"https", "").contains(&format!("{secret}@")), "{place}: {shown}");
                assert!(!shown.contains(&format!(":{secret}")) && !shown.contains(&format!("={secret}")), "{place}: {shown}");
                assert!(!shown.contains(&format!("//{secret}")), "{place}: {shown}");
            }
        }
    }
    // The host and plain words are shown.
    let shown = metadata("https://ada:pw@host.example:8080/x?token=y").unwrap_err().to_string();
    assert!(shown.starts_with(r#"resource_metadata "https://***@host.example:8080/x?***": must not contain"#), "{shown}");
    let shown = builder().realm("the acme realm\n").build().unwrap_err().to_string();
    assert!(shown.starts_with(r#"realm "the acme realm\n": "#), "{shown}");
}
