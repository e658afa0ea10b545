//! Sets the realm of a scheme.

/// Leaks a text that was configured at run time, so that it lives as long as the process, like a text in the source.
pub(super) fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
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
                let realm = realm.into();
                match $crate::grammar::realm_error(&realm) {
                    Some(rule) => Err($crate::vocabulary::ConfigError::new("realm", realm, rule)),
                    None => {
                        self.realm = Some(super::setters::leak(realm));
                        Ok(self)
                    }
                }
            }
        }
    };
}
pub(super) use realm_setters;
