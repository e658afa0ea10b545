//! Handlers of axum 0.8: the guard is a hidden first extractor, and the authenticator lives in the router's state.
//!
//! ```
//! use axum::{Json, Router, extract::FromRef, routing::post};
//! use requires_auth::{Authenticator, Identity, axum::requires_auth, verifiers::StaticTokens};
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
//! let app: Router = Router::new().route("/items", post(create_item)).with_state(App { auth });
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```

/// Routes that no unguarded handler gets into.
pub mod routing;

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::request::Parts;
#[doc(inline)]
pub use requires_auth_macros::axum_requires_auth as requires_auth;

use crate::{
    __private::Denied,
    decision::{Authenticator, Decide, Guard, ProvidesAuth},
    refusal::Rejection,
};

/// How a handler answers a caller who is refused; `on_reject = ..` says otherwise.
#[doc(hidden)]
pub trait OnReject {
    fn on_reject(rejection: Rejection) -> Response {
        rejection.into_response()
    }
}

impl OnReject for Denied {}

impl<S, Id, M> FromRequestParts<S> for Guard<Id, M>
where
    S: Send + Sync,
    Id: Send + 'static,
    M: Decide<S, Id> + OnReject,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        Self::check(state, parts).await.map_err(M::on_reject)
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
pub type Answer = Response;

#[doc(hidden)]
pub fn answer(answer: impl IntoResponse) -> Answer {
    answer.into_response()
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.into_http::<Body>()
    }
}
