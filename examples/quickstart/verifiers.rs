//! Who may call: fixed bearer tokens, one user with a password, one API key, one session.
#![allow(clippy::expect_used, reason = "the texts are constant; a mistake in them ends the program at its start")]

use std::{collections::HashMap, sync::LazyLock};

use requires_auth::{
    Authenticator, Identity, VerifyError,
    verifiers::{PasswordTable, Passwords, StaticKeys, StaticTokens, session_cookie},
};

pub(crate) static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:read items:write").build();
    StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])
        .expect("well-formed tokens")
});

pub(crate) static KEYS: LazyLock<StaticKeys> =
    LazyLock::new(|| StaticKeys::new([("key-123456", Identity::new("reporter"))]).expect("a well-formed key"));

/// `admin` with the password `correct horse`. A real program reads a file written by `htpasswd -B`.
pub(crate) static PASSWORDS: LazyLock<Passwords> = LazyLock::new(|| {
    let table = PasswordTable::from_htpasswd(include_str!("htpasswd")).expect("a well-formed htpasswd file");
    Passwords::new(table).expect("threads for hashing")
});

/// A real program has a session store. A `HashMap` looks up by a keyed hash, so its timing does not show how close a guess was.
pub(crate) static SESSIONS: LazyLock<Authenticator> = LazyLock::new(|| {
    let sessions = HashMap::from([("sess-123456", Identity::new("ada"))]);
    Authenticator::new(session_cookie(move |cookie| sessions.get(cookie.expose()).cloned().ok_or_else(VerifyError::invalid)))
});

/// Builds all verifiers, so that a mistake is reported at the start and not at the first request.
pub(crate) fn build() {
    LazyLock::force(&TOKENS);
    LazyLock::force(&KEYS);
    LazyLock::force(&PASSWORDS);
    LazyLock::force(&SESSIONS);
}
