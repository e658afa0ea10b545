//! bcrypt, in the form that `htpasswd -B` writes.

use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};
use constant_time_eq::constant_time_eq_n;
use zeroize::Zeroizing;

pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
    output: [u8; STORED],
}

/// The number of bytes of a password that bcrypt reads.
const LONGEST: usize = 72;
/// The number of stored bytes: bcrypt computes 24, and the last one is not stored.
const STORED: usize = 23;

/// The number of characters of the salt, and of salt and output together.
const SALT: usize = 22;
const BODY: usize = 53;

/// The same as that of the crate `bcrypt`, which may have another release of `base64`.
const BASE_64: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD);

const FORM: &str = "a broken bcrypt hash; the form is `$2y$`, a cost of two digits, `$`, and 53 characters of bcrypt's base64";
const TRUNCATED: &str = "a truncated bcrypt hash; 53 characters of bcrypt's base64 must follow the cost";
const LONGER: &str = "a broken bcrypt hash; text follows its 53 characters of bcrypt's base64";
const ALPHABET: &str = "a broken bcrypt hash; it has a character outside bcrypt's base64";
const LAST_BITS: &str = "a broken bcrypt hash; salt or hash ends in a character that bcrypt does not write there";
const COST: &str = "bcrypt cost out of range: 04 to 31";

/// 64 times the work of the usual cost of 10.
const HIGHEST: u32 = 16;

const ABOVE: &str = "bcrypt cost above 16 takes many seconds; lower it, or allow it with `PasswordsBuilder::allow_any_cost`";

impl Bcrypt {
    /// Reads the text after `$2y$`. `$2b$` and `$2a$` mean the same in a correct implementation.
    pub(super) fn read(rest: &str) -> Result<Self, &'static str> {
        let (cost, rest) = rest.split_once('$').ok_or(TRUNCATED)?;
        if cost.len() != 2 || !cost.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FORM);
        }
        if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/')) {
            return Err(ALPHABET);
        }
        let (salt, output) = match rest.len() {
            BODY => rest.split_at_checked(SALT).ok_or(FORM)?,
            length => return Err(if length < BODY { TRUNCATED } else { LONGER }),
        };
        let cost = cost.parse().ok().filter(|cost| (4..=31).contains(cost)).ok_or(COST)?;
        Ok(Self { cost, salt: bytes(salt)?, output: bytes(output)? })
    }

    pub(super) fn above_ceiling(&self) -> Option<&'static str> {
        (self.cost > HIGHEST).then_some(ABOVE)
    }

    pub(super) fn costs(&self) -> String {
        format!("bcrypt {}", self.cost)
    }

    /// Rejects a password that bcrypt would truncate: otherwise its beginning alone would be accepted. This takes the same time.
    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let mut key = Zeroizing::new([0; LONGEST]);
        key.iter_mut().zip(password).for_each(|(to, from)| *to = *from);
        // The zero byte after the password is part of the key, if there is room for it.
        let used = key.get(..=password.len()).unwrap_or(&*key);
        let output = Zeroizing::new(bcrypt::bcrypt(self.cost, self.salt, used));
        let matches = output.first_chunk().is_some_and(|output| constant_time_eq_n(output, &self.output));
        matches & (password.len() <= LONGEST)
    }
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], &'static str> {
    BASE_64.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(LAST_BITS)
}
