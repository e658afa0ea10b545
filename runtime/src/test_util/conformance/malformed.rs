//! Lines of the place of a scheme that are blank, or break its grammar.

use crate::request::{AnyScheme, Place};

/// A field line; the name is in lower case.
pub(super) type Field = (String, String);

/// Returns the name of the field that a scheme reads.
pub(super) fn field(scheme: AnyScheme<'_>) -> &'static str {
    match scheme.place() {
        Place::Authorization(_) => "authorization",
        Place::Field(name) => name,
        Place::Cookie(_) => "cookie",
    }
}

/// Returns what stands in the field before the credentials.
fn front(scheme: AnyScheme<'_>) -> String {
    match scheme.place() {
        Place::Authorization(word) => format!("{word} "),
        Place::Field(_) => String::new(),
        Place::Cookie(name) => format!("{name}="),
    }
}

/// Returns lines that are empty or blank in the place of a scheme.
pub(super) fn blank(scheme: AnyScheme<'_>) -> Vec<Field> {
    let front = if matches!(scheme.place(), Place::Cookie(_)) { front(scheme) } else { String::new() };
    ["", " ", "\t \t"].iter().map(|blank| (field(scheme).to_owned(), format!("{front}{blank}"))).collect()
}

/// Returns the values of lines with credentials that break the grammar of the scheme, and a name for each.
pub(super) fn malformed(scheme: AnyScheme<'_>) -> Vec<(String, Vec<u8>)> {
    let long = vec![b'a'; 64 * 1024];
    let name = field(scheme);
    let front = front(scheme);
    let bad: &[&[u8]] = match scheme {
        AnyScheme::Bearer(_) => &[b"", b"a b", b"a,b", b"=", b"t\x80\xff", b"\"a\""],
        AnyScheme::OtherBearer { .. } => &[b"a b", b"a,b", b"t\x80\xff", b"a \"a\""],
        AnyScheme::Basic(_) => &[b"", b"!!!", b"YQ==", b"YTpi=", b"a b", b"\x80", b"AGE6Yg=="],
        AnyScheme::ApiKey { .. } => &[b"a b", b"t\x80\xff", b"\"a b\""],
        AnyScheme::SessionCookie(_) => &[b"a b", b"\x80", b"\"a", b"a\\"],
    };
    let row = |value: &[u8]| {
        let line = [front.as_bytes(), value].concat();
        let shown = if value.len() > 100 { "64 KiB".into() } else { value.escape_ascii().to_string() };
        (format!("malformed {front}{shown} in {name}"), line)
    };
    bad.iter().map(|value| row(value)).chain([row(&long)]).collect()
}
