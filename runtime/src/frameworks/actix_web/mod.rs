//! Guards handlers of actix-web 4: the guard is the only extractor, which verifies and then runs those of the handler, and the
//! application's data holds the authenticator. See [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use actix_web::{App, web};
//! use requires_auth::{Authenticator, Identity, actix_web::requires_auth, verifiers::StaticTokens};
//!
//! #[requires_auth(scopes("items:write"))]
//! async fn create_item(#[identity] who: Identity, item: web::Json<serde_json::Value>) -> String {
//!     format!("{} made {item}", who.subject())
//! }
//!
//! let writer = Identity::builder("ada").scopes("items:write").build();
//! let auth = Authenticator::new(StaticTokens::new([("secret123", writer)])?);
//! // In the closure of `HttpServer::new`: `app_data(auth.clone())`.
//! let app = App::new().app_data(auth).route("/items", web::post().to(create_item));
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! Pass the authenticator itself to [`app_data`](actix_web::App::app_data), not inside `web::Data`. A handler looks up the type
//! `Authenticator<Id, Tag>` from the innermost scope outwards. If there is none, every request is rejected with 500 and an error is
//! logged. Two authenticators of one type shadow each other, also for a `default_service` that a scope inherits: distinguish them
//! with [`tagged`](crate::Authenticator::tagged).
//!
//! The `get`, `post` and so on of this module do not compile on a function that is neither guarded nor public: routes are
//! [closed by default](crate::guide::_06_frameworks#routes-that-are-closed-by-default). [`routing`] has the same for `web::get()` and
//! `web::resource(..)`.
//!
//! `wrap(requires_auth::actix_web::layer(auth))` guards a whole application or scope, unknown paths included: see
//! [subtrees](crate::guide::_06_frameworks#subtrees).
//!
//! Outside handler functions, call the authenticator: `auth.authenticate(&request).await?` takes a `ServiceRequest`, and the `head()`
//! of an `HttpRequest`. A [`Rejection`] is a `ResponseError`, so `?` turns it into the response.
//!
//! A verifier sees the `HttpRequest`, with its extensions and application data: see
//! [`RequestHead::framework`](crate::RequestHead::framework).
//!
//! The error handlers of other extractors, such as `JsonConfig::error_handler`, do not see a rejection. The middleware
//! `ErrorHandlers` sees it by its status, finds the [`Rejection`] in the response's error, and may replace the response. Let it keep
//! the `WWW-Authenticate` lines.
//!
//! The guard does not request the body of a rejected request. Before the guard runs, actix-web itself routes the request, and sends
//! `100 Continue` to a client that waits for it. Header values cannot be marked as sensitive in its requests: their `Debug` hides
//! `Authorization` and `Cookie`, and shows the header of an API key.

pub(crate) mod bundle;
mod layer;
mod metadata;
mod rejection;
mod request_head;
pub mod routing;

use actix_web::{Error, HttpRequest, HttpResponse, Responder, error::InternalError};
pub use layer::LayerMiddleware;
#[doc(inline)]
pub use requires_auth_macros::actix_web_requires_auth as requires_auth;
#[doc(inline)]
pub use requires_auth_macros::{
    actix_web_connect as connect, actix_web_delete as delete, actix_web_get as get, actix_web_head as head,
    actix_web_options as options, actix_web_patch as patch, actix_web_post as post, actix_web_put as put,
    actix_web_route as route, actix_web_routes as routes, actix_web_trace as trace,
};

pub use crate::decision::{layer, optional_layer};
use crate::{
    decision::{self, Authenticator, ProvidesAuth},
    rejection::Rejection,
};

/// Converts a rejection into a response of actix-web.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = OnRejectOutput;

    fn rejected(rejection: Rejection) -> OnRejectOutput {
        OnRejectOutput(Kind::Rejection(rejection.into()))
    }
}

/// The result of `on_reject`. It becomes a response together with the request, which a [`Responder`] needs.
#[doc(hidden)]
pub struct OnRejectOutput(Kind);

enum Kind {
    /// Unchanged, so that a middleware finds it in the response's error.
    Rejection(Error),
    Own(Box<dyn FnOnce(&HttpRequest) -> HttpResponse>),
}

#[doc(hidden)]
pub fn on_reject_output<R: OnRejectAnswer + 'static>(answer: R) -> OnRejectOutput {
    OnRejectOutput(Kind::Own(Box::new(|request| answer.respond_to(request).map_into_boxed_body())))
}

/// What the function of `on_reject` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Self}`, which is not a response",
    label = "returns `{Self}`",
    note = "name a `fn(Rejection) -> HttpResponse`, which is not an `async fn`"
)]
pub trait OnRejectAnswer: Responder {}

#[diagnostic::do_not_recommend]
impl<R: Responder> OnRejectAnswer for R {}

impl OnRejectOutput {
    fn into_error(self, request: &HttpRequest) -> Error {
        match self.0 {
            Kind::Rejection(error) => error,
            Kind::Own(answer) => InternalError::from_response("rejected", answer(request)).into(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<Id: 'static, Tag: 'static> ProvidesAuth<Id, Tag> for HttpRequest {
    const HOW_TO_PROVIDE: &'static str = "`App::app_data(auth)`, not in `web::Data`";

    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.app_data::<Authenticator<Id, Tag>>().cloned()
    }
}
