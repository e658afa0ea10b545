//! When a value counts as absent, and white space around values.

/// Converts bytes that were checked to be ASCII when they were read.
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// Returns the value without white space around it, or `None` if it is empty or blank and so counts as absent. Only this function
/// decides it, for all places: the `Authorization` field, API-key fields, cookies, and the fields that browsers add.
pub(crate) fn present(value: &[u8]) -> Option<&[u8]> {
    let value = trimmed(value);
    (!value.is_empty()).then_some(value)
}

/// Removes optional white space at both ends (RFC 9110 5.6.3).
pub(crate) fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}
