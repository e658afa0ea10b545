//! Guards handlers of salvo 1: the guard is a hidden first extractor, and the authenticator is a hoop before the routes. See
//! [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use requires_auth::{Authenticator, Identity, salvo::{handler, requires_auth}, verifiers::StaticTokens};
//! use salvo::{Router, Writer, extract::JsonBody};
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
//! The hoop itself rejects no request: it only provides the authenticator, and each guarded handler after it verifies. The hoop
//! [`layer`]`(auth)` also rejects: see [subtrees](crate::guide::_06_frameworks#subtrees). A handler
//! uses the innermost authenticator of the type `Authenticator<Id, Tag>`. If there is none, every request is rejected with 500 and
//! an error is logged. Two authenticators of one type shadow each other: distinguish them with
//! [`tagged`](crate::Authenticator::tagged). `affix_state::inject(auth)` also provides the authenticator, but then salvo responds
//! with 400 instead of the redirect to a login page.
//!
//! A guarded handler may be a hoop, too. It stops a rejected request only if a route was found. If no route was found (404, 405), and
//! in the chain of a catcher, salvo calls the next handler after any response. There, call the authenticator and end the chain:
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
//! A catcher only handles responses without a body, so it does not see a rejection, unless `on_reject` returns a status alone. An
//! outer hoop sees every response, and may replace it. A route for `GET` does not respond to `HEAD`.
//!
//! Put `#[requires_auth]` above `#[handler]` (and above `#[endpoint]`, with feature `salvo-oapi`). On an `impl` block, above
//! `#[craft]` or `#[handler]`, it guards every method. The `handler` and the `endpoint` of this module do not compile on a handler that
//! is neither guarded nor public: routes are
//! [closed by default](crate::guide::_06_frameworks#routes-that-are-closed-by-default).

use std::{
    any::{Any, TypeId},
    fmt,
    future::Future,
    pin::Pin,
};

use http::{
    Extensions, HeaderMap, Method, StatusCode, Uri,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, Entry, SET_COOKIE, VARY, WWW_AUTHENTICATE},
};
#[doc(inline)]
#[cfg(feature = "salvo-oapi")]
#[cfg_attr(docsrs, doc(cfg(feature = "salvo-oapi")))]
pub use requires_auth_macros::salvo_endpoint as endpoint;
#[doc(inline)]
pub use requires_auth_macros::{salvo_handler as handler, salvo_requires_auth as requires_auth};
use salvo::{Depot, Extractible, FlowCtrl, Handler, Request, Response, Router, Scribe, Writer, extract::Metadata, http::ResBody};

pub use crate::decision::{layer, optional_layer};
use crate::{
    decision::{self, AuthLayer, Authenticator, AuthorizeHandler, Guard, ProvidesAuth, RejectWith},
    metadata::ResourceMetadata,
    rejection::Rejection,
    request::{AsRequestHead, LentHead, RequestHead},
};

/// Converts a rejection into a response of salvo.
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

    // The types are named, so that `#[handler]` finds the `write` of `OnRejectOutput` itself if the user has not imported salvo's
    // `Writer`.
    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, depot: &'ex mut Depot) -> Result<Self, OnRejectOutput> {
        let is_head = request.method() == Method::HEAD;
        Self::check(&*depot, &mut WithDepot { request, depot }, is_head, W::REJECT).await
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
        self.uri()
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

/// A request with the depot in which hoops leave what they have done, such as a session.
struct WithDepot<'a> {
    request: &'a mut Request,
    depot: &'a Depot,
}

#[diagnostic::do_not_recommend]
impl AsRequestHead for WithDepot<'_> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::lent(self)
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.request.headers_mut())
    }
}

impl LentHead for WithDepot<'_> {
    fn method(&self) -> &Method {
        self.request.method()
    }

    fn sent(&self) -> &Uri {
        self.request.uri()
    }

    fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    fn extensions(&self) -> &Extensions {
        self.request.extensions()
    }

    fn framework(&self, of: TypeId) -> Option<&dyn Any> {
        if of == TypeId::of::<Depot>() { Some(self.depot) } else { LentHead::framework(&*self.request, of) }
    }
}

/// Provides the authenticator to the guarded handlers after it. The hoop itself rejects no request.
#[salvo::async_trait]
impl<Id, Tag> Handler for Authenticator<Id, Tag>
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        let outer = depot.get_typed::<Self>().ok().cloned();
        depot.insert_typed(self.clone());
        flow.call_next(request, depot, response).await;
        // A catcher runs after all routes, with the same depot. It is not inside this hoop, so restore the outer authenticator.
        if let Some(outer) = outer {
            depot.insert_typed(outer);
        }
        // If an extractor responds without an error status, such as a redirect to a login page, salvo sets 400.
        if response.status_code == Some(StatusCode::BAD_REQUEST)
            && let Some(meant) = response.extensions.remove::<IntendedStatus>()
        {
            response.status_code(meant.0);
        }
    }
}

/// Rejects what the layer rejects, and ends the chain then. Also provides the authenticator, as it does itself as a hoop.
#[salvo::async_trait]
impl<Id, Tag, M> Handler for AuthLayer<Id, Tag, M>
where
    Authenticator<Id, Tag>: Any + Send + Sync,
    Id: Send + 'static,
    Tag: 'static,
    M: 'static,
{
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        let rules = self.rules();
        match rules.admit(&mut WithDepot { request, depot }).await {
            Err(rejection) => {
                response.render(rejection);
                flow.skip_rest();
            }
            Ok(lease) => {
                if let Some(lease) = &lease {
                    request.extensions_mut().insert(lease.verified());
                }
                rules.authenticator().handle(request, depot, response, flow).await;
                drop(lease);
            }
        }
    }
}

/// Adds routes that serve the protected resource metadata (RFC 9728) at its [`paths`](ResourceMetadata::paths), for every method: see
/// [`ResourceMetadata::respond`]. They are before the router and outside its hoops, such as [`layer`]. Call it last, on the outermost
/// router:
///
/// ```
/// use requires_auth::{Authenticator, Identity, ResourceMetadata, salvo::with_resource_metadata, verifiers::StaticTokens};
/// use salvo::Router;
///
/// let metadata = ResourceMetadata::builder("https://api.example.com")
///     .authorization_server("https://login.example.com")
///     .scopes(["items:read"])
///     .build()?;
/// let tokens = StaticTokens::new([("secret123", Identity::new("ada"))])?;
/// let auth: Authenticator = Authenticator::builder(tokens).resource_metadata(metadata.url()).build()?;
/// let app = with_resource_metadata(Router::new().hoop(auth), &metadata);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[must_use]
pub fn with_resource_metadata(router: Router, metadata: &ResourceMetadata) -> Router {
    let route = |path: &str| Router::with_path(path.trim_start_matches('/')).goal(Document(metadata.clone()));
    metadata.paths().map(route).fold(Router::new(), Router::push).push(router)
}

struct Document(ResourceMetadata);

#[salvo::async_trait]
impl Handler for Document {
    async fn handle(&self, request: &mut Request, _: &mut Depot, response: &mut Response, _: &mut FlowCtrl) {
        let (found, body) = self.0.respond::<ResBody>(request.method()).into_parts();
        response.headers.extend(found.headers);
        response.status_code(found.status);
        response.replace_body(body);
    }
}

/// The status of the response to a rejected request if it is not an error status.
#[derive(Clone, Copy)]
struct IntendedStatus(StatusCode);

impl Scribe for Rejection {
    fn render(self, response: &mut Response) {
        let (mut rejection, body) = self.into_http::<ResBody>().into_parts();
        // An earlier handler may have set them.
        for name in [CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE] {
            response.headers.remove(name);
        }
        // `extend` replaces the lines of a name that is there already. Cookies and `Vary` of an earlier handler stay.
        for name in [SET_COOKIE, VARY] {
            if let Entry::Occupied(lines) = rejection.headers.entry(&name) {
                for value in lines.remove_entry_mult().1 {
                    response.headers.append(name.clone(), value);
                }
            }
        }
        response.headers.extend(rejection.headers);
        response.status_code(rejection.status);
        response.replace_body(body);
    }
}

/// The result of `on_reject`, as a writer of salvo.
#[doc(hidden)]
pub struct OnRejectOutput(Box<Write>);

type Write = dyn for<'a> FnOnce(&'a mut Request, &'a mut Depot, &'a mut Response) -> Writing<'a> + Send;
type Writing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl fmt::Debug for OnRejectOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnRejectOutput(..)")
    }
}

#[doc(hidden)]
pub fn on_reject_output(answer: impl OnRejectAnswer + Send + 'static) -> OnRejectOutput {
    OnRejectOutput(Box::new(|request, depot, response| answer.write(request, depot, response)))
}

/// What the function of `on_reject` returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Self}`, which is not a response",
    label = "returns `{Self}`",
    note = "name a `fn(Rejection) -> StatusError`, which is not an `async fn`"
)]
pub trait OnRejectAnswer: Writer {}

#[diagnostic::do_not_recommend]
impl<R: Writer> OnRejectAnswer for R {}

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

/// Adds rejections to the `OpenAPI` document of an `#[endpoint]`.
#[cfg(feature = "salvo-oapi")]
mod document {
    use salvo_oapi::{Components, EndpointArgRegister, EndpointOutRegister, Operation, Response};

    use crate::{decision::Guard, rejection::Rejection};

    /// Adds no security scheme, because only the application knows it.
    impl<Id, M> EndpointArgRegister for Guard<Id, M> {
        fn register(components: &mut Components, operation: &mut Operation, _: &str) {
            <Rejection as EndpointOutRegister>::register(components, operation);
        }
    }

    impl EndpointOutRegister for Rejection {
        fn register(_: &mut Components, operation: &mut Operation) {
            for (status, text) in [("401", "The credentials are missing or invalid."), ("403", "The caller is not allowed.")] {
                // Descriptions of the application take precedence.
                if !operation.responses.contains_key(status) {
                    operation.responses.insert(status, Response::new(text));
                }
            }
        }
    }
}
