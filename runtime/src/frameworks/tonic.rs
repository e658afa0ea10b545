//! Guards methods of tonic 0.14 services. Use the attribute of the crate root, `requires_auth::requires_auth`, with a `verifier` that
//! the service holds. See [frameworks](crate::guide::_06_frameworks).
//!
//! ```
//! use requires_auth::{Authenticator, Identity, requires_auth, verifiers::StaticTokens};
//! use tonic::{Code, Request, Response, Status, async_trait};
//!
//! // In the form that `tonic-build` generates.
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
//! let rejected = greeter.hello(request).await.unwrap_err();
//! assert_eq!(rejected.code(), Code::Unauthenticated);
//! assert_eq!(rejected.metadata().get("www-authenticate").unwrap(), r#"Bearer realm="api", scope="greet""#);
//!
//! request = Request::new("hello".to_owned());
//! request.metadata_mut().insert("authorization", "Bearer secret123".parse()?);
//! assert_eq!(greeter.hello(request).await?.into_inner(), "hello, ada");
//! # Ok::<(), Box<dyn std::error::Error>>(()) })
//! # .map_err(|error| error.to_string())
//! # .unwrap();
//! ```
//!
//! A rejection is a [`Status`]. Its metadata contain the challenges of RFC 9110 as `www-authenticate`, and the seconds to wait as
//! `retry-after`:
//!
//! | HTTP status | code |
//! |---|---|
//! | 400 | `InvalidArgument` |
//! | 401 | `Unauthenticated` |
//! | 403 | `PermissionDenied` |
//! | 429, 431 | `ResourceExhausted` |
//! | 500 | `Internal` |
//! | 503 | `Unavailable` |
//!
//! `From<Rejection> for Status` makes the same conversion if you call the authenticator: `self.auth.authenticate(&request).await?`.
//!
//! # What tonic does by itself
//!
//! - Tonic decodes the message of a unary call before the method runs. So an unauthenticated request with a malformed message gets
//!   `Internal`, and one with an over-long message `OutOfRange`. Only a tower layer around the service rejects earlier. Messages of a
//!   stream are decoded when the method reads them.
//! - A stream is verified when it starts, and not again: end it when the identity's `expires_at` has passed.
//! - A call counts as `POST`. A verifier sees its metadata and extensions, but no target: `request().target()` is empty, so a verifier
//!   cannot distinguish methods. Use the policy and `only` of each method instead. No request is redirected to a login page.
//! - A verifier that exceeds its time-out is `Unavailable`, with `retry-after`, and not `DeadlineExceeded`. If the time of the call
//!   ends earlier (`Server::timeout`, `grpc-timeout`), tonic ends it as `Cancelled`, without challenges.
//! - An interceptor runs before the method. It may reject first, and does not see the rejection of a guard.

use http::{
    HeaderMap, Method, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use tonic::{Code, Request, Response, Status, metadata::MetadataMap};

// The attribute of the crate root, re-exported here because the other frameworks have theirs in their modules.
#[doc(inline)]
pub use requires_auth_macros::requires_auth;

use crate::{
    rejection::{RejectInResult, Rejection},
    request::{AsRequestHead, RequestHead},
};

// `do_not_recommend`, here and below: the message for a wrong type must not depend on features.
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
        let status = rejection.error_status();
        let (mut parts, _) = rejection.into_http::<String>().into_parts();
        // These fields describe the body of an HTTP response.
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
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Code::ResourceExhausted,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ => Code::Internal,
    }
}
