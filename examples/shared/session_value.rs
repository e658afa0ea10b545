//! The value of a session cookie.

use std::fmt::Write as _;

/// Returns 256 random bits, as hexadecimal digits.
pub(crate) fn random() -> Result<String, getrandom::Error> {
    let mut random = [0; 32];
    getrandom::fill(&mut random)?;
    Ok(random.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
