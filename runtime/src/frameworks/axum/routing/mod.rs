//! Routes that no unguarded handler gets into: drop-ins for axum's own `get`, `post`, and so on, that reject it at compile time.
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
//! let routes = get::<_, _, ()>(open); // error: this handler has no guard, or an `optional` one
//! ```
//!
//! For utoipa-axum's `routes!` see [`utoipa_axum`](super::utoipa_axum).

mod fits;

use std::{convert::Infallible, fmt};

use axum::{
    extract::Request,
    handler::Handler,
    routing::{self, MethodFilter, MethodRouter},
};
pub use fits::{HandlerForState, IsFunction};

use crate::decision::{Guard, RequiresCredentials};

/// The arguments of a guarded handler: the guard is the first. An `optional` guard does not count, because it admits
/// unauthenticated requests. Sealed; no user names it.
///
/// ```compile_fail,E0277
/// struct Mine;
///
/// impl requires_auth::axum::routing::GuardedArgs for Mine {}
/// ```
#[diagnostic::on_unimplemented(
    message = "this handler has no guard, or an `optional` one: unauthenticated requests reach it",
    label = "reachable without credentials",
    note = "guard it with `#[requires_auth]`, or mark it as open: `requires_auth::axum::routing::public(handler)`",
    note = "if it has the attribute, that is of another module: write `use requires_auth::axum::requires_auth;`"
)]
pub trait GuardedArgs: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! guarded {
    ($($first:ident $($rest:ident)*)?) => {
        impl<Via, Id, M: RequiresCredentials $(, $first $(, $rest)*)?> sealed::Sealed for (Via, Guard<Id, M>, $($first, $($rest,)*)?) {}
        #[diagnostic::do_not_recommend]
        impl<Via, Id, M: RequiresCredentials $(, $first $(, $rest)*)?> GuardedArgs for (Via, Guard<Id, M>, $($first, $($rest,)*)?) {}
        $(guarded!($($rest)*);)?
    };
}

guarded!(A B C D E F G H I J K L N O P);

/// A handler that is open to everybody, and is said to be: see [`public`].
#[derive(Clone, Debug)]
pub struct PublicHandler<H>(H);

/// What an open handler takes, where that was said. No user names it.
#[derive(Debug)]
pub struct OpenArgs<T>(T);

impl<T> sealed::Sealed for OpenArgs<T> {}
#[diagnostic::do_not_recommend]
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
                H: IsFunction<T> + HandlerForState<T, S>,
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
                    H: IsFunction<T> + HandlerForState<T, S>,
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
                H: IsFunction<T> + HandlerForState<T, S>,
                T: GuardedArgs + 'static,
            {
                Self(self.0.on(filter, handler))
            }

            /// Routes all other methods to a guarded handler; without one they are answered with 405.
            pub fn fallback<H, T>(self, handler: H) -> Self
            where
                H: IsFunction<T> + HandlerForState<T, S>,
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
    H: IsFunction<T> + HandlerForState<T, S>,
    T: GuardedArgs + 'static,
    S: Clone + Send + Sync + 'static,
{
    GuardedRoutes(routing::any(handler))
}

/// Routes the methods of this filter to a guarded handler, as axum's own `on` does to any.
pub fn on<H, T, S>(filter: MethodFilter, handler: H) -> GuardedRoutes<S>
where
    H: IsFunction<T> + HandlerForState<T, S>,
    T: GuardedArgs + 'static,
    S: Clone + Send + Sync + 'static,
{
    GuardedRoutes(routing::on(filter, handler))
}
