//! The client that is used if the application brings none.

use std::{error::Error, fmt::Write as _};

use reqwest::{Client, redirect::Policy};

use super::fetcher::Fetcher;
use crate::vocabulary::ConfigError;

pub(in crate::verifiers) struct ReqwestFetcher {
    client: Client,
    /// For `http`, which is for this machine only: a proxy is another one.
    direct: Client,
}

impl ReqwestFetcher {
    pub(in crate::verifiers) fn new() -> Result<Self, ConfigError> {
        let builder = || {
            let agent = concat!("requires-auth/", env!("CARGO_PKG_VERSION"));
            Client::builder().redirect(Policy::none()).user_agent(agent).referer(false)
        };
        let fault = |error: reqwest::Error| {
            let rule = "cannot be created: are the certificates of this system installed (Debian: `ca-certificates`)?";
            ConfigError::placed("HTTP client", text(&error), rule)
        };
        Ok(Self { client: builder().build().map_err(fault)?, direct: builder().no_proxy().build().map_err(fault)? })
    }
}

impl Fetcher for ReqwestFetcher {
    async fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
        longest: usize,
    ) -> Result<http::Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        let client = if request.uri().scheme_str() == Some("http") { &self.direct } else { &self.client };
        let request = request.try_into().map_err(named)?;
        let mut response = client.execute(request).await.map_err(named)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(named)? {
            if chunk.len() > longest.saturating_sub(body.len()) {
                return Err(format!("the body has more than {longest} bytes").into());
            }
            body.extend_from_slice(&chunk);
        }
        let mut fetched = http::Response::new(body);
        *fetched.status_mut() = response.status();
        *fetched.headers_mut() = std::mem::take(response.headers_mut());
        Ok(fetched)
    }
}

/// Without the address, whose query may be secret: whoever reports the error names the address without it.
fn named(error: reqwest::Error) -> Box<dyn Error + Send + Sync> {
    text(&error.without_url()).into()
}

/// An error with its causes: the first one says only that the request failed.
fn text(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let _ = write!(text, ": {cause}");
        next = cause.source();
    }
    text
}
