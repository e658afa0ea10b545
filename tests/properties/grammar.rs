//! The rules of where credentials stand and how they are written, said a second time, as plainly as possible.

use std::{collections::BTreeSet, fmt::Write as _};

use requires_auth::Reason;

use crate::{credentials::Seen, requests::Line};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 9110 11.2.
fn is_token68(text: &str) -> bool {
    let front = text.trim_end_matches('=');
    !front.is_empty() && front.chars().all(|c| ALPHABET.contains(c) || "-._~".contains(c))
}

/// RFC 4648 4, strictly: bit by bit.
fn base64(text: &str) -> Option<Vec<u8>> {
    let front = text.trim_end_matches('=');
    let padding = text.len() - front.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bits = String::new();
    for c in front.chars() {
        write!(bits, "{:06b}", ALPHABET.find(c)?).unwrap();
    }
    let whole = bits.len() / 8 * 8;
    if bits.len() - whole != padding * 2 || bits[whole..].contains('1') {
        return None;
    }
    Some((0..whole).step_by(8).map(|start| u8::from_str_radix(&bits[start..start + 8], 2).unwrap()).collect())
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = bytes.iter().take_while(|byte| is_space(byte)).count();
    let end = bytes[start..].iter().rev().take_while(|byte| is_space(byte)).count();
    &bytes[start..bytes.len() - end]
}

enum Field {
    Blank,
    Unsupported,
    Taken(Result<Seen, Reason>),
}

/// One `Authorization` line, with Bearer and Basic enabled.
fn authorization(line: &[u8]) -> Field {
    let malformed = Field::Taken(Err(Reason::MalformedCredentials));
    let line = trimmed(line);
    if line.is_empty() {
        return Field::Blank;
    }
    let is_tchar = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let scheme: Vec<u8> = line.iter().copied().take_while(is_tchar).collect();
    let rest = &line[scheme.len()..];
    if scheme.is_empty() || !(rest.is_empty() || rest[0] == b' ') {
        return malformed;
    }
    let scheme = String::from_utf8(scheme).unwrap().to_lowercase();
    if scheme != "bearer" && scheme != "basic" {
        return Field::Unsupported;
    }
    let rest: Vec<u8> = rest.iter().copied().skip_while(|byte| *byte == b' ').collect();
    if rest.is_empty() {
        return Field::Taken(Err(Reason::IncompleteCredentials));
    }
    if rest.len() > 8192 {
        return Field::Taken(Err(Reason::CredentialsTooLong));
    }
    if rest.contains(&b',') {
        return Field::Taken(Err(Reason::MultipleCredentials));
    }
    let Ok(rest) = String::from_utf8(rest) else { return malformed };
    if scheme == "bearer" {
        return if is_token68(&rest) { Field::Taken(Ok(Seen::Bearer(rest))) } else { malformed };
    }
    let Some(text) = base64(&rest).and_then(|bytes| String::from_utf8(bytes).ok()) else { return malformed };
    match text.split_once(':') {
        Some((user, password)) if !text.chars().any(is_control) => Field::Taken(Ok(Seen::basic(user, password))),
        _ => malformed,
    }
}

/// C0, DEL and C1.
fn is_control(c: char) -> bool {
    let number = u32::from(c);
    number < 0x20 || (0x7f..0xa0).contains(&number)
}

pub(crate) fn is_blank(value: &[u8]) -> bool {
    trimmed(value).is_empty()
}

fn api_key(key: &[u8]) -> Result<Seen, Reason> {
    if key.len() > 512 {
        return Err(Reason::CredentialsTooLong);
    }
    if !key.iter().all(|byte| (0x21..=0x7e).contains(byte)) {
        return Err(Reason::MalformedCredentials);
    }
    Ok(Seen::ApiKey(String::from_utf8(key.to_vec()).unwrap()))
}

/// The cookies `session` and `sid` of all lines: one value, under whichever of the names, and `session` is asked first.
fn session(lines: &[&[u8]]) -> Result<Option<Seen>, Reason> {
    let mut names = BTreeSet::new();
    let mut values = BTreeSet::new();
    for pair in lines.iter().flat_map(|line| line.split(|byte| *byte == b';')) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (halves.next().unwrap(), halves.next());
        if let Some(value) = value.map(trimmed)
            && [b"session".as_slice(), b"sid"].contains(&trimmed(name))
            && !value.is_empty()
        {
            names.insert(trimmed(name).to_vec());
            values.insert(value.to_vec());
        }
    }
    let mut values = values.into_iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Reason::ConflictingCookies);
    }
    let is_session = names.contains(b"session".as_slice());
    if (if is_session { "session" } else { "sid" }).len() + value.len() > 4096 {
        return Err(Reason::CredentialsTooLong);
    }
    let value = String::from_utf8(value).map_err(|_| Reason::MalformedCredentials)?;
    let is_quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    let octets = if is_quoted { &value[1..value.len() - 1] } else { &*value };
    if octets.chars().all(|c| ('!'..='~').contains(&c) && !"\",;\\".contains(c)) {
        Ok(Some(if is_session { Seen::Cookie(value) } else { Seen::Sid(value) }))
    } else {
        Err(Reason::MalformedCredentials)
    }
}

/// What counts, of all four schemes: `None` for nothing at all.
pub(crate) fn read(lines: &[Line]) -> Result<Option<Seen>, Reason> {
    let of = |name: &str| -> Vec<&[u8]> { lines.iter().filter(|line| line.0 == name).map(|line| &*line.1).collect() };
    let (fields, keys) = (of("authorization"), of("x-api-key"));
    if fields.len() > 1 {
        return Err(Reason::MultipleCredentials);
    }
    let field = fields.first().map_or(Field::Blank, |line| authorization(line));
    let keys: Vec<_> = match keys[..] {
        [blank] if trimmed(blank).is_empty() => vec![],
        _ => keys.into_iter().map(trimmed).collect(),
    };
    match (field, &keys[..]) {
        // Two credentials in one field are said first.
        (Field::Taken(Err(Reason::MultipleCredentials)), _) => Err(Reason::MultipleCredentials),
        (_, [_, _, ..]) | (Field::Taken(_), [_]) => Err(Reason::ConflictingCredentials),
        (Field::Taken(read), []) => read.map(Some),
        (_, [key]) => api_key(key).map(Some),
        (field, []) => match session(&of("cookie"))? {
            None if matches!(field, Field::Unsupported) => Err(Reason::UnsupportedScheme),
            found => Ok(found),
        },
    }
}
