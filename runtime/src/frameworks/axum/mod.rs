//! Guards handlers of axum 0.8: the guard is a hidden first extractor, and the router's state holds the authenticator. See
//! [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use axum::{Json, Router, extract::FromRef};
//! use requires_auth::{Authenticator, Identity, axum::requires_auth, axum::routing::post, verifiers::StaticTokens};
//!
//! #[derive(Clone, FromRef)]
//! struct App {
//!     auth: Authenticator,
//! }
//!
//! #[requires_auth(scopes("items:write"))]
//! async fn create_item(#[identity] who: Identity, Json(item): Json<serde_json::Value>) -> String {
//!     format!("{} made {item}", who.subject())
//! }
//!
//! let writer = Identity::builder("ada").scopes("items:write").build();
//! let auth = Authenticator::new(StaticTokens::new([("secret123", writer)])?);
//! let app: Router = Router::new().route("/items", post(create_item).into()).with_state(App { auth });
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! (`derive(FromRef)` needs axum's feature `macros`. A state that consists only of an [`Authenticator`](crate::Authenticator) needs
//! no derive. A state in an `Arc` works, too.)
//!
//! # If it does not compile
//!
//! - "`Handler<.., S>` is not satisfied": usually the state holds no `Authenticator` of the handler's identity type. The routes of
//!   [`routing`] report that directly, and so do `#[requires_auth(state = App)]`, and `#[axum::debug_handler(state = App)]`
//!   **below** `#[requires_auth]`.
//! - "`FromRequestParts<()>` is not implemented" for the identity, or "this function takes 1 argument but 0 arguments were
//!   supplied", with a `Guard`: another attribute above ours, such as `#[debug_handler]`, has read the function without its guard.
//!   Move `#[requires_auth]` to the top.
//! - "enum is not supported in `trait`s or `impl`s": the attribute is on an associated function. Put it on the `impl` block.
//!
//! More messages are in [troubleshooting](crate::guide::_12_troubleshooting).
//!
//! # Several authenticators
//!
//! Authenticators of different identity types need nothing more: `#[identity] who: Staff` selects the state's
//! `Authenticator<Staff>`. A tag, which is your own type, distinguishes several authenticators of one identity type:
//!
//! ```
//! use axum::extract::FromRef;
//! use requires_auth::{Authenticator, Identity, axum::requires_auth, verifiers::StaticTokens};
//!
//! enum Partner {}
//!
//! #[derive(Clone, FromRef)]
//! struct App {
//!     users: Authenticator,
//!     partners: Authenticator<Identity, Partner>, // Authenticator::new(..).tagged()
//! }
//!
//! #[requires_auth(authenticator = Partner)]
//! async fn orders(#[identity] who: Identity) -> String {
//!     format!("orders of {}", who.subject())
//! }
//! ```
//!
//! # `check`
//!
//! `check = ..` runs after the extractors and before the first statement, so the return type must be able to carry a rejection:
//! `Response`, or `Result<_, E>` with `E: From<Rejection>`, such as `Result<String, Rejection>`.
//!
//! # Subtrees
//!
//! [`layer`] guards all routes of a router, and its fallback: `router.layer(requires_auth::axum::layer(auth))`. With `route_layer`
//! unknown paths would respond with 404 to unauthenticated requests. See [subtrees](crate::guide::_06_frameworks#subtrees).
//!
//! # What axum does by itself
//!
//! - A nested router removes its prefix from the target. Verifiers and login pages still see the target as sent, even if a handler
//!   or a middleware calls `auth.authenticate(&request)`. If a middleware between two routers replaces the URI, they also see the
//!   target as sent: a rule about the path that the second router matches belongs to its handlers (`scopes`, `only`, `check`).
//! - A rejection is a response and not an error, so `HandleError` does not see it. A middleware sees it and may replace it. A
//!   middleware that writes its own page must keep the `WWW-Authenticate` lines; or set a
//!   [`renderer`](crate::AuthenticatorBuilder::renderer) instead.

mod metadata;
pub mod routing;
pub mod utoipa_axum;

pub use super::tower::AuthService;
pub use crate::decision::{layer, optional_layer};
pub use metadata::with_resource_metadata;

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::{Method, request::Parts};
#[doc(inline)]
pub use requires_auth_macros::axum_requires_auth as requires_auth;

use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, MaybeFuture, ProvidesAuth, RejectWith},
    rejection::Rejection,
};

/// Converts a rejection into a response of axum.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = Response;

    fn rejected(rejection: Rejection) -> Response {
        rejection.into_response()
    }
}

impl<S, Id, W> FromRequestParts<S> for Guard<Id, W>
where
    S: Send + Sync,
    Id: Send + 'static,
    W: AuthorizeHandler<S, Id> + RejectWith<Framework>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        // Not through `check`: its future would be one more in each handler.
        let is_head = parts.method == Method::HEAD;
        let decided = match W::decide(state, parts, W::REJECT) {
            MaybeFuture::Ready(decided) => decided,
            MaybeFuture::Future(decided) => decided.await,
        };
        decided.map(|identity| Self::admitted(identity, is_head))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Sync, Id, Tag> ProvidesAuth<Id, Tag> for S
where
    Authenticator<Id, Tag>: FromRef<S>,
{
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        Some(Authenticator::from_ref(self))
    }
}

/// A state in an `Arc`. Users could not write this implementation themselves.
#[diagnostic::do_not_recommend]
impl<S: ProvidesAuth<Id, Tag> + Send, Id, Tag> ProvidesAuth<Id, Tag> for Arc<S> {
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        (**self).authenticator()
    }
}

/// The result of `on_reject`, as a response of axum.
#[doc(hidden)]
pub type OnRejectOutput = Response;

#[doc(hidden)]
pub fn on_reject_output(answer: impl OnRejectAnswer) -> OnRejectOutput {
    answer.into_response()
}

/// What the function of `on_reject` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Self}`, which is not a response",
    label = "returns `{Self}`",
    note = "name a `fn(Rejection) -> Response`, which is not an `async fn`"
)]
pub trait OnRejectAnswer: IntoResponse {}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> OnRejectAnswer for R {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.into_http::<Body>()
    }
}
