//! Handlers of axum 0.8: the guard is a hidden first extractor, and the authenticator lives in the router's state.
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
//! (`derive(FromRef)` comes with axum's feature `macros`. A state that is nothing but an [`Authenticator`](crate::Authenticator)
//! needs no derive, and a state in an `Arc` works too.)
//!
//! # If it does not compile
//!
//! - "`Handler<.., S>` is not satisfied": most often the state holds no `Authenticator` of the identity that the handler asks
//!   for. The routes of [`routing`] say so; so do `#[requires_auth(state = App)]`, and `#[axum::debug_handler(state = App)]`
//!   **below** `#[requires_auth]`.
//! - "`FromRequestParts<()>` is not implemented" for the identity, or "this function takes 1 argument but 0 arguments were
//!   supplied", with a `Guard`: another attribute, such as `#[debug_handler]`, stands above ours and saw the function without its
//!   guard. Move `#[requires_auth]` to the top.
//! - "enum is not supported in `trait`s or `impl`s": the attribute stands on an associated function. Put it on the `impl` block.
//!
//! # Several authenticators
//!
//! One for each identity type needs nothing more: `#[identity] who: Staff` asks the state's `Authenticator<Staff>`. Several of one
//! identity type are told apart by a tag, a type of your own:
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
//! `check = ..` runs behind the extractors and in front of the first statement, so what the handler returns must be able to
//! refuse: `Response`, or `Result<_, E>` where `E: From<Rejection>`, such as `Result<String, Rejection>`.
//!
//! # What axum does by itself
//!
//! - A nested router takes its prefix off the target. Verifiers and login pages see what was sent, also where a handler or a
//!   middleware asks by hand: `auth.authenticate(&request)`.
//! - A refusal is an answer and no error, so `HandleError` does not see it. A middleware does, and has the last word: one that
//!   writes a page of its own keeps the `WWW-Authenticate` lines, or sets a
//!   [`renderer`](crate::AuthenticatorBuilder::renderer) instead.

pub mod routing;

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

/// How it answers a rejected request.
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

/// A state in an `Arc`: users cannot write this themselves.
#[diagnostic::do_not_recommend]
impl<S: ProvidesAuth<Id, Tag> + Send, Id, Tag> ProvidesAuth<Id, Tag> for Arc<S> {
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        (**self).authenticator()
    }
}

/// What `on_reject` gives, as this framework answers it.
#[doc(hidden)]
pub type OnRejectOutput = Response;

#[doc(hidden)]
pub fn on_reject_output(answer: impl IntoResponse) -> OnRejectOutput {
    answer.into_response()
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.into_http::<Body>()
    }
}
