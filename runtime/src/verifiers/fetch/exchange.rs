//! One exchange with an identity provider, with the bounds that hold whoever sends it.

use std::{fmt, pin::pin, sync::Arc, time::Duration};

use http::{
    HeaderValue, Request, Response, Uri,
    header::{ACCEPT, LOCATION},
};
use reqwest::Url;

use super::{
    address::{same_origin, shown},
    fetcher::AnyFetcher,
    worker::{Either, either, until},
};
use crate::{
    panics::{Panicked, catch, catch_async},
    verifiers::jwt::{Clock, Cut},
};

/// How long one document may take, redirects included.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

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
}

impl Exchange {
    /// Fetches a document of at most `longest` bytes. Follows redirects within the origin. The status is not checked.
    pub(in crate::verifiers) async fn get(&self, url: &Url, longest: usize) -> Result<Response<Vec<u8>>, FetchFault> {
        self.bounded(url, self.redirected(url.clone(), longest)).await
    }

    async fn bounded<T>(&self, url: &Url, exchange: impl Future<Output = Result<T, String>>) -> Result<T, FetchFault> {
        let end = self.clock.passed() + LONGEST_WAIT;
        let result = match either(pin!(exchange), pin!(until(&self.clock, end))).await {
            Either::First(result) => result,
            Either::Second(()) => Err(format!("no response within {} seconds", LONGEST_WAIT.as_secs())),
        };
        result.map_err(|text| FetchFault(format!("`{}`: {text}", shown(url))))
    }

    async fn redirected(&self, mut url: Url, longest: usize) -> Result<Response<Vec<u8>>, String> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(&url, longest).await?;
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

    async fn once(&self, url: &Url, longest: usize) -> Result<Response<Vec<u8>>, String> {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = url.as_str().parse::<Uri>().map_err(|_| "not an address for HTTP")?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let fetched = async { self.fetcher.fetch(request, longest).await };
        match catch_async(pin!(Some(fetched))).await {
            Err(Panicked) => Err("the fetcher panicked".to_owned()),
            // The text is the application's code as well.
            Ok(Err(error)) => Err(catch(|| Cut(&error.to_string()).to_string()).unwrap_or_else(|Panicked| "an error".to_owned())),
            Ok(Ok(response)) if response.body().len() > longest => Err(format!("the body has more than {longest} bytes")),
            Ok(Ok(response)) => Ok(response),
        }
    }
}
