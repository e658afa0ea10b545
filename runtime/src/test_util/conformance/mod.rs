//! A table that every verifier has to answer.

mod rows;

use std::{fmt, marker::PhantomData};

use crate::decision::Authenticate;

/// What every verifier has to answer, whatever it looks up: asked of yours, with credentials that it knows.
///
/// Beside what you name it is asked about nobody, malformed and oversized credentials, good ones twice, cut, changed, in the
/// other case, without the signature that a token has, with another's password or in the wrong place, good ones from another site
/// where a browser would attach them, callers who hang up and many at once. Nothing but a good credential may be let in, nothing
/// that a client sends may end in a 500 or a 503 (but for some of many at once, where a verifier is bounded), and no answer may
/// show what was sent.
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
///     .refuses(test_util::api_key("key-of-last-year"))
///     .check()
///     .await;
/// # });
/// ```
///
/// `Via` is inferred, as everywhere that a verifier is named.
#[must_use = "nothing is asked before `check`"]
pub struct Conformance<V, Via> {
    verifier: V,
    via: PhantomData<fn() -> Via>,
    /// The names of the fields in lower case.
    accepted: Vec<(String, String)>,
    refused: Vec<(String, String)>,
}

impl<V: Authenticate<Via>, Via> Conformance<V, Via> {
    /// For a verifier, or an authenticator with all that it is configured with.
    pub fn new(verifier: V) -> Self {
        Self { verifier, via: PhantomData, accepted: Vec::new(), refused: Vec::new() }
    }

    /// Credentials that are good, as name and value of a [`Field`](super::Field). Name at least one.
    pub fn accepts(mut self, line: (&str, impl Into<String>)) -> Self {
        self.accepted.push((line.0.to_ascii_lowercase(), line.1.into()));
        self
    }

    /// Credentials that are well-formed and not good, or no more: expired, revoked, of somebody else. They must be answered with
    /// 401.
    pub fn refuses(mut self, line: (&str, impl Into<String>)) -> Self {
        self.refused.push((line.0.to_ascii_lowercase(), line.1.into()));
        self
    }

    /// Asks every row. It waits for nothing but the verifier, so that any async runtime will do.
    ///
    /// # Panics
    ///
    /// At the end, with all rows that do not hold; at once where no credentials are named that are good, or some in a field that
    /// the verifier does not read.
    #[allow(clippy::panic, reason = "an assertion that does not hold panics")]
    pub async fn check(self) {
        assert!(
            !self.accepted.is_empty(),
            "name credentials that are good, with `accepts`: a verifier that knows nobody holds all rows"
        );
        let places = rows::places(&self.verifier);
        for (name, _) in &self.accepted {
            assert!(
                places.iter().any(|place| place == name),
                "`accepts` names credentials in `{name}`, and the verifier reads `{}`",
                places.join("`, `")
            );
        }
        let rows = rows::rows(&self.verifier, &self.accepted, &self.refused);
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
        let Self { accepted, refused, .. } = self;
        f.debug_struct("Conformance").field("accepts", &accepted.len()).field("refuses", &refused.len()).finish_non_exhaustive()
    }
}
