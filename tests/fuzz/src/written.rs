//! Challenges read back: a `WWW-Authenticate` field line as RFC 9110 11.6.1 has it, by a reader that is not ours and one that is
//! as plain as possible.

use super::rfc::is_tchar;

/// One challenge: its scheme, and its parameters in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub scheme: String,
    /// Name and value, without quotes and escapes.
    pub params: Vec<(String, String)>,
}

/// The one challenge of a line that is written as clients read it best: every value quoted, one space behind the scheme, a comma
/// and one space between two parameters.
///
/// # Panics
///
/// Where it is not written so, or the other reader finds something else in it.
#[must_use]
pub fn read(line: &str) -> Challenge {
    let plain = plainly(line).unwrap_or_else(|| panic!("not as clients read it: {line}"));
    let others = http_auth::parse_challenges(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    assert_eq!(others.len(), 1, "{line}");
    let params = others[0].params.iter().map(|(name, value)| ((*name).to_owned(), value.to_unescaped())).collect();
    assert_eq!(plain, Challenge { scheme: others[0].scheme.to_owned(), params }, "{line}");
    plain
}

fn plainly(line: &str) -> Option<Challenge> {
    let word = |text: &str| text.bytes().take_while(|byte| is_tchar(*byte)).count();
    let (scheme, mut rest) = line.split_at(word(line));
    let mut params = Vec::new();
    let mut separator = " ";
    while !rest.is_empty() || params.is_empty() {
        rest = rest.strip_prefix(separator)?;
        separator = ", ";
        let (name, value) = rest.split_at(word(rest));
        let mut value = value.strip_prefix("=\"")?.chars();
        let mut read = String::new();
        loop {
            match value.next()? {
                '"' => break,
                '\\' => read.push(value.next().filter(|c| matches!(c, '"' | '\\'))?),
                c if c == ' ' || c.is_ascii_graphic() => read.push(c),
                _ => return None,
            }
        }
        rest = value.as_str();
        if name.is_empty() || name != name.to_ascii_lowercase() || params.iter().any(|(known, _)| known == name) {
            return None;
        }
        params.push((name.to_owned(), read));
    }
    (!scheme.is_empty()).then(|| Challenge { scheme: scheme.to_owned(), params })
}
