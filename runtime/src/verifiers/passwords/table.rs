//! The table of users: names with stored hashes, from an application or an `htpasswd` file.

use std::{collections::BTreeMap, fmt};

use super::{
    hash::{Hash, is_meant_as_hash},
    htpasswd,
};
use crate::vocabulary::{ConfigError, Identity};

/// Holds user names, each with its stored hash and its [`Identity`]. [`Passwords`](super::Passwords) verifies against it.
///
/// A hash is an argon2id PHC string (`$argon2id$v=19$m=19456,t=2,p=1$..`) or a bcrypt hash (`$2y$`, `$2b$`, `$2a$`). One table may
/// contain both. Any other text is an error of the function that adds it. The error contains the line and the rule, and the user
/// name unless that may be a password in the wrong place. It never contains the hash. The costs of a hash are checked later,
/// [when the verifier is built](super::PasswordsBuilder::allow_any_cost).
///
/// Names are compared byte by byte, as they were sent (RFC 7617 2). There is no case folding, and no Unicode normalisation unless
/// you [turn it on](super::PasswordsBuilder::normalize_unicode).
///
/// ```
/// use requires_auth::{Identity, verifiers::PasswordTable};
///
/// let table = PasswordTable::new()
///     .user("ada", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$k9ohroejZy1PN5E1SbHNPug6vB8eQAahb5SOAp6iGF4")?
///     .user_as(
///         "grace",
///         "$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.",
///         Identity::builder("grace").scopes("items:read").build(),
///     )?;
/// # let _: PasswordTable = table;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct PasswordTable {
    pub(super) users: BTreeMap<String, Entry>,
}

pub(super) struct Entry {
    /// The line in the file, if the entry comes from one.
    line: Option<usize>,
    pub(super) hash: Hash,
    pub(super) identity: Identity,
}

impl PasswordTable {
    /// Creates an empty table, to which users are added. Using it empty is an error of [`Passwords::new`](super::Passwords::new).
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user whose identity is [`Identity::new`] of the name.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the name is empty, contains a colon or a control character (RFC 7617 2) or is already in the
    /// table, or if the hash is malformed or neither argon2id nor bcrypt.
    pub fn user(self, name: impl Into<String>, hash: &str) -> Result<Self, ConfigError> {
        let name = name.into();
        let identity = Identity::new(&*name);
        self.user_as(name, hash, identity)
    }

    /// Adds a user with the given identity: with another subject, with scopes or with claims.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`user`](Self::user).
    pub fn user_as(mut self, name: impl Into<String>, hash: &str, identity: Identity) -> Result<Self, ConfigError> {
        let name = name.into();
        self.add(None, &name, hash, identity)?;
        Ok(self)
    }

    /// Reads the text of an `htpasswd` file: lines of `user:hash` or `user:hash:comment`. Each user's identity is
    /// [`Identity::new`] of the name.
    ///
    /// Lines end with a line feed, or with a carriage return and a line feed. Blank lines, lines whose first character after blanks
    /// is `#`, and a byte order mark at the beginning are ignored.
    ///
    /// It is an error if nginx and Apache read a line differently and so would accept different users: a blank before a user name,
    /// and a backslash at the end of any line, comments included. It is also an error if both read a line, but hardly as it is
    /// meant: a blank after a user name or around a hash, and a user who appears twice.
    ///
    /// ```
    /// use requires_auth::verifiers::{PasswordTable, Passwords};
    ///
    /// // The output of `htpasswd -nbB ada 'correct horse'`; usually `std::fs::read_to_string(path)?`.
    /// let text = "# staff\nada:$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.\n";
    /// let passwords = Passwords::new(PasswordTable::from_htpasswd(text)?)?;
    /// # let _: Passwords = passwords;
    ///
    /// let error = PasswordTable::from_htpasswd("ada:$apr1$x$y").unwrap_err();
    /// assert!(error.to_string().starts_with("htpasswd \"line 1, user ada\": apr1 (MD5) is not accepted"));
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] with the number of the first line that breaks a rule, or if no line has a user.
    pub fn from_htpasswd(text: &str) -> Result<Self, ConfigError> {
        let mut table = Self::new();
        for line in htpasswd::lines(text) {
            let line = line.map_err(|(number, rule)| ConfigError::new("htpasswd", format!("line {number}"), rule))?;
            table.add(Some(line.number), line.name, line.hash, Identity::new(line.name))?;
        }
        table.not_empty()
    }

    pub(super) fn not_empty(self) -> Result<Self, ConfigError> {
        if self.users.is_empty() {
            return Err(ConfigError::bare(
                "password table",
                "give at least one user: without any, every request would be rejected",
            ));
        }
        Ok(self)
    }

    pub(super) fn below_ceiling(&self) -> Result<(), ConfigError> {
        let mut broken = self.users.iter().filter_map(|(name, entry)| Some((entry.line, name, entry.hash.above_ceiling()?)));
        broken.next().map_or(Ok(()), |(line, name, rule)| Err(fault(line, shown(name), rule)))
    }

    fn add(&mut self, line: Option<usize>, name: &str, hash: &str, identity: Identity) -> Result<(), ConfigError> {
        let entry = read(name, hash).map(|hash| Entry { line, hash, identity });
        let entry = entry.and_then(|entry| if self.users.contains_key(name) { Err("the user appears twice") } else { Ok(entry) });
        // If no hash follows the name, the name may be the password, or the two may be in the wrong order.
        let is_safe = is_meant_as_hash(hash) || is_meant_as_hash(name);
        let name_shown = if is_safe { shown(name) } else { "(not shown: may be a password)" };
        self.users.insert(name.to_owned(), entry.map_err(|rule| fault(line, name_shown, rule))?);
        Ok(())
    }
}

fn read(name: &str, hash: &str) -> Result<Hash, &'static str> {
    if name.is_empty() {
        return Err("a user name must not be empty");
    }
    if name.contains(|char: char| char == ':' || char.is_control()) {
        return Err("a user name must not contain a colon or a control character (RFC 7617 2)");
    }
    Hash::read(hash)
}

fn fault(line: Option<usize>, name_shown: &str, rule: &'static str) -> ConfigError {
    match line {
        Some(number) => ConfigError::placed("htpasswd", format!("line {number}, user {name_shown}"), rule),
        None => ConfigError::placed("password of user", name_shown, rule),
    }
}

/// Returns the name for a message, unless it looks like a hash in the place of the name.
fn shown(name: &str) -> &str {
    if is_meant_as_hash(name) { "(not shown: looks like a hash)" } else { name }
}

impl Entry {
    pub(super) fn stands_twice(&self, name: &str) -> ConfigError {
        fault(self.line, shown(name), "the user appears twice, in two Unicode forms of one name")
    }
}

impl fmt::Debug for PasswordTable {
    /// Prints the number of users only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordTable").field("count", &self.users.len()).finish_non_exhaustive()
    }
}
