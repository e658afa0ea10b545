//! The HTTP client, which applications may bring.

use std::{error::Error, pin::Pin};

/// Sends one HTTP request to an identity provider. The default is `reqwest` with `rustls`; implement this for another client, a proxy
/// that needs a password, or certificates of your own.
///
/// A fetcher runs in a thread of the verifier, inside a `tokio` runtime with I/O and time, whatever the application runs on. It needs no
/// time-out: the verifier drops the future after 5 seconds. It must not block the thread. If it panics, that request has failed.
///
/// ```
/// use requires_auth::verifiers::{Fetcher, Oidc};
/// use std::error::Error;
///
/// /// For a network without a way out: documents that were deployed with the application.
/// struct Deployed;
///
/// impl Fetcher for Deployed {
///     async fn fetch(
///         &self,
///         request: http::Request<Vec<u8>>,
///         _longest: usize,
///     ) -> Result<http::Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
///         let body = match request.uri().path() {
///             "/.well-known/openid-configuration" => {
///                 r#"{"issuer": "https://login.example.com", "jwks_uri": "https://login.example.com/keys"}"#
///             }
///             "/keys" => r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "1",
///                             "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
///             _ => return Err("not deployed".into()),
///         };
///         Ok(http::Response::new(body.into()))
///     }
/// }
///
/// # futures_executor::block_on(async {
/// let verifier = Oidc::issuer("https://login.example.com").audience("https://api.example.com").fetcher(Deployed).build()?;
/// verifier.ready().await;
/// assert_eq!(verifier.status().keys(), 1);
/// # Ok::<(), requires_auth::ConfigError>(()) }).unwrap();
/// ```
pub trait Fetcher: Send + Sync {
    /// Sends `request`, whose address is absolute, and returns the response, whatever its status.
    ///
    /// Check the certificate of the server. Do not follow redirects: the verifier does, within one origin. Read at most `longest` bytes of
    /// the body: the verifier rejects a longer one, but it is in memory by then.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no response, or if its body is longer. It appears in the log and in the status of the verifier, so it
    /// must not contain the header fields or the body of the request: they may have credentials.
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
        longest: usize,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, Box<dyn Error + Send + Sync>>> + Send;
}

type Fetched<'a> = Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// A fetcher of any type.
pub(in crate::verifiers) trait AnyFetcher: Send + Sync {
    fn fetch(&self, request: http::Request<Vec<u8>>, longest: usize) -> Fetched<'_>;
}

impl<F: Fetcher> AnyFetcher for F {
    fn fetch(&self, request: http::Request<Vec<u8>>, longest: usize) -> Fetched<'_> {
        Box::pin(Fetcher::fetch(self, request, longest))
    }
}
