//! Asserts that a response is a correct rejection.
#![allow(clippy::panic, reason = "an assertion that does not hold panics")]

use http::{HeaderMap, Response};

use crate::rejection::{Rejection, ResponseBuilder};

/// Gives access to status and field lines of a response. Implemented for `http::Response`, [`Rejection`] and the responses of the
/// enabled frameworks. Implement it for the response type of your HTTP client.
///
/// ```
/// use requires_auth::{assert_challenge, test_util::ResponseHead};
///
/// /// The response type of your client.
/// struct Reply {
///     status: u16,
///     fields: Vec<(String, String)>,
/// }
///
/// impl ResponseHead for Reply {
///     fn status(&self) -> u16 {
///         self.status
///     }
///
///     fn lines(&self, name: &str) -> Vec<Vec<u8>> {
///         let named = self.fields.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
///         named.map(|(_, value)| value.clone().into_bytes()).collect()
///     }
/// }
///
/// let reply = Reply {
///     status: 401,
///     fields: [("WWW-Authenticate", r#"Bearer realm="api""#), ("Cache-Control", "no-store")]
///         .map(|(name, value)| (name.to_owned(), value.to_owned()))
///         .into(),
/// };
/// assert_challenge!(reply, 401, Bearer, realm = "api");
/// ```
pub trait ResponseHead {
    /// Returns the status code.
    fn status(&self) -> u16;

    /// Returns the values of all field lines of this lower-case name, in their order. Returns an empty vector if there is none.
    fn lines(&self, name: &str) -> Vec<Vec<u8>>;
}

impl<B> ResponseHead for Response<B> {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        lines_of(self.headers(), name)
    }
}

pub(super) fn lines_of(headers: &HeaderMap, name: &str) -> Vec<Vec<u8>> {
    headers.get_all(name).iter().map(|value| value.as_bytes().to_vec()).collect()
}

impl ResponseHead for Rejection {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        ResponseHead::lines(&ResponseBuilder::from(self).build::<String>(), name)
    }
}

impl<T: ResponseHead + ?Sized> ResponseHead for &T {
    fn status(&self) -> u16 {
        (**self).status()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        (**self).lines(name)
    }
}

/// Asserts that a response (a [`ResponseHead`](crate::test_util::ResponseHead)) is a rejection with this status (a `u16` of 400 or
/// more), with one challenge of this scheme and these parameters (RFC 9110 11.6.1), and with `Cache-Control: no-store`.
///
/// Parameters that you do not name may have any value, except `error`: if you do not name it, the challenge must not contain it.
/// If you name no scheme, there must be no challenge at all, as in a 503, or in a 403 of `only`. Other parts of the response are not
/// checked. See [testing](crate::guide::_08_testing).
///
/// ```
/// use requires_auth::{Authenticator, Identity, assert_challenge, test_util};
///
/// # futures_executor::block_on(async {
/// let auth: Authenticator = test_util::authenticator([("token", Identity::new("ada"))]);
/// let rejection = auth.authenticate(&http::Request::new(())).await.unwrap_err();
/// assert_challenge!(rejection, 401, Bearer, realm = "api");
/// # });
/// ```
///
/// # Panics
///
/// Panics if the response differs. The message contains the response.
#[macro_export]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
macro_rules! assert_challenge {
    ($response:expr, $status:expr $(,)?) => {
        $crate::test_util::assert_unchallenged(&$response, $status)
    };
    ($response:expr, $status:expr, $scheme:ident $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::test_util::assert_challenged(
            &$response,
            $status,
            ::core::stringify!($scheme),
            &[$((::core::stringify!($name), ::core::convert::AsRef::<str>::as_ref(&$value))),*],
        )
    };
}

/// Implements [`assert_challenge!`](crate::assert_challenge) with a scheme.
///
/// # Panics
///
/// Panics if the assertion does not hold.
#[track_caller]
pub fn assert_challenged(response: &impl ResponseHead, status: u16, scheme: &str, named: &[(&str, &str)]) {
    if let Err(why) = challenged(response, status, scheme, named) {
        panic!("{why}{}", shown(response));
    }
}

/// Implements [`assert_challenge!`](crate::assert_challenge) without a scheme.
///
/// # Panics
///
/// Panics if the assertion does not hold.
#[track_caller]
pub fn assert_unchallenged(response: &impl ResponseHead, status: u16) {
    let rejected = rejected(response, status);
    let none = || match response.lines("www-authenticate").as_slice() {
        [] if status == 401 => Err("a 401 must have a challenge (RFC 9110 15.5.2): name its scheme".to_owned()),
        [] => Ok(()),
        _ => Err("expected no challenge".to_owned()),
    };
    if let Err(why) = rejected.and_then(|()| none()) {
        panic!("{why}{}", shown(response));
    }
}

fn shown(response: &impl ResponseHead) -> String {
    let lines = |name: &str| {
        let lines = response.lines(name).into_iter();
        lines.map(|line| format!("\n  {name}: {}", String::from_utf8_lossy(&line))).collect::<Vec<_>>().concat()
    };
    format!("\n  status {}{}{}", response.status(), lines("www-authenticate"), lines("cache-control"))
}

fn rejected(response: &impl ResponseHead, status: u16) -> Result<(), String> {
    if status < 400 {
        return Err(format!("{status} is not the status of a rejection"));
    }
    if response.status() != status {
        return Err(format!("expected status {status}"));
    }
    if response.lines("cache-control") != [b"no-store"] {
        return Err("expected `cache-control: no-store`".to_owned());
    }
    Ok(())
}

fn challenged(response: &impl ResponseHead, status: u16, scheme: &str, named: &[(&str, &str)]) -> Result<(), String> {
    rejected(response, status)?;
    let challenges = challenges(response)?;
    let mut of_scheme = challenges.iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case(scheme));
    let (Some(challenge), None) = (of_scheme.next(), of_scheme.next()) else {
        return Err(format!("expected one challenge `{scheme}`"));
    };
    if let Some(name) = challenge.twice() {
        return Err(format!("{name} appears twice (RFC 9110 11.2)"));
    }
    for (name, value) in named {
        match challenge.param(name) {
            Some(found) if found == *value => {}
            Some(found) => return Err(format!("expected {name} {value:?}, found {found:?}")),
            None => return Err(format!("expected {name} {value:?}, found none")),
        }
    }
    match challenge.param("error") {
        Some(error) if !named.iter().any(|(name, _)| *name == "error") => Err(format!("expected no error, found {error:?}")),
        _ => Ok(()),
    }
}

pub(super) struct Parsed {
    scheme: String,
    params: Vec<(String, String)>,
}

impl Parsed {
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn twice(&self) -> Option<&str> {
        let names = || self.params.iter().map(|(name, _)| name.as_str());
        names()
            .enumerate()
            .find(|(at, name)| names().take(*at).any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(_, name)| name)
    }
}

/// Returns all challenges, in the order of the response.
pub(super) fn challenges(response: &impl ResponseHead) -> Result<Vec<Parsed>, String> {
    let mut parsed = Vec::new();
    for line in response.lines("www-authenticate") {
        let line = String::from_utf8(line).map_err(|_| "a challenge is not UTF-8".to_owned())?;
        let challenges =
            http_auth::parse_challenges(&line).map_err(|error| format!("a challenge is malformed (RFC 9110 11.6.1): {error}"))?;
        parsed.extend(challenges.into_iter().map(|challenge| Parsed {
            scheme: challenge.scheme.to_owned(),
            params: challenge.params.iter().map(|(name, value)| ((*name).to_owned(), value.to_unescaped())).collect(),
        }));
    }
    Ok(parsed)
}
