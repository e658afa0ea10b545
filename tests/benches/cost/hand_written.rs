//! The same guard as a careful person writes it by hand, with `subtle`.

use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
};

use http::{
    HeaderMap, HeaderValue, Request, Response, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use subtle::ConstantTimeEq;

use crate::against_hand_written::{Body, SECRETS};

pub(crate) struct User {
    pub(crate) name: String,
    scopes: String,
}

pub(crate) struct Table(Vec<(String, Arc<User>)>);

pub(crate) static ONE: LazyLock<Table> = LazyLock::new(|| table(1));
pub(crate) static THREE: LazyLock<Table> = LazyLock::new(|| table(3));

fn table(count: usize) -> Table {
    Table::new(SECRETS.iter().take(count).map(|(name, secret)| (*name, (*secret).to_owned())))
}

impl Table {
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let user = |name: &str| Arc::new(User { name: name.to_owned(), scopes: "items:list items:read".to_owned() });
        Self(pairs.into_iter().map(|(name, secret)| (secret, user(name))).collect())
    }
}

pub(crate) enum Refused {
    Missing,
    Ambiguous,
    Invalid,
}

pub(crate) fn authenticate(table: &Table, headers: &HeaderMap) -> Result<Arc<User>, Refused> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let line = lines.next().ok_or(Refused::Missing)?;
    if lines.next().is_some() {
        return Err(Refused::Ambiguous);
    }
    let line = line.to_str().map_err(|_| Refused::Invalid)?;
    let (scheme, token) = line.split_once(' ').ok_or(Refused::Invalid)?;
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
    found.cloned().ok_or(Refused::Invalid)
}

fn refuse(status: StatusCode, challenge: &'static str, body: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

fn refused(refused: &Refused) -> Response<Body> {
    match refused {
        Refused::Missing => refuse(
            StatusCode::UNAUTHORIZED,
            r#"Bearer realm="api", scope="items:read""#,
            r#"{"type":"about:blank","title":"Unauthorized","status":401}"#,
        ),
        Refused::Ambiguous => refuse(
            StatusCode::BAD_REQUEST,
            r#"Bearer realm="api", error="invalid_request", scope="items:read""#,
            r#"{"type":"about:blank","title":"Bad Request","status":400,"error":"invalid_request"}"#,
        ),
        Refused::Invalid => refuse(
            StatusCode::UNAUTHORIZED,
            r#"Bearer realm="api", error="invalid_token", scope="items:read""#,
            r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#,
        ),
    }
}

fn forbidden() -> Response<Body> {
    refuse(
        StatusCode::FORBIDDEN,
        r#"Bearer realm="api", error="insufficient_scope", scope="items:read""#,
        r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#,
    )
}

macro_rules! handler {
    ($name:ident, $request:ty, $table:expr) => {
        pub(crate) async fn $name(req: $request) -> Result<Response<Body>, Infallible> {
            let user = match authenticate(&$table, req.headers()) {
                Ok(user) => user,
                Err(why) => return Ok(refused(&why)),
            };
            if !user.scopes.split(' ').any(|scope| scope == "items:read") {
                return Ok(forbidden());
            }
            crate::against_hand_written::body(&req, &user.name)
        }
    };
}

handler!(one_by_value, Request<()>, ONE);
handler!(one_by_reference, &Request<()>, ONE);
handler!(three_by_value, Request<()>, THREE);
