//! A rule for each byte of a text, in blocks.

/// Returns whether `rule` holds for each byte.
///
/// Takes whole blocks, and then the last block, some of which is looked at twice: the compiler vectorises both, and a byte at a time
/// would cost five times as much. `rule` should have no branches, so it joins its parts with `&` and `|`.
#[inline]
pub(crate) fn every(bytes: &[u8], rule: impl Fn(u8) -> bool) -> bool {
    let holds = |bytes: &[u8]| bytes.iter().fold(true, |holds, byte| holds & rule(*byte));
    let (blocks, rest) = bytes.as_chunks::<16>();
    let holds_behind = match bytes.last_chunk::<16>() {
        _ if rest.is_empty() => true,
        Some(last) => holds(last),
        None => holds(rest),
    };
    holds_behind && holds(blocks.as_flattened())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_counts_at_each_place_of_each_length() {
        for length in 0..=50 {
            let mut text = vec![b'x'; length];
            assert!(every(&text, |byte| byte == b'x'), "{length}");
            for place in 0..length {
                text[place] = b'y';
                assert!(!every(&text, |byte| byte == b'x'), "{length} {place}");
                text[place] = b'x';
            }
        }
    }
}
