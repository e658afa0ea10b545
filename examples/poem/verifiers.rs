//! Who may call: the authenticators of this application, one for each kind of caller, in its data.

use std::collections::HashMap;

use poem::{Endpoint, EndpointExt};
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

pub(crate) struct Callers {
    tokens: Authenticator,
    admins: Authenticator<Identity, Admins>,
    machines: Authenticator<Identity, Machines>,
    people: Authenticator<Person>,
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

    /// Puts each in front of the application: the handlers ask for theirs by its type.
    pub(crate) fn put_into(self, app: impl Endpoint) -> impl Endpoint {
        app.with(self.tokens).with(self.admins).with(self.machines).with(self.people)
    }
}
