//! Who is let in: four authenticators, of two identity types, and a verifier that is named.

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use requires_auth::{
    Authenticator, Identity, LoginPage, Rejection, RejectionBody, RequestHead, ResponseField, VerifyError, scheme,
    verifiers::{StaticTokens, api_key, bearer, bearer_async, session_cookie, session_cookie_async},
};

use super::{Moved, Partner, Proxied, Rendered, Staff, Waiting};
use crate::poll_once::yield_once;

fn who(subject: &str, scopes: &str) -> Identity {
    Identity::builder(subject).scopes(scopes).build()
}

/// For `verifier = TOKENS`: `inline-writer` and `inline-reader`.
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let tokens = [("inline-writer", who("ada", "items:write")), ("inline-reader", who("bob", "items:read"))];
    StaticTokens::new(tokens).expect("well-formed tokens")
});

/// The authenticators of the table's bearer tokens.
#[derive(Clone, Debug)]
pub struct Bearers {
    /// Of most routes.
    pub users: Authenticator,
    /// Of one that waits.
    pub waiting: Authenticator<Identity, Waiting>,
    /// Of others.
    pub partners: Authenticator<Identity, Partner>,
}

impl Bearers {
    /// Those whose tokens are the names that the table has for them.
    #[must_use]
    pub fn by_name() -> Self {
        Self { users: users(), waiting: waiting(), partners: partners() }
    }
}

/// How a verifier fails for the one whom the table calls so. `None` for others.
pub(super) fn failure(name: &str) -> Option<VerifyError> {
    Some(match name {
        "denied" => VerifyError::denied(),
        "revoked" => VerifyError::invalid().because("revoked by eve"),
        "barred" => VerifyError::denied().because("barred by eve"),
        "used-up" => VerifyError::throttled(Duration::from_millis(6001)).because("a thousand this hour"),
        "down" => VerifyError::unavailable("no connection"),
        "panic" => panic!("a verifier that panics"),
        _ => return None,
    })
}

fn user(name: &str) -> Result<Identity, VerifyError> {
    match name {
        "writer" => Ok(who("ada", "items:read items:write")),
        "reader" => Ok(who("bob", "items:read")),
        "expired" => Err(VerifyError::expired()),
        _ => authenticated(name).ok_or_else(|| failure(name).unwrap_or_else(VerifyError::invalid)),
    }
}

/// Does not wait: `writer`, `reader`, and one token for each way to fail.
#[must_use]
pub fn users() -> Authenticator {
    Authenticator::new(bearer(|token| user(token.expose())))
}

/// How and when the caller of a token was authenticated. `None` for others.
pub(super) fn authentication(token: &str) -> Option<(Option<&str>, Option<SystemTime>)> {
    const MINUTE: Duration = Duration::from_secs(60);
    let now = SystemTime::now();
    Some(match token {
        "gold" | "gold-reader" => (Some("gold"), Some(now - MINUTE)),
        "gold-old" => (Some("gold"), Some(now - 61 * MINUTE)),
        "gold-ahead" => (Some("gold"), Some(now + MINUTE / 2)),
        "gold-future" => (Some("gold"), Some(now + 2 * MINUTE)),
        "gold-platinum" => (Some("gold platinum"), Some(now - MINUTE)),
        "Gold" | "platinum" => (Some(token), Some(now - MINUTE)),
        "silver" | "silver-reader" => (Some("silver"), Some(now - MINUTE)),
        "no-acr" => (None, Some(now - MINUTE)),
        "no-time" => (Some("gold"), None),
        _ => return None,
    })
}

/// Their scopes.
pub(super) fn scopes(token: &str) -> &'static str {
    if token.ends_with("-reader") { "items:read" } else { "items:read items:write" }
}

fn authenticated(token: &str) -> Option<Identity> {
    let (acr, at) = authentication(token)?;
    let who = Identity::builder("ada").scopes(scopes(token));
    let who = if let Some(acr) = acr { who.acr(acr) } else { who };
    let who = if let Some(at) = at { who.auth_time(at) } else { who };
    Some(who.build())
}

/// Waits once before it answers: `waiting-writer`, `waiting-reader`, and one token for each way to fail.
#[must_use]
pub fn waiting() -> Authenticator<Identity, Waiting> {
    let verifier = bearer_async(|token| async move {
        yield_once().await;
        match token.expose() {
            "waiting-writer" => user("writer"),
            "waiting-reader" => user("reader"),
            "writer" | "reader" => Err(VerifyError::invalid()),
            other => user(other),
        }
    });
    Authenticator::new(verifier).tagged()
}

/// Whatever obeys the grammar, but `wrong`: an opaque token after `Token`, a token in `x-assertion` or after the subprotocol
/// `bearer`, a key after `GenieKey`. The
/// subject is the place and what was sent there.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn moved() -> Authenticator<Identity, Moved> {
    const WORD: scheme::Bearer = scheme::Bearer::authorization("Token").opaque().max_length(200);
    const FIELD: scheme::Bearer = scheme::Bearer::in_header("x-assertion");
    const SOCKET: scheme::Bearer = scheme::Bearer::in_subprotocol("bearer");
    const KEY: scheme::ApiKey = scheme::ApiKey::authorization("GenieKey");
    fn sent(place: &str, sent: &str) -> Result<Identity, VerifyError> {
        if sent == "wrong" { Err(VerifyError::invalid()) } else { Ok(Identity::new(format!("{place} {sent}"))) }
    }
    let waits = bearer_async(|token| async move {
        yield_once().await;
        sent("field", token.expose())
    });
    let builder = Authenticator::builder(bearer(|token| sent("word", token.expose())).scheme(WORD)).or(waits.scheme(FIELD));
    let builder = builder.or(bearer(|token| sent("socket", token.expose())).scheme(SOCKET));
    builder.or(api_key(|key| sent("key", key.expose())).scheme(KEY)).build().expect("one verifier for each place").tagged()
}

/// `partner`.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn partners() -> Authenticator<Identity, Partner> {
    Authenticator::new(StaticTokens::new([("partner", who("acme", "items:read items:write"))]).expect("well-formed")).tagged()
}

fn session(value: &str) -> Result<Staff, VerifyError> {
    match value {
        "staff-1" => Ok(Staff { name: "eve".to_owned() }),
        "ended" => Err(VerifyError::expired()),
        "barred" => Err(VerifyError::denied()),
        "used-up" => Err(VerifyError::throttled(Duration::from_millis(6001)).because("a thousand this hour")),
        "down" => Err(VerifyError::unavailable("no connection")),
        "panic" => panic!("a verifier that panics"),
        _ => Err(VerifyError::invalid()),
    }
}

/// Does not wait: the session `staff-1`, and one value for each way to fail.
#[must_use]
pub fn staff() -> Authenticator<Staff> {
    Authenticator::new(session_cookie(|cookie| session(cookie.expose())))
}

/// Waits once before it answers, and ignores schemes in `Authorization`, all of which are another's.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn proxied() -> Authenticator<Staff, Proxied> {
    let sessions = session_cookie_async(|cookie| async move {
        yield_once().await;
        session(cookie.expose())
    });
    Authenticator::builder(sessions).ignore_unsupported_schemes().build().expect("well-formed settings").tagged()
}

/// Renders what the request asks for in `x-want`, with two cookies and other fields.
fn render(_: &Rejection, head: RequestHead<'_>) -> Option<RejectionBody> {
    const APP: ResponseField = ResponseField::named("x-app");
    let page = || RejectionBody::html("<p>sign in");
    let body = match head.header("X-Want").next()? {
        b"problem" => RejectionBody::problem(),
        b"page" => page(),
        b"forbidden" => page().forbidden(),
        b"broken" => page().field(ResponseField::SET_COOKIE, "a=b\r\nset-cookie: session=staff-1"),
        b"panic" => panic!("a renderer that panics"),
        _ => return None,
    };
    let body = body.field(ResponseField::SET_COOKIE, "session=; Max-Age=0; Path=/").field(APP, http::HeaderValue::from(7));
    Some(body.field(ResponseField::SET_COOKIE, "theme=dark; Path=/".to_owned()).field(ResponseField::VARY, "cookie, x-want"))
}

/// Renders its rejections, and redirects browsers.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn rendered() -> Authenticator<Staff, Rendered> {
    let sessions = session_cookie(|cookie| session(cookie.expose()));
    // By default a `HEAD` is not redirected.
    let page = LoginPage::at("/sign-in").methods(["GET", "HEAD", "POST"]).return_to("next");
    Authenticator::builder(sessions).renderer(render).login_page(page).build().expect("well-formed settings").tagged()
}
