//! Methods of tonic 0.14 services: the attribute at the root, `requires_auth::requires_auth`, with a `verifier` that the service
//! keeps.
//!
//! ```
//! use requires_auth::{Authenticator, Identity, requires_auth, verifiers::StaticTokens};
//! use tonic::{Code, Request, Response, Status, async_trait};
//!
//! // As `tonic-build` writes it.
//! #[async_trait]
//! trait Greeter {
//!     async fn hello(&self, request: Request<String>) -> Result<Response<String>, Status>;
//! }
//!
//! struct MyGreeter {
//!     auth: Authenticator,
//! }
//!
//! #[async_trait]
//! impl Greeter for MyGreeter {
//!     #[requires_auth(verifier = self.auth, scopes("greet"))]
//!     async fn hello(&self, request: Request<String>, #[identity] who: Identity) -> Result<Response<String>, Status> {
//!         Ok(Response::new(format!("{}, {}", request.into_inner(), who.subject())))
//!     }
//! }
//!
//! # futures_executor::block_on(async {
//! let ada = Identity::builder("ada").scopes("greet").build();
//! let greeter = MyGreeter { auth: Authenticator::new(StaticTokens::new([("secret123", ada)])?) };
//!
//! let mut request = Request::new("hello".to_owned());
//! let refused = greeter.hello(request).await.unwrap_err();
//! assert_eq!(refused.code(), Code::Unauthenticated);
//! assert_eq!(refused.metadata().get("www-authenticate").unwrap(), r#"Bearer realm="api", scope="greet""#);
//!
//! request = Request::new("hello".to_owned());
//! request.metadata_mut().insert("authorization", "Bearer secret123".parse()?);
//! assert_eq!(greeter.hello(request).await?.into_inner(), "hello, ada");
//! # Ok::<(), Box<dyn std::error::Error>>(()) })
//! # .map_err(|error| error.to_string())
//! # .unwrap();
//! ```
//!
//! A refusal is a [`Status`], with the challenges of RFC 9110 in its metadata as `www-authenticate`, and the seconds to wait as
//! `retry-after`:
//!
//! | as HTTP | code |
//! |---|---|
//! | 400 | `InvalidArgument` |
//! | 401 | `Unauthenticated` |
//! | 403 | `PermissionDenied` |
//! | 431 | `ResourceExhausted` |
//! | 500 | `Internal` |
//! | 503 | `Unavailable` |
//!
//! `From<Rejection> for Status` does the same for a check by hand: `self.auth.authenticate(&request).await?`.
//!
//! # What tonic does by itself
//!
//! - The message of a unary call is decoded before the method runs: a stranger's malformed message is answered with `Internal`, an
//!   over-long one with `OutOfRange`. Only a tower layer in front of the service refuses earlier. Messages of a stream are decoded
//!   when the method asks for them.
//! - A stream is guarded when it begins, and not again: end it when the identity's `expires_at` has come.
//! - A call counts as `POST`, and shows its metadata and extensions to a verifier, but no target: `request().target()` is empty, and
//!   a verifier cannot tell one method from another. Policies and `only` stand on the method for that; nobody is sent to a login page.
//! - A verifier whose time is over is `Unavailable`, with `retry-after`, and not `DeadlineExceeded`. Where the time of the call is over
//!   before (`Server::timeout`, `grpc-timeout`), tonic ends it as `Cancelled`, without challenges.
//! - An interceptor runs before the method: it may refuse first, and does not see what a guard answers.

use http::{
    HeaderMap, Method, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use tonic::{Code, Request, Response, Status, metadata::MetadataMap};

// The same as at the root, for those who look for it where the frameworks have theirs.
#[doc(inline)]
pub use requires_auth_macros::requires_auth;

use crate::{
    rejection::{RejectInResult, Rejection},
    request::{AsRequestHead, RequestHead},
};

// Not recommended, here and below: what is said of a wrong type does not depend on features.
#[diagnostic::do_not_recommend]
impl<T> AsRequestHead for Request<T> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::without_target(&Method::POST, self.metadata().as_ref(), self.extensions())
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.metadata_mut().as_mut())
    }
}

#[diagnostic::do_not_recommend]
impl<T> RejectInResult<Status> for Response<T> {
    fn reject(rejection: Rejection) -> Result<Self, Status> {
        Err(rejection.into())
    }
}

impl From<Rejection> for Status {
    fn from(rejection: Rejection) -> Self {
        let status = rejection.reason().status();
        let (mut parts, _) = rejection.into_http::<String>().into_parts();
        // What describes the body of an answer over HTTP.
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove(CONTENT_TYPE);
        parts.headers.remove(CACHE_CONTROL);
        let text = status.canonical_reason().unwrap_or_default();
        Self::with_metadata(code(status), text, MetadataMap::from_headers(parts.headers))
    }
}

fn code(status: StatusCode) -> Code {
    match status {
        StatusCode::BAD_REQUEST => Code::InvalidArgument,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Code::ResourceExhausted,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ => Code::Internal,
    }
}
