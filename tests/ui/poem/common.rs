//! What the cases share.
#![allow(dead_code, unused_imports, unreachable_pub)]

pub use poem::web::{Data, Json, Path, Query};
pub use poem::{FromRequest, Request, Response, handler};
pub use poem_openapi::OpenApi;
pub use poem_openapi::payload::PlainText;
pub use requires_auth::poem::requires_auth;
pub use requires_auth::{Authenticator, Identity, Rejection};

pub struct Api;
