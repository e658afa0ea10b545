//! The grammar of configured texts: tokens and realms.

/// Keeps a text that was configured at run time for as long as the process lives, as one in the source is kept.
pub(crate) fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// RFC 9110 5.6.2: one or more token characters.
pub(crate) const fn is_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !is_token_byte(*byte) {
            return false;
        }
        rest = tail;
    }
    true
}

pub(crate) const fn is_token_byte(byte: u8) -> bool {
    matches!(byte,
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'
        | b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

/// Whether a control character of ASCII stands in `bytes` (RFC 5234 `CTL`).
pub(crate) const fn has_control(mut bytes: &[u8]) -> bool {
    while let [byte, tail @ ..] = bytes {
        if *byte < 0x20 || *byte == 0x7F {
            return true;
        }
        bytes = tail;
    }
    false
}

/// What keeps `realm` from travelling as a quoted-string, if anything (RFC 9110 11.5, RFC 7617 3).
pub(crate) const fn realm_fault(realm: &str) -> Option<&'static str> {
    if has_control(realm.as_bytes()) {
        return Some("a control character cannot stand in a header field (RFC 9110 5.6.4)");
    }
    if !realm.is_ascii() {
        return Some("a non-ASCII realm has no reliable transport (RFC 7617 3)");
    }
    None
}
