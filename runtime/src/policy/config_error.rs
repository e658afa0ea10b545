//! What is wrong with a text that the operator configured.

use std::{error::Error, fmt};

/// A configured text that breaks a rule: a realm, a scope, a URL, a header name, a line of an `htpasswd` file.
///
/// It is found when the text is given, at start-up, and says which text it was and which rule it broke.
/// Where the text is a secret, its place is named instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    what: &'static str,
    text: Option<String>,
    rule: &'static str,
}

impl ConfigError {
    pub(crate) fn new(what: &'static str, text: impl Into<String>, rule: &'static str) -> Self {
        Self { what, text: Some(text.into()), rule }
    }

    pub(crate) fn bare(what: &'static str, rule: &'static str) -> Self {
        Self { what, text: None, rule }
    }

    /// The rule that was broken, with its source where it has one.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            // `Debug` of the text escapes what a terminal or a log would obey.
            Some(text) => write!(f, "{} {text:?}: {}", self.what, self.rule),
            None => write!(f, "{}: {}", self.what, self.rule),
        }
    }
}

impl Error for ConfigError {}
