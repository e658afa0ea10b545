//! Comparison of names without case, in constants.

pub(crate) const fn is_one_of(text: &str, mut known: &[&str]) -> bool {
    while let [one, rest @ ..] = known {
        if is_word(text, one) {
            return true;
        }
        known = rest;
    }
    false
}

/// Compares without case (RFC 9110 11.1). The method of `str` is `const` only since Rust 1.89.
pub(crate) const fn is_word(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let ([a, left_tail @ ..], [b, right_tail @ ..]) = (left, right) {
        if !a.eq_ignore_ascii_case(b) {
            return false;
        }
        left = left_tail;
        right = right_tail;
    }
    left.is_empty() && right.is_empty()
}
