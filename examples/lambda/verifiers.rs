//! Who may call. Built once for each instance of the function, not for each event.
#![allow(clippy::expect_used, reason = "the texts stand here; a mistake in them ends the program at its start")]

use std::sync::LazyLock;

use requires_auth::{Identity, verifiers::StaticTokens};

pub(crate) static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:read items:write").build();
    StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])
        .expect("well-formed tokens")
});
