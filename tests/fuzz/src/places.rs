//! Which credentials a request carries, by the rules of all places together: said as plainly as possible, and without the crate.

use requires_auth::Reason;

use super::{
    input::{Field, values},
    outcome::{Outcome, Seen},
    rfc::{base64_decoded, is_cookie_value, is_tchar, is_token68, trimmed, user_and_password},
};

/// In the order of their challenges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Bearer,
    ApiKey,
    Cookie,
    Basic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After this word in `Authorization`.
    Word(&'static str),
    /// The whole value of this field.
    Field(&'static str),
    /// The cookie of this name.
    Cookie(&'static str),
}

/// A scheme: what it is, where it is, whether a token may have any visible character but the comma, and how long it may be.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub letter: char,
    pub kind: Kind,
    pub at: At,
    pub is_opaque: bool,
    pub longest: usize,
}

/// How the guard was asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    pub is_optional: bool,
    pub ignores_unsupported: bool,
}

/// Why credentials do not count, and the letter of the scheme that was meant.
pub type No = (Reason, Option<char>);

/// Reads a request.
///
/// # Errors
///
/// Why what it carries does not count.
pub fn read(specs: &[Spec], fields: &[Field], asked: Asked) -> Result<Option<Seen>, No> {
    let lines = values(fields, "authorization");
    let is_read = specs.iter().any(|spec| matches!(spec.at, At::Word(_)));
    let authorization = match lines[..] {
        [] => Line::Blank,
        _ if !is_read && !asked.is_optional => Line::Blank,
        _ if !is_read => {
            let is_ignored = |line: &[u8]| asked.ignores_unsupported && begins_with_a_word(line);
            let counts = |line: &&[u8]| !trimmed(line).is_empty() && !is_ignored(trimmed(line));
            if lines.iter().any(counts) { Line::Unsupported } else { Line::Blank }
        }
        [line] => match authorization(specs, line) {
            Line::Unsupported if asked.ignores_unsupported => Line::Blank,
            line => line,
        },
        _ => return Err((Reason::MultipleCredentials, None)),
    };
    let is_unsupported = matches!(authorization, Line::Unsupported);
    let mut explicit = match authorization {
        Line::Blank | Line::Unsupported => None,
        Line::Taken(Err(no @ (Reason::MultipleCredentials, _))) => return Err(no),
        Line::Taken(found) => Some(found),
    };
    for spec in specs {
        let At::Field(name) = spec.at else { continue };
        let found = match values(fields, name)[..] {
            [] => continue,
            [line] if trimmed(line).is_empty() => continue,
            [line] => text(spec, trimmed(line)),
            _ if spec.kind == Kind::Bearer => return Err((Reason::MultipleCredentials, Some(spec.letter))),
            _ => return Err((Reason::ConflictingCredentials, Some(spec.letter))),
        };
        match found {
            Err(no @ (Reason::MultipleCredentials, _)) => return Err(no),
            _ if explicit.is_some() => return Err((Reason::ConflictingCredentials, Some(spec.letter))),
            found => explicit = Some(found),
        }
    }
    match explicit {
        Some(found) => found.map(Some),
        None => match cookie(specs, fields)? {
            None if is_unsupported => Err((Reason::UnsupportedScheme, None)),
            found => Ok(found),
        },
    }
}

enum Line {
    Blank,
    Unsupported,
    Taken(Result<Seen, No>),
}

fn word(line: &[u8]) -> (&[u8], &[u8]) {
    line.split_at(line.iter().take_while(|byte| is_tchar(**byte)).count())
}

fn begins_with_a_word(line: &[u8]) -> bool {
    let (word, rest) = word(line);
    !word.is_empty() && (rest.is_empty() || rest[0] == b' ')
}

/// One `Authorization` line.
fn authorization(specs: &[Spec], line: &[u8]) -> Line {
    let line = trimmed(line);
    if line.is_empty() {
        return Line::Blank;
    }
    let (found, rest) = word(line);
    let found = String::from_utf8_lossy(found).to_ascii_lowercase();
    let spec = specs.iter().find(|spec| matches!(spec.at, At::Word(word) if word.to_ascii_lowercase() == found));
    if !begins_with_a_word(line) {
        return Line::Taken(Err((Reason::MalformedCredentials, spec.map(|spec| spec.letter))));
    }
    let Some(spec) = spec else { return Line::Unsupported };
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    match &rest[spaces..] {
        [] => Line::Taken(Err((Reason::IncompleteCredentials, Some(spec.letter)))),
        rest => Line::Taken(text(spec, rest)),
    }
}

/// Credentials that are not empty.
fn text(spec: &Spec, text: &[u8]) -> Result<Seen, No> {
    let no = |reason| Err((reason, Some(spec.letter)));
    let is_key_in_its_field = spec.kind == Kind::ApiKey && matches!(spec.at, At::Field(_));
    if text.len() > spec.longest {
        return no(Reason::CredentialsTooLong);
    }
    if text.contains(&b',') && !is_key_in_its_field {
        return no(Reason::MultipleCredentials);
    }
    let seen = match spec.kind {
        Kind::Basic => base64_decoded(text).and_then(user_and_password).map(|(user, password)| format!("{user}:{password}")),
        Kind::Bearer if !spec.is_opaque => is_token68(text).then(|| String::from_utf8_lossy(text).into_owned()),
        _ => text.iter().all(|byte| (0x21..=0x7e).contains(byte)).then(|| String::from_utf8_lossy(text).into_owned()),
    };
    seen.map_or_else(|| no(Reason::MalformedCredentials), |seen| Ok(Seen(spec.letter, seen)))
}

/// The one value of all session cookies that are enabled, by the first that has it.
fn cookie(specs: &[Spec], fields: &[Field]) -> Result<Option<Seen>, No> {
    let pairs = || {
        let lines = values(fields, "cookie");
        lines.into_iter().flat_map(|line| line.split(|byte| *byte == b';')).filter_map(|pair| {
            let equals = pair.iter().position(|byte| *byte == b'=')?;
            Some((trimmed(&pair[..equals]), trimmed(&pair[equals + 1..])))
        })
    };
    let mut found: Option<(&Spec, &str, &[u8])> = None;
    for spec in specs {
        let At::Cookie(wanted) = spec.at else { continue };
        for (name, value) in pairs() {
            if name != wanted.as_bytes() || value.is_empty() {
                continue;
            }
            match found {
                Some((_, _, known)) if known != value => return Err((Reason::ConflictingCookies, None)),
                Some(_) => {}
                None => found = Some((spec, wanted, value)),
            }
        }
    }
    let Some((spec, name, value)) = found else { return Ok(None) };
    if name.len() + value.len() > spec.longest {
        return Err((Reason::CredentialsTooLong, None));
    }
    match str::from_utf8(value) {
        Ok(text) if is_cookie_value(value) => Ok(Some(Seen(spec.letter, text.to_owned()))),
        _ => Err((Reason::MalformedCredentials, None)),
    }
}

/// Kind and word of a challenge. What every client knows comes first of its kind.
fn line(spec: &Spec) -> (Kind, bool, &'static str) {
    match (spec.kind, spec.at) {
        (Kind::Bearer, At::Word(word)) if !word.eq_ignore_ascii_case("bearer") => (spec.kind, true, word),
        (Kind::ApiKey, At::Word(word)) if !word.eq_ignore_ascii_case("apikey") => (spec.kind, true, word),
        (Kind::Bearer, _) => (spec.kind, false, "Bearer"),
        (Kind::ApiKey, _) => (spec.kind, false, "ApiKey"),
        (Kind::Cookie, _) => (spec.kind, false, "Cookie"),
        (Kind::Basic, _) => (spec.kind, false, "Basic"),
    }
}

/// What must come out, if every verifier lets in what obeys the grammar.
#[must_use]
pub fn expected(specs: &[Spec], fields: &[Field], asked: Asked) -> Outcome {
    let (reason, letter) = match read(specs, fields, asked) {
        Ok(None) if !asked.is_optional => (Reason::MissingCredentials, None),
        Ok(who) => return Outcome::LetIn(who),
        Err(no) => no,
    };
    let status = match reason {
        Reason::MultipleCredentials | Reason::ConflictingCredentials => 400,
        Reason::CredentialsTooLong => 431,
        _ => 401,
    };
    let tried = specs.iter().find(|spec| Some(spec.letter) == letter).map(line);
    // What the Bearer line says beside its realm.
    let (error, more) = match (reason, tried) {
        (Reason::MalformedCredentials, Some((Kind::Bearer, ..))) => (Some("invalid_token"), r#", error="invalid_token""#),
        (Reason::MultipleCredentials, _) => {
            (Some("invalid_request"), r#", error="invalid_request", error_description="multiple credentials""#)
        }
        (Reason::ConflictingCredentials, _) => (Some("invalid_request"), r#", error="invalid_request""#),
        _ => (None, ""),
    };
    let mut lines: Vec<_> = specs.iter().map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    let challenges: Vec<_> = lines
        .into_iter()
        .filter(|line| status == 401 || (status == 400 && line.0 == Kind::Bearer))
        .map(|line| {
            let more = match line.0 {
                Kind::Bearer if status == 400 || tried == Some(line) => more,
                Kind::Basic => r#", charset="UTF-8""#,
                _ => "",
            };
            format!(r#"{} realm="api"{more}"#, line.2)
        })
        .collect();
    // The body names the code where a challenge does.
    let error = error.filter(|_| challenges.iter().any(|line| line.contains("error=")));
    Outcome::Refused { reason, status, challenges, error }
}
