//! The environment variables: under which address the server is known, and which provider it trusts.

use std::env;

pub(crate) struct Settings {
    /// Without a slash at the end.
    pub(crate) base_url: Option<String>,
    /// `None`: an issuer in this process.
    pub(crate) provider: Option<Provider>,
}

pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) audience: Option<String>,
    pub(crate) jwks_url: Option<String>,
    pub(crate) introspection: Option<Client>,
}

/// What is asked about opaque tokens, and as whom.
pub(crate) struct Client {
    pub(crate) url: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

const AUDIENCE: &str = "AUDIENCE";
const JWKS_URL: &str = "JWKS_URL";
const INTROSPECTION: [&str; 3] = ["INTROSPECTION_URL", "INTROSPECTION_CLIENT_ID", "INTROSPECTION_CLIENT_SECRET"];

impl Settings {
    /// Reads all variables. A variable that is empty, or that would have no effect, is a mistake: somebody meant something by it.
    pub(crate) fn read() -> Result<Self, String> {
        // Its value is parsed later.
        variable("PORT")?;
        let base_url = variable("BASE_URL")?.map(|url| url.trim_end_matches('/').to_owned());
        let (issuer, audience, jwks_url) = (variable("ISSUER")?, variable(AUDIENCE)?, variable(JWKS_URL)?);
        let introspection = client(INTROSPECTION.map(variable))?;
        let Some(issuer) = issuer else {
            let others =
                [(AUDIENCE, audience.is_some()), (JWKS_URL, jwks_url.is_some()), (INTROSPECTION[0], introspection.is_some())];
            return match others.into_iter().find(|(_, is_set)| *is_set) {
                Some((name, _)) => {
                    Err(format!("{name} is set, and ISSUER is not: set it, or unset both for the embedded issuer"))
                }
                None => Ok(Self { base_url, provider: None }),
            };
        };
        Ok(Self { base_url, provider: Some(Provider { issuer, audience, jwks_url, introspection }) })
    }
}

fn client(values: [Result<Option<String>, String>; 3]) -> Result<Option<Client>, String> {
    let [url, id, secret] = values;
    match (url?, id?, secret?) {
        (Some(url), Some(id), Some(secret)) => Ok(Some(Client { url, id, secret })),
        (None, None, None) => Ok(None),
        _ => Err(format!("{} must be set together, or none of them", INTROSPECTION.join(", "))),
    }
}

fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(text) if text.trim().is_empty() => Err(format!("{name} is empty: set it to a value, or unset it")),
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    }
}
