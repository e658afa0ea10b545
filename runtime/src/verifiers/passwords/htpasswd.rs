//! Reads the lines of an `htpasswd` file as both nginx and Apache do. A line that the two read differently is an error, because
//! they would accept different users.

pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) name: &'a str,
    pub(super) hash: &'a str,
}

/// The number of a line, and the rule that it breaks.
pub(super) type Fault = (usize, &'static str);

const CONTINUED: &str =
    "ends with a backslash, after which Apache continues with the next line and nginx does not; remove the backslash";
const BROKEN: &str = "has a carriage return inside; end each line with a line feed, or with both";
const NO_COLON: &str = "no colon between user and hash";
const INDENTED: &str = "begins with a blank, which nginx reads as part of the user name and Apache does not; remove it";
const NAME_BLANK: &str = "has a blank between user name and colon, which would be part of the name; remove it";
const BYTE_ORDER_MARK: &str = "has a byte order mark before or after the user name, which would be part of it; remove it";

/// Returns the users, without comments and blank lines.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Result<Line<'_>, Fault>> {
    // An editor added the byte order mark; it is not part of the first name.
    let text = text.strip_prefix(BOM).unwrap_or(text);
    (1..).zip(text.split('\n')).filter_map(|(number, line)| read(number, line.trim_end_matches('\r')).transpose())
}

const BOM: char = '\u{feff}';

fn read(number: usize, line: &str) -> Result<Option<Line<'_>>, Fault> {
    let fault = |rule| Err((number, rule));
    // Comments as well: Apache alone would read the next line as part of the comment.
    if line.ends_with('\\') {
        return fault(CONTINUED);
    }
    let begun = line.trim_start();
    if begun.is_empty() || begun.starts_with('#') {
        return Ok(None);
    }
    let Some((name, rest)) = line.split_once(':') else { return fault(NO_COLON) };
    // Text after the hash is a comment.
    let hash = rest.split(':').next().unwrap_or_default();
    if name.contains('\r') || hash.contains('\r') {
        return fault(BROKEN);
    }
    if name.trim_start().len() < name.len() {
        return fault(INDENTED);
    }
    if name.trim_end().len() < name.len() {
        return fault(NAME_BLANK);
    }
    if name.starts_with(BOM) || name.ends_with(BOM) {
        return fault(BYTE_ORDER_MARK);
    }
    Ok(Some(Line { number, name, hash }))
}
