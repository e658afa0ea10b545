//! A table of requests that every verifier must handle correctly.

mod malformed;
mod rows;

use std::{fmt, marker::PhantomData};

use crate::decision::Authenticate;

/// Checks that your verifier handles every kind of request correctly, with credentials that you name as valid. See
/// [testing](crate::guide::_08_testing#your-own-verifier).
///
/// It sends the credentials that you name, and also: no credentials; malformed and oversized ones; valid ones twice, truncated,
/// changed, in the other letter case, without the signature of a token, with another user's password, or in the wrong place; valid
/// ones from another site, if browsers attach them; clients that disconnect; and many requests at once. Only valid credentials may
/// be accepted. No request may cause a 500 or a 503 (except some of many at once, if the verifier is bounded). No response may
/// contain what was sent.
///
/// ```
/// use requires_auth::{ApiKey, Identity, SyncVerifier, VerifyError, scheme, test_util};
///
/// struct Keys;
///
/// impl SyncVerifier for Keys {
///     type Scheme = scheme::ApiKey;
///     type Identity = Identity;
///
///     fn verify(&self, key: ApiKey<'_>) -> Result<Identity, VerifyError> {
///         match key.expose() {
///             "key-123456" => Ok(Identity::new("ada")),
///             _ => Err(VerifyError::invalid()),
///         }
///     }
/// }
///
/// # futures_executor::block_on(async {
/// test_util::Conformance::new(Keys)
///     .accepts(test_util::api_key("key-123456"))
///     .rejects(test_util::api_key("key-of-last-year"))
///     .check()
///     .await;
/// # });
/// ```
///
/// `Via` is always inferred.
#[must_use = "nothing is sent before `check`"]
pub struct Conformance<V, Via> {
    verifier: V,
    via: PhantomData<fn() -> Via>,
    /// The names of the fields in lower case.
    accepted: Vec<(String, String)>,
    rejected: Vec<(String, String)>,
}

impl<V: Authenticate<Via>, Via> Conformance<V, Via> {
    /// Starts a table for a verifier, or for an authenticator with all its settings.
    pub fn new(verifier: V) -> Self {
        Self { verifier, via: PhantomData, accepted: Vec::new(), rejected: Vec::new() }
    }

    /// Adds valid credentials, as name and value of a [`Field`](super::Field). Call it at least once.
    pub fn accepts(mut self, line: (&str, impl Into<String>)) -> Self {
        self.accepted.push((line.0.to_ascii_lowercase(), line.1.into()));
        self
    }

    /// Adds credentials that are well-formed and not valid: expired, revoked, or of another application. They must be rejected with
    /// 401.
    pub fn rejects(mut self, line: (&str, impl Into<String>)) -> Self {
        self.rejected.push((line.0.to_ascii_lowercase(), line.1.into()));
        self
    }

    /// Sends the requests of all rows and checks the results. It waits only for the verifier, so any async runtime will do.
    ///
    /// # Panics
    ///
    /// Panics at the end if rows do not hold; the message lists all of them. Panics at once if no valid credentials were added, or if
    /// some are in a field that the verifier does not read.
    #[allow(clippy::panic, reason = "an assertion that does not hold panics")]
    pub async fn check(self) {
        assert!(
            !self.accepted.is_empty(),
            "add valid credentials with `accepts`: a verifier that rejects everything would pass all rows"
        );
        let places = rows::places(&self.verifier);
        for (name, _) in &self.accepted {
            assert!(
                places.iter().any(|place| place == name),
                "`accepts` was called with credentials in `{name}`, but the verifier reads `{}`",
                places.join("`, `")
            );
        }
        let rows = rows::rows(&self.verifier, &self.accepted, &self.rejected);
        let mut wrong = Vec::new();
        for row in &rows {
            if let Err(why) = row.holds(&self.verifier).await {
                wrong.push(format!("\n  {}: {why}", row.name()));
            }
        }
        assert!(wrong.is_empty(), "{} of {} rows do not hold:{}", wrong.len(), rows.len(), wrong.concat());
    }
}

impl<V, Via> fmt::Debug for Conformance<V, Via> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, rejected, .. } = self;
        f.debug_struct("Conformance").field("accepts", &accepted.len()).field("rejects", &rejected.len()).finish_non_exhaustive()
    }
}
