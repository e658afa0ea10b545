//! Who may call: the authenticators of this application, one for each kind of caller, in the state of the router.

use std::collections::HashMap;

use axum::extract::FromRef;
use requires_auth::{
    Authenticator, ConfigError, Identity, VerifyError,
    verifiers::{PasswordTable, Passwords, StaticKeys, StaticTokens, session_cookie},
};

/// Tags, since there are several authenticators of one identity type.
pub(crate) enum Admins {}
pub(crate) enum Machines {}

/// A person, of the application's own making.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
}

#[derive(Clone, FromRef)]
pub(crate) struct App {
    tokens: Authenticator,
    admins: Authenticator<Identity, Admins>,
    machines: Authenticator<Identity, Machines>,
    people: Authenticator<Person>,
}

impl App {
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
