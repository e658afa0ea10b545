//! A text that names scopes in the language of another framework: `admin,user`, `hasRole('ADMIN') or hasRole('OPS')`, `a || b`.
//! What it means here, for the corrected line. Nothing that is guarded is made of it.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use crate::diagnostics::render::render;
use crate::syntax::plain::text_of;

/// What such a text demands.
pub(crate) enum Meaning {
    Scope(String),
    Any(Vec<Meaning>),
    All(Vec<Meaning>),
    /// `isAuthenticated()`: every verified identity.
    Everyone,
    /// `permitAll`: unauthenticated requests too.
    Open,
    /// `denyAll`
    NoOne,
    /// `!admin`, and calls that are not known.
    Other,
}

/// Reads all of `text`.
pub(crate) fn read(text: &str) -> Meaning {
    let words = words(text);
    let mut rest = words.as_slice();
    let meaning = sequence(&mut rest);
    if rest.is_empty() { meaning } else { Meaning::Other }
}

/// Whether an RFC 6749 scope is surely a slip: it holds an operator, a call, a list, or a place to be filled in. A `|` or `&` in a
/// query is none, as in SMART's `patient/Observation.rs?category=system|laboratory`.
pub(crate) fn is_foreign(text: &str) -> bool {
    let before_query = text.split('?').next().unwrap_or(text);
    let is_placeholder = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')).is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    });
    text.contains([',', ';', '\'', '(', ')'])
        || text.contains("||")
        || text.contains("&&")
        || before_query.contains(['|', '&'])
        || text.starts_with('!')
        || is_placeholder
}

impl Meaning {
    /// As the items of a list in parentheses: `"a", any("b", "c")`. `None` if scopes cannot say it.
    pub(crate) fn items(&self) -> Option<String> {
        match self {
            Meaning::All(parts) => joined(parts),
            other => other.item(),
        }
    }

    /// As one item.
    pub(crate) fn item(&self) -> Option<String> {
        match self {
            Meaning::Scope(scope) => Some(format!("{scope:?}")),
            Meaning::Any(parts) => Some(format!("any({})", joined(parts)?)),
            Meaning::All(parts) => Some(format!("all({})", joined(parts)?)),
            Meaning::Everyone | Meaning::Open | Meaning::NoOne | Meaning::Other => None,
        }
    }
}

/// The list with each text in it read.
pub(crate) fn list(tokens: TokenStream, any: bool) -> String {
    let rendered = render(&tokens);
    let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
    let Ok(items) = parse.parse2(tokens) else { return rendered };
    let mut several = items.len() > 1;
    let mut list = Vec::new();
    for item in items {
        let text = text_of(item.to_token_stream()).filter(|text| is_foreign(text) || text.contains(' '));
        let meaning = text.map(|text| read(&text));
        several |= matches!(meaning, Some(Meaning::All(_)));
        list.push(meaning.and_then(|meaning| meaning.items()).unwrap_or_else(|| render(&item)));
    }
    if any && several { format!("any({})", list.join(", ")) } else { list.join(", ") }
}

fn joined(parts: &[Meaning]) -> Option<String> {
    let mut items = Vec::new();
    for part in parts {
        items.push(part.item()?);
    }
    Some(items.join(", "))
}

/// A word, an operator, or a parenthesis.
#[derive(PartialEq)]
enum Word {
    Text(String),
    Or,
    And,
    Not,
    Comma,
    Open,
    Close,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = None;
    for c in text.chars() {
        if let Some(quote) = quoted {
            if c == quote {
                quoted = None;
                words.push(Word::Text(std::mem::take(&mut word)));
            } else {
                word.push(c);
            }
            continue;
        }
        let mark = match c {
            '(' => Some(Word::Open),
            ')' => Some(Word::Close),
            ',' | ';' => Some(Word::Comma),
            '|' => Some(Word::Or),
            '&' => Some(Word::And),
            '!' if word.is_empty() => Some(Word::Not),
            '\'' | '"' | ' ' | '\t' | '\n' => None,
            other => {
                word.push(other);
                continue;
            }
        };
        flush(&mut word, &mut words);
        if matches!(c, '\'' | '"') {
            quoted = Some(c);
        }
        // `||` is one operator.
        words.extend(mark.filter(|mark| !(matches!(mark, Word::Or | Word::And) && words.last() == Some(mark))));
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<Word>) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    words.push(match word.to_ascii_lowercase().as_str() {
        "or" => Word::Or,
        "and" => Word::And,
        "not" => Word::Not,
        _ => Word::Text(word),
    });
}

/// `a, b` and `a b`: all of them.
fn sequence(rest: &mut &[Word]) -> Meaning {
    let mut parts = Vec::new();
    while let Some(word) = rest.first() {
        match word {
            Word::Comma => *rest = rest.get(1..).unwrap_or_default(),
            Word::Close => break,
            _ => parts.push(either(rest)),
        }
    }
    one_or(parts, Meaning::All)
}

fn either(rest: &mut &[Word]) -> Meaning {
    chain(rest, &Word::Or, Meaning::Any, &mut |rest| chain(rest, &Word::And, Meaning::All, &mut operand))
}

fn chain(
    rest: &mut &[Word],
    operator: &Word,
    join: fn(Vec<Meaning>) -> Meaning,
    part: &mut dyn FnMut(&mut &[Word]) -> Meaning,
) -> Meaning {
    let mut parts = vec![part(rest)];
    while rest.first() == Some(operator) {
        *rest = rest.get(1..).unwrap_or_default();
        parts.push(part(rest));
    }
    one_or(parts, join)
}

fn operand(rest: &mut &[Word]) -> Meaning {
    let Some((word, behind)) = rest.split_first() else { return Meaning::Other };
    *rest = behind;
    match word {
        Word::Text(name) if rest.first() == Some(&Word::Open) => {
            let inner = in_parentheses(rest);
            call(name, inner)
        }
        Word::Text(name) => call(name, None),
        Word::Open => {
            let inner = sequence(rest);
            close(rest);
            inner
        }
        Word::Not => {
            operand(rest);
            Meaning::Other
        }
        Word::Or | Word::And | Word::Comma | Word::Close => Meaning::Other,
    }
}

/// `('A', 'B')`; `None` if it is empty.
fn in_parentheses(rest: &mut &[Word]) -> Option<Meaning> {
    *rest = rest.get(1..).unwrap_or_default();
    let is_empty = rest.first() == Some(&Word::Close);
    let inner = sequence(rest);
    close(rest);
    if is_empty { None } else { Some(inner) }
}

fn close(rest: &mut &[Word]) {
    if rest.first() == Some(&Word::Close) {
        *rest = rest.get(1..).unwrap_or_default();
    }
}

/// `hasRole('ADMIN')`, `hasAnyRole('A', 'B')`, `permitAll`, or a scope.
fn call(name: &str, inner: Option<Meaning>) -> Meaning {
    match (name.to_ascii_lowercase().replace('_', "").as_str(), inner) {
        ("isauthenticated" | "isfullyauthenticated" | "authenticated", _) => Meaning::Everyone,
        ("permitall" | "isanonymous" | "anonymous", None) => Meaning::Open,
        ("denyall", None) => Meaning::NoOne,
        (any, Some(Meaning::All(parts))) if any.contains("any") || any == "or" => Meaning::Any(parts),
        (has, Some(inner))
            if has.starts_with("has")
                || ["any", "all", "or", "and"].contains(&has)
                || NOUNS.iter().any(|noun| has.starts_with(noun)) =>
        {
            inner
        }
        (_, Some(_)) => Meaning::Other,
        // `#id`, `==`
        (_, None) if name.starts_with('#') || !name.contains(char::is_alphanumeric) => Meaning::Other,
        (_, None) => Meaning::Scope(name.to_owned()),
    }
}

/// What a call may be named by.
const NOUNS: [&str; 5] = ["scope", "role", "permission", "authorit", "all"];

fn one_or(mut parts: Vec<Meaning>, join: fn(Vec<Meaning>) -> Meaning) -> Meaning {
    match parts.pop() {
        None => Meaning::Other,
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_foreign, read};

    #[test]
    fn expressions_of_other_frameworks_are_read() {
        for (text, items) in [
            ("admin", "\"admin\""),
            ("admin,user", "\"admin\", \"user\""),
            ("admin, user", "\"admin\", \"user\""),
            ("a || b", "any(\"a\", \"b\")"),
            ("a|b", "any(\"a\", \"b\")"),
            ("a && b", "\"a\", \"b\""),
            ("a and b or c", "any(all(\"a\", \"b\"), \"c\")"),
            ("hasRole('ADMIN')", "\"ADMIN\""),
            ("hasAnyRole('A', 'B')", "any(\"A\", \"B\")"),
            ("hasRole('A') or hasAuthority('items:read')", "any(\"A\", \"items:read\")"),
            ("hasRole('A') and (hasRole('B') or hasRole('C'))", "\"A\", any(\"B\", \"C\")"),
            ("any(a, b)", "any(\"a\", \"b\")"),
        ] {
            assert_eq!(read(text).items().as_deref(), Some(items), "{text}");
        }
        for text in [
            "",
            "!admin",
            "not admin",
            "a or !b",
            "#id == 7)",
            "f(x)",
            "permitAll",
            "isAuthenticated()",
            "denyAll",
            ")",
            "(",
            "||",
            "a ||",
        ] {
            assert_eq!(read(text).items(), None, "{text}");
        }
    }

    #[test]
    fn scopes_of_the_wild_are_legal() {
        for text in [
            "https://www.googleapis.com/auth/drive",
            "api://6f5b2a00-0000-0000-0000-000000000000/Files.Read",
            "user:email",
            "repo:*",
            "read+write",
            "offline_access",
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
            "$admin",
            "a#b",
        ] {
            assert!(!is_foreign(text), "{text}");
        }
        for text in ["admin,user", "a;b", "hasRole('ADMIN')", "f()", "a||b", "a&&b", "a|b", "a&b", "!admin", "items:{id}"] {
            assert!(is_foreign(text), "{text}");
        }
    }
}
