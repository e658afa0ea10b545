//! The grammar of bearer tokens and of the credentials of other schemes in `Authorization`.

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
