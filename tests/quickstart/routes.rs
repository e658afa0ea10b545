//! The guarded routes: what each rejects, and how.

use requires_auth_tests::{expected_bodies::problem, raw_http::Reply};

/// What a refusal must look like, to the byte.
#[derive(Clone)]
pub(crate) struct Refusal {
    status: u16,
    challenges: Vec<String>,
    error: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: u16, challenges: &[&str], error: Option<&'static str>) -> Self {
        Self { status, challenges: challenges.iter().map(ToString::to_string).collect(), error }
    }

    pub(crate) fn check(&self, method: &str, reply: &Reply, what: &str) {
        let mut fields = vec![
            ("content-type".to_owned(), "application/problem+json".to_owned()),
            ("cache-control".to_owned(), "no-store".to_owned()),
        ];
        fields.extend(self.challenges.iter().map(|line| ("www-authenticate".to_owned(), line.clone())));
        let body = problem(self.status, self.error);
        assert_eq!(reply.status, self.status, "{what}");
        assert_eq!(reply.fields, fields, "{what}");
        assert_eq!(reply.content_length, Some(body.len()), "{what}");
        assert_eq!(reply.body, if method == "HEAD" { "" } else { body.as_str() }, "{what}");
    }
}

pub(crate) struct Route {
    pub(crate) path: &'static str,
    /// Each bad kind of credentials, as field lines, with the answer; `POST` may be under another policy.
    pub(crate) bad: Vec<(&'static str, Vec<&'static str>, Refusal)>,
    pub(crate) good: &'static str,
    /// The methods that the handler serves, with the status.
    pub(crate) serves: Vec<(&'static str, u16)>,
}

fn bearer(path: &'static str, scope: &str, good: &'static str, serves: &[(&'static str, u16)]) -> Route {
    let line = |rest: &str| format!(r#"Bearer realm="api"{rest}{scope}"#);
    let plain = Refusal::new(401, &[&line("")], None);
    let invalid = Refusal::new(401, &[&line(r#", error="invalid_token""#)], Some("invalid_token"));
    let several = Refusal::new(
        400,
        &[&line(r#", error="invalid_request", error_description="multiple credentials""#)],
        Some("invalid_request"),
    );
    Route {
        path,
        bad: vec![
            ("none", vec![], plain.clone()),
            ("blank", vec!["authorization:   "], plain.clone()),
            ("scheme alone", vec!["authorization: Bearer"], plain.clone()),
            ("another scheme", vec!["authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ=="], plain),
            ("wrong", vec!["authorization: Bearer wrong"], invalid.clone()),
            ("malformed", vec!["authorization: Bearer secret 123"], invalid.clone()),
            ("tab", vec!["authorization: Bearer\tsecret123"], invalid.clone()),
            ("prefix of a good one", vec!["authorization: Bearer secret12"], invalid),
            ("twice", vec!["authorization: Bearer secret123", "authorization: Bearer secret123"], several.clone()),
            ("beside an empty one", vec!["authorization: Bearer secret123", "authorization:"], several.clone()),
            ("two in one line", vec!["authorization: Bearer secret123, Bearer secret123"], several),
        ],
        good,
        serves: serves.to_vec(),
    }
}

pub(crate) fn routes(method: &str) -> Vec<Route> {
    let needs = if method == "POST" { "items:write" } else { "items:read" };
    let scope = format!(r#", scope="{needs}""#);
    let items = bearer("/items", &scope, "authorization: Bearer writer-token", &[("GET", 200), ("HEAD", 200), ("POST", 201)]);
    let protected = bearer("/protected", "", "authorization: Bearer secret123", &[("GET", 200), ("HEAD", 200)]);

    let basic = Refusal::new(401, &[r#"Basic realm="api", charset="UTF-8""#], None);
    let admin = Route {
        path: "/admin",
        bad: vec![
            ("none", vec![], basic.clone()),
            ("scheme alone", vec!["authorization: Basic"], basic.clone()),
            ("another scheme", vec!["authorization: Bearer secret123"], basic.clone()),
            ("wrong password", vec!["authorization: Basic YWRtaW46d3Jvbmc="], basic.clone()),
            ("unknown user", vec!["authorization: Basic bm9ib2R5OmNvcnJlY3QgaG9yc2U="], basic.clone()),
            ("empty user", vec!["authorization: Basic OmNvcnJlY3QgaG9yc2U="], basic.clone()),
            ("no padding", vec!["authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ"], basic.clone()),
            ("no colon", vec!["authorization: Basic YWRtaW4="], basic),
            (
                "twice",
                vec!["authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ==", "authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ=="],
                Refusal::new(400, &[], None),
            ),
        ],
        good: "authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ==",
        serves: vec![("GET", 200), ("HEAD", 200), ("POST", 200)],
    };

    let key = Refusal::new(401, &[r#"ApiKey realm="api""#], None);
    let reports = Route {
        path: "/reports",
        bad: vec![
            ("none", vec![], key.clone()),
            ("wrong", vec!["x-api-key: key-123457"], key.clone()),
            ("empty", vec!["x-api-key:"], key.clone()),
            ("malformed", vec!["x-api-key: key 123456"], key.clone()),
            ("joined", vec!["x-api-key: key-123456, key-123456"], key.clone()),
            ("in another place", vec!["authorization: Bearer key-123456"], key),
            ("twice", vec!["x-api-key: key-123456", "x-api-key: key-123456"], Refusal::new(400, &[], None)),
        ],
        good: "x-api-key: key-123456",
        serves: vec![("GET", 200), ("HEAD", 200)],
    };

    let cookie = Refusal::new(401, &[r#"Cookie realm="api""#], None);
    let me = Route {
        path: "/me",
        bad: vec![
            ("none", vec![], cookie.clone()),
            ("another cookie", vec!["cookie: Session=sess-123456"], cookie.clone()),
            ("empty", vec!["cookie: session="], cookie.clone()),
            ("wrong", vec!["cookie: session=sess-123457"], cookie.clone()),
            ("malformed", vec!["cookie: session=sess,123456"], cookie.clone()),
            ("two values", vec!["cookie: session=sess-123456; session=other"], cookie.clone()),
            ("two lines", vec!["cookie: session=sess-123456", "cookie: session=other"], cookie),
        ],
        good: "cookie: session=sess-123456",
        serves: vec![("GET", 200), ("HEAD", 200), ("POST", 200)],
    };
    vec![protected, items, admin, reports, me]
}
