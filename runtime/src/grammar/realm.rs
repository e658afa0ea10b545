//! What a realm may be.

/// Returns whether `bytes` contains an ASCII control character (RFC 5234 `CTL`).
pub(crate) const fn has_control(mut bytes: &[u8]) -> bool {
    while let [byte, tail @ ..] = bytes {
        if *byte < 0x20 || *byte == 0x7F {
            return true;
        }
        bytes = tail;
    }
    false
}

/// Returns the rule that `realm` breaks as a quoted-string, if any (RFC 9110 11.5, RFC 7617 3).
pub(crate) const fn realm_error(realm: &str) -> Option<&'static str> {
    if has_control(realm.as_bytes()) {
        return Some("a control character is not allowed in a header field (RFC 9110 5.6.4)");
    }
    if !realm.is_ascii() {
        return Some("a non-ASCII realm has no reliable transport (RFC 7617 3)");
    }
    None
}
