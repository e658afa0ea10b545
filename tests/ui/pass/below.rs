//! Attributes below an inline guard: those that are known, and one that the user vouches for.

use super::common::*;
use requires_auth::public as metrics;

/// Documented.
#[requires_auth(verifier = TOKENS, allow_attributes(metrics))]
#[inline]
#[allow(clippy::unused_async, reason = "an example")]
#[rustfmt::skip]
#[must_use]
#[metrics]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[test]
fn runs() {
    check(handler, "body");
}
