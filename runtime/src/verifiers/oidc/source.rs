//! Where the keys of an issuer are: at an address that is known, or at one that discovery finds (`OpenID` Connect Discovery 4, RFC 8414 3).

use std::time::Duration;

use http::{HeaderMap, Response, header::CACHE_CONTROL};
use reqwest::Url;

use crate::verifiers::{
    fetch::{Exchange, FetchFault, address, shown},
    jwt::{Cut, Json, JwtKeys, LONGEST_SET, NotStrict, Object},
};

const LONGEST_DOCUMENT: usize = 256 * 1024;

/// After how many fetches of the keys discovery is repeated. It is also after one that failed.
const FETCHES_PER_DISCOVERY: u32 = 32;

/// The time after which keys are fetched again: what the issuer allows, within bounds. The upper one is for keys that it withdraws.
const REFRESH: Duration = Duration::from_secs(600);
const SHORTEST_REFRESH: Duration = Duration::from_secs(60);
const LONGEST_REFRESH: Duration = Duration::from_secs(3600);

pub(super) struct Source {
    /// `None` if the address of the keys is configured.
    issuer: Option<(String, Url)>,
    http_on_loopback: bool,
    /// The address of the keys, and how often they were fetched there.
    keys: Option<(Url, u32)>,
}

/// Keys as they were fetched. There may be none.
pub(super) struct Fetched {
    pub(super) keys: JwtKeys,
    pub(super) refresh: Duration,
}

impl Source {
    pub(super) fn discovered(issuer: String, url: Url, http_on_loopback: bool) -> Self {
        Self { issuer: Some((issuer, url)), http_on_loopback, keys: None }
    }

    pub(super) const fn fixed(keys: Url) -> Self {
        Self { issuer: None, http_on_loopback: false, keys: Some((keys, 0)) }
    }

    pub(super) async fn fetch(&mut self, exchange: &Exchange) -> Result<Fetched, FetchFault> {
        let result = self.try_fetch(exchange).await;
        if result.is_err() && self.issuer.is_some() {
            self.keys = None;
        }
        result
    }

    async fn try_fetch(&mut self, exchange: &Exchange) -> Result<Fetched, FetchFault> {
        let (url, fetches) = match (self.keys.take(), &self.issuer) {
            (Some((url, fetches)), Some(_)) if fetches < FETCHES_PER_DISCOVERY => (url, fetches),
            (Some(known), None) => known,
            (_, Some((issuer, url))) => (discover(exchange, issuer, url, self.http_on_loopback).await?, 0),
            (None, None) => return Err(FetchFault("no address of keys is known".to_owned())),
        };
        let (url, _) = self.keys.insert((url, fetches.saturating_add(1)));
        let fault = |text: String| FetchFault(format!("the keys at {text}"));
        let response = exchange.get(url, LONGEST_SET).await.map_err(|FetchFault(text)| fault(text))?;
        if response.status() != 200 {
            return Err(fault(format!("`{}`: the status is {}", shown(url), response.status().as_u16())));
        }
        let (keys, _) = JwtKeys::read(response.body()).map_err(|error| fault(format!("`{}`: {error}", shown(url))))?;
        Ok(Fetched { keys, refresh: refresh(response.headers()) })
    }
}

/// Returns the address of the keys.
async fn discover(exchange: &Exchange, issuer: &str, url: &Url, http_on_loopback: bool) -> Result<Url, FetchFault> {
    let mut tried = Vec::new();
    for candidate in candidates(url) {
        let response = exchange.get(&candidate, LONGEST_DOCUMENT).await;
        let response = response.map_err(|FetchFault(text)| FetchFault(format!("the discovery document at {text}")))?;
        match response.status().as_u16() {
            200 => match document(&response) {
                Ok(document) => return keys_of(&document, &candidate, issuer, http_on_loopback),
                // Some sites have a page at every address.
                Err(rule) => tried.push(format!("`{candidate}`: {rule}")),
            },
            // The others are not worth a try: the issuer is in trouble.
            status @ 500.. => {
                return Err(FetchFault(format!("the discovery document at `{candidate}`: the status is {status}")));
            }
            status => tried.push(format!("`{candidate}`: the status is {status}")),
        }
    }
    Err(FetchFault(format!("there is no discovery document at {}", tried.join(", "))))
}

/// The addresses at which issuers publish their metadata: the usual one first, then RFC 8414 3 and 5.
fn candidates(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/');
    let at = |path: String| {
        let mut url = issuer.clone();
        url.set_path(&path);
        url
    };
    let mut all = vec![
        at(format!("{path}/.well-known/openid-configuration")),
        at(format!("/.well-known/oauth-authorization-server{path}")),
    ];
    if !path.is_empty() {
        all.push(at(format!("/.well-known/openid-configuration{path}")));
    }
    all
}

fn document(response: &Response<Vec<u8>>) -> Result<Object<'_>, &'static str> {
    Object::read(response.body()).map_err(|NotStrict(rule)| rule)
}

fn keys_of(document: &Object<'_>, at: &Url, issuer: &str, http_on_loopback: bool) -> Result<Url, FetchFault> {
    let fault = |text: String| FetchFault(format!("the discovery document at `{at}` {text}"));
    match document.get("issuer") {
        Some(Json::String(found)) if found == issuer => {}
        Some(Json::String(found)) => return Err(fault(contradiction(issuer, found))),
        _ => return Err(fault("names no issuer".to_owned())),
    }
    match document.get("jwks_uri") {
        Some(Json::String(text)) => {
            address("jwks_uri", text, http_on_loopback).map_err(|error| fault(format!("cannot be used: {error}")))
        }
        _ => Err(fault("has no `jwks_uri`".to_owned())),
    }
}

/// The issuer must be the same, sign by sign (RFC 8414 3.3).
fn contradiction(configured: &str, found: &str) -> String {
    let found = Cut(found).to_string();
    let hint = if found.trim_end_matches('/') == configured.trim_end_matches('/') {
        format!(": they differ in the slash at the end, which counts; write `Oidc::issuer(\"{found}\")`")
    } else {
        String::new()
    };
    format!("names the issuer `{found}`, and `{configured}` is configured{hint}")
}

/// Returns for how long the issuer allows to keep the keys (RFC 9111 5.2.2.1), within bounds.
fn refresh(headers: &HeaderMap) -> Duration {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok());
    let mut ages = directives.flat_map(|line| line.split(',')).filter_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        let seconds = value.trim().trim_matches('"').parse().ok().map(Duration::from_secs);
        seconds.filter(|_| name.trim().eq_ignore_ascii_case("max-age"))
    });
    ages.next().map_or(REFRESH, |age| age.clamp(SHORTEST_REFRESH, LONGEST_REFRESH))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn an_issuer_has_two_or_three_addresses() {
        let all = |issuer: &str| candidates(&issuer.parse().unwrap()).iter().map(Url::to_string).collect::<Vec<_>>();
        for issuer in ["https://idp.example", "https://idp.example/"] {
            let expected = [
                "https://idp.example/.well-known/openid-configuration",
                "https://idp.example/.well-known/oauth-authorization-server",
            ];
            assert_eq!(all(issuer), expected);
        }
        for issuer in ["https://idp.example/a/b", "https://idp.example/a/b/"] {
            let expected = [
                "https://idp.example/a/b/.well-known/openid-configuration",
                "https://idp.example/.well-known/oauth-authorization-server/a/b",
                "https://idp.example/.well-known/openid-configuration/a/b",
            ];
            assert_eq!(all(issuer), expected);
        }
    }

    #[test]
    fn the_issuer_sets_the_time_of_the_next_fetch_within_bounds() {
        for (field, seconds) in [
            ("", 600),
            ("public", 600),
            ("max-age=x", 600),
            ("max-age=0", 60),
            ("public, Max-Age=\"120\"", 120),
            ("max-age=86400", 3600),
            ("s-maxage=120", 600),
        ] {
            let headers = HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static(field))]);
            assert_eq!(refresh(&headers).as_secs(), seconds, "{field}");
        }
    }
}
