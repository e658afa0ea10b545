//! What the cases share.
#![allow(dead_code, unused_imports, unreachable_pub)]

pub use requires_auth::salvo::requires_auth;
pub use requires_auth::{Authenticator, Identity, Rejection};
pub use salvo::craft::craft;
pub use salvo::oapi::endpoint;
pub use salvo::{Depot, Handler, Request, Response, Router, Writer, handler};

#[derive(Clone)]
pub struct Api;
