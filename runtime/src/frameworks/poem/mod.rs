//! Guards handlers of poem 3: the guard is a hidden first extractor, and the authenticator is a middleware around the routes. See
//! [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use poem::{EndpointExt, Route, post, web::Json};
//! use requires_auth::{Authenticator, Identity, poem::{handler, requires_auth}, verifiers::StaticTokens};
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
//! Put `#[requires_auth]` above `#[handler]`. The `handler` of this module does not compile on a function that is neither guarded nor
//! public: routes are [closed by default](crate::guide::_06_frameworks#routes-that-are-closed-by-default). On an `impl` block, above
//! `#[OpenApi]` of poem-openapi, it guards every operation. (The generated document does not mention the guard: add a `SecurityScheme`
//! if its readers need one.)
//!
//! A handler uses the innermost authenticator of the type `Authenticator<Id, Tag>`. If there is none, every request is rejected with
//! 500 and an error is logged. Two authenticators of one type shadow each other: distinguish them with
//! [`tagged`](crate::Authenticator::tagged). `.data(auth)` also provides the authenticator, with the differences below.
//!
//! `.with(requires_auth::poem::layer(auth))` also rejects requests itself, for all routes inside, unknown paths included: see
//! [subtrees](crate::guide::_06_frameworks#subtrees).
//!
//! Middlewares see a rejection as an error. `downcast_ref::<Rejection>()` returns the [`Rejection`], unless `on_reject` has replaced
//! it.
//!
//! # What poem does by itself
//!
//! - Poem-openapi passes the error of every extractor to the `bad_request_handler` of a response, rejections included. With
//!   `.data(auth)` the client gets the response of that function, such as a 400 without a challenge. (The operation does not run.)
//!   With `.with(auth)` the rejection is sent unchanged.
//! - `.with(auth)` also restores a rejection that a middleware between it and the guard has replaced, except by a redirect. A
//!   middleware outside sees the rejection and may replace it: `.with(auth).catch_error(page)`.
//! - A route for `GET` responds to `HEAD`, too, and shows it as `GET` to its handlers and their verifiers. So with `.data(auth)` a
//!   rejection of `HEAD` has a body, which clients of HTTP/2 treat as an error (RFC 9113 8.1). With `.with(auth)` around the routes
//!   it has none. The responses of poem itself to `HEAD`, such as 404 and 405, have a body.
//! - Extractors get a request that cannot be changed, so header values are not marked as sensitive.

mod layer;
mod metadata;
mod middleware;

use std::{
    any::{Any, TypeId},
    fmt,
};

use http::{Extensions, HeaderMap, Method, StatusCode, Uri, response::Parts};
pub use layer::LayerEndpoint;
pub use metadata::with_resource_metadata;
pub use middleware::AuthEndpoint;
use middleware::PendingRejection;
use poem::{
    Body, Error, FromRequest, IntoResponse, Request, RequestBody, Response, ResponseParts, Result,
    error::{IntoResult, ResponseError},
};
#[doc(inline)]
pub use requires_auth_macros::{poem_handler as handler, poem_requires_auth as requires_auth};

pub use crate::decision::{layer, optional_layer};
use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    rejection::{CarriesRejection, Rejection, ResponseBuilder},
    request::{AsRequestHead, LentHead, RequestHead},
};

/// Converts a rejection into a response of poem.
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
        // Present if the authenticator is a middleware.
        let kept = request.data::<PendingRejection>();
        let is_head = request.method() == Method::HEAD || kept.is_some_and(PendingRejection::is_head);
        match Self::check(request, &mut &*request, is_head, Box::new).await {
            Ok(guard) => {
                if let Some(kept) = kept {
                    kept.forget();
                }
                Ok(guard)
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
        RequestHead::lent(self)
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.headers_mut())
    }
}

impl LentHead for Request {
    fn method(&self) -> &Method {
        Self::method(self)
    }

    fn sent(&self) -> &Uri {
        sent(self)
    }

    fn headers(&self) -> &HeaderMap {
        Self::headers(self)
    }

    fn extensions(&self) -> &Extensions {
        Self::extensions(self)
    }

    fn framework(&self, of: TypeId) -> Option<&dyn Any> {
        (of == TypeId::of::<Self>()).then_some(self)
    }
}

/// Returns the target as it was sent. A nested route sees only the rest of it. A request that was created by hand has no original
/// target, but `Uri::default()`.
fn sent(request: &Request) -> &Uri {
    let original = request.original_uri();
    // Not compared as a whole, which costs as much as a look-up of a field.
    let is_default = original.authority().is_none() && original.path_and_query().is_none_or(|target| target.as_str() == "/");
    if is_default { request.uri() } else { original }
}

impl ResponseError for Rejection {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        response(ResponseBuilder::from(self).build())
    }
}

fn response(rejection: http::Response<Body>) -> Response {
    let (Parts { status, version, headers, extensions, .. }, body) = rejection.into_parts();
    Response::from_parts(ResponseParts { status, version, headers, extensions }, body)
}

#[diagnostic::do_not_recommend]
impl CarriesRejection for Response {
    fn carry(rejection: Rejection) -> Self {
        response(rejection.into_http())
    }
}

/// The result of `on_reject`, as an error of poem.
#[doc(hidden)]
pub struct OnRejectOutput(Error);

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnRejectOutput(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output<T: IntoResponse>(answer: impl OnRejectAnswer<T>) -> OnRejectOutput {
    match answer.into_result() {
        Ok(answer) => OnRejectOutput(Error::from_response(answer.into_response())),
        Err(error) => OnRejectOutput(error),
    }
}

/// What the function of `on_reject` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Self}`, which is not a response",
    label = "returns `{Self}`",
    note = "name a `fn(Rejection) -> Response`, which is not an `async fn`"
)]
pub trait OnRejectAnswer<T: IntoResponse>: IntoResult<T> {}

#[diagnostic::do_not_recommend]
impl<R: IntoResult<T>, T: IntoResponse> OnRejectAnswer<T> for R {}
