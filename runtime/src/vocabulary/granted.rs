//! The scopes that an identity was granted.

use std::ops::Range;

use super::Scope;

/// Up to this many scopes are searched from the front of the text: an index costs more than it saves.
const FEW: usize = 8;

/// Scope-tokens separated by single spaces (RFC 6749 3.3), as a token carries them. Not checked.
#[derive(Default)]
pub(super) struct Granted {
    text: Box<str>,
    /// The place of each scope in the text, in bytes, sorted by scope; empty for few.
    places: Box<[Range<usize>]>,
}

impl Granted {
    pub(super) fn new(text: Box<str>) -> Self {
        let mut places = Vec::new();
        if text.bytes().filter(|byte| *byte == b' ').count() >= FEW {
            let mut start = 0;
            for token in text.split(' ') {
                places.push(start..start + token.len());
                start += token.len() + 1;
            }
            places.sort_unstable_by_key(|place| text.as_bytes().get(place.clone()));
        }
        Self { places: places.into(), text }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns how many bytes it takes beside itself.
    #[cfg(feature = "_jwt")]
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.places)
    }

    /// Case-sensitive (RFC 6749 3.3).
    #[inline]
    pub(super) fn contains(&self, scope: &Scope) -> bool {
        if self.places.is_empty() { scope.is_in(&self.text) } else { self.finds(scope) }
    }

    #[inline(never)]
    fn finds(&self, scope: &Scope) -> bool {
        // As bytes: a slice of text would be asked where its characters end.
        let text = self.text.as_bytes();
        self.places.binary_search_by_key(&Some(scope.as_str().as_bytes()), |place| text.get(place.clone())).is_ok()
    }
}
