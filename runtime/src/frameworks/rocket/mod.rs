//! Handlers of rocket 0.5: the guard is a hidden first request guard, and the authenticator is a fairing.
//!
//! ```
//! use requires_auth::{Authenticator, Identity, rocket::requires_auth, verifiers::StaticTokens};
//! use rocket::{Build, Rocket, post, routes, serde::json::{Json, Value}};
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
//! let stranger = request().dispatch();
//! assert_eq!(stranger.status(), Status::Unauthorized);
//! assert_eq!(stranger.headers().get_one("www-authenticate"), Some(r#"Bearer realm="api", scope="items:write""#));
//! let known = request().header(Header::new("authorization", "Bearer secret123")).dispatch();
//! assert_eq!(known.into_string().as_deref(), Some("ada made {}"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `.attach(authenticator)` is all there is to configure, and the application does not start where an authenticator that a mounted
//! handler asks for is missing. One whose handlers all name their `verifier` attaches [`RejectionFairing`] instead.
//!
//! # What rocket does by itself
//!
//! - A refusal ends the search for a route. A caller who is let in and then fails a path, query or body guard may be forwarded to
//!   the next route, which has a guard of its own or none.
//! - Answers are written behind the catchers: a catcher for 401 runs, and its body is replaced by the guard's. One that answers
//!   with a status below 400, such as a redirect to a login page, is left alone. For other bodies see
//!   [`AuthenticatorBuilder`](crate::AuthenticatorBuilder) and `on_reject`.
//! - Catchers take no guards, and neither do routes that are not functions. A guarded fallback is a route for `/<_..>` of a late rank;
//!   for the rest there is `authenticator.authenticate(request)`, whose [`Rejection`] is a [`Responder`].
//! - A field line that is not UTF-8 is dropped before any guard sees it, and so reads as absent: an `optional` guard lets its sender
//!   in as nobody, a second `Authorization` line beside a good one is not seen, a session cookie is hidden by a neighbour on its
//!   line, and so is one that contradicts another, and an `Origin`. (No browser writes such a line.)
//! - Its cookie jar decodes names and values: `sess%69on` is `session` there. A guard compares what was sent (RFC 6265 5.4), so a
//!   handler that looks into the jar may find another session than the one that was verified: take the identity from the guard.
//! - The first 14 bytes of a body are waited for before any guard runs, in search of a form's `_method`, whatever the body is. All
//!   else is left unread where a caller is refused. Limit how long a client may take in front of rocket.
//! - A form's `_method` changes the method of a `POST`: routes, guards and verifiers see the one that it names. A form of another
//!   site that says `get` reads, like a link, and is not taken for a write: let no route for `GET` change anything.
//! - `HEAD` without a route of its own is answered by the one for `GET`, and shown as a `GET` to guards and verifiers; rocket leaves
//!   the body out. A method that it does not know is answered with 400 before there is a route.
//! - At the log level `debug` rocket prints the fields of every request, credentials included.

mod head;

use std::{
    any::type_name,
    borrow::Cow,
    fmt,
    io::Cursor,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

#[doc(inline)]
pub use requires_auth_macros::rocket_requires_auth as requires_auth;
use rocket::{
    Build, Ignite, Orbit, Phase, Request, Response, Rocket, Sentinel,
    fairing::{self, Fairing, Info, Kind},
    http::Status,
    request::{FromRequest, Outcome},
    response::{self, Responder},
};

use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    rejection::{Reason, Rejection, ResponseBuilder},
};

/// How it answers a rejected request.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = OnRejectOutput;

    fn rejected(rejection: Rejection) -> OnRejectOutput {
        on_reject_output(rejection)
    }
}

/// What `on_reject` gives: it needs the request to become a response.
#[doc(hidden)]
pub struct OnRejectOutput(Box<dyn FnOnce(&Request<'_>) -> response::Result<'static>>);

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output(answer: impl for<'r> Responder<'r, 'static> + 'static) -> OnRejectOutput {
    OnRejectOutput(Box::new(|request| answer.respond_to(request)))
}

#[rocket::async_trait]
impl<'r, Id, W> FromRequest<'r> for Guard<Id, W>
where
    Id: Send + 'static,
    W: AuthorizeHandler<Rocket<Orbit>, Id> + RejectWith<Framework>,
{
    type Error = Reason;

    async fn from_request(mut request: &'r Request<'_>) -> Outcome<Self, Reason> {
        match Self::check(request.rocket(), &mut request).await {
            Ok(guard) => Outcome::Success(guard),
            Err(rejection) => {
                let reason = rejection.reason();
                Outcome::Error((keep((W::REJECT)(rejection), request), reason))
            }
        }
    }
}

/// Launch ends where a guard of a mounted route could not ask anybody, or not answer.
impl<Id, W: AuthorizeHandler<Rocket<Ignite>, Id>> Sentinel for Guard<Id, W> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        if let Some(missing) = W::missing_authenticator(rocket) {
            rocket::error!(
                "A guarded route asks for an `{missing}`: `.attach` one. A handler with another identity names its type."
            );
            return true;
        }
        let answers = rocket.state::<DecisionFuture>().is_some();
        if !answers {
            rocket::error!("Nothing writes the answers of guards: `.attach(requires_auth::rocket::RejectionFairing)`.");
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

/// Managed by the fairing and by nobody else, so that whoever finds it knows that the fairing is there.
struct Attached<Id, Tag>(Authenticator<Id, Tag>);

/// Says that answers are written.
struct DecisionFuture;

/// Keeps the authenticator for the guards, and writes their answers. One for each identity type and tag.
#[rocket::async_trait]
impl<Id: Send + 'static, Tag: 'static> Fairing for Authenticator<Id, Tag> {
    fn info(&self) -> Info {
        Info { name: type_name::<Self>(), kind: Kind::Ignite | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        if rocket.state::<Attached<Id, Tag>>().is_some() {
            rocket::error!("Two of `{}` are attached: give each a tag.", type_name::<Self>());
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

/// Writes the answers of guards: for an application without an [`Authenticator`], whose handlers all name their `verifier`.
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
    if rocket.state::<DecisionFuture>().is_some() { rocket } else { rocket.manage(DecisionFuture) }
}

/// The answer to a request whose caller was refused, until a fairing writes it.
#[derive(Default)]
struct PendingRejection(Mutex<Option<Response<'static>>>);

/// Keeps the answer, and says which catcher runs before it is written.
fn keep(answer: OnRejectOutput, request: &Request<'_>) -> Status {
    match (answer.0)(request) {
        Ok(response) => {
            let status = response.status();
            *request.local_cache(PendingRejection::default).0.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
            // A catcher that answers with less than 400 is left alone, so an `on_reject` that does is announced as more.
            if status.code < 400 { Status::Unauthorized } else { status }
        }
        // What a plain `Status` does: the catchers write the answer.
        Err(status) => status,
    }
}

/// What is done when it is returned. Of no size, so that its box costs nothing: every response passes here.
struct Done;

impl Future for Done {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

type Written<'f> = Pin<Box<dyn Future<Output = ()> + Send + 'f>>;

/// Puts the answer in place of the catcher's.
fn write<'f, 'r>(request: &'r Request<'_>, response: &mut Response<'r>) -> Written<'f> {
    // The cache is only asked where somebody may have been refused: to ask makes an entry.
    if response.status().code >= 400
        && let Some(answer) =
            request.local_cache(PendingRejection::default).0.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        // What another body was described by does not describe this one.
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
        response.merge(answer);
    }
    Box::pin(Done)
}

impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        // Rocket itself leaves the body of an answer to `HEAD` out.
        let (parts, body) = ResponseBuilder::from(self).with_body().build::<Cow<'static, str>>().into_parts();
        let mut response = Response::new();
        response.set_status(Status::new(parts.status.as_u16()));
        for (name, value) in &parts.headers {
            response.adjoin_raw_header(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        match body {
            Cow::Borrowed(text) => response.set_sized_body(text.len(), Cursor::new(text)),
            Cow::Owned(text) => response.set_sized_body(text.len(), Cursor::new(text)),
        }
        Ok(response)
    }
}
