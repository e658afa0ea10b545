//! The characters of tokens and cookies.

use super::token::is_token_byte;

/// As a table: the names of schemes are read byte by byte.
static TOKEN_CHARS: [bool; 256] = {
    let mut chars = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "a constant, below 256")]
        {
            chars[byte] = is_token_byte(byte as u8);
        }
        byte += 1;
    }
    chars
};

pub(crate) fn is_token_char(byte: u8) -> bool {
    TOKEN_CHARS.get(usize::from(byte)).is_some_and(|is| *is)
}

/// RFC 6265 4.1.1: `%x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E`.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "the lazy operators are branches")]
pub(crate) fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() & (byte != b'"') & (byte != b',') & (byte != b';') & (byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookie_octets_are_those_of_the_rfc() {
        for byte in 0..=255 {
            let is = matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
            assert_eq!(is_cookie_octet(byte), is, "{byte:#x}");
        }
    }
}
