//! What the guards that are written by hand share: who is let in, with `subtle`, and the words of a refusal. The frameworks look
//! the field up and answer in their own way.

use std::sync::Arc;

use subtle::ConstantTimeEq;

use crate::SECRET;

pub(crate) const SCOPE: &str = "items:read";

pub(crate) struct User {
    pub(crate) name: String,
    scopes: String,
}

pub(crate) struct Table(Vec<(String, Arc<User>)>);

impl Table {
    pub(crate) fn new() -> Self {
        let user = User { name: "ada".to_owned(), scopes: "items:list items:read".to_owned() };
        Self(vec![(SECRET.to_owned(), Arc::new(user))])
    }
}

#[derive(Debug)]
pub(crate) enum Refused {
    Missing,
    Ambiguous,
    Invalid,
    Scope,
}

/// The caller, by all lines of `Authorization`; `None` is one that is no text.
pub(crate) fn authenticate<'a>(
    table: &Table,
    mut lines: impl Iterator<Item = Option<&'a str>>,
    scope: &str,
) -> Result<Arc<User>, Refused> {
    let line = lines.next().ok_or(Refused::Missing)?;
    if lines.next().is_some() {
        return Err(Refused::Ambiguous);
    }
    let (scheme, token) = line.and_then(|line| line.split_once(' ')).ok_or(Refused::Invalid)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Refused::Missing);
    }
    let token = token.trim().as_bytes();
    let mut found = None;
    for (secret, user) in &table.0 {
        if bool::from(secret.as_bytes().ct_eq(token)) {
            found = Some(user);
        }
    }
    let user = found.ok_or(Refused::Invalid)?;
    if user.scopes.split(' ').any(|granted| granted == scope) { Ok(Arc::clone(user)) } else { Err(Refused::Scope) }
}

impl Refused {
    /// Status, challenge and body.
    pub(crate) fn answer(&self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Missing => (
                401,
                r#"Bearer realm="api", scope="items:read""#,
                r#"{"type":"about:blank","title":"Unauthorized","status":401}"#,
            ),
            Self::Ambiguous => (
                400,
                r#"Bearer realm="api", error="invalid_request", scope="items:read""#,
                r#"{"type":"about:blank","title":"Bad Request","status":400,"error":"invalid_request"}"#,
            ),
            Self::Invalid => (
                401,
                r#"Bearer realm="api", error="invalid_token", scope="items:read""#,
                r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#,
            ),
            Self::Scope => (
                403,
                r#"Bearer realm="api", error="insufficient_scope", scope="items:read""#,
                r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#,
            ),
        }
    }
}
