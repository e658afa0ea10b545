//! One table for the layers of every framework: which requests pass a layer, and how often a verifier is called for them.
//!
//! A framework's test serves these routes with the authenticators of [`Doors`], and hands the address to [`check`].
//!
//! | route | layers, from the outside | handler answers |
//! |---|---|---|
//! | `GET /in/any` | `layer(users)` | guarded: the subject |
//! | `GET /in/maybe` | the same | guarded, `optional`: the subject or `nobody` |
//! | `GET /in/open` | the same | not guarded: `open` |
//! | `POST /in/body` | the same | not guarded: the body |
//! | `GET /in/partner` | the same | guarded, `authenticator = Partner`: the subject |
//! | `GET /in/staff` | the same | guarded, identity `Staff`: the name |
//! | `GET /in/changed` | the same, then [`Changed`] is applied to the request | guarded: the subject |
//! | `GET /in/again` | the same, then `layer(users)` with `policy` (`items:write`) and `only` (not `eve`) | guarded: the subject |
//! | `GET /waits/any` | `layer(waiting)` | guarded, `authenticator = Waiting`: the subject |
//! | `GET /optional/any`, `/optional/maybe` | `optional_layer(users)` | as below `/in` |
//! | `GET /own/{name}` | `layer(users)` with `check`: the target ends with the subject | not guarded: `open` |
//! | `GET /panics/any` | `layer(users)` with `only` that panics | guarded: the subject |

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use requires_auth::{
    Authenticator, Identity, Policy, RequestHead, StepUpPolicy, VerifyError, policy, scheme,
    verifiers::{bearer, bearer_async, session_cookie},
};

use crate::{
    conformance::{Partner, Polls, Staff, Waiting},
    poll_once::yield_once,
    raw_http::{Reply, ask, get},
};

/// What the inner layer of `/in/again` demands.
pub const WRITE: Policy = policy!(scopes("items:write"));

/// What the handler of `/stepup` demands in the table of conformance.
pub const STEP_UP: StepUpPolicy = policy!(scopes("items:write"), acr("gold", "platinum"), max_age = "1h");

/// How often a verifier was called.
#[derive(Clone, Debug, Default)]
pub struct Calls(Arc<AtomicUsize>);

impl Calls {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// What was counted since the last call.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

/// The authenticators, which count.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Bearer tokens, and the cookie `session`.
    pub users: Authenticator,
    /// Bearer tokens, by a verifier that waits.
    pub waiting: Authenticator<Identity, Waiting>,
    /// The token `partner`, and `writer`, who is somebody else there.
    pub partners: Authenticator<Identity, Partner>,
    /// The cookie `staff`.
    pub staff: Authenticator<Staff>,
    /// The calls of all of them.
    pub calls: Calls,
}

impl Default for Doors {
    fn default() -> Self {
        let calls = Calls::default();
        let counted = || {
            let calls = calls.clone();
            move || calls.count()
        };
        let (by_token, by_cookie) = (counted(), counted());
        let tokens = bearer(move |token| {
            by_token();
            user(token.expose())
        });
        let cookies = session_cookie(move |cookie| {
            by_cookie();
            user(cookie.expose())
        });
        let (by_waiting, by_partner, by_staff) = (counted(), counted(), counted());
        let waiting = bearer_async(move |token| {
            by_waiting();
            async move {
                yield_once().await;
                user(token.expose())
            }
        });
        let partners = bearer(move |token| {
            by_partner();
            if matches!(token.expose(), "partner" | "writer") { Ok(Identity::new("acme")) } else { Err(VerifyError::invalid()) }
        });
        let staff = session_cookie(move |cookie| {
            by_staff();
            if cookie.expose() == "eve" { Ok(Staff { name: "eve".to_owned() }) } else { Err(VerifyError::invalid()) }
        });
        Self {
            users: Authenticator::builder(tokens).or(cookies).login_page("/login").build().expect("two places"),
            waiting: Authenticator::new(waiting).tagged(),
            partners: Authenticator::new(partners).tagged(),
            staff: Authenticator::new(staff.scheme(scheme::SessionCookie::named("staff"))),
            calls,
        }
    }
}

fn user(secret: &str) -> Result<Identity, VerifyError> {
    match secret {
        "writer" => Ok(Identity::builder("ada").scopes("items:read items:write").build()),
        "reader" => Ok(Identity::builder("bob").scopes("items:read").build()),
        "eve" => Ok(Identity::builder("eve").scopes("items:write").build()),
        "down" => Err(VerifyError::unavailable("no connection")),
        "panic" => panic!("a verifier that panics"),
        _ => Err(VerifyError::invalid()),
    }
}

/// The condition of `/own`.
#[must_use]
pub fn is_own(who: &Identity, head: RequestHead<'_>) -> bool {
    head.target().ends_with(who.subject())
}

/// The `only` of `/in/again`.
#[must_use]
pub fn is_not_eve(who: &Identity) -> bool {
    who.subject() != "eve"
}

/// The `only` of `/panics`.
///
/// # Panics
///
/// Always.
#[must_use]
pub fn panics(_: &Identity) -> bool {
    panic!("a predicate that panics")
}

/// What a middleware between the layer and the handler makes of a request, by its field `x-change`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// `Authorization` has this value.
    Replaced(&'static str),
    /// There is no `Authorization`.
    Removed,
    /// There is a second `Authorization`.
    Doubled,
    /// There is a cookie `session` as well, and no `Authorization`.
    Cookie,
    /// Nothing that concerns credentials: there is a field `x-request-id`.
    Nothing,
}

impl Changed {
    /// Reads the value of `x-change`.
    ///
    /// # Panics
    ///
    /// If it is none of those that [`check`] sends.
    #[must_use]
    pub fn read(value: &str) -> Self {
        match value {
            "other" => Self::Replaced("Bearer reader"),
            "wrong" => Self::Replaced("Bearer wrong"),
            "removed" => Self::Removed,
            "doubled" => Self::Doubled,
            "cookie" => Self::Cookie,
            "nothing" => Self::Nothing,
            _ => panic!("unknown: {value}"),
        }
    }

    /// Changes the fields of a request of the `http` crate.
    ///
    /// # Panics
    ///
    /// If `x-change` is none of those that [`check`] sends.
    pub fn apply(headers: &mut http::HeaderMap) {
        use http::{
            HeaderValue,
            header::{AUTHORIZATION, COOKIE},
        };
        let change = headers.get("x-change").and_then(|value| value.to_str().ok()).map(Self::read);
        match change.expect("the field `x-change`") {
            Self::Replaced(value) => drop(headers.insert(AUTHORIZATION, HeaderValue::from_static(value))),
            Self::Removed => drop(headers.remove(AUTHORIZATION)),
            Self::Doubled => drop(headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer writer"))),
            Self::Cookie => {
                headers.remove(AUTHORIZATION);
                headers.insert(COOKIE, HeaderValue::from_static("session=reader"));
            }
            Self::Nothing => drop(headers.insert("x-request-id", HeaderValue::from_static("7"))),
        }
    }
}

/// Whether a request is rejected, or the body and how often a verifier was called.
enum Expected {
    Rejected(u16),
    Admitted(&'static str, usize),
}

use Expected::{Admitted, Rejected};

/// Method, path, token, and field lines.
type Sent = (&'static str, &'static str, Option<&'static str>, &'static str);

fn rows() -> Vec<(Sent, Expected)> {
    let get = |path, token, fields| ("GET", path, token, fields);
    let mut rows = vec![
        // An identity is verified once, whatever guard is behind the layer.
        (get("/in/any", Some("writer"), ""), Admitted("ada", 1)),
        (get("/in/maybe", Some("writer"), ""), Admitted("ada", 1)),
        (get("/in/any", None, "cookie: session=writer\r\n"), Admitted("ada", 1)),
        (get("/waits/any", Some("writer"), ""), Admitted("ada", 1)),
        (get("/in/open", Some("reader"), ""), Admitted("open", 1)),
        // Two layers are one verification, and both demand.
        (get("/in/again", Some("writer"), ""), Admitted("ada", 1)),
        (get("/in/again", Some("reader"), ""), Rejected(403)),
        (get("/in/again", Some("eve"), ""), Rejected(403)),
        (get("/own/ada", Some("writer"), ""), Admitted("open", 1)),
        (get("/own/ada", Some("reader"), ""), Rejected(403)),
        // Another authenticator, and another identity type, verify themselves.
        (get("/in/partner", Some("writer"), ""), Admitted("acme", 2)),
        (get("/in/partner", Some("reader"), ""), Rejected(401)),
        (get("/in/partner", Some("partner"), ""), Rejected(401)),
        (get("/in/staff", Some("writer"), "cookie: staff=eve\r\n"), Admitted("eve", 2)),
        (get("/in/staff", Some("writer"), "cookie: staff=mallory\r\n"), Rejected(401)),
        (get("/in/staff", Some("writer"), ""), Rejected(401)),
        (get("/in/staff", None, "cookie: staff=eve\r\n"), Rejected(401)),
        // A request whose credentials were changed is verified again.
        (get("/in/changed", Some("writer"), "x-change: nothing\r\n"), Admitted("ada", 1)),
        (get("/in/changed", Some("writer"), "x-change: other\r\n"), Admitted("bob", 2)),
        (get("/in/changed", Some("writer"), "x-change: cookie\r\n"), Admitted("bob", 2)),
        (get("/in/changed", Some("writer"), "x-change: wrong\r\n"), Rejected(401)),
        (get("/in/changed", Some("writer"), "x-change: removed\r\n"), Rejected(401)),
        (get("/in/changed", Some("writer"), "x-change: doubled\r\n"), Rejected(400)),
        // Cross-site writes and upgrades, by what a browser attaches.
        (("POST", "/in/body", None, "cookie: session=writer\r\nsec-fetch-site: cross-site\r\n"), Rejected(403)),
        (get("/in/open", None, "cookie: session=writer\r\nsec-fetch-site: cross-site\r\nupgrade: websocket\r\n"), Rejected(403)),
        (get("/in/open", Some("writer"), "upgrade: websocket\r\n"), Admitted("open", 1)),
        (get("/in/open", None, "upgrade: websocket\r\n"), Rejected(401)),
        // A browser is sent to the login page.
        (get("/in/open", None, "sec-fetch-mode: navigate\r\n"), Rejected(303)),
        (get("/in/any", Some("wrong"), "sec-fetch-mode: navigate\r\n"), Rejected(303)),
        // `optional`: no credentials are fine, wrong ones are not, and a guard behind it demands what it demands.
        (get("/optional/maybe", None, ""), Admitted("nobody", 0)),
        (get("/optional/maybe", Some("writer"), ""), Admitted("ada", 1)),
        (get("/optional/any", Some("writer"), ""), Admitted("ada", 1)),
        (get("/optional/any", None, ""), Rejected(401)),
        (get("/optional/maybe", Some("wrong"), ""), Rejected(401)),
        (get("/optional/any", None, "cookie: session=ended\r\n"), Rejected(401)),
        (get("/optional/maybe", Some("down"), ""), Rejected(503)),
        (get("/panics/any", Some("writer"), ""), Rejected(500)),
        (get("/panics/any", None, ""), Rejected(401)),
    ];
    for path in
        ["/in/any", "/in/maybe", "/in/open", "/in/partner", "/in/staff", "/in/changed", "/in/again", "/waits/any", "/own/ada"]
    {
        for (token, status) in [(None, 401), (Some("wrong"), 401), (Some("down"), 503), (Some("panic"), 500)] {
            rows.push((get(path, token, "x-change: other\r\n"), Rejected(status)));
            rows.push((("HEAD", path, token, "x-change: other\r\n"), Rejected(status)));
            rows.push((("OPTIONS", path, token, "x-change: other\r\n"), Rejected(status)));
            // A part of the body comes at once, as much as rocket waits for.
            rows.push((
                ("POST", path, token, "x-change: other\r\ncontent-length: 100\r\n\r\na body that is not whole"),
                Rejected(status),
            ));
        }
    }
    rows
}

/// Sends every row, except those below `without`, which a framework has no way to serve. Asserts that no body was asked for behind a rejection.
///
/// # Panics
///
/// At the end, with all rows that do not hold.
pub fn check(address: SocketAddr, doors: &Doors, polls: &Polls, without: &[&str]) {
    let mut wrong = Vec::new();
    for ((method, path, token, fields), expected) in rows().into_iter().filter(|((_, path, ..), _)| !without.contains(path)) {
        let _ = (doors.calls.taken(), polls.taken());
        let reply = ask(
            address,
            method,
            path,
            token,
            &if fields.contains("\r\n\r\n") { fields.to_owned() } else { format!("{fields}\r\n") },
        );
        let (calls, polled) = (doors.calls.taken(), polls.taken());
        let holds = match expected {
            Rejected(status) => reply.status == status && polled == 0 && is_rejection(&reply, method),
            Admitted(body, times) => (reply.status, reply.body.as_str(), calls) == (200, body, times),
        };
        if !holds {
            wrong.push(format!("{method} {path} {token:?} {fields:?}: {calls} calls, {polled} polls, {reply:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} rows do not hold:\n{}", wrong.len(), wrong.join("\n"));

    let sent = "content-length: 4\r\n\r\nbody";
    assert_eq!(ask(address, "POST", "/in/body", Some("writer"), sent).body, "body");
    assert!(polls.taken() > 0, "the body of a request that passes is counted");
}

fn is_rejection(reply: &Reply, method: &str) -> bool {
    let challenges = reply.all("www-authenticate");
    let is_redirect = reply.status == 303;
    if is_redirect != reply.all("location").iter().any(|location| location.starts_with("/login?return_to=%2Fin%2F")) {
        return false;
    }
    let has_challenges = !challenges.is_empty() == matches!(reply.status, 400 | 401) || reply.status == 403;
    has_challenges && reply.all("cache-control") == ["no-store"] && (method != "HEAD" || reply.body.is_empty())
}

/// Asserts that an unauthenticated request cannot find out which paths exist below a layer.
///
/// # Panics
///
/// If a response differs.
pub fn assert_unknown_paths_are_guarded(address: SocketAddr, paths: &[&str]) {
    for path in paths {
        for token in [None, Some("wrong")] {
            assert_eq!(get(address, path, token).status, 401, "{path} {token:?}");
        }
        assert_eq!(get(address, path, Some("writer")).status, 404, "{path}");
    }
}
