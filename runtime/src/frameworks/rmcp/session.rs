//! The seal of a session: its id is valid for the principal that opened it, and for no other.
//!
//! rmcp does not know who opened a session. Without a seal, whoever learns its id could listen to it, resume it and end it.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};
use constant_time_eq::constant_time_eq;
use http::HeaderValue;

use crate::vocabulary::{ConfigError, Identity};

/// Names the account of a caller by issuer and subject. Sessions of MCP belong to this pair and not to a token: a caller keeps
/// its session when it gets a new token with more scopes, and loses it with the token of another account.
///
/// [`Identity`](crate::Identity) implements it. Implement it for your own identity type:
///
/// ```
/// use requires_auth::{Authenticator, rmcp::{HasSubject, Policies, layer}, verifiers::StaticTokens};
///
/// #[derive(Clone)]
/// struct User {
///     id: String,
/// }
///
/// impl HasSubject for User {
///     fn subject(&self) -> &str {
///         &self.id
///     }
///
///     /// All users come from one issuer.
///     fn issuer(&self) -> Option<&str> {
///         None
///     }
/// }
///
/// let users = StaticTokens::new([("secret123", User { id: "ada".to_owned() })])?;
/// let layer = layer(Authenticator::new(users), Policies::new())?;
/// # let _ = layer;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no subject, so sessions cannot belong to it",
    label = "implement `requires_auth::rmcp::HasSubject` for this type",
    note = "its `subject` is the user's id, which stays the same with another token"
)]
pub trait HasSubject {
    /// Returns the subject, which is unique within its issuer and stays the same with another token. If it is empty, the caller cannot
    /// have a session: the id is removed from the response, and a request with an id gets 404.
    fn subject(&self) -> &str;

    /// Returns the issuer of the subject, or `None` if there is only one.
    fn issuer(&self) -> Option<&str>;
}

impl HasSubject for Identity {
    fn subject(&self) -> &str {
        self.subject()
    }

    fn issuer(&self) -> Option<&str> {
        self.issuer()
    }
}

/// The principal of a request.
pub(super) enum Owner {
    /// Any caller without credentials.
    Nobody,
    Account {
        issuer: Option<String>,
        subject: String,
    },
}

impl Owner {
    /// Returns the owner, or `None` for an identity without a subject.
    pub(super) fn of<Id: HasSubject>(identity: Option<&Id>) -> Option<Self> {
        let Some(identity) = identity else { return Some(Self::Nobody) };
        let subject = identity.subject();
        (!subject.is_empty()).then(|| Self::Account { issuer: identity.issuer().map(str::to_owned), subject: subject.to_owned() })
    }
}

/// Seals the ids of sessions: `ID.TAG`, where `TAG` is a keyed `BLAKE2b` of id, issuer and subject.
#[derive(Clone)]
pub(super) struct Seal(Blake2bMac<U32>);

const SHORTEST_KEY: usize = 32;

impl Seal {
    /// Creates a seal with a random key: sessions end with the process, and other instances do not know them.
    pub(super) fn random() -> Result<Self, ConfigError> {
        let mut key = [0; SHORTEST_KEY];
        getrandom::fill(&mut key).map_err(|error| {
            ConfigError::placed("session key", error.to_string(), "cannot get random bytes from the operating system")
        })?;
        Self::with_key(&key)
    }

    /// Creates a seal with a key of the application.
    pub(super) fn with_key(key: &[u8]) -> Result<Self, ConfigError> {
        if key.len() < SHORTEST_KEY {
            return Err(ConfigError::bare("session key", "it must have at least 32 bytes, all of them random"));
        }
        // A key of any length becomes one of the hash, which belongs to this purpose.
        let mut derived = Self::of_hash(&[0; 32])?.0;
        derived.update(b"requires-auth: key of MCP sessions");
        derived.update(key);
        Self::of_hash(&derived.finalize().into_bytes())
    }

    fn of_hash(key: &[u8]) -> Result<Self, ConfigError> {
        Blake2bMac::new_from_slice(key).map(Self).map_err(|_| ConfigError::bare("session key", "it must have at most 64 bytes"))
    }

    /// The lengths come before the texts, so different inputs are never the same bytes.
    fn tag(&self, id: &str, owner: &Owner) -> String {
        let mut keyed = self.0.clone();
        let (kind, issuer, subject) = match owner {
            Owner::Account { issuer: None, subject } => (0, "", subject.as_str()),
            Owner::Account { issuer: Some(issuer), subject } => (1, issuer.as_str(), subject.as_str()),
            Owner::Nobody => (2, "", ""),
        };
        keyed.update(&[kind]);
        for text in [id, issuer, subject] {
            keyed.update(&(text.len() as u64).to_le_bytes());
            keyed.update(text.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(keyed.finalize().into_bytes())
    }

    /// Seals the id of a new session.
    pub(super) fn seal(&self, id: &HeaderValue, owner: Option<&Owner>) -> Option<HeaderValue> {
        let id = id.to_str().ok()?;
        HeaderValue::try_from(format!("{id}.{}", self.tag(id, owner?))).ok()
    }

    /// Returns the id of a session, if this principal opened it.
    pub(super) fn open(&self, sealed: &HeaderValue, owner: Option<&Owner>) -> Option<HeaderValue> {
        let (id, tag) = sealed.to_str().ok()?.rsplit_once('.')?;
        let is_own = constant_time_eq(self.tag(id, owner?).as_bytes(), tag.as_bytes());
        is_own.then(|| HeaderValue::from_str(id).ok()).flatten()
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(***)")
    }
}
