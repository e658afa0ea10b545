//! The grammar of bearer tokens and of the credentials of other schemes in `Authorization`.

use super::every;

/// The `token68` of RFC 9110 11.2, which is the `b64token` of RFC 6750 2.1:
/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
pub(crate) fn is_token68(bytes: &[u8]) -> bool {
    let mut front = bytes;
    while let [rest @ .., b'='] = front {
        front = rest;
    }
    !front.is_empty() && every(front, is_before_the_equals_signs)
}

#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "the lazy operators are branches")]
fn is_before_the_equals_signs(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    // `-./` are directly before the digits in ASCII.
    let digit = byte.wrapping_sub(b'-') < 13;
    letter | digit | (byte == b'+') | (byte == b'_') | (byte == b'~')
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// By the letters of the rule, a byte at a time.
    fn is_by_the_rule(bytes: &[u8]) -> bool {
        let front = bytes.iter().rposition(|byte| *byte != b'=').map_or(&[][..], |last| &bytes[..=last]);
        !front.is_empty() && front.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte))
    }

    #[test]
    fn each_byte_counts_at_each_place_of_each_length() {
        for length in 0..=50 {
            let mut token = vec![b'x'; length];
            assert_eq!(is_token68(&token), length > 0, "{length}");
            for place in 0..length {
                for byte in 0..=255 {
                    token[place] = byte;
                    assert_eq!(is_token68(&token), is_by_the_rule(&token), "{length} {place} {byte}");
                }
                token[place] = b'x';
            }
        }
    }

    #[test]
    fn equals_signs_stand_at_the_end_alone() {
        for (token, is) in [("=", false), ("a=", true), ("a==", true), ("=a", false), ("a=b", false)] {
            assert_eq!(is_token68(token.as_bytes()), is, "{token}");
        }
    }
}
