//! Who may call: the authenticators of this application, one for each kind of caller, each a fairing.

use std::collections::HashMap;

use requires_auth::{
    Authenticator, ConfigError, Identity, VerifyError,
    verifiers::{PasswordTable, Passwords, StaticKeys, StaticTokens, session_cookie},
};
use rocket::{Build, Rocket};

/// Tags, since there are several authenticators of one identity type.
pub(crate) enum Admins {}
pub(crate) enum Machines {}

/// A person, of the application's own making.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
}

/// Rocket does not start where one is missing that a mounted handler asks for.
pub(crate) fn attach(rocket: Rocket<Build>) -> Result<Rocket<Build>, ConfigError> {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:read items:write").build();
    let tokens = StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])?;
    let passwords = Passwords::new(PasswordTable::from_htpasswd(include_str!("../quickstart/htpasswd"))?)?;
    let keys = StaticKeys::new([("key-123456", Identity::new("reporter"))])?;
    let sessions = HashMap::from([("sess-123456", Person { name: "ada".to_owned() })]);
    let people = session_cookie(move |cookie| sessions.get(cookie.expose()).cloned().ok_or_else(VerifyError::invalid));
    Ok(rocket
        .attach(Authenticator::new(tokens))
        .attach(Authenticator::new(passwords).tagged::<Admins>())
        .attach(Authenticator::new(keys).tagged::<Machines>())
        .attach(Authenticator::builder(people).login_page("/login").build()?))
}
