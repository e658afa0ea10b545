//! Row 35b: writes from another site with what a browser attaches by itself.

use futures_executor::block_on;
use http::Request;
use requires_auth::Reason;

use super::{ALL, BASIC, BEARER, COOKIE, KEY, all, answer, problem, request};

fn is_let_in(method: &str, fields: &[(&str, &str)]) -> bool {
    match block_on(ALL.authenticate(&request(method, fields))) {
        Ok(_) => true,
        Err(rejection) => {
            assert_eq!(rejection.reason(), Reason::CrossSiteWrite, "{method} {fields:?}");
            false
        }
    }
}

#[test]
fn row_35b_a_write_passes_from_the_own_site_and_from_what_is_no_browser() {
    const SITE: &str = "sec-fetch-site";
    const EVIL: (&str, &str) = ("origin", "https://evil.example");
    const OWN: (&str, &str) = ("origin", "https://api.example");
    let cases: [(&[(&str, &str)], bool); 15] = [
        (&[], true),
        (&[(SITE, "same-origin")], true),
        (&[(SITE, "none")], true),
        (&[(SITE, "same-origin"), EVIL], true),
        (&[(SITE, "same-site")], false),
        (&[(SITE, "cross-site")], false),
        (&[(SITE, "SAME-ORIGIN")], false),
        (&[(SITE, "")], false),
        (&[(SITE, "same-origin"), (SITE, "same-origin")], false),
        (&[(SITE, "cross-site"), OWN], false),
        (&[OWN], true),
        (&[OWN, OWN], false),
        (&[EVIL], false),
        (&[("origin", "null")], false),
        (&[("origin", "")], false),
    ];
    for (fields, passes) in cases {
        for credentials in [COOKIE, BASIC] {
            let fields = [&[credentials], fields].concat();
            for method in ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "BREW", "get"] {
                assert_eq!(is_let_in(method, &fields), passes, "{method} {fields:?}");
            }
            // A read that upgrades the connection can write as long as it lives.
            let upgrading = [fields.as_slice(), &[("upgrade", "websocket")]].concat();
            for method in ["GET", "HEAD", "OPTIONS"] {
                assert!(is_let_in(method, &fields), "{method} {fields:?}");
                assert_eq!(is_let_in(method, &upgrading), passes, "{method} {upgrading:?}");
            }
        }
    }
}

#[test]
fn trusted_origins_may_write_and_http_2_is_asked_by_its_authority() {
    let auth = all().trusted_origin("https://app.example").trusted_origin("http://localhost:5173").build().unwrap();
    let post = |fields: &[(&str, &str)]| {
        let fields = [&[COOKIE], fields].concat();
        block_on(auth.authenticate(&request("POST", &fields))).map_err(|rejection| rejection.reason())
    };
    for passes in [
        vec![("origin", "https://app.example")],
        vec![("origin", "http://localhost:5173")],
        vec![("origin", "https://app.example"), ("sec-fetch-site", "cross-site")],
        vec![("origin", "https://api.example")],
        vec![("origin", "http://API.example")],
    ] {
        assert!(post(&passes).is_ok(), "{passes:?}");
    }
    for refused in [
        vec![("origin", "https://app.example.evil.example")],
        vec![("origin", "https://APP.example")],
        vec![("origin", "http://app.example")],
        vec![("origin", "https://app.example:8443")],
        vec![("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        vec![("origin", "https://api.example"), ("sec-fetch-site", "cross-site")],
        vec![("origin", "ftp://api.example")],
        vec![("origin", "https://api.example"), ("host", "api.example")],
    ] {
        assert_eq!(post(&refused).unwrap_err(), Reason::CrossSiteWrite, "{refused:?}");
    }
    let http2 = |authority: &str, origin: &str, hosts: &[&str]| {
        let mut request =
            Request::post(format!("https://{authority}/x")).header("cookie", "session=sess").header("origin", origin);
        for host in hosts {
            request = request.header("host", *host);
        }
        block_on(auth.authenticate(&request.body(()).unwrap())).is_ok()
    };
    assert!(http2("api.example", "https://api.example", &[]));
    assert!(http2("api.example", "https://api.example", &["API.example"]));
    assert!(!http2("api.example", "https://evil.example", &[]));
    assert!(!http2("api.example", "https://api.example", &["evil.example"]));
    assert!(!http2("evil.example", "https://api.example", &["api.example"]));
    assert!(!http2("api.example", "https://api.example", &["api.example", "api.example"]));

    let open = all().allow_cross_site_writes().build().unwrap();
    assert!(block_on(open.authenticate(&request("POST", &[COOKIE, ("origin", "https://evil.example")]))).is_ok());
}

#[test]
fn what_a_browser_does_not_attach_may_come_from_anywhere() {
    for credentials in [BEARER, KEY] {
        assert!(block_on(ALL.authenticate(&request("POST", &[credentials, ("origin", "https://evil.example")]))).is_ok());
    }
    let refused = block_on(ALL.authenticate(&request("POST", &[BASIC, ("origin", "https://evil.example")])));
    assert_eq!(answer(&refused.unwrap_err().into_http()), (403, vec![], problem(403, None)));
}
