//! Guards tower services over `http` types, for which there is no function to annotate: static files, a proxy, a router. See
//! [a tower layer](crate::guide::_09_by_hand#a-tower-layer).
//!
//! ```
//! use std::convert::Infallible;
//!
//! use http::{Request, Response};
//! use requires_auth::{Identity, Policy, policy, test_util, tower::layer};
//! use tower::{Layer, ServiceExt};
//!
//! const READ: Policy = policy!(scopes("items:read"));
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let reader = Identity::builder("ada").scopes("items:read").build();
//! let auth = test_util::authenticator([("ada-token", reader)]);
//! let files = tower::service_fn(async |_: Request<String>| Ok::<_, Infallible>(Response::new("a file".to_owned())));
//! let guarded = layer(auth).policy(READ).layer(files);
//!
//! let rejected = guarded.clone().oneshot(Request::default()).await?;
//! assert_eq!(rejected.status(), 401);
//! let known = Request::builder().header("authorization", "Bearer ada-token").body(String::new()).unwrap();
//! assert_eq!(guarded.oneshot(known).await?.status(), 200);
//! # Ok::<(), Infallible>(()) }).unwrap();
//! ```
//!
//! The service gets only admitted requests, whose bodies have not been read. Upgrades, extensions and trailers pass through in both
//! directions. The layer is ready only if the service is. A verifier that does not wait is called in `Service::call`, another one when
//! the future is polled.
//!
//! A service behind the layer gets the identity from [`identity`]. A guarded handler behind it, such as one of axum, gets it as its
//! `#[identity]` parameter.

#[cfg(any(feature = "rmcp", feature = "tower"))]
mod body;
#[cfg(feature = "tower")]
mod caller;
#[cfg(any(feature = "axum", feature = "tower"))]
mod future;
#[cfg(feature = "tower")]
mod requires_auth;
#[cfg(feature = "axum")]
mod service;

#[cfg(any(feature = "rmcp", feature = "tower"))]
pub use body::GuardedBody;
#[cfg(feature = "tower")]
pub use caller::{authorize, identity, optional_identity};
#[cfg(feature = "tower")]
pub use requires_auth::{OptionalRequiresAuthLayer, RequiresAuth, RequiresAuthLayer, layer, optional_layer};
#[cfg(feature = "axum")]
pub use service::AuthService;

/// Takes the service that was ready, and leaves its clone, which may not be.
pub(crate) fn take_ready<S: Clone>(service: &mut S) -> S {
    let clone = service.clone();
    std::mem::replace(service, clone)
}
