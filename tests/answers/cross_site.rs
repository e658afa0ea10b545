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
    let cases: [(&[(&str, &str)], bool); 20] = [
        (&[], true),
        (&[(SITE, "same-origin")], true),
        (&[(SITE, "none")], true),
        (&[(SITE, "same-origin"), EVIL], true),
        (&[(SITE, "same-site")], false),
        (&[(SITE, "cross-site")], false),
        (&[(SITE, "SAME-ORIGIN")], false),
        // B7: blank is absent, and then the origin decides.
        (&[(SITE, "")], true),
        (&[(SITE, " \t")], true),
        (&[(SITE, ""), OWN], true),
        (&[(SITE, ""), EVIL], false),
        (&[(SITE, ""), ("origin", "null")], false),
        (&[(SITE, ""), (SITE, "")], false),
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

/// How a request says which host it was made to.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Host,
    Authority,
    Both,
}

fn post(asked: Asked, host: &str, origin: &str) -> Option<Request<()>> {
    let target = if matches!(asked, Asked::Host) { "/x".to_owned() } else { format!("https://{host}/x") };
    let mut request = Request::post(target).header("cookie", "session=sess").header("origin", origin);
    if !matches!(asked, Asked::Authority) {
        request = request.header("host", host);
    }
    // What cannot be a target does not come over HTTP/2.
    request.body(()).ok()
}

// B7
#[test]
fn the_port_that_the_scheme_has_anyway_is_no_difference() {
    const PORTS: [&str; 6] = ["", ":443", ":80", ":8080", ":0443", ":4430"];
    let hosts = [("h", "h"), ("h", "H"), ("a.example", "A.Example"), ("[::1]", "[::1]"), ("[2001:db8::a]", "[2001:DB8::A]")];
    let others = [("h", "h."), ("h.", "h"), ("h", "g"), ("[::1]", "[::2]"), ("[::1]", "::1"), ("h", "h.evil"), ("h", "evil.h")];
    for (host, asked, same) in hosts.map(|(a, b)| (a, b, true)).into_iter().chain(others.map(|(a, b)| (a, b, false))) {
        for (scheme, default) in [("https", ":443"), ("http", ":80")] {
            for (of_origin, of_host) in PORTS.into_iter().flat_map(|port| PORTS.map(|other| (port, other))) {
                let port = |port: &'static str| if port.is_empty() { default } else { port };
                let expected = same && port(of_origin) == port(of_host);
                for way in [Asked::Host, Asked::Authority, Asked::Both] {
                    let origin = format!("{scheme}://{host}{of_origin}");
                    let Some(request) = post(way, &format!("{asked}{of_host}"), &origin) else { continue };
                    let passes = block_on(ALL.authenticate(&request)).is_ok();
                    assert_eq!(passes, expected, "{way:?}: {asked}{of_host}, from {origin}");
                }
            }
        }
    }
}

// B7
#[test]
fn an_origin_is_trusted_whatever_its_scheme_and_its_usual_port() {
    for (trusted, sent, others) in [
        ("https://a:443", &["https://a", "https://a:443"] as &[_], &["https://a:80", "http://a", "http://a:443"] as &[_]),
        ("https://a", &["https://a", "https://a:443"], &["https://a:80", "http://a", "https://A", "https://a."]),
        ("http://a:80", &["http://a", "http://a:80"], &["https://a", "https://a:80", "http://a:443"]),
        ("http://a:443", &["http://a:443"], &["http://a", "https://a", "https://a:443"]),
        ("https://[::1]:443", &["https://[::1]"], &["http://[::1]", "https://::1"]),
        ("tauri://localhost", &["tauri://localhost"], &["tauri://localhost:443", "http://localhost", "tauri://evil", "tauri:"]),
        ("capacitor://localhost", &["capacitor://localhost"], &["ionic://localhost", "null", "capacitor://localhost/"]),
        ("tauri://localhost:80", &["tauri://localhost:80"], &["tauri://localhost"]),
        ("chrome-extension://abcdefgh", &["chrome-extension://abcdefgh"], &["chrome-extension://abcdefg", "abcdefgh"]),
        ("safari-web-extension://0A-b", &["safari-web-extension://0A-b"], &["safari-web-extension://0a-b"]),
    ] {
        let auth = all().trusted_origin(trusted).build().unwrap();
        for site in [None, Some(("sec-fetch-site", "cross-site")), Some(("sec-fetch-site", ""))] {
            let passes = |origin| {
                let fields = [COOKIE, ("origin", origin)].into_iter().chain(site).collect::<Vec<_>>();
                block_on(auth.authenticate(&request("POST", &fields))).is_ok()
            };
            for origin in sent {
                assert!(passes(origin), "{trusted}: {origin} {site:?}");
                assert!(!is_let_in("POST", &[COOKIE, ("origin", origin)]), "{origin} is trusted by none else");
            }
            for origin in others {
                assert!(!passes(origin), "{trusted}: {origin} {site:?}");
            }
        }
    }
}

/// An application's page has a host of the web; and a request that says something else than a host has none.
// B7
#[test]
fn only_a_host_of_the_web_is_the_application_s_own() {
    for (host, origin) in [
        ("localhost", "tauri://localhost"),
        ("h", "ftp://h"),
        ("h", "null"),
        ("null", "null"),
        ("h", "//h"),
        ("h", "h"),
        ("h", "https:h"),
        ("h", "HTTPS://h"),
        ("h", "https://h/"),
        ("h", "https://u@h"),
        ("u@h", "https://u@h"),
        ("h/x", "https://h/x"),
        ("h?x", "https://h?x"),
        ("", "https://"),
        (":443", "https://:443"),
        (":443", "https://"),
        (":8080", "https://:8080"),
        ("h", "https://h https://evil.example"),
        ("h, evil.example", "https://h"),
    ] {
        let fields = [COOKIE, ("host", host), ("origin", origin)];
        let asked = Request::post("/x").header("cookie", fields[0].1).header("host", host).header("origin", origin);
        let refused = block_on(ALL.authenticate(&asked.body(()).unwrap())).unwrap_err();
        assert_eq!(refused.reason(), Reason::CrossSiteWrite, "{fields:?}");
    }
}

#[test]
fn what_a_browser_does_not_attach_may_come_from_anywhere() {
    for credentials in [BEARER, KEY] {
        assert!(block_on(ALL.authenticate(&request("POST", &[credentials, ("origin", "https://evil.example")]))).is_ok());
    }
    let refused = block_on(ALL.authenticate(&request("POST", &[BASIC, ("origin", "https://evil.example")])));
    assert_eq!(answer(&refused.unwrap_err().into_http()), (403, vec![], problem(403, None)));
}
