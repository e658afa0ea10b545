//! Handlers of actix-web 4: the guard is their one extractor, which verifies and then runs theirs, and the authenticator lives in
//! the application's data.
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
//! The authenticator is given to [`app_data`](actix_web::App::app_data) as it is, not inside `web::Data`. A handler looks up its own
//! type, `Authenticator<Id, Tag>`, from the innermost scope outwards; where there is none, every request is answered with 500 and an
//! error is logged. Two of one type shadow each other, also for a `default_service` that a scope inherits: tell them apart with
//! [`tagged`](crate::Authenticator::tagged).
//!
//! What has no function to annotate asks by hand: `auth.authenticate(&request).await?` takes a `ServiceRequest`, and the `head()` of
//! an `HttpRequest`; a [`Rejection`] is a `ResponseError`, so that `?` turns it into the answer.
//!
//! The handlers for errors of other extractors, `JsonConfig::error_handler` and its like, do not see a refusal. The middleware
//! `ErrorHandlers` does, by its status: it finds the [`Rejection`] in the response's error, and has the last word. Let it keep the
//! `WWW-Authenticate` lines.
//!
//! Who is refused has not had the body asked for. Before the handler is reached, actix-web itself routes, and sends `100 Continue` to
//! a client that waits for it. The values that were read cannot be marked as sensitive in its requests: their `Debug` hides
//! `Authorization` and `Cookie`, and shows the header of an API key.

pub(crate) mod bundle;
mod head;
mod rejection;
pub mod routing;

use actix_web::{Error, HttpRequest, HttpResponse, Responder, error::InternalError};
#[doc(inline)]
pub use requires_auth_macros::actix_web_requires_auth as requires_auth;

use crate::{
    decision::{self, Authenticator, ProvidesAuth},
    rejection::Rejection,
};

/// How it answers a rejected request.
#[doc(hidden)]
#[derive(Debug)]
pub enum Framework {}

impl decision::Framework for Framework {
    type Rejected = OnRejectOutput;

    fn rejected(rejection: Rejection) -> OnRejectOutput {
        OnRejectOutput(Kind::Refusal(rejection))
    }
}

/// What `on_reject` gives, as this framework answers it: with the request, which a [`Responder`] asks for.
#[doc(hidden)]
pub struct OnRejectOutput(Kind);

enum Kind {
    Refusal(Rejection),
    Own(Box<dyn FnOnce(&HttpRequest) -> HttpResponse>),
}

#[doc(hidden)]
pub fn on_reject_output<R: Responder + 'static>(answer: R) -> OnRejectOutput {
    OnRejectOutput(Kind::Own(Box::new(|request| answer.respond_to(request).map_into_boxed_body())))
}

impl OnRejectOutput {
    fn into_error(self, request: &HttpRequest) -> Error {
        match self.0 {
            // As it is, so that a middleware finds it in the response's error.
            Kind::Refusal(rejection) => rejection.into(),
            Kind::Own(answer) => InternalError::from_response("refused", answer(request)).into(),
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
