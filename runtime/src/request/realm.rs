//! Setting the realm of a scheme.

/// Keeps a text that was configured at run time for as long as the process lives, as one in the source is kept.
pub(super) fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The two ways to set the realm, the same for every scheme.
macro_rules! realm_setters {
    ($scheme:ident) => {
        impl $scheme {
            /// Sets the realm of the challenge (RFC 9110 11.5); clients match it exactly.
            ///
            /// # Panics
            ///
            /// In a constant, where this belongs, the panic is a compile error: on a control or non-ASCII character. Use
            /// [`try_realm`](Self::try_realm) for text that is not in the source.
            #[must_use]
            #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
            pub const fn realm(mut self, realm: &'static str) -> Self {
                if let Some(rule) = $crate::grammar::realm_error(realm) {
                    panic!("{}", rule);
                }
                self.realm = Some(realm);
                self
            }

            /// Sets the realm of the challenge (RFC 9110 11.5), given at run time. It is kept for the life of the process;
            /// a realm that an [`AuthenticatorBuilder`](crate::AuthenticatorBuilder::realm) sets is not.
            ///
            /// # Errors
            ///
            /// [`ConfigError`](crate::ConfigError) on a control or non-ASCII character.
            pub fn try_realm(mut self, realm: impl Into<String>) -> Result<Self, $crate::vocabulary::ConfigError> {
                let realm = realm.into();
                match $crate::grammar::realm_error(&realm) {
                    Some(rule) => Err($crate::vocabulary::ConfigError::new("realm", realm, rule)),
                    None => {
                        self.realm = Some(super::realm::leak(realm));
                        Ok(self)
                    }
                }
            }
        }
    };
}
pub(super) use realm_setters;
