//! Which claims are scopes.

use super::{claims::Claims, fault::Fault, json::Json};
use crate::grammar::is_scope_token;

/// Where the scopes of a token are.
pub(super) enum ScopeSource {
    /// The claim `scope`, which is a string (RFC 8693 4.2).
    Standard,
    /// Claims by name or path: a string, or a list of strings.
    Paths(Vec<String>),
}

impl ScopeSource {
    /// Returns the scopes, separated by single spaces.
    pub(super) fn granted(&self, claims: &Claims<'_>) -> Result<String, Fault> {
        let mut granted = String::new();
        match self {
            Self::Standard => {
                if let Some(text) = claims.text("scope")? {
                    add_text("scope", text, &mut granted)?;
                }
            }
            Self::Paths(paths) => {
                for path in paths {
                    match claims.at(path, is_source) {
                        None => {}
                        Some(Json::String(text)) => add_text(path, text, &mut granted)?,
                        Some(Json::Array(items)) => add_items(path, items, &mut granted)?,
                        Some(_) => return Err(Fault::claim(path, "must be a string or a list of strings to be used as scopes")),
                    }
                }
            }
        }
        Ok(granted)
    }

    /// Returns whether the token has a claim whose scopes count.
    pub(super) fn is_in(&self, claims: &Claims<'_>) -> bool {
        match self {
            Self::Standard => claims.has("scope"),
            Self::Paths(paths) => paths.iter().any(|path| claims.at(path, is_source).is_some()),
        }
    }
}

/// Whether a value has a type from which scopes are read.
const fn is_source(json: &Json<'_>) -> bool {
    matches!(json, Json::String(_) | Json::Array(_))
}

fn add_text(name: &str, text: &str, granted: &mut String) -> Result<(), Fault> {
    for token in text.split(' ').filter(|token| !token.is_empty()) {
        if !is_scope_token(token) {
            return Err(Fault::claim(name, "must be scope-tokens separated by spaces (RFC 6749 3.3)"));
        }
        add(token, granted);
    }
    Ok(())
}

/// An item that is no scope-token, such as a role with a space in its name, cannot be demanded by a handler. It is left out, and
/// never cut into several.
fn add_items(path: &str, items: &[Json<'_>], granted: &mut String) -> Result<(), Fault> {
    for item in items {
        match item {
            Json::String(token) if is_scope_token(token) => add(token, granted),
            Json::String(_) => {}
            _ => return Err(Fault::claim(path, "must be a list of strings only")),
        }
    }
    Ok(())
}

fn add(token: &str, granted: &mut String) {
    if !granted.is_empty() {
        granted.push(' ');
    }
    granted.push_str(token);
}
