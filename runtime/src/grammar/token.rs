//! The grammar of names: header fields, cookies, schemes.

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
