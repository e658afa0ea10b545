//! The rows of an application that renders its rejections, and adds fields to them.

use super::rows::{Expected, Row, row};
use crate::{expected_bodies::problem, raw_http::Reply};

impl Expected {
    /// What the guard answers.
    pub(super) fn reply(&self) -> Option<Reply> {
        match self {
            Self::Refused(refusal) => Some(refusal.reply()),
            Self::Rendered(reply) => Some(reply.clone()),
            Self::Body(..) | Self::NotRefused(_) | Self::NotAnswered => None,
        }
    }
}

const CHALLENGE: &str = r#"Cookie realm="api""#;

/// The fields that [`rendered`](super::verifiers::rendered) adds.
const ADDED: [(&str, &str); 4] = [
    ("set-cookie", "session=; Max-Age=0; Path=/"),
    ("set-cookie", "theme=dark; Path=/"),
    ("vary", "cookie, x-want"),
    ("x-app", "7"),
];

/// What the renderer is asked for, and the status of the guard.
fn reply(want: &str, guard: u16) -> Reply {
    let is_broken = matches!(want, "broken" | "panic");
    let status = match (want, guard) {
        _ if is_broken => 500,
        ("forbidden", 401) => 403,
        _ => guard,
    };
    let (content_type, body) = match want {
        "page" | "forbidden" => ("text/html; charset=utf-8", "<p>sign in".to_owned()),
        _ => ("application/problem+json", problem(status, None)),
    };
    let mut fields = vec![("cache-control", "no-store"), ("content-type", content_type)];
    if matches!(want, "problem" | "page" | "forbidden") {
        fields.extend(ADDED);
    }
    // A 401 that became a 403 keeps its challenge.
    if guard == 401 && !is_broken {
        fields.push(("www-authenticate", CHALLENGE));
    }
    match status {
        429 => fields.push(("retry-after", "7")),
        503 => fields.push(("retry-after", "5")),
        _ => {}
    }
    Reply { status, fields: fields.into_iter().map(owned).collect(), content_length: None, body }
}

/// The redirect of a browser.
fn redirected(want: &str, guard: u16, method: &str) -> Option<Reply> {
    if guard != 401 || matches!(want, "broken" | "panic") {
        return None;
    }
    let location = if method == "GET" { "/sign-in?next=%2Frendered" } else { "/sign-in" };
    let mut fields = vec![("cache-control", "no-store"), ("location", location)];
    if want != "default" {
        fields.extend(ADDED);
    }
    let mut fields: Vec<_> = fields.into_iter().map(owned).collect();
    fields.sort();
    Some(Reply { status: 303, fields, content_length: None, body: String::new() })
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn line(name: &str, value: &str) -> Vec<u8> {
    format!("{name}: {value}").into_bytes()
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let cookies = [("", 401), ("gone", 401), ("ended", 401), ("barred", 403), ("used-up", 429), ("down", 503), ("panic", 500)];
    for method in ["GET", "POST"] {
        for want in ["default", "problem", "page", "forbidden", "broken", "panic"] {
            for (session, status) in cookies {
                let mut reply = reply(want, status);
                reply.fields.sort();
                let mut fields = vec![line("x-want", want)];
                if !session.is_empty() {
                    fields.push(line("cookie", &format!("session={session}")));
                }
                // A browser that navigates: a `401` becomes a redirect, with the added fields.
                let browsing = [fields.clone(), vec![line("sec-fetch-mode", "navigate")]].concat();
                let redirected = redirected(want, status, method).unwrap_or_else(|| reply.clone());
                rows.push(row(
                    method,
                    "/rendered",
                    &format!("{want}, {session:?}, browser"),
                    browsing,
                    Expected::Rendered(redirected),
                ));
                rows.push(row(method, "/rendered", &format!("{want}, {session:?}"), fields, Expected::Rendered(reply)));
            }
            let fields = vec![line("x-want", want), line("cookie", "session=staff-1")];
            rows.push(row(
                method,
                "/rendered",
                &format!("{want}, let in"),
                fields,
                Expected::Body(200, "rendered eve".to_owned()),
            ));
        }
    }
    rows
}
