//! An error in a text that the operator configured.

use std::{error::Error, fmt};

/// Reports a configured text that breaks a rule: a realm, a scope, a URL, a header name, a line of an `htpasswd` file.
///
/// The function that receives the text returns the error, at start-up. The message names the text and the rule that it breaks. If
/// the text is a secret, the message names its position instead.
///
/// The message masks secrets in the wrong place, too. `***` replaces the user info of a URL, its query and its fragment, and each
/// word that looks like a token or a key: words of eight or more characters that contain a digit, or a capital letter in the middle
/// of lower-case ones, and words of more than 32 characters. A secret that is spelt like a plain word is not recognised.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    what: &'static str,
    text: Option<String>,
    rule: &'static str,
}

impl ConfigError {
    /// Masks the parts of `text` that may be secrets.
    pub(crate) fn new(what: &'static str, text: impl AsRef<str>, rule: &'static str) -> Self {
        Self::placed(what, masked(text.as_ref()), rule)
    }

    /// Shows `text` unmasked: a position, or another text that cannot be a secret.
    pub(crate) fn placed(what: &'static str, text: impl Into<String>, rule: &'static str) -> Self {
        Self { what, text: Some(text.into()), rule }
    }

    pub(crate) fn bare(what: &'static str, rule: &'static str) -> Self {
        Self { what, text: None, rule }
    }

    /// Returns the rule that the text breaks, with the RFC section if there is one.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            // `Debug` escapes control characters, which a terminal or a log would interpret.
            Some(text) => write!(f, "{} {text:?}: {}", self.what, self.rule),
            None => write!(f, "{}: {}", self.what, self.rule),
        }
    }
}

/// The same sentence as `Display`: a `main` that returns the error, and `unwrap`, print this one.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ConfigError {}

const MASK: &str = "***";

fn masked(text: &str) -> String {
    let mut shown = String::new();
    // The user info, whatever it contains: everything before the last `@` except the scheme.
    let rest = match text.rsplit_once('@') {
        None => text,
        Some((before, behind)) => {
            if let Some((scheme, _)) = before.split_once("//") {
                mask_words(scheme, &mut shown);
                shown.push_str("//");
            }
            shown.push_str(MASK);
            shown.push('@');
            behind
        }
    };
    let is_url = text.contains("//") || text.starts_with('/');
    let end = rest.find(['?', '#']).filter(|_| is_url).unwrap_or(rest.len());
    let (rest, query) = rest.split_at_checked(end).unwrap_or((rest, ""));
    mask_words(rest, &mut shown);
    if let Some(mark) = query.chars().next() {
        shown.push(mark);
        shown.push_str(if query.len() > 1 { MASK } else { "" });
    }
    shown
}

fn mask_words(text: &str, shown: &mut String) {
    for part in text.split_inclusive(|char| !is_word_char(char)) {
        let word = part.trim_end_matches(|char| !is_word_char(char));
        shown.push_str(if may_be_secret(word) { MASK } else { word });
        shown.push_str(part.get(word.len()..).unwrap_or_default());
    }
}

/// Characters of base64 words and of common tokens. Any other character separates two words.
fn is_word_char(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '_' | '+' | '=' | '~')
}

fn may_be_secret(word: &str) -> bool {
    let length = word.chars().count();
    let has_capital_inside = || word.split(['-', '_']).any(|part| part.contains(char::is_lowercase) && has_capital_behind(part));
    length > 32 || (length >= 8 && (word.contains(|char: char| char.is_ascii_digit()) || has_capital_inside()))
}

fn has_capital_behind(part: &str) -> bool {
    part.chars().skip(1).any(char::is_uppercase)
}
