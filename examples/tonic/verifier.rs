//! Who may call: fixed tokens, one of which is good for ten seconds.

use std::time::{Duration, SystemTime};

use requires_auth::{Bearer, ConfigError, Identity, SyncVerifier, VerifyError, scheme, verifiers::StaticTokens};

/// Fixed tokens that end.
pub(crate) struct Demo(StaticTokens);

pub(crate) fn demo() -> Result<Demo, ConfigError> {
    let demo = Identity::builder("demo").scopes("health:read").build();
    let guest = Identity::builder("guest").expires_at(SystemTime::now() + Duration::from_secs(10)).build();
    Ok(Demo(StaticTokens::new([("secret123", demo), ("guest-token", guest)])?))
}

impl SyncVerifier for Demo {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        let who = self.0.verify(token)?;
        if who.expires_at().is_some_and(|at| at <= SystemTime::now()) {
            return Err(VerifyError::expired());
        }
        Ok(who)
    }
}
