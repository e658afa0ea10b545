//! The Unicode form in which names and passwords are compared.

use std::{borrow::Cow, ops::Deref};

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Unchanged, on both sides.
    Bytes,
    /// NFC, on both sides (RFC 7617 2.1).
    Composed,
}

/// A text of the request in that form. A normalised copy is wiped on drop.
pub(super) enum Sent<'a> {
    Same(&'a str),
    Composed(Zeroizing<String>),
}

impl Form {
    /// Normalises a secret. The time depends on the text alone.
    pub(super) fn of(self, text: &str) -> Sent<'_> {
        if self == Self::Bytes || text.is_ascii() {
            return Sent::Same(text);
        }
        // NFC makes a text at most three times as long in UTF-8. So the buffer never grows, which would leave an unwiped copy.
        let mut composed = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
        composed.extend(text.nfc());
        Sent::Composed(composed)
    }

    /// Normalises a name that is not a secret.
    pub(super) fn name(self, text: &str) -> Cow<'_, str> {
        if self == Self::Bytes || text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
    }
}

impl Deref for Sent<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Composed(text) => text,
        }
    }
}
