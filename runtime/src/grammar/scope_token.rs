//! The grammar of a scope. `macros` has a copy, and a test there compares both.

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
