//! A stored hash of an accepted kind: argon2id or bcrypt.

use super::{
    argon2id::{Argon2id, OutOfMemory},
    bcrypt::Bcrypt,
    metrics::Counters,
};

pub(super) struct Hash {
    text: Box<str>,
    kind: Kind,
}

enum Kind {
    Argon2id(Argon2id),
    Bcrypt(Bcrypt),
}

/// Other kinds of hashes that operators have in such files, by their prefix, and why they are rejected.
const REFUSED: [(&str, &str); 19] = [
    ("$argon2i$", "argon2i is not accepted, argon2id is (RFC 9106 4)"),
    ("$argon2d$", "argon2d is not accepted, argon2id is (RFC 9106 4)"),
    ("$2x$", "the faulty bcrypt `$2x$` is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$2$", "the first bcrypt `$2$` is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$apr1$", "apr1 (MD5) is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("{SHA}", "unsalted SHA-1 is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("{SSHA}", "salted SHA-1 is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("{PLAIN}", "plain text is not accepted; hash the password, for example with `htpasswd -B`"),
    ("{", "a hash of an unknown kind; argon2id and bcrypt are accepted"),
    ("$1$", "MD5 crypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$5$", "SHA-256 crypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$6$", "SHA-512 crypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$7$", "scrypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$scrypt$", "scrypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$y$", "yescrypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$gy$", "yescrypt is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("$pbkdf2", "PBKDF2 is not accepted; hash the password again, for example with `htpasswd -B`"),
    ("_", EXTENDED_DES),
    ("$", "a hash of an unknown kind; argon2id and bcrypt are accepted"),
];

const EMPTY: &str = "no hash: every request of this user would be rejected";
const BLANK: &str = "a blank before or after the hash, which no password would match; remove it";
const DES: &str =
    "this looks like a DES crypt hash, which is not accepted; hash the password again, for example with `htpasswd -B`";
const EXTENDED_DES: &str =
    "this looks like an extended DES crypt hash, which is not accepted; hash the password again, for example with `htpasswd -B`";
const PLAIN: &str = "plain text is not accepted; hash the password, for example with `htpasswd -B`";

impl Hash {
    /// Reads an argon2id PHC string or a bcrypt hash. The error is the rule that the text breaks.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        if text.trim().len() < text.len() {
            return Err(BLANK);
        }
        let kind = if let Some(rest) = after(text, &["$argon2id"]) {
            Kind::Argon2id(Argon2id::read(rest)?)
        } else if let Some(rest) = after(text, &["$2y", "$2b", "$2a"]) {
            Kind::Bcrypt(Bcrypt::read(rest)?)
        } else {
            return Err(unsupported(text));
        };
        Ok(Self { text: text.into(), kind })
    }

    /// Computes the hash of `password` and compares it. The time depends on the costs of the stored hash and on the length of the
    /// password, not on how many bytes are equal.
    pub(super) fn matches(&self, password: &[u8], counters: &Counters) -> Result<bool, OutOfMemory> {
        match &self.kind {
            Kind::Argon2id(hash) => {
                let matches = hash.matches(password);
                (if matches.is_ok() { &counters.argon2id } else { &counters.failed }).count();
                matches
            }
            Kind::Bcrypt(hash) => {
                let matches = hash.matches(password);
                counters.bcrypt.count();
                Ok(matches)
            }
        }
    }

    /// Returns the rule that the hash breaks if one verification takes too much time or memory.
    pub(super) fn above_ceiling(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Argon2id(hash) => hash.above_ceiling(),
            Kind::Bcrypt(hash) => hash.above_ceiling(),
        }
    }

    /// Returns everything that the time depends on except the password, as a text. It is equal for hashes that take the same time.
    pub(super) fn costs(&self) -> String {
        match &self.kind {
            Kind::Argon2id(hash) => hash.costs(),
            Kind::Bcrypt(hash) => hash.costs(),
        }
    }

    /// Returns the hash as it was given.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Returns the text after one of these beginnings and its `$`. Returns an empty text if it ends there.
fn after<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    let rest = beginnings.iter().find_map(|beginning| text.strip_prefix(beginning))?;
    rest.strip_prefix('$').or(rest.is_empty().then_some(""))
}

/// Returns the rule for a text that is neither argon2id nor bcrypt.
fn unsupported(text: &str) -> &'static str {
    let is_crypt = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'_'));
    match text.len() {
        0 => EMPTY,
        13 if is_crypt && !text.contains('_') => DES,
        length => {
            let is_extended = length == 20 && is_crypt;
            let known =
                REFUSED.into_iter().find(|(prefix, rule)| text.starts_with(prefix) && (*rule != EXTENDED_DES || is_extended));
            known.map_or(PLAIN, |(_, rule)| rule)
        }
    }
}

/// Returns whether a text is meant as a stored hash, valid or not. Messages must not show such a text.
pub(super) fn is_meant_as_hash(text: &str) -> bool {
    text.trim_start().starts_with(['$', '{'])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    const ARGON2ID: &str = "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4";
    const BCRYPT: &str = "$2y$04$abcdefghijklmnopqrstuuWPyT3zuK3JxmyXx5UFcdTiysSm3GF5K";

    /// This cannot be tested from outside, because the counters distinguish the two kinds but not the costs of one kind.
    #[test]
    fn costs_are_equal_for_what_takes_the_same_time_only() {
        let costs = |hash: &str| Hash::read(hash).expect("a hash").costs();
        for (of, same) in [(ARGON2ID, ARGON2ID.replace("fGbo", "fGbp")), (BCRYPT, BCRYPT.replace("$2y$", "$2b$"))] {
            assert_eq!(costs(of), costs(&same));
        }
        for (from, to) in [
            ("v=19", "v=16"),
            ("m=16", "m=17"),
            ("t=1", "t=2"),
            ("p=1", "p=2"),
            ("c29tZXNhbHRzb21lc2FsdA", "c29tZXNhbHRzb21lc2Fs"),
            ("fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4", "fGboIvzlkt1eU7JnWpaFoCiFdQqj41xK"),
        ] {
            let other = ARGON2ID.replace(from, to);
            assert_ne!(costs(&other), costs(ARGON2ID), "{other}");
        }
        assert_ne!(costs(BCRYPT), costs(&BCRYPT.replace("$04$", "$05$")));
        assert_ne!(costs(BCRYPT), costs(ARGON2ID));
    }
}
