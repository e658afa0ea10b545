//! Which bytes are allowed in scopes, tokens, credentials, cookies and realms. All these rules are in this file; `macros` has a
//! copy of [`is_scope_token`], and a test there compares both.

pub(crate) const SCOPE_RULE: &str =
    "not a scope-token: one or more visible ASCII characters except `\"` and `\\`, and no space (RFC 6749 3.3)";

/// RFC 6749 3.3: `1*( %x21 / %x23-5B / %x5D-7E )`.
pub(crate) const fn is_scope_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E) {
            return false;
        }
        rest = tail;
    }
    true
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

const TOKEN: u8 = 1;
const COOKIE_OCTET: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "a constant, below 256")]
        {
            classes[byte] = classes_of(byte as u8);
        }
        byte += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u8 {
    let mut classes = 0;
    if is_token_byte(byte) {
        classes |= TOKEN;
    }
    // RFC 6265 4.1.1.
    if matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E) {
        classes |= COOKIE_OCTET;
    }
    classes
}

fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|classes| classes & class != 0)
}

pub(crate) fn is_token_char(byte: u8) -> bool {
    is(byte, TOKEN)
}

pub(crate) fn is_cookie_octet(byte: u8) -> bool {
    is(byte, COOKIE_OCTET)
}

/// The `token68` of RFC 9110 11.2, which is the `b64token` of RFC 6750 2.1:
/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
#[allow(clippy::needless_bitwise_bool, reason = "the lazy operators are ways out of the loop")]
pub(crate) fn is_token68(bytes: &[u8]) -> bool {
    let mut front = bytes;
    while let [rest @ .., b'='] = front {
        front = rest;
    }
    // No early exit, so that the compiler can vectorise the loop. `-./` are directly before the digits in ASCII.
    let other = front.iter().fold(false, |other, byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'-') < 13;
        other | !(letter | digit | (*byte == b'+') | (*byte == b'_') | (*byte == b'~'))
    });
    !front.is_empty() && !other
}

/// Converts bytes that were checked to be ASCII when they were read.
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// Returns the value without white space around it, or `None` if it is empty or blank and so counts as absent. Only this function
/// decides it, for all places: the `Authorization` field, API-key fields, cookies, and the fields that browsers add.
pub(crate) fn present(value: &[u8]) -> Option<&[u8]> {
    let value = trimmed(value);
    (!value.is_empty()).then_some(value)
}

/// Removes optional white space at both ends (RFC 9110 5.6.3).
pub(crate) fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}
