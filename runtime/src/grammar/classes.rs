//! The bytes of tokens and cookies as one table: credentials are checked byte by byte.

use super::token::is_token_byte;

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
