//! Guards handlers of rocket 0.5: the guard is a hidden first request guard, and the authenticator is a fairing. See
//! [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use requires_auth::{Authenticator, Identity, rocket::{post, requires_auth}, verifiers::StaticTokens};
//! use rocket::{Build, Rocket, routes, serde::json::{Json, Value}};
//!
//! #[requires_auth(scopes("items:write"))]
//! #[post("/items", data = "<item>")]
//! async fn create_item(#[identity] who: Identity, item: Json<Value>) -> String {
//!     format!("{} made {}", who.subject(), *item)
//! }
//!
//! fn app() -> Result<Rocket<Build>, requires_auth::ConfigError> {
//!     let writer = Identity::builder("ada").scopes("items:write").build();
//!     let auth = Authenticator::new(StaticTokens::new([("secret123", writer)])?);
//!     Ok(rocket::build().attach(auth).mount("/", routes![create_item]))
//! }
//!
//! # use rocket::{http::{ContentType, Header, Status}, local::blocking::Client};
//! let client = Client::untracked(app()?)?;
//! let request = || client.post("/items").header(ContentType::JSON).body("{}");
//! let rejected = request().dispatch();
//! assert_eq!(rejected.status(), Status::Unauthorized);
//! assert_eq!(rejected.headers().get_one("www-authenticate"), Some(r#"Bearer realm="api", scope="items:write""#));
//! let known = request().header(Header::new("authorization", "Bearer secret123")).dispatch();
//! assert_eq!(known.into_string().as_deref(), Some("ada made {}"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Call `.attach(authenticator)`; nothing else needs configuration. If the authenticator of a mounted handler is missing, the
//! application does not launch. If all handlers name their `verifier`, attach [`RejectionFairing`] instead.
//!
//! The `get`, `post` and so on of this module do not compile on a function that is neither guarded nor public: routes are
//! [closed by default](crate::guide::_06_frameworks#routes-that-are-closed-by-default).
//!
//! `.mount("/admin", requires_auth::rocket::layer(auth))` guards all paths below, unknown ones included: see
//! [subtrees](crate::guide::_06_frameworks#subtrees).
//!
//! # What rocket does by itself
//!
//! - A rejection ends the search for a route. If a request passes the guard and then fails a path, query or body guard, rocket may
//!   forward it to the next route, which has its own guard or none.
//! - Rejections are written after the catchers ran: a catcher for 401 runs, and the guard's body replaces its body. The response of
//!   a catcher with a status below 400, such as a redirect to a login page, stays unchanged. To set other bodies use
//!   [`AuthenticatorBuilder::renderer`](crate::AuthenticatorBuilder::renderer) and `on_reject`.
//! - Catchers cannot be guarded, and neither can routes that are not functions. A guarded fallback is a route for `/<_..>` with a
//!   late rank. Otherwise call `authenticator.authenticate(request)`, whose [`Rejection`] is a [`Responder`].
//! - Rocket drops a field line that is not UTF-8 before any guard sees it, so it counts as absent. An `optional` guard treats such a
//!   request as unauthenticated. A second `Authorization` line with such bytes is not detected. A session cookie is hidden if another
//!   cookie on its line has such bytes, and so are a second, conflicting session cookie, and an `Origin`. (No browser writes such a
//!   line.)
//! - Rocket's cookie jar decodes names and values: `sess%69on` is `session` there. A guard compares the bytes that were sent (RFC 6265
//!   5.4). So a handler that reads the jar may find another session than the verified one: take the identity from the guard.
//! - Rocket waits for the first 14 bytes of every body before any guard runs, to find a form's `_method`. The rest of the body of a
//!   rejected request stays unread. Limit how long a client may take, in a server before rocket.
//! - A form's `_method` changes the method of a `POST`: routes, guards and verifiers see the method that it names. A form of another
//!   site with the method `get` reads, like a link, and does not count as a write: no route for `GET` may change anything.
//! - If `HEAD` has no route, the route for `GET` responds to it, and guards and verifiers see `GET`; rocket omits the body. Rocket
//!   responds to a method that it does not know with 400 before it routes.
//! - At the log level `debug` rocket prints the fields of every request, credentials included.

mod layer;
mod metadata;
mod request_head;

use std::{
    any::type_name,
    borrow::Cow,
    fmt,
    io::Cursor,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

pub use request_head::with_request;
#[doc(inline)]
pub use requires_auth_macros::rocket_requires_auth as requires_auth;
#[doc(inline)]
pub use requires_auth_macros::{
    rocket_delete as delete, rocket_get as get, rocket_head as head, rocket_options as options, rocket_patch as patch,
    rocket_post as post, rocket_put as put, rocket_route as route,
};
use rocket::{
    Build, Ignite, Orbit, Phase, Request, Response, Rocket, Sentinel,
    fairing::{self, Fairing, Info, Kind},
    http::{Method, Status},
    request::{FromRequest, Outcome},
    response::{self, Responder},
};

pub use crate::decision::{layer, optional_layer};
use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    rejection::{Reason, Rejection, ResponseBuilder},
};

/// Converts a rejection into a response of rocket.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = OnRejectOutput;

    fn rejected(rejection: Rejection) -> OnRejectOutput {
        on_reject_output(rejection)
    }
}

/// The result of `on_reject`. It needs the request to become a response.
#[doc(hidden)]
pub struct OnRejectOutput(Box<dyn FnOnce(&Request<'_>) -> response::Result<'static>>);

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnRejectOutput(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output(answer: impl OnRejectAnswer + 'static) -> OnRejectOutput {
    OnRejectOutput(Box::new(|request| answer.respond_to(request)))
}

/// What the function of `on_reject` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Self}`, which is not a response",
    label = "returns `{Self}`",
    note = "name a `fn(Rejection) -> Status`, which is not an `async fn`"
)]
pub trait OnRejectAnswer: for<'r> Responder<'r, 'static> {}

#[diagnostic::do_not_recommend]
impl<R: for<'r> Responder<'r, 'static>> OnRejectAnswer for R {}

#[rocket::async_trait]
impl<'r, Id, W> FromRequest<'r> for Guard<Id, W>
where
    Id: Send + 'static,
    W: AuthorizeHandler<Rocket<Orbit>, Id> + RejectWith<Framework>,
{
    type Error = Reason;

    async fn from_request(mut request: &'r Request<'_>) -> Outcome<Self, Reason> {
        let is_head = request.method() == Method::Head;
        match Self::check(request.rocket(), &mut request, is_head, Box::new).await {
            Ok(guard) => Outcome::Success(guard),
            Err(rejection) => {
                let reason = rejection.reason();
                Outcome::Error((keep((W::REJECT)(*rejection), request), reason))
            }
        }
    }
}

/// Aborts the launch if the authenticator of a mounted route is missing, or if no fairing writes rejections.
impl<Id, W: AuthorizeHandler<Rocket<Ignite>, Id>> Sentinel for Guard<Id, W> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        if let Some(missing) = W::missing_authenticator(rocket) {
            rocket::error!(
                "A guarded route needs an `{missing}`: `.attach` one. If the handler has another identity type, name that type."
            );
            return true;
        }
        let answers = rocket.state::<RejectionsAreWritten>().is_some();
        if !answers {
            rocket::error!("No fairing writes the rejections of guards: `.attach(requires_auth::rocket::RejectionFairing)`.");
        }
        !answers
    }
}

#[diagnostic::do_not_recommend]
impl<P: Phase, Id: Send + 'static, Tag: 'static> ProvidesAuth<Id, Tag> for Rocket<P>
where
    Self: Sync,
{
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.state::<Attached<Id, Tag>>().map(|attached| attached.0.clone())
    }
}

/// The state that only the fairing manages. If it is present, the fairing is attached.
struct Attached<Id, Tag>(Authenticator<Id, Tag>);

/// Marks that a fairing writes the rejections.
struct RejectionsAreWritten;

/// Provides the authenticator to the guards, and writes their rejections. Attach one for each identity type and tag.
#[rocket::async_trait]
impl<Id: Send + 'static, Tag: 'static> Fairing for Authenticator<Id, Tag> {
    fn info(&self) -> Info {
        Info { name: type_name::<Self>(), kind: Kind::Ignite | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        if rocket.state::<Attached<Id, Tag>>().is_some() {
            rocket::error!("Two authenticators of type `{}` are attached: give each a tag.", type_name::<Self>());
            return Err(rocket);
        }
        Ok(answering(rocket.manage(Attached(self.clone()))))
    }

    fn on_response<'r, 'a, 'b, 'c, 'f>(&'a self, request: &'r Request<'b>, response: &'c mut Response<'r>) -> Written<'f>
    where
        'r: 'f,
        'a: 'f,
        'b: 'f,
        'c: 'f,
        Self: 'f,
    {
        write(request, response)
    }
}

/// Writes the rejections of guards, for an application without an [`Authenticator`], whose handlers all name their `verifier`.
///
/// ```
/// use std::sync::LazyLock;
///
/// use requires_auth::{Identity, rocket::{RejectionFairing, requires_auth}, verifiers::StaticTokens};
/// use rocket::{get, routes};
///
/// static TOKENS: LazyLock<StaticTokens> =
///     LazyLock::new(|| StaticTokens::new([("secret123", Identity::new("ada"))]).expect("a well-formed token"));
///
/// #[requires_auth(verifier = TOKENS)]
/// #[get("/")]
/// fn hello(#[identity] who: Identity) -> String {
///     format!("hello, {}", who.subject())
/// }
///
/// let app = rocket::build().attach(RejectionFairing).mount("/", routes![hello]);
/// # rocket::local::blocking::Client::untracked(app).unwrap();
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RejectionFairing;

#[rocket::async_trait]
impl Fairing for RejectionFairing {
    fn info(&self) -> Info {
        Info { name: type_name::<Self>(), kind: Kind::Ignite | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        Ok(answering(rocket))
    }

    fn on_response<'r, 'a, 'b, 'c, 'f>(&'a self, request: &'r Request<'b>, response: &'c mut Response<'r>) -> Written<'f>
    where
        'r: 'f,
        'a: 'f,
        'b: 'f,
        'c: 'f,
        Self: 'f,
    {
        write(request, response)
    }
}

fn answering(rocket: Rocket<Build>) -> Rocket<Build> {
    if rocket.state::<RejectionsAreWritten>().is_some() { rocket } else { rocket.manage(RejectionsAreWritten) }
}

/// The response to a rejected request, until a fairing writes it.
#[derive(Default)]
struct PendingRejection(Mutex<Option<Response<'static>>>);

/// Stores the response, and returns the status of the catcher that runs before it is written.
fn keep(answer: OnRejectOutput, request: &Request<'_>) -> Status {
    match (answer.0)(request) {
        Ok(response) => {
            let status = response.status();
            *request.local_cache(PendingRejection::default).0.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
            // A response below 400 would stay unchanged, so an `on_reject` with such a status is announced as 401.
            if status.code < 400 { Status::Unauthorized } else { status }
        }
        // Like a plain `Status`: the catchers write the response.
        Err(status) => status,
    }
}

/// A future that is ready at once. It has no size, so boxing it does not allocate; every response passes here.
struct Done;

impl Future for Done {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

type Written<'f> = Pin<Box<dyn Future<Output = ()> + Send + 'f>>;

/// Replaces the response of the catcher by that of the guard.
fn write<'f, 'r>(request: &'r Request<'_>, response: &mut Response<'r>) -> Written<'f> {
    // Reading the cache creates an entry, so read it only if the request may have been rejected.
    if response.status().code >= 400
        && let Some(answer) =
            request.local_cache(PendingRejection::default).0.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        // Remove the fields that describe the body of the catcher.
        for name in [
            "Content-Type",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Transfer-Encoding",
            "ETag",
            "Last-Modified",
            "WWW-Authenticate",
        ] {
            response.remove_header(name);
        }
        *response.body_mut() = response::Body::default();
        // `merge` replaces the lines of a name that is there already. Cookies and `Vary` of others stay.
        let is_added = |name: &&str| answer.headers().contains(name);
        let earlier =
            |name: &str| response.headers().get(name).map(|value| (name.to_owned(), value.to_owned())).collect::<Vec<_>>();
        let earlier: Vec<_> = ["Set-Cookie", "Vary"].iter().copied().filter(is_added).flat_map(earlier).collect();
        response.merge(answer);
        for (name, value) in earlier {
            response.adjoin_raw_header(name, value);
        }
    }
    Box::pin(Done)
}

impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        // Rocket itself omits the body of a response to `HEAD`.
        Ok(converted(ResponseBuilder::from(self).with_body().build()))
    }
}

fn converted(response: http::Response<Cow<'static, str>>) -> Response<'static> {
    let (parts, body) = response.into_parts();
    let mut response = Response::new();
    response.set_status(Status::new(parts.status.as_u16()));
    for (name, value) in &parts.headers {
        response.adjoin_raw_header(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
    }
    match body {
        Cow::Borrowed(text) => response.set_sized_body(text.len(), Cursor::new(text)),
        Cow::Owned(text) => response.set_sized_body(text.len(), Cursor::new(text)),
    }
    response
}
