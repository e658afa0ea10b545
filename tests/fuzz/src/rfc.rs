//! The grammar of the RFCs, said as plainly as possible.

use std::fmt::Write as _;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `tchar` (RFC 9110 5.6.2).
#[must_use]
pub fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `token` (RFC 9110 5.6.2).
#[must_use]
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_tchar)
}

/// `token68` (RFC 9110 11.2), which is `b64token` (RFC 6750 2.1).
#[must_use]
pub fn is_token68(text: &[u8]) -> bool {
    let end = text.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
    end > 0 && text[..end].iter().all(|byte| ALPHABET.as_bytes().contains(byte) || b"-._~".contains(byte))
}

/// `scope-token` (RFC 6749 3.3).
#[must_use]
pub fn is_scope_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'))
}

/// `cookie-value` (RFC 6265 4.1.1).
#[must_use]
pub fn is_cookie_value(value: &[u8]) -> bool {
    let is_quoted = value.len() >= 2 && value[0] == b'"' && value[value.len() - 1] == b'"';
    let octets = if is_quoted { &value[1..value.len() - 1] } else { value };
    octets.iter().all(|byte| (0x21..=0x7e).contains(byte) && !b"\",;\\".contains(byte))
}

/// Without optional white space at both ends (RFC 9110 5.6.3).
#[must_use]
pub fn trimmed(bytes: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = bytes.iter().take_while(|byte| is_space(byte)).count();
    let end = bytes[start..].iter().rev().take_while(|byte| is_space(byte)).count();
    &bytes[start..bytes.len() - end]
}

/// RFC 4648 4, strictly: bit by bit.
#[must_use]
pub fn base64_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(text).ok()?;
    let front = text.trim_end_matches('=');
    let padding = text.len() - front.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bits = String::new();
    for c in front.chars() {
        write!(bits, "{:06b}", ALPHABET.find(c)?).ok()?;
    }
    let whole = bits.len() / 8 * 8;
    if bits.len() - whole != padding * 2 || bits[whole..].contains('1') {
        return None;
    }
    (0..whole).step_by(8).map(|start| u8::from_str_radix(&bits[start..start + 8], 2).ok()).collect()
}

/// RFC 4648 4.
#[must_use]
pub fn base64_encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) as usize & 63;
            text.push(if place > three.len() { '=' } else { char::from(ALPHABET.as_bytes()[index]) });
        }
    }
    text
}

/// User and password (RFC 7617 2): UTF-8, no control characters, those of U+0080 to U+009F included.
#[must_use]
pub fn user_and_password(decoded: Vec<u8>) -> Option<(String, String)> {
    let text = String::from_utf8(decoded).ok()?;
    if text.chars().any(|c| matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')) {
        return None;
    }
    let colon = text.find(':')?;
    Some((text[..colon].to_owned(), text[colon + 1..].to_owned()))
}
