//! Who calls a route with a `Bearer` guard, and how the guard rejects each.

use super::rows::Refusal;

/// What a caller sends as credentials, and how a guard of `scope` refuses them; `None` where the caller is let in.
pub(super) struct Caller {
    pub(super) name: &'static str,
    pub(super) fields: Vec<Vec<u8>>,
    pub(super) refused: Option<Refusal>,
}

pub(super) const AUTHORIZATION: &[u8] = b"authorization: ";

pub(super) fn bearer(token: impl AsRef<[u8]>) -> Vec<u8> {
    [AUTHORIZATION, b"Bearer ", token.as_ref()].concat()
}

/// Callers of a route with a `Bearer` guard. `prefix` is that of the route's own tokens.
pub(super) fn callers(prefix: &str, scope: Option<&'static str>, drops_strange_lines: bool) -> Vec<Caller> {
    let challenge = |error: Option<&str>| {
        let error = error.map(|error| format!(r#", error="{error}""#)).unwrap_or_default();
        let scope = scope.map(|scope| format!(r#", scope="{scope}""#)).unwrap_or_default();
        vec![format!(r#"Bearer realm="api"{error}{scope}"#)]
    };
    let refused = |status, code: Option<&'static str>, error: Option<&str>| {
        Some(Refusal { status, challenges: challenge(error), error: code })
    };
    let bare = |status| Some(Refusal { status, challenges: Vec::new(), error: None });
    let anonymous = || refused(401, None, None);
    let invalid = || refused(401, Some("invalid_token"), Some("invalid_token"));
    let ambiguous = || refused(400, Some("invalid_request"), Some("invalid_request\", error_description=\"multiple credentials"));
    let own = |token: &str| vec![bearer(format!("{prefix}{token}"))];
    let mut callers = vec![
        Caller { name: "nobody", fields: Vec::new(), refused: anonymous() },
        Caller { name: "blank", fields: vec![b"authorization:  ".to_vec()], refused: anonymous() },
        Caller { name: "scheme alone", fields: vec![b"authorization: Bearer".to_vec()], refused: anonymous() },
        Caller { name: "another scheme", fields: vec![b"authorization: Token abc".to_vec()], refused: anonymous() },
        Caller { name: "the session of the staff", fields: vec![b"cookie: session=staff-1".to_vec()], refused: anonymous() },
        Caller { name: "wrong", fields: vec![bearer("wrong")], refused: invalid() },
        Caller { name: "malformed", fields: vec![bearer("a=b")], refused: invalid() },
        Caller { name: "two lines", fields: vec![bearer("wrong"), bearer("wrong")], refused: ambiguous() },
        Caller { name: "the right one twice", fields: [own("writer"), own("writer")].concat(), refused: ambiguous() },
        Caller { name: "two in one line", fields: vec![bearer("a, Bearer b")], refused: ambiguous() },
        Caller {
            name: "bytes above 0x7f",
            fields: vec![bearer(b"t\xc3\x28\xff")],
            refused: if drops_strange_lines { anonymous() } else { invalid() },
        },
        Caller { name: "writer", fields: own("writer"), refused: None },
    ];
    for (other, token) in [("", "writer"), ("waiting-", "writer"), ("inline-", "writer"), ("", "partner")] {
        let token = format!("{other}{token}");
        if token != format!("{prefix}writer") && token != prefix {
            callers.push(Caller { name: "another authenticator's", fields: vec![bearer(token)], refused: invalid() });
        }
    }
    if prefix != "inline-" {
        callers.push(Caller {
            name: "expired",
            fields: vec![bearer("expired")],
            refused: refused(401, Some("invalid_token"), Some("invalid_token\", error_description=\"token expired")),
        });
        callers.push(Caller { name: "denied", fields: vec![bearer("denied")], refused: bare(403) });
        // What the verifier tells the operator is in no response.
        callers.push(Caller { name: "revoked, with a reason", fields: vec![bearer("revoked")], refused: invalid() });
        callers.push(Caller { name: "denied, with a reason", fields: vec![bearer("barred")], refused: bare(403) });
        // Row 42.
        callers.push(Caller { name: "throttled", fields: vec![bearer("used-up")], refused: bare(429) });
        callers.push(Caller { name: "backend down", fields: vec![bearer("down")], refused: bare(503) });
        callers.push(Caller { name: "verifier panics", fields: vec![bearer("panic")], refused: bare(500) });
    }
    callers.push(Caller {
        name: "reader",
        fields: own("reader"),
        refused: scope.and_then(|_| refused(403, Some("insufficient_scope"), Some("insufficient_scope"))),
    });
    callers
}
