//! Handlers of poem 3: the guard is a hidden first extractor, and the authenticator stands in front of the routes, as a middleware.
//!
//! ```
//! use poem::{EndpointExt, Route, handler, post, web::Json};
//! use requires_auth::{Authenticator, Identity, poem::requires_auth, verifiers::StaticTokens};
//!
//! #[requires_auth(scopes("items:write"))]
//! #[handler]
//! async fn create_item(#[identity] who: Identity, Json(item): Json<serde_json::Value>) -> String {
//!     format!("{} made {item}", who.subject())
//! }
//!
//! let writer = Identity::builder("ada").scopes("items:write").build();
//! let auth = Authenticator::new(StaticTokens::new([("secret123", writer)])?);
//! let app = Route::new().at("/items", post(create_item)).with(auth);
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! `#[requires_auth]` stands above `#[handler]`; on an `impl` block, above `#[OpenApi]` of poem-openapi, it guards every
//! operation. (The generated document does not mention the guard: add a `SecurityScheme` for it where readers need one.)
//!
//! A handler asks the innermost authenticator of its own type, `Authenticator<Id, Tag>`; where there is none, every request is
//! answered with 500 and an error is logged. Two of one type shadow each other: tell them apart with
//! [`tagged`](crate::Authenticator::tagged). As data, `.data(auth)`, an authenticator decides as well; what it does
//! not do stands below.
//!
//! A refusal passes the middlewares as an error, from which `downcast_ref::<Rejection>()` gives the [`Rejection`] where no
//! `on_reject` made something else of it.
//!
//! # What poem does by itself
//!
//! - Poem-openapi hands the error of every extractor to the `bad_request_handler` of a response, also a refusal: with `.data(auth)`
//!   the caller gets what that function makes of it, such as a 400 without a challenge. (The operation does not run.) Behind
//!   `.with(auth)` the refusal goes out as it is.
//! - `.with(auth)` also takes no other answer of a middleware that stands between it and the guard, but for a redirection. A
//!   middleware outside sees the refusal and has the last word: `.with(auth).catch_error(page)`.
//! - A route for `GET` answers `HEAD` too, and shows it as a `GET` to what is behind it, verifiers included. So a refusal has a body
//!   there with `.data(auth)`, which clients of HTTP/2 take for an error (RFC 9113 8.1), and none behind `.with(auth)` around the
//!   routes. What poem itself answers to `HEAD`, such as 404 and 405, has a body.
//! - It lends extractors a request that cannot be changed, so the header values that were read are not marked as sensitive.

mod behind;

use std::{any::Any, fmt};

pub use behind::AuthEndpoint;
use behind::PendingRejection;
use http::{HeaderMap, StatusCode, Uri, response::Parts};
use poem::{
    Body, Error, FromRequest, IntoResponse, Request, RequestBody, Response, ResponseParts, Result,
    error::{IntoResult, ResponseError},
};
#[doc(inline)]
pub use requires_auth_macros::poem_requires_auth as requires_auth;

use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    rejection::{CarriesRejection, Rejection, ResponseBuilder},
    request::{AsRequestHead, RequestHead},
};

/// How it answers a rejected request.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = OnRejectOutput;

    fn rejected(rejection: Rejection) -> OnRejectOutput {
        OnRejectOutput(rejection.into())
    }
}

impl<'a, Id, W> FromRequest<'a> for Guard<Id, W>
where
    Id: Send + 'static,
    W: AuthorizeHandler<Request, Id> + RejectWith<Framework>,
{
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        // Of the authenticator that is a middleware.
        let kept = request.data::<PendingRejection>();
        let is_head = kept.is_some_and(PendingRejection::is_head);
        match Self::check(request, &mut &*request).await {
            Ok(guard) => {
                if let Some(kept) = kept {
                    kept.forget();
                }
                Ok(guard.for_head(is_head))
            }
            Err(rejection) => {
                let rejection = rejection.for_head(is_head);
                let answer = |rejection| (W::REJECT)(rejection).0;
                Err(match kept {
                    Some(kept) => kept.keep(rejection, answer),
                    None => answer(rejection),
                })
            }
        }
    }
}

#[diagnostic::do_not_recommend]
impl<Id, Tag> ProvidesAuth<Id, Tag> for Request
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    const HOW_TO_PROVIDE: &'static str = "`.with(auth)`";

    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.data::<Authenticator<Id, Tag>>().cloned()
    }
}

#[diagnostic::do_not_recommend]
impl AsRequestHead for Request {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::of(self.method(), sent(self), self.headers(), self.extensions())
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.headers_mut())
    }
}

/// The target as it was sent: a nested route sees only its rest. A request that was made by hand has no other than its own.
fn sent(request: &Request) -> &Uri {
    let original = request.original_uri();
    if *original == Uri::default() { request.uri() } else { original }
}

impl ResponseError for Rejection {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        response(ResponseBuilder::from(self).build())
    }
}

fn response(refusal: http::Response<Body>) -> Response {
    let (Parts { status, version, headers, extensions, .. }, body) = refusal.into_parts();
    Response::from_parts(ResponseParts { status, version, headers, extensions }, body)
}

#[diagnostic::do_not_recommend]
impl CarriesRejection for Response {
    fn carry(rejection: Rejection) -> Self {
        response(rejection.into_http())
    }
}

/// What `on_reject` gives, as this framework answers it.
#[doc(hidden)]
pub struct OnRejectOutput(Error);

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output<T: IntoResponse>(answer: impl IntoResult<T>) -> OnRejectOutput {
    match answer.into_result() {
        Ok(answer) => OnRejectOutput(Error::from_response(answer.into_response())),
        Err(error) => OnRejectOutput(error),
    }
}
