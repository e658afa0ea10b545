//! The rows.

use std::net::SocketAddr;

use super::{
    Table,
    callers::{AUTHORIZATION, bearer, callers},
};
use crate::{expected_bodies::problem, raw_http::Reply};

/// A request and what it must be answered with.
pub(super) struct Row {
    pub(super) name: String,
    method: &'static str,
    target: String,
    /// That of the address, unless it matters.
    host: Option<&'static str>,
    fields: Vec<Vec<u8>>,
    body: &'static [u8],
    pub(super) expected: Expected,
}

#[derive(Clone)]
pub(super) enum Expected {
    /// By the handler.
    Body(u16, String),
    /// The caller is let in, and something else is wrong: by the framework.
    NotRefused(&'static [u16]),
    /// By the guard, or because the framework knows no such method there.
    NotAnswered,
    /// By the guard, to the byte.
    Refused(Refusal),
    /// By the guard, to the byte, as the application's renderer has it.
    Rendered(Reply),
}

#[derive(Clone)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) challenges: Vec<String>,
    pub(super) error: Option<&'static str>,
}

impl Row {
    pub(super) fn request(&self, address: SocketAddr) -> Vec<u8> {
        let host = self.host(address);
        let mut request =
            format!("{} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", self.method, self.target).into_bytes();
        for field in &self.fields {
            request.extend(field);
            request.extend(b"\r\n");
        }
        request.extend(b"\r\n");
        request.extend(self.body);
        request
    }

    fn host(&self, address: SocketAddr) -> String {
        self.host.map_or_else(|| address.to_string(), ToOwned::to_owned)
    }

    /// The same for HTTP/2, and whether all of the announced body is sent.
    #[cfg(feature = "http2")]
    pub(super) fn http2_request(&self, address: SocketAddr) -> (http::Request<&'static [u8]>, bool) {
        let host = self.host(address);
        let mut request = http::Request::builder().method(self.method).uri(format!("http://{host}{}", self.target));
        let mut announced = 0;
        for field in &self.fields {
            let mut parts = field.splitn(2, |byte| *byte == b':').map(<[u8]>::trim_ascii);
            let (name, value) = (parts.next().unwrap_or_default(), parts.next().expect("a field line"));
            if name == b"content-length" {
                announced = std::str::from_utf8(value).ok().and_then(|length| length.parse().ok()).expect("a length");
            }
            request = request.header(name, value);
        }
        (request.body(self.body).expect("a well-formed request"), self.body.len() >= announced)
    }

    fn by_head(&self) -> Self {
        let name = self.name.replacen("GET", "HEAD", 1);
        Self {
            name,
            method: "HEAD",
            target: self.target.clone(),
            fields: self.fields.clone(),
            expected: self.expected.clone(),
            ..*self
        }
    }

    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
}

impl Refusal {
    pub(super) fn reply(&self) -> Reply {
        let mut fields = vec![("cache-control", "no-store".to_owned()), ("content-type", "application/problem+json".to_owned())];
        match self.status {
            429 => fields.push(("retry-after", "7".to_owned())),
            503 => fields.push(("retry-after", "5".to_owned())),
            _ => {}
        }
        fields.extend(self.challenges.iter().map(|challenge| ("www-authenticate", challenge.clone())));
        Reply {
            status: self.status,
            fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            content_length: None,
            body: problem(self.status, self.error),
        }
    }
}

/// What else may be wrong with a request, none of which counts before the credentials do.
struct Spoilt {
    name: &'static str,
    target: &'static str,
    fields: &'static [&'static str],
    body: &'static [u8],
    /// What the framework answers once the caller is let in; `None` where nothing is wrong.
    statuses: Option<&'static [u16]>,
}

const JSON: &str = "content-type: application/json";
const BAD: Option<&[u16]> = Some(&[400, 404, 422]);

const SPOILT: [Spoilt; 6] = [
    Spoilt {
        name: "good",
        target: "/7?page=2",
        fields: &[JSON, "content-length: 14"],
        body: br#"{"name":"pen"}"#,
        statuses: None,
    },
    Spoilt { name: "malformed JSON", target: "/7?page=2", fields: &[JSON, "content-length: 5"], body: b"{\"nam", statuses: BAD },
    Spoilt {
        name: "bad query",
        target: "/7?page=x",
        fields: &[JSON, "content-length: 14"],
        body: br#"{"name":"pen"}"#,
        statuses: BAD,
    },
    Spoilt {
        name: "bad path",
        target: "/x?page=2",
        fields: &[JSON, "content-length: 14"],
        body: br#"{"name":"pen"}"#,
        statuses: BAD,
    },
    Spoilt {
        name: "no JSON",
        target: "/7?page=2",
        fields: &["content-type: text/plain", "content-length: 1"],
        body: b"x",
        statuses: Some(&[400, 404, 415, 422]),
    },
    // Announced, begun, and never sent: whoever reads it first waits for good.
    Spoilt {
        name: "100 MB announced",
        target: "/7?page=2",
        fields: &[JSON, "content-length: 100000000"],
        body: br#"{"name":"pen and paper"#,
        statuses: Some(&[]),
    },
];

pub(super) fn rows(table: &Table) -> Vec<Row> {
    let drops_strange_lines = table.drops_lines_that_are_not_utf8;
    let mut rows = Vec::new();
    for (route, prefix) in [("/items", ""), ("/waiting", "waiting-"), ("/inline", "inline-")] {
        for caller in callers(prefix, Some("items:write"), drops_strange_lines) {
            for spoilt in &SPOILT {
                let mut fields = caller.fields.clone();
                fields.extend(spoilt.fields.iter().map(|field| field.as_bytes().to_vec()));
                let expected = match (&caller.refused, spoilt.statuses) {
                    (Some(refusal), _) => Expected::Refused(refusal.clone()),
                    (None, None) => Expected::Body(200, "ada 7 2 pen".to_owned()),
                    // An over-long body is waited for: not asked.
                    (None, Some([])) => continue,
                    (None, Some(statuses)) => Expected::NotRefused(statuses),
                };
                rows.push(Row {
                    name: format!("POST {route}: {}, {}", caller.name, spoilt.name),
                    method: "POST",
                    target: format!("{route}{}", spoilt.target),
                    host: None,
                    fields,
                    body: spoilt.body,
                    expected,
                });
            }
        }
    }
    simple(&mut rows, drops_strange_lines);
    staff(&mut rows);
    rows.extend(super::step_up::rows(drops_strange_lines));
    rows.extend(super::owned::rows(drops_strange_lines));
    rows.extend(super::visitors::rows());
    rows.extend(super::moved::rows(drops_strange_lines));
    rows.extend(super::rendered::rows());
    own_origins(&mut rows);
    if !table.routes_head_apart {
        heads(&mut rows);
    }
    methods(&mut rows);
    if table.knows_its_methods_only {
        for row in rows.iter_mut().filter(|row| row.method == "BREW") {
            row.expected = Expected::NotAnswered;
        }
    }
    for field in rows.iter_mut().flat_map(|row| &mut row.fields) {
        if let Some(value) = field.strip_prefix(AUTHORIZATION).and_then(|value| str::from_utf8(value).ok()) {
            *field = [AUTHORIZATION, table.sent(value).as_bytes()].concat();
        }
    }
    rows
}

pub(super) fn row(method: &'static str, target: &str, name: &str, fields: Vec<Vec<u8>>, expected: Expected) -> Row {
    Row { name: format!("{method} {target}: {name}"), method, target: target.to_owned(), host: None, fields, body: b"", expected }
}

/// The routes with one guard each and nothing else that could be wrong.
fn simple(rows: &mut Vec<Row>, drops_strange_lines: bool) {
    let answer = |text: &str| Expected::Body(200, text.to_owned());
    for caller in callers("", None, drops_strange_lines) {
        let subject = if caller.name == "reader" { "bob" } else { "ada" };
        let otherwise = |text: String| caller.refused.clone().map_or(Expected::Body(200, text), Expected::Refused);
        let denied = || Expected::Refused(Refusal { status: 403, challenges: Vec::new(), error: None });
        rows.push(row("GET", "/any", caller.name, caller.fields.clone(), otherwise(format!("any {subject}"))));
        let unless_bob = |text: &str| if caller.name == "reader" { denied() } else { otherwise(text.to_owned()) };
        rows.push(row("GET", "/only", caller.name, caller.fields.clone(), unless_bob("only")));
        rows.push(row("GET", "/check/ada", caller.name, caller.fields.clone(), unless_bob("check")));
        let tea = if caller.refused.is_some() { Expected::NotRefused(&[418]) } else { answer("tea") };
        rows.push(row("GET", "/tea", caller.name, caller.fields.clone(), tea));
        // The session is of a scheme that this guard does not know, so it is no credential here.
        let is_nobody = matches!(caller.name, "nobody" | "blank" | "the session of the staff")
            || (drops_strange_lines && caller.name == "bytes above 0x7f");
        let maybe = if is_nobody { answer("nobody") } else { otherwise(format!("some {subject}")) };
        rows.push(row("GET", "/maybe", caller.name, caller.fields.clone(), maybe));
    }
    for caller in callers("", Some("items:write"), drops_strange_lines) {
        let expected = caller.refused.clone().map_or(Expected::Body(200, "raw".to_owned()), Expected::Refused);
        let mut row = row("POST", "/raw", caller.name, caller.fields, expected);
        row.fields.push(b"content-length: 6".to_vec());
        row.body = b"stream";
        rows.push(row);
    }
    for (token, expected) in [("partner", answer("partner acme")), ("writer", invalid()), ("waiting-writer", invalid())] {
        rows.push(row("GET", "/partner/any", token, vec![bearer(token)], expected));
    }
}

fn invalid() -> Expected {
    let challenges = vec![r#"Bearer realm="api", error="invalid_token""#.to_owned()];
    Expected::Refused(Refusal { status: 401, challenges, error: Some("invalid_token") })
}

/// The second identity type, and the fallback.
fn staff(rows: &mut Vec<Row>) {
    let refused =
        || Expected::Refused(Refusal { status: 401, challenges: vec![r#"Cookie realm="api""#.to_owned()], error: None });
    let cookie = |value: &str| format!("cookie: {value}").into_bytes();
    for (method, target, status, text) in [
        ("GET", "/cookie", 200, "cookie eve"),
        ("POST", "/cookie", 200, "cookie eve"),
        ("GET", "/nothing", 404, "nothing for eve"),
        ("HEAD", "/nothing/at/all", 404, "nothing for eve"),
        ("BREW", "/nothing/at/all", 404, "nothing for eve"),
    ] {
        let good = || Expected::Body(status, text.to_owned());
        rows.push(row(method, target, "nobody", Vec::new(), refused()));
        rows.push(row(method, target, "a session", vec![cookie("session=staff-1")], good()));
        rows.push(row(method, target, "among others", vec![cookie("a=b; session=staff-1"), cookie("c=d")], good()));
        rows.push(row(method, target, "twice", vec![cookie("session=staff-1; session=other")], refused()));
        rows.push(row(method, target, "equal ones", vec![cookie("session=staff-1"), cookie("session=staff-1")], good()));
        // B5, B11: blank is absent, and two quotes are not.
        for blank in ["session=", "session= \t; a=b", "session=; session=", ""] {
            rows.push(row(method, target, &format!("{blank:?}"), vec![cookie(blank)], refused()));
            rows.push(row(method, target, &format!("beside {blank:?}"), vec![cookie(blank), cookie("session=staff-1")], good()));
            rows.push(row(method, target, &format!("before {blank:?}"), vec![cookie("session=staff-1"), cookie(blank)], good()));
        }
        let quotes = vec![cookie("session=\"\""), cookie("session=staff-1")];
        rows.push(row(method, target, "two quotes beside it", quotes, refused()));
        rows.push(row(method, target, "wrong", vec![cookie("session=staff-2")], refused()));
        for token in ["writer", "partner", "waiting-writer", "inline-writer"] {
            rows.push(row(method, target, token, vec![bearer(token)], refused()));
        }
        if !matches!(method, "GET" | "HEAD") {
            let forged = vec![cookie("session=staff-1"), b"sec-fetch-site: cross-site".to_vec()];
            let denied = Expected::Refused(Refusal { status: 403, challenges: Vec::new(), error: None });
            rows.push(row(method, target, "another site", forged, denied));
        }
    }
}

/// A write from a page of the same host: the port that its scheme has anyway is no difference.
// B7
fn own_origins(rows: &mut Vec<Row>) {
    for (host, own, others) in [
        ("h", ["https://h", "https://h:443", "http://h", "http://h:80"], ["https://h:80", "http://h:443", "https://g", "null"]),
        ("h:443", ["https://h", "https://h:443", "https://H", "http://h:443"], ["http://h", "https://h:80", "https://h:4", "h"]),
        (
            "h:80",
            ["http://h", "http://h:80", "https://h:80", "http://H:80"],
            ["https://h", "http://h:8", "http://h.", "http://h:"],
        ),
        ("[::1]:443", ["https://[::1]", "https://[::1]:443", "http://[::1]:443", "https://[::1]"], ["http://[::1]"; 4]),
        ("localhost", ["http://localhost"; 4], ["tauri://localhost", "http://u@localhost", "http://localhost/", "//localhost"]),
    ] {
        let denied = || Expected::Refused(Refusal { status: 403, challenges: Vec::new(), error: None });
        let answers = own.into_iter().map(|origin| (origin, true)).chain(others.into_iter().map(|origin| (origin, false)));
        for ((origin, is_own), site) in answers.flat_map(|answer| [None, Some("")].map(|site| (answer, site))) {
            let mut fields = vec![b"cookie: session=staff-1".to_vec(), format!("origin: {origin}").into_bytes()];
            fields.extend(site.map(|site| format!("sec-fetch-site: {site}").into_bytes()));
            let expected = if is_own { Expected::Body(200, "cookie eve".to_owned()) } else { denied() };
            let name = format!("to {host} from {origin} {site:?}");
            rows.push(Row { host: Some(host), ..row("POST", "/cookie", &name, fields, expected) });
        }
    }
}

/// Where `GET` is answered so is `HEAD`, without the body.
fn heads(rows: &mut Vec<Row>) {
    let of_get: Vec<_> = rows.iter().filter(|row| row.method == "GET").map(Row::by_head).collect();
    rows.extend(of_get);
}

/// Row 40. What an unauthenticated request gets by every method: the guard's answer, or none.
fn methods(rows: &mut Vec<Row>) {
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "BREW"] {
        for target in [
            "/any",
            "/items/7",
            "/waiting/7",
            "/inline/7",
            "/raw",
            "/only",
            "/stepup",
            "/check/ada",
            "/owned/7",
            "/cookie",
            "/partner/any",
        ] {
            let overridden = vec![b"x-http-method-override: GET".to_vec()];
            rows.push(row(method, target, "nobody", Vec::new(), Expected::NotAnswered));
            rows.push(row(method, target, "an overridden method", overridden, Expected::NotAnswered));
        }
    }
}
