//! A stored hash, of one of the two kinds that are accepted.

use super::{argon2id::Argon2id, bcrypt::Bcrypt, metrics::Counters};

pub(super) struct Hash {
    text: Box<str>,
    kind: Kind,
}

enum Kind {
    Argon2id(Argon2id),
    Bcrypt(Bcrypt),
}

/// A verification that came to no result, since there was no memory for it.
pub(super) struct NoMemory;

/// What operators have in such files, by how it begins, and why it is not taken.
const REFUSED: [(&str, &str); 9] = [
    ("$argon2i$", "argon2i is not accepted, argon2id is (RFC 9106 4)"),
    ("$argon2d$", "argon2d is not accepted, argon2id is (RFC 9106 4)"),
    ("$2x$", "the faulty bcrypt `$2x$` is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("$apr1$", "apr1 (MD5) is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("{SHA}", "unsalted SHA-1 is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("$1$", "MD5 crypt is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("$5$", "SHA-256 crypt is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("$6$", "SHA-512 crypt is not accepted; hash the password anew, as by `htpasswd -B`"),
    ("$", "a hash of a kind that is not known; accepted are argon2id and bcrypt"),
];

const PLAIN: &str = "plain text or a crypt hash is not accepted; hash the password, as by `htpasswd -B`";

impl Hash {
    /// Reads an argon2id PHC string or a bcrypt hash; the error is the rule that was broken.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let kind = if let Some(rest) = text.strip_prefix("$argon2id$") {
            Kind::Argon2id(Argon2id::read(rest)?)
        } else if let Some(rest) = ["$2y$", "$2b$", "$2a$"].into_iter().find_map(|prefix| text.strip_prefix(prefix)) {
            Kind::Bcrypt(Bcrypt::read(rest)?)
        } else {
            let known = REFUSED.into_iter().find(|(prefix, _)| text.starts_with(prefix));
            return Err(known.map_or(PLAIN, |(_, rule)| rule));
        };
        Ok(Self { text: text.into(), kind })
    }

    /// The slow part. Its time depends on the costs of the stored hash and on the length of the password, not on what is
    /// equal.
    pub(super) fn fits(&self, password: &[u8], counters: &Counters) -> Result<bool, NoMemory> {
        match &self.kind {
            Kind::Argon2id(hash) => {
                let fits = hash.fits(password);
                (if fits.is_ok() { &counters.argon2id } else { &counters.failed }).count();
                fits
            }
            Kind::Bcrypt(hash) => {
                let fits = hash.fits(password);
                counters.bcrypt.count();
                Ok(fits)
            }
        }
    }

    /// As it was given.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}
