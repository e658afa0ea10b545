//! Routes that no unguarded handler gets into: drop-ins for actix-web's own `web::get()`, `web::resource(..)`, and so on, that
//! reject it at compile time. `.into()` makes of a route what `App::route` takes.
//!
//! ```
//! use actix_web::App;
//! use requires_auth::actix_web::{requires_auth, routing::{get, public, resource}};
//! use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
//!
//! #[requires_auth]
//! async fn list(#[identity] who: Identity) -> String {
//!     format!("the items of {}", who.subject())
//! }
//!
//! #[requires_auth(scopes("items:write"))]
//! async fn create() -> &'static str {
//!     "made"
//! }
//!
//! async fn health() -> &'static str {
//!     "well"
//! }
//!
//! let auth = Authenticator::new(StaticTokens::new([("secret123", Identity::new("ada"))])?);
//! let app = App::new()
//!     .app_data(auth)
//!     .service(resource("/items").get(list).post(create))
//!     .route("/list", get().to(list).into())
//!     .route("/health", get().to(public(health)).into()); // said, not forgotten
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! ```compile_fail
//! use requires_auth::actix_web::routing::get;
//!
//! async fn open() -> &'static str {
//!     "for everybody"
//! }
//!
//! let route = get().to(open); // error: this handler has no guard, or an `optional` one
//! ```
//!
//! What `#[get("/path")]` makes is no handler any more but a service, and goes to `App::service` without these: import that attribute
//! from [`actix_web`](super) of this crate.

use std::fmt;

use actix_web::{
    FromRequest, Handler, Resource, Responder, Route,
    dev::{AppService, HttpServiceFactory},
    guard::Guard as Condition,
    http::Method,
    web,
};

use super::bundle::Bundle;
use crate::decision::RequiresCredentials;

/// The arguments of a guarded handler: the guard is the first. An `optional` guard does not count, because it admits
/// unauthenticated requests. Sealed; no user names it.
///
/// ```compile_fail,E0277
/// struct Mine;
///
/// impl requires_auth::actix_web::routing::GuardedArgs for Mine {}
/// ```
#[diagnostic::on_unimplemented(
    message = "this handler has no guard, or an `optional` one: unauthenticated requests reach it",
    label = "reachable without credentials",
    note = "guard it with `#[requires_auth]`, or mark it as open: `requires_auth::actix_web::routing::public(handler)`"
)]
pub trait GuardedArgs: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}

    /// It has no name outside of this crate, so that no other crate can take it.
    #[derive(Debug)]
    pub struct Ours;
}

impl<Id, M: RequiresCredentials, T> sealed::Sealed for (Bundle<Id, M, T>,) {}
#[diagnostic::do_not_recommend]
impl<Id, M: RequiresCredentials, T> GuardedArgs for (Bundle<Id, M, T>,) {}

/// A handler that a route takes: whatever is actix-web's [`Handler`], which is called with the arguments that were extracted and so
/// never without a guard among them. Sealed; no user names it.
#[diagnostic::on_unimplemented(
    message = "this is not a handler of actix-web",
    label = "not an `async fn`",
    note = "write `async fn`; a handler takes at most 16 parameters, each an extractor"
)]
pub trait IntoGuardedRoute<Args> {
    #[doc(hidden)]
    fn attach(self, route: Route, _: sealed::Ours) -> Route;
}

/// A type that a handler may return.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this handler returns `{Self}`, which is not a response",
    note = "return a type that implements `actix_web::Responder`, such as `String`, `HttpResponse` or `web::Json<_>`",
    note = "a `Result<_, E>` needs an error that is `Into<actix_web::Error>`"
)]
pub trait Returned: Responder {}

#[diagnostic::do_not_recommend]
impl<R: Responder> Returned for R {}

/// The parameters of a handler.
#[diagnostic::on_unimplemented(
    message = "a parameter of this handler is not an extractor",
    label = "not all of its parameters are extractors",
    note = "each parameter implements `actix_web::FromRequest`; the identity is marked `#[identity]`"
)]
pub trait Extractors: FromRequest {}

#[diagnostic::do_not_recommend]
impl<Args: FromRequest> Extractors for Args {}

impl<H, Args> IntoGuardedRoute<Args> for H
where
    H: Handler<Args>,
    H::Output: Returned + 'static,
    Args: Extractors + 'static,
{
    fn attach(self, route: Route, _: sealed::Ours) -> Route {
        route.to(self)
    }
}

/// A handler that is open to everybody, and is said to be: see [`public`].
#[derive(Clone, Debug)]
pub struct PublicHandler<H>(H);

/// What an open handler takes, where that was said. No user names it.
#[derive(Debug)]
pub struct OpenArgs<Args>(Args);

impl<Args> sealed::Sealed for OpenArgs<Args> {}
#[diagnostic::do_not_recommend]
impl<Args> GuardedArgs for OpenArgs<Args> {}

#[diagnostic::do_not_recommend]
impl<H: IntoGuardedRoute<Args>, Args> IntoGuardedRoute<OpenArgs<Args>> for PublicHandler<H> {
    fn attach(self, route: Route, ours: sealed::Ours) -> Route {
        self.0.attach(route, ours)
    }
}

/// Says that a handler, guarded or not, is open to everybody, and gives what the routes here take.
pub fn public<H>(handler: H) -> PublicHandler<H> {
    PublicHandler(handler)
}

/// A route without a handler yet: [`to`](Self::to) names it.
#[must_use]
pub struct RouteBuilder(Route);

impl RouteBuilder {
    /// Adds a condition on the request; see [`Route::guard`].
    pub fn guard<G: Condition + 'static>(self, condition: G) -> Self {
        Self(self.0.guard(condition))
    }

    /// Adds a method; see [`Route::method`].
    pub fn method(self, method: Method) -> Self {
        Self(self.0.method(method))
    }

    /// To a guarded handler; see [`Route::to`].
    pub fn to<H: IntoGuardedRoute<Args>, Args: GuardedArgs>(self, handler: H) -> GuardedRoute {
        GuardedRoute(handler.attach(self.0, sealed::Ours))
    }
}

impl fmt::Debug for RouteBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unrouted(..)")
    }
}

/// A route to a handler that is guarded or said to be open. Becomes actix-web's own with [`into`](Into::into).
#[must_use]
pub struct GuardedRoute(Route);

impl From<GuardedRoute> for Route {
    fn from(route: GuardedRoute) -> Self {
        route.0
    }
}

impl fmt::Debug for GuardedRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardedRoute(..)")
    }
}

/// A resource whose handlers are all guarded or said to be open. [`App::service`](actix_web::App::service) takes it; it becomes
/// actix-web's own with [`into`](Into::into).
#[must_use]
pub struct GuardedResource(Resource);

impl GuardedResource {
    /// Adds a route; see [`Resource::route`].
    pub fn route(self, route: GuardedRoute) -> Self {
        Self(self.0.route(route.0))
    }

    /// Routes all methods to a guarded handler; see [`Resource::to`].
    pub fn to<H: IntoGuardedRoute<Args>, Args: GuardedArgs>(self, handler: H) -> Self {
        self.route(to(handler))
    }

    /// Where no route fits; see [`Resource::default_service`].
    pub fn default_service(self, route: GuardedRoute) -> Self {
        Self(self.0.default_service(route.0))
    }

    /// Adds a condition on the request; see [`Resource::guard`].
    pub fn guard<G: Condition + 'static>(self, condition: G) -> Self {
        Self(self.0.guard(condition))
    }

    /// Adds data, an authenticator for one; see [`Resource::app_data`].
    pub fn app_data<T: 'static>(self, data: T) -> Self {
        Self(self.0.app_data(data))
    }

    /// Names it; see [`Resource::name`].
    pub fn name(self, name: &str) -> Self {
        Self(self.0.name(name))
    }
}

impl HttpServiceFactory for GuardedResource {
    fn register(self, config: &mut AppService) {
        self.0.register(config);
    }
}

impl From<GuardedResource> for Resource {
    fn from(resource: GuardedResource) -> Self {
        resource.0
    }
}

impl fmt::Debug for GuardedResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardedResource(..)")
    }
}

macro_rules! methods {
    ($($method:ident: $name:literal;)*) => {
        $(
            #[doc = concat!("A route for ", $name, " requests; see [`web::", stringify!($method), "`].")]
            pub fn $method() -> RouteBuilder {
                RouteBuilder(web::$method())
            }
        )*

        impl GuardedResource {
            $(
                #[doc = concat!("Routes ", $name, " requests to a guarded handler; see [`Resource::", stringify!($method), "`].")]
                pub fn $method<H: IntoGuardedRoute<Args>, Args: GuardedArgs>(self, handler: H) -> Self {
                    self.route($method().to(handler))
                }
            )*
        }
    };
}

methods! {
    get: "`GET`";
    post: "`POST`";
    put: "`PUT`";
    patch: "`PATCH`";
    delete: "`DELETE`";
    head: "`HEAD`";
    trace: "`TRACE`";
}

/// A route for requests of any method; see [`web::route`].
pub fn route() -> RouteBuilder {
    RouteBuilder(web::route())
}

/// A route for requests of this method; see [`web::method`].
pub fn method(method: Method) -> RouteBuilder {
    RouteBuilder(web::method(method))
}

/// A route for requests of any method, to a guarded handler; see [`web::to`].
pub fn to<H: IntoGuardedRoute<Args>, Args: GuardedArgs>(handler: H) -> GuardedRoute {
    route().to(handler)
}

/// A resource whose handlers are all guarded or said to be open; see [`web::resource`].
pub fn resource(path: impl Into<String>) -> GuardedResource {
    GuardedResource(web::resource(path.into()))
}
