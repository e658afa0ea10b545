//! In which Unicode form names and passwords are compared.

use std::{borrow::Cow, ops::Deref};

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As they were sent, and as they stand in the table.
    Bytes,
    /// NFC, on both sides (RFC 7617 2.1).
    Composed,
}

/// A text that was sent, in that form; what was made of it is wiped.
pub(super) enum Sent<'a> {
    Same(&'a str),
    Composed(Zeroizing<String>),
}

impl Form {
    /// Its time depends on the text alone.
    pub(super) fn of(self, text: &str) -> Sent<'_> {
        if self == Self::Bytes || text.is_ascii() {
            return Sent::Same(text);
        }
        // No text becomes longer than three times as long in UTF-8, so that nothing is moved and left behind unwiped.
        let mut composed = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
        composed.extend(text.nfc());
        Sent::Composed(composed)
    }

    /// The same of a name that is no secret.
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
