//! Handlers of salvo 1: the guard is a hidden first extractor, and the authenticator stands in front of the routes, as a hoop.
//!
//! ```
//! use requires_auth::{Authenticator, Identity, salvo::requires_auth, verifiers::StaticTokens};
//! use salvo::{Router, Writer, extract::JsonBody, handler};
//!
//! #[requires_auth(scopes("items:write"))]
//! #[handler]
//! async fn create_item(#[identity] who: Identity, item: JsonBody<serde_json::Value>) -> String {
//!     format!("{} made {}", who.subject(), *item)
//! }
//!
//! let writer = Identity::builder("ada").scopes("items:write").build();
//! let auth = Authenticator::new(StaticTokens::new([("secret123", writer)])?);
//! let app = Router::new().hoop(auth).push(Router::with_path("items").post(create_item));
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! As a hoop the authenticator lets everybody pass: it only says who decides, and each guarded handler behind it asks. A handler
//! asks the innermost of its own type, `Authenticator<Id, Tag>`; where there is none, every request is answered with 500 and an
//! error is logged. Two of one type shadow each other: tell them apart with [`tagged`](crate::Authenticator::tagged).
//! `affix_state::inject(auth)` gives the handlers the same, but salvo answers 400 where a browser should be sent to a login page.
//!
//! A guarded handler may be a hoop too, and stops who is refused where a route was found. Where none was (404, 405), and in the
//! chain of a catcher, salvo calls the next handler whatever this one answered. There, ask by hand, and end the chain:
//!
//! ```
//! # use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
//! use salvo::{Depot, FlowCtrl, Request, Response, handler};
//!
//! struct Members(Authenticator);
//!
//! #[handler]
//! impl Members {
//!     async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
//!         if let Err(rejection) = self.0.authenticate(&*request).await {
//!             response.render(rejection);
//!             flow.skip_rest();
//!         }
//!     }
//! }
//! # let auth = Authenticator::new(StaticTokens::new([("secret123", Identity::new("ada"))])?);
//! let app = salvo::Service::new(salvo::Router::new()).hoop(Members(auth));
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! A catcher writes what has no body, so it does not see a refusal, but for an `on_reject` that gives a status alone. A hoop in front
//! sees every answer, and has the last word. A route for `GET` does not answer `HEAD`.
//!
//! `#[requires_auth]` stands above `#[handler]` (and above `#[endpoint]`, with feature `salvo-oapi`); on an `impl` block, above
//! `#[craft]` or `#[handler]`, it guards every method.

use std::{any::Any, fmt, future::Future, pin::Pin};

use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE},
};
#[doc(inline)]
pub use requires_auth_macros::salvo_requires_auth as requires_auth;
use salvo::{Depot, Extractible, FlowCtrl, Handler, Request, Response, Scribe, Writer, extract::Metadata, http::ResBody};

use crate::{
    decision::{self, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    rejection::Rejection,
    request::{AsRequestHead, RequestHead},
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

impl<'ex, Id, W> Extractible<'ex> for Guard<Id, W>
where
    Id: Send + 'static,
    W: AuthorizeHandler<Depot, Id> + RejectWith<Framework>,
{
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("Guard");
        &METADATA
    }

    // Named types, so that `#[handler]` finds the `write` of `OnRejectOutput` itself where the user has not imported salvo's `Writer`.
    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, depot: &'ex mut Depot) -> Result<Self, OnRejectOutput> {
        Self::check(&*depot, request).await.map_err(W::REJECT)
    }

    #[allow(refining_impl_trait)]
    fn extract_with_arg(
        request: &'ex mut Request,
        depot: &'ex mut Depot,
        _: &str,
    ) -> impl Future<Output = Result<Self, OnRejectOutput>> + Send {
        Self::extract(request, depot)
    }
}

#[diagnostic::do_not_recommend]
impl<Id, Tag> ProvidesAuth<Id, Tag> for Depot
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    const HOW_TO_PROVIDE: &'static str = "`Router::new().hoop(auth)`";

    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.get_typed::<Authenticator<Id, Tag>>().ok().cloned()
    }
}

#[diagnostic::do_not_recommend]
impl AsRequestHead for Request {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::of(self.method(), self.uri(), self.headers(), self.extensions())
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.headers_mut())
    }
}

/// Says who decides for the guarded handlers behind it. It lets everybody pass itself.
#[salvo::async_trait]
impl<Id, Tag> Handler for Authenticator<Id, Tag>
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        let outer = depot.get_typed::<Self>().ok().cloned();
        depot.insert_typed(self.clone());
        flow.call_next(request, depot, response).await;
        // A catcher runs behind all routes, with the same depot: it is not behind this, but behind what stands around it.
        if let Some(outer) = outer {
            depot.insert_typed(outer);
        }
        // Salvo makes a 400 of whatever an extractor answers that is no error, also of the way to a login page.
        if response.status_code == Some(StatusCode::BAD_REQUEST)
            && let Some(meant) = response.extensions.remove::<IntendedStatus>()
        {
            response.status_code(meant.0);
        }
    }
}

/// The status of an answer to a refused caller that is no error.
#[derive(Clone, Copy)]
struct IntendedStatus(StatusCode);

impl Scribe for Rejection {
    fn render(self, response: &mut Response) {
        let (refusal, body) = self.into_http::<ResBody>().into_parts();
        // Of an answer that somebody began before.
        for name in [CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE] {
            response.headers.remove(name);
        }
        response.headers.extend(refusal.headers);
        response.status_code(refusal.status);
        response.replace_body(body);
    }
}

/// What `on_reject` gives, as this framework answers it.
#[doc(hidden)]
pub struct OnRejectOutput(Box<Write>);

type Write = dyn for<'a> FnOnce(&'a mut Request, &'a mut Depot, &'a mut Response) -> Writing<'a> + Send;
type Writing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output(answer: impl Writer + Send + 'static) -> OnRejectOutput {
    OnRejectOutput(Box::new(|request, depot, response| answer.write(request, depot, response)))
}

impl OnRejectOutput {
    pub async fn write(self, request: &mut Request, depot: &mut Depot, response: &mut Response) {
        (self.0)(request, depot, response).await;
        let status = response.status_code.unwrap_or_default();
        if !status.is_client_error() && !status.is_server_error() {
            response.extensions.insert(IntendedStatus(status));
        }
    }
}

#[salvo::async_trait]
impl Writer for OnRejectOutput {
    async fn write(self, request: &mut Request, depot: &mut Depot, response: &mut Response) {
        Self::write(self, request, depot, response).await;
    }
}

/// For the document of an `#[endpoint]`.
#[cfg(feature = "salvo-oapi")]
mod document {
    use salvo_oapi::{Components, EndpointArgRegister, EndpointOutRegister, Operation, Response};

    use crate::{decision::Guard, rejection::Rejection};

    /// Of the security scheme it cannot tell: only the application knows it.
    impl<Id, M> EndpointArgRegister for Guard<Id, M> {
        fn register(components: &mut Components, operation: &mut Operation, _: &str) {
            <Rejection as EndpointOutRegister>::register(components, operation);
        }
    }

    impl EndpointOutRegister for Rejection {
        fn register(_: &mut Components, operation: &mut Operation) {
            for (status, text) in [("401", "The credentials are absent or not good."), ("403", "The caller is not allowed.")] {
                // What the application says of them itself is better.
                if !operation.responses.contains_key(status) {
                    operation.responses.insert(status, Response::new(text));
                }
            }
        }
    }
}
