//! Texts of a scheme that are known at run time, and its realm.

use super::place::field_error;
use crate::vocabulary::ConfigError;

/// Returns a text that was configured at run time, leaked, so that it lives as long as the process, like a text in the source.
///
/// # Errors
///
/// Returns [`ConfigError`] if `error` names a rule that the text breaks.
pub(super) fn leaked(
    what: &'static str,
    text: String,
    error: impl FnOnce(&str) -> Option<&'static str>,
) -> Result<&'static str, ConfigError> {
    match error(&text) {
        Some(rule) => Err(ConfigError::new(what, text, rule)),
        None => Ok(Box::leak(text.into_boxed_str())),
    }
}

/// [`leaked`] for the name of a header field, in lower case. The error shows the name as it was configured.
pub(super) fn leaked_field(what: &'static str, name: &str) -> Result<&'static str, ConfigError> {
    let lower = name.to_ascii_lowercase();
    match field_error(&lower) {
        Some(rule) => Err(ConfigError::new(what, name, rule)),
        None => Ok(Box::leak(lower.into_boxed_str())),
    }
}

/// The two setters of the realm, for every scheme.
macro_rules! realm_setters {
    ($scheme:ident) => {
        impl $scheme {
            /// Sets the realm of the challenge (RFC 9110 11.5). Clients match it exactly.
            ///
            /// # Panics
            ///
            /// Panics if `realm` contains a control character or a non-ASCII character. In a constant, where this call belongs, the
            /// panic is a compile error. Use [`try_realm`](Self::try_realm) for text that is not in the source.
            #[must_use]
            #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
            pub const fn realm(mut self, realm: &'static str) -> Self {
                if let Some(rule) = $crate::grammar::realm_error(realm) {
                    panic!("{}", rule);
                }
                self.realm = Some(realm);
                self
            }

            /// Sets the realm of the challenge (RFC 9110 11.5) to a text that is known at run time. The text is leaked: it stays in
            /// memory until the process ends. (The realm of an
            /// [`AuthenticatorBuilder`](crate::AuthenticatorBuilder::realm) is not leaked.)
            ///
            /// # Errors
            ///
            /// Returns [`ConfigError`](crate::ConfigError) if `realm` contains a control character or a non-ASCII character.
            pub fn try_realm(mut self, realm: impl Into<String>) -> Result<Self, $crate::vocabulary::ConfigError> {
                self.realm = Some(super::setters::leaked("realm", realm.into(), $crate::grammar::realm_error)?);
                Ok(self)
            }
        }
    };
}
pub(super) use realm_setters;
