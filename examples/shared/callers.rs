//! Who may call the servers of this folder: the same callers as in the quickstart, one authenticator for each kind.

use std::collections::HashMap;

use requires_auth::{
    Authenticator, ConfigError, Identity, VerifyError,
    verifiers::{PasswordTable, Passwords, StaticKeys, StaticTokens, session_cookie},
};

/// Tags: three of the authenticators have the same identity type, so a handler also names one of these.
pub(crate) enum Admins {}
pub(crate) enum Machines {}

/// An application may have its own identity type.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
}

/// A clone costs a reference count for each authenticator.
#[derive(Clone)]
pub(crate) struct Callers {
    pub(crate) tokens: Authenticator,
    pub(crate) admins: Authenticator<Identity, Admins>,
    pub(crate) machines: Authenticator<Identity, Machines>,
    pub(crate) people: Authenticator<Person>,
}

impl Callers {
    pub(crate) fn new() -> Result<Self, ConfigError> {
        let reader = Identity::builder("reader").scopes("items:read").build();
        let writer = Identity::builder("writer").scopes("items:read items:write").build();
        let tokens =
            StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])?;
        let passwords = Passwords::new(PasswordTable::from_htpasswd(include_str!("../quickstart/htpasswd"))?)?;
        let keys = StaticKeys::new([("key-123456", Identity::new("reporter"))])?;
        let sessions = HashMap::from([("sess-123456", Person { name: "ada".to_owned() })]);
        let people = session_cookie(move |cookie| sessions.get(cookie.expose()).cloned().ok_or_else(VerifyError::invalid));
        Ok(Self {
            tokens: Authenticator::new(tokens),
            admins: Authenticator::new(passwords).tagged(),
            machines: Authenticator::new(keys).tagged(),
            people: Authenticator::builder(people).login_page("/login").build()?,
        })
    }
}
