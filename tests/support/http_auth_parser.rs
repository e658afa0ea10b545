//! Challenges read back by somebody else's parser: `http-auth`.

/// One challenge: its scheme, and its parameters in the order written, names in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// As written.
    pub scheme: String,
    /// Name and value, without quotes and escapes.
    pub params: Vec<(String, String)>,
}

/// The challenges of one field line.
///
/// # Errors
///
/// What the parser says of a line that is none.
pub fn challenges(line: &str) -> Result<Vec<Read>, String> {
    let read = http_auth::parse_challenges(line).map_err(|error| error.to_string())?;
    let params = |challenge: &http_auth::ChallengeRef<'_>| {
        challenge.params.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_unescaped())).collect()
    };
    Ok(read.iter().map(|challenge| Read { scheme: challenge.scheme.to_owned(), params: params(challenge) }).collect())
}
