//! The grammar of bearer tokens and of the credentials of other schemes in `Authorization`.

/// The `token68` of RFC 9110 11.2, which is the `b64token` of RFC 6750 2.1:
/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
pub(crate) fn is_token68(bytes: &[u8]) -> bool {
    let mut front = bytes;
    while let [rest @ .., b'='] = front {
        front = rest;
    }
    // Whole blocks, and then the last block, some of which is looked at twice: the compiler vectorises both, and a byte at a time
    // would cost five times as much.
    let (blocks, rest) = front.as_chunks::<16>();
    let has_other_behind = match front.last_chunk::<16>() {
        _ if rest.is_empty() => false,
        Some(last) => has_other(last),
        None => has_other(rest),
    };
    !front.is_empty() && !has_other(blocks.as_flattened()) && !has_other_behind
}

/// Returns whether there is a byte that may not stand before the `=`.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "the lazy operators are ways out of the loop")]
fn has_other(bytes: &[u8]) -> bool {
    // `-./` are directly before the digits in ASCII.
    bytes.iter().fold(false, |other, byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'-') < 13;
        other | !(letter | digit | (*byte == b'+') | (*byte == b'_') | (*byte == b'~'))
    })
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
