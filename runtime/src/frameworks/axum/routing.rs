//! Routes that no unguarded handler gets into: drop-ins for axum's own `get`, `post`, and so on, that refuse it at compile time.
//! `.into()` makes of them what `Router::route` takes.
//!
//! ```
//! use axum::Router;
//! use requires_auth::{Authenticator, Identity, axum::requires_auth, axum::routing::{get, public}, verifiers::StaticTokens};
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
//! let app: Router = Router::new()
//!     .route("/items", get(list).post(create).into())
//!     .route("/health", get(public(health)).into()) // said, not forgotten
//!     .with_state(auth);
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! ```compile_fail
//! use requires_auth::axum::routing::get;
//!
//! async fn open() -> &'static str {
//!     "for everybody"
//! }
//!
//! let routes = get::<_, _, ()>(open); // error: this handler is not guarded by `#[requires_auth]`
//! ```

use std::{convert::Infallible, fmt};

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    handler::{Handler, Layered},
    http::request::Parts,
    routing::{self, MethodFilter, MethodRouter},
};

use crate::decision::{Guard, RequiresCredentials};

/// What handlers take, where a guard comes first. An `optional` one does not count: it lets strangers in. Sealed; no user names
/// it.
///
/// ```compile_fail,E0277
/// struct Mine;
///
/// impl requires_auth::axum::routing::GuardedArgs for Mine {}
/// ```
#[diagnostic::on_unimplemented(
    message = "this handler is not guarded by `#[requires_auth]`",
    label = "a stranger could run it",
    note = "guard it with `#[requires_auth]`, or say here that it is open: `requires_auth::axum::routing::public(handler)`",
    note = "an `optional` guard lets strangers in as well: say so in the same way"
)]
pub trait GuardedArgs: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}

    pub trait Function<T> {}
}

macro_rules! guarded {
    ($($first:ident $($rest:ident)*)?) => {
        impl<Via, Id, M: RequiresCredentials $(, $first $(, $rest)*)?> sealed::Sealed for (Via, Guard<Id, M>, $($first, $($rest,)*)?) {}
        impl<Via, Id, M: RequiresCredentials $(, $first $(, $rest)*)?> GuardedArgs for (Via, Guard<Id, M>, $($first, $($rest,)*)?) {}
        $(guarded!($($rest)*);)?
    };
}

guarded!(A B C D E F G H I J K L N O P);

/// A function, which is called with what it says that it takes. Axum's [`Handler`] alone does not say so: any type can implement
/// it, and is then handed the request without a guard. Sealed; no user names it.
///
/// ```compile_fail,E0277
/// struct Mine;
///
/// impl requires_auth::axum::routing::IsFunction<((), u8)> for Mine {}
/// ```
#[diagnostic::on_unimplemented(
    message = "what implements `Handler` itself is called without a guard",
    label = "not a function",
    note = "route to a function under `#[requires_auth]`, or say here that it is open: `requires_auth::axum::routing::public(handler)`"
)]
pub trait IsFunction<T>: sealed::Function<T> {}

#[diagnostic::do_not_recommend]
impl<F: sealed::Function<T>, T> IsFunction<T> for F {}

/// Taken from a request in both of axum's ways, and in no other. A state of one's own is enough to implement `Handler` for a
/// pointer to a function as well, but not with axum's own word for the way.
struct Either;

impl FromRequestParts<()> for Either {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, (): &()) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

impl FromRequest<()> for Either {
    type Rejection = Infallible;

    async fn from_request(_: Request, (): &()) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

macro_rules! functions {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<Call, Returned, Via, $first, $($rest,)*> sealed::Function<(Via, $first, $($rest,)*)> for Call
            where
                Call: FnOnce($first, $($rest,)*) -> Returned,
                Either: FromRequest<(), Via>,
            {
            }

            functions!($($rest)*);
        )?
    };
}

functions!(A B C D E F G H I J K L N O P Q);

impl<Call: FnOnce() -> Returned, Returned> sealed::Function<((),)> for Call {}

/// A layer around a function answers for itself.
impl<L, H: sealed::Function<T>, T, S> sealed::Function<T> for Layered<L, H, T, S> {}

impl<H, T> sealed::Function<OpenArgs<T>> for PublicHandler<H> {}

/// A handler that fits a router with state `S`: whatever is axum's [`Handler`]. No user names it.
#[diagnostic::on_unimplemented(
    message = "this guarded handler does not fit a router with state `{S}`",
    label = "does not fit",
    note = "for `#[identity] who: User` the state `{S}` must hold an `Authenticator<User>`, without an identity an `Authenticator`: `.with_state(Authenticator::new(..))`, or a field and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`",
    note = "all other arguments must be extractors: put `#[axum::debug_handler]` BELOW `#[requires_auth]`"
)]
pub trait HandlerForState<T, S>: Handler<T, S> {}

#[diagnostic::do_not_recommend]
impl<H: Handler<T, S>, T, S> HandlerForState<T, S> for H {}

/// A handler that is open to everybody, and is said to be: see [`public`].
#[derive(Clone, Debug)]
pub struct PublicHandler<H>(H);

/// What an open handler takes, where that was said. No user names it.
#[derive(Debug)]
pub struct OpenArgs<T>(T);

impl<T> sealed::Sealed for OpenArgs<T> {}
impl<T> GuardedArgs for OpenArgs<T> {}

/// Says that a handler, guarded or not, is open to everybody, and gives what the routes here take.
pub fn public<H>(handler: H) -> PublicHandler<H> {
    PublicHandler(handler)
}

// Or a handler that lacks something is told to be of this type.
#[diagnostic::do_not_recommend]
impl<H: Handler<T, S>, T: 'static, S> Handler<OpenArgs<T>, S> for PublicHandler<H> {
    type Future = H::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        self.0.call(request, state)
    }
}

/// The routes of one path, all of them guarded or said to be open. Becomes axum's own with [`into`](Into::into); layers go
/// on that: `MethodRouter::from(get(list)).layer(..)`.
#[must_use]
pub struct GuardedRoutes<S = ()>(MethodRouter<S, Infallible>);

impl<S> From<GuardedRoutes<S>> for MethodRouter<S, Infallible> {
    fn from(routes: GuardedRoutes<S>) -> Self {
        routes.0
    }
}

impl<S> fmt::Debug for GuardedRoutes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardedRoutes(..)")
    }
}

impl<S> Clone for GuardedRoutes<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

macro_rules! methods {
    ($($method:ident: $name:literal;)*) => {
        $(
            #[doc = concat!("Routes ", $name, " requests to a guarded handler, as axum's own `", stringify!($method), "` does to any.")]
            pub fn $method<H, T, S>(handler: H) -> GuardedRoutes<S>
            where
                H: HandlerForState<T, S> + IsFunction<T>,
                T: GuardedArgs + 'static,
                S: Clone + Send + Sync + 'static,
            {
                GuardedRoutes(routing::$method(handler))
            }
        )*

        impl<S: Clone + Send + Sync + 'static> GuardedRoutes<S> {
            $(
                #[doc = concat!("Routes ", $name, " requests to a guarded handler as well.")]
                ///
                /// # Panics
                ///
                /// As axum's: where the method has a handler already.
                pub fn $method<H, T>(self, handler: H) -> Self
                where
                    H: HandlerForState<T, S> + IsFunction<T>,
                    T: GuardedArgs + 'static,
                {
                    Self(self.0.$method(handler))
                }
            )*

            /// Routes the methods of this filter to a guarded handler as well.
            ///
            /// # Panics
            ///
            /// As axum's: where one of the methods has a handler already.
            pub fn on<H, T>(self, filter: MethodFilter, handler: H) -> Self
            where
                H: HandlerForState<T, S> + IsFunction<T>,
                T: GuardedArgs + 'static,
            {
                Self(self.0.on(filter, handler))
            }

            /// Routes all other methods to a guarded handler; without one they are answered with 405.
            pub fn fallback<H, T>(self, handler: H) -> Self
            where
                H: HandlerForState<T, S> + IsFunction<T>,
                T: GuardedArgs + 'static,
            {
                Self(self.0.fallback(handler))
            }

            /// The routes of both, which must be of different methods.
            ///
            /// # Panics
            ///
            /// As axum's: where both have a route for one method, or a fallback.
            pub fn merge(self, other: Self) -> Self {
                Self(self.0.merge(other.0))
            }
        }
    };
}

methods! {
    connect: "`CONNECT`";
    delete: "`DELETE`";
    get: "`GET`, and `HEAD`,";
    head: "`HEAD`";
    options: "`OPTIONS`";
    patch: "`PATCH`";
    post: "`POST`";
    put: "`PUT`";
    trace: "`TRACE`";
}

/// Routes all methods to a guarded handler, as axum's own `any` does to any.
pub fn any<H, T, S>(handler: H) -> GuardedRoutes<S>
where
    H: HandlerForState<T, S> + IsFunction<T>,
    T: GuardedArgs + 'static,
    S: Clone + Send + Sync + 'static,
{
    GuardedRoutes(routing::any(handler))
}

/// Routes the methods of this filter to a guarded handler, as axum's own `on` does to any.
pub fn on<H, T, S>(filter: MethodFilter, handler: H) -> GuardedRoutes<S>
where
    H: HandlerForState<T, S> + IsFunction<T>,
    T: GuardedArgs + 'static,
    S: Clone + Send + Sync + 'static,
{
    GuardedRoutes(routing::on(filter, handler))
}
