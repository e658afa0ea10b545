//! Who may come in: user names with stored hashes, as an application or an `htpasswd` file gives them.

use std::{collections::BTreeMap, fmt};

use super::{
    hash::{Hash, is_meant_as_hash},
    htpasswd,
};
use crate::vocabulary::{ConfigError, Identity};

/// User names, each with its stored hash and its [`Identity`]: what [`Passwords`](super::Passwords) verifies against.
///
/// A hash is an argon2id PHC string (`$argon2id$v=19$m=19456,t=2,p=1$..`) or a bcrypt hash (`$2y$`, `$2b$`, `$2a$`); both may
/// stand in one table. All else is an error, found here: it names the line and the rule, and the user where the name cannot be a
/// password in the wrong place; never the hash. What a hash may cost is looked at
/// [where the table is used](super::PasswordsBuilder::allow_any_cost).
///
/// Names are compared byte by byte, as they were sent (RFC 7617 2): no case folding, and no Unicode normalisation unless
/// [it is asked for](super::PasswordsBuilder::normalize_unicode).
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
    /// In the file, where there is one.
    line: Option<usize>,
    pub(super) hash: Hash,
    pub(super) identity: Identity,
}

impl PasswordTable {
    /// An empty table: a start, and an error where it is used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user whose identity is [`Identity::new`] of the name.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where the name is empty, has a colon or a control character (RFC 7617 2) or stands twice, or the hash is
    /// neither argon2id nor bcrypt, or broken.
    pub fn user(self, name: impl Into<String>, hash: &str) -> Result<Self, ConfigError> {
        let name = name.into();
        let identity = Identity::new(&*name);
        self.user_as(name, hash, identity)
    }

    /// Adds a user with an identity of its own: other subject, scopes, claims.
    ///
    /// # Errors
    ///
    /// As [`user`](Self::user).
    pub fn user_as(mut self, name: impl Into<String>, hash: &str, identity: Identity) -> Result<Self, ConfigError> {
        let name = name.into();
        self.add(None, &name, hash, identity)?;
        Ok(self)
    }

    /// Reads the text of an `htpasswd` file: lines of `user:hash` or `user:hash:comment`. Each user's identity is
    /// [`Identity::new`] of the name.
    ///
    /// Lines end with a line feed, or with a carriage return and one. Left out are blank lines, those whose first character but
    /// for blanks is `#`, and a byte order mark at the beginning. What nginx and Apache read differently, so that one lets in
    /// another user than the other, is an error: a blank before a user name, and a backslash at the end of any line, a comment's
    /// too. So is what both read, but hardly as it is meant: a blank behind a user name or beside a hash, a user who stands twice.
    ///
    /// ```
    /// use requires_auth::verifiers::{PasswordTable, Passwords};
    ///
    /// // What `htpasswd -nbB ada 'correct horse'` prints; usually `std::fs::read_to_string(path)?`.
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
    /// [`ConfigError`] with the number of the first line that breaks a rule, or where no line has a user.
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
            return Err(ConfigError::bare("password table", "give at least one user: without any, every request would be rejected"));
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
        // Where no hash stands behind it, the name may be the password, or the two may be in the wrong order.
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

/// A name for a message, unless it looks like a hash that was given in its place.
fn shown(name: &str) -> &str {
    if is_meant_as_hash(name) { "(not shown: looks like a hash)" } else { name }
}

impl Entry {
    pub(super) fn stands_twice(&self, name: &str) -> ConfigError {
        fault(self.line, shown(name), "the user appears twice, in two Unicode forms of one name")
    }
}

impl fmt::Debug for PasswordTable {
    /// The number of users only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordTable").field("count", &self.users.len()).finish_non_exhaustive()
    }
}
