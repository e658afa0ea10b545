//! One exchange with an identity provider, with the bounds that hold whoever sends it.

use std::{error::Error, fmt, pin::pin, sync::Arc, time::Duration};

#[cfg(feature = "oidc")]
use http::header::LOCATION;
use http::{HeaderValue, Request, Response, Uri, header::ACCEPT};
use reqwest::Url;

#[cfg(feature = "oidc")]
use super::address::same_origin;
use super::{
    address::shown,
    fetcher::AnyFetcher,
    worker::{Either, either, until},
};
use crate::{
    panics::{Panicked, catch, catch_async},
    verifiers::jwt::Clock,
};

/// How long one document may take, redirects included, unless it is set.
pub(in crate::verifiers) const LONGEST_WAIT: Duration = Duration::from_secs(5);

#[cfg(feature = "oidc")]
const MOST_REDIRECTS: usize = 3;

/// Why there is no response that counts, for the operator.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::verifiers) struct FetchFault(pub(in crate::verifiers) String);

impl fmt::Display for FetchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone)]
pub(in crate::verifiers) struct Exchange {
    pub(in crate::verifiers) fetcher: Arc<dyn AnyFetcher>,
    pub(in crate::verifiers) clock: Clock,
    pub(in crate::verifiers) longest_wait: Duration,
}

impl Exchange {
    /// Fetches a document of at most `longest` bytes. Follows redirects within the origin. The status is not checked.
    #[cfg(feature = "oidc")]
    pub(in crate::verifiers) async fn get(&self, url: &Url, longest: usize) -> Result<Response<Vec<u8>>, FetchFault> {
        self.bounded(url, self.redirected(url.clone(), longest)).await
    }

    /// Posts a form. A redirect is a response as any other: what was posted goes nowhere else.
    #[cfg(feature = "introspection")]
    pub(in crate::verifiers) async fn post(
        &self,
        url: &Url,
        headers: http::HeaderMap,
        form: String,
        longest: usize,
    ) -> Result<Response<Vec<u8>>, FetchFault> {
        let mut request = Request::new(form.into_bytes());
        *request.method_mut() = http::Method::POST;
        *request.headers_mut() = headers;
        self.bounded(url, self.once(url, request, longest)).await
    }

    async fn bounded<T>(&self, url: &Url, exchange: impl Future<Output = Result<T, String>>) -> Result<T, FetchFault> {
        let end = self.clock.passed() + self.longest_wait;
        let result = match either(pin!(exchange), pin!(until(&self.clock, end))).await {
            Either::First(result) => result,
            Either::Second(()) => Err(format!("no response within {:?}", self.longest_wait)),
        };
        result.map_err(|text| FetchFault(format!("`{}`: {text}", shown(url))))
    }

    #[cfg(feature = "oidc")]
    async fn redirected(&self, mut url: Url, longest: usize) -> Result<Response<Vec<u8>>, String> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(&url, Request::new(Vec::new()), longest).await?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let target = target.and_then(|target| url.join(target).ok()).ok_or("a redirect without an address")?;
            if !same_origin(&url, &target) || !target.username().is_empty() || target.password().is_some() {
                return Err("redirected to another origin, which is not followed".to_owned());
            }
            url = target;
        }
        Err(format!("more than {MOST_REDIRECTS} redirects"))
    }

    async fn once(&self, url: &Url, mut request: Request<Vec<u8>>, longest: usize) -> Result<Response<Vec<u8>>, String> {
        *request.uri_mut() = url.as_str().parse::<Uri>().map_err(|_| "not an address for HTTP")?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json, application/jwk-set+json"));
        let fetched = async { self.fetcher.fetch(request, longest).await };
        match catch_async(pin!(Some(fetched))).await {
            Err(Panicked) => Err("the fetcher panicked".to_owned()),
            // The text is the application's code as well.
            Ok(Err(error)) => {
                Err(catch(|| shown_error(&*error)).unwrap_or_else(|Panicked| "an error whose text panicked".to_owned()))
            }
            Ok(Ok(response)) if response.body().len() > longest => Err(format!("the body has more than {longest} bytes")),
            Ok(Ok(response)) => Ok(response),
        }
    }
}

/// An error of a fetcher, escaped and cut.
fn shown_error(error: &(dyn Error + Send + Sync)) -> String {
    const LONGEST: usize = 300;
    error.to_string().chars().flat_map(char::escape_debug).take(LONGEST).collect()
}
