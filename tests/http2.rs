//! What only HTTP/2 has, asked over HTTP/2: `:authority`, one field in several lines, extended CONNECT.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "http2/servers.rs"]
mod servers;

use http::{Method, Request, Response};
use requires_auth_tests::{expected_bodies::assert_refusal, http2_client::Client, raw_http::Reply};

use servers::{Server, servers};

const BEARER: (&str, &str) = ("authorization", "Bearer token");
const BASIC: (&str, &str) = ("authorization", "Basic YWRhOnB3");
const COOKIE: (&str, &str) = ("cookie", "session=sess");
const PLAIN: [&str; 3] = [r#"Bearer realm="api""#, r#"Cookie realm="api""#, r#"Basic realm="api", charset="UTF-8""#];

type Fields<'a> = &'a [(&'a str, &'a str)];

/// A server, and a connection to it.
struct Asked {
    server: Server,
    client: Client,
}

/// Asks of every server the same.
fn each(ask: impl Fn(&mut Asked)) {
    for server in servers() {
        let client = Client::connect(server.address);
        ask(&mut Asked { server, client });
    }
}

impl Asked {
    /// Without a body.
    fn heads(&mut self, method: &str, fields: Fields<'_>) -> Reply {
        let uri = format!("http://{}/x", self.server.address);
        let request = Request::builder().method(method).uri(uri);
        let request = fields.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = self.client.exchange(request.body(&[][..]).unwrap(), true);
        answer.unwrap_or_else(|error| panic!("{} {method} {fields:?}: {error:?}", self.server.name)).into()
    }

    /// Answered by the handler, which has read the body.
    fn answers(&mut self, method: &Method, fields: Fields<'_>, body: &str) {
        let what = format!("{} {method} {fields:?}", self.server.name);
        let response = self.client.ask(method, fields);
        assert_eq!((response.status().as_u16(), response.body().as_str()), (200, body), "{what}");
        assert!(self.server.polls.taken() > 0, "{what}");
    }

    /// Refused while the client is still sending its body, of which nothing was asked for.
    fn refuses(&mut self, method: &Method, fields: Fields<'_>, status: u16, challenges: &[&str], error: Option<&str>) {
        let what = format!("{} {method} {fields:?}", self.server.name);
        let response = self.client.ask_without_end(method, fields);
        assert_refusal(response, &what, status, challenges, error);
        assert_eq!(self.server.polls.taken(), 0, "{what}");
    }

    /// Row 35b.
    fn refuses_the_write(&mut self, fields: Fields<'_>) {
        self.refuses(&Method::POST, fields, 403, &[], None);
    }

    /// The answer to a request for a WebSocket (RFC 8441).
    fn upgrades(&mut self, fields: Fields<'_>) -> Response<String> {
        self.client.extended_connect(fields)
    }
}

#[test]
fn good_credentials_pass_and_others_are_challenged_before_the_body() {
    each(|asked| {
        for (credentials, who) in [(BEARER, "token"), (BASIC, "ada"), (COOKIE, "sess")] {
            for method in [Method::GET, Method::POST, Method::PUT] {
                asked.answers(&method, &[credentials], &format!("{who} sent"));
            }
        }
        let invalid = [r#"Bearer realm="api", error="invalid_token""#, PLAIN[1], PLAIN[2]];
        for method in [Method::GET, Method::POST, Method::PUT] {
            asked.refuses(&method, &[], 401, &PLAIN, None);
            asked.refuses(&method, &[("authorization", "")], 401, &PLAIN, None);
            asked.refuses(&method, &[("authorization", ""), ("cookie", "session=")], 401, &PLAIN, None);
            asked.refuses(&method, &[("authorization", "Bearer wrong")], 401, &invalid, Some("invalid_token"));
            asked.refuses(&method, &[("authorization", "Basic YWRhOnB4")], 401, &PLAIN, None);
            asked.refuses(&method, &[("cookie", "session=other")], 401, &PLAIN, None);
        }
    });
}

#[test]
fn two_fields_with_credentials_are_ambiguous() {
    let several = r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials""#;
    each(|asked| {
        for second in [BEARER.1, BASIC.1, "Bearer wrong", ""] {
            for fields in [[BEARER, ("authorization", second)], [("authorization", second), BEARER]] {
                asked.refuses(&Method::GET, &fields, 400, &[several], Some("invalid_request"));
            }
        }
        asked.answers(&Method::GET, &[BEARER], "token sent");
    });
}

/// A client may split its cookies (RFC 9113 8.2.3).
#[test]
fn cookies_in_several_fields_are_one_list() {
    const OTHER: (&str, &str) = ("cookie", "theme=dark; lang=de");
    each(|asked| {
        for fields in [
            vec![OTHER, COOKIE],
            vec![COOKIE, OTHER],
            vec![("cookie", "a=1"), COOKIE, ("cookie", "b=2")],
            vec![COOKIE, COOKIE],
            vec![COOKIE, ("cookie", "session=")],
            vec![COOKIE, ("cookie", "Session=other")],
        ] {
            asked.answers(&Method::GET, &fields, "sess sent");
        }
        for fields in [
            vec![COOKIE, ("cookie", "session=other")],
            vec![("cookie", "session=other"), COOKIE],
            vec![COOKIE, OTHER, ("cookie", "lang=en; session=other")],
            vec![OTHER, ("cookie", "session=")],
            // One cookie is never split between two fields.
            vec![("cookie", "session="), ("cookie", "sess")],
        ] {
            asked.refuses(&Method::GET, &fields, 401, &PLAIN, None);
        }
    });
}

#[test]
fn a_write_must_come_from_the_authority_that_was_asked() {
    const SITE: &str = "sec-fetch-site";
    const OWN: (&str, &str) = ("origin", "https://api.example");
    const EVIL: (&str, &str) = ("origin", "https://evil.example");
    each(|asked| {
        for (credentials, body) in [(COOKIE, "sess sent"), (BASIC, "ada sent")] {
            for passes in [
                vec![OWN],
                vec![(SITE, "same-origin"), EVIL],
                vec![(SITE, ""), OWN],
                vec![("origin", "https://app.example"), (SITE, "cross-site")],
            ] {
                asked.answers(&Method::POST, &[&[credentials], passes.as_slice()].concat(), body);
            }
            let refused = [
                vec![EVIL],
                vec![("origin", "null")],
                vec![OWN, OWN],
                vec![EVIL, (SITE, "")],
                vec![(SITE, "cross-site")],
                vec![(SITE, "cross-site"), OWN],
            ];
            for refused in refused {
                let fields = [&[credentials], refused.as_slice()].concat();
                asked.refuses_the_write(&fields);
                asked.answers(&Method::GET, &fields, body);
            }
        }
        // No browser attaches this by itself.
        asked.answers(&Method::POST, &[BEARER, EVIL, (SITE, "cross-site")], "token sent");
    });
}

/// Both are handed over. Which of the two a cache or a proxy in front went by is not known here.
#[test]
fn a_host_beside_the_authority_must_be_the_same() {
    const HOST: &str = "host";
    const OWN: (&str, &str) = ("origin", "https://api.example");
    const EVIL: (&str, &str) = ("origin", "https://evil.example");
    each(|asked| {
        asked.answers(&Method::POST, &[COOKIE, OWN, (HOST, "api.example")], "sess sent");
        // B7: the port that the scheme has anyway is no difference.
        asked.answers(&Method::POST, &[COOKIE, OWN, (HOST, "api.example:443")], "sess sent");
        asked.answers(&Method::POST, &[COOKIE, ("origin", "http://api.example"), (HOST, "api.example:80")], "sess sent");
        asked.refuses_the_write(&[COOKIE, OWN, (HOST, "api.example:80")]);
        for fields in
            [[OWN, (HOST, "evil.example")], [EVIL, (HOST, "evil.example")], [OWN, (HOST, "")], [OWN, (HOST, "api.example:8443")]]
        {
            asked.refuses_the_write(&[&[COOKIE], fields.as_slice()].concat());
        }
        asked.refuses_the_write(&[COOKIE, OWN, (HOST, "api.example"), (HOST, "api.example")]);
        asked.answers(&Method::POST, &[COOKIE, (HOST, "evil.example")], "sess sent");
    });
}

/// A request that was HTTP/1.1 before a proxy may have a host in its place (RFC 9113 8.3.1).
#[test]
fn without_an_authority_the_host_counts() {
    each(|asked| {
        asked.client.leave_the_authority_out();
        asked.answers(&Method::POST, &[COOKIE, ("host", "api.example"), ("origin", "https://api.example")], "sess sent");
        asked.refuses_the_write(&[COOKIE, ("host", "api.example"), ("origin", "https://evil.example")]);
        asked.refuses_the_write(&[COOKIE, ("origin", "https://api.example")]);
    });
}

/// What a WebSocket is opened with in HTTP/2 (RFC 8441): it can write as long as it lives.
#[test]
fn extended_connect_counts_as_a_write() {
    const OWN: (&str, &str) = ("origin", "https://api.example");
    const EVIL: (&str, &str) = ("origin", "https://evil.example");
    const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
    each(|asked| {
        let name = asked.server.name;
        for fields in [
            vec![COOKIE, OWN],
            vec![COOKIE, ("sec-fetch-site", "same-origin")],
            vec![BASIC, OWN],
            vec![COOKIE],
            vec![BEARER, EVIL, CROSS],
        ] {
            assert_eq!(asked.upgrades(&fields).status(), 200, "{name} {fields:?}");
        }
        for fields in [vec![COOKIE, EVIL], vec![COOKIE, CROSS], vec![BASIC, CROSS], vec![COOKIE, CROSS, OWN]] {
            assert_refusal(asked.upgrades(&fields), &format!("{name} {fields:?}"), 403, &[], None);
        }
        assert_refusal(asked.upgrades(&[OWN]), name, 401, &PLAIN, None);
    });
}

/// B1: the fields of the body that a `GET` would have, and no DATA, which a client would take for an error (RFC 9113 8.1).
#[test]
fn a_refusal_to_head_has_no_body() {
    each(|asked| {
        let name = asked.server.name;
        for (fields, status) in [(&[][..], 401), (&[("authorization", "Bearer wrong")], 401), (&[BEARER, BEARER], 400)] {
            let of_get = asked.heads("GET", fields);
            let of_head = asked.heads("HEAD", fields);
            assert_eq!((of_get.status, of_get.body.len()), (status, of_get.content_length.unwrap()), "{name} {fields:?}");
            assert_eq!(of_head, Reply { body: String::new(), ..of_get }, "{name} {fields:?}");
        }
    });
}
