//! One scope, and the trait of identities that have scopes.

use std::{fmt, sync::Arc};

use super::ConfigError;
use crate::grammar::{SCOPE_RULE, is_scope_token};

/// Holds one OAuth scope-token ([RFC 6749 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
///
/// ```
/// use requires_auth::{Policy, Scope, policy};
///
/// const ITEMS_READ: Scope = Scope::new("items:read");
/// const READ: Policy = policy!(scopes(ITEMS_READ));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope(&'static str);

impl Scope {
    /// Creates the scope `token`: one or more visible ASCII characters except `"` and `\`, and no space.
    ///
    /// Use it in constants, where an invalid token is a compile error.
    ///
    /// # Panics
    ///
    /// Panics at run time if `token` is invalid. Use [`Scope::try_new`] for text that is not in the source.
    #[must_use]
    pub const fn new(token: &'static str) -> Self {
        assert!(is_scope_token(token), "{}", SCOPE_RULE);
        Self(token)
    }

    /// Wraps a literal that the macro has checked.
    pub(super) const fn checked(token: &'static str) -> Self {
        Self(token)
    }

    /// The scopes of a text that the macro has checked: separated by single spaces.
    pub(super) fn each(tokens: &'static str) -> impl Iterator<Item = Self> {
        let mut rest = Some(tokens);
        std::iter::from_fn(move || {
            let text = rest?;
            // A third of the steps of `split`, which looks for the end of each token in words of the machine.
            let space = text.bytes().position(|byte| byte == b' ');
            let (token, behind) = space
                .and_then(|space| text.split_at_checked(space))
                .map_or((text, None), |(token, behind)| (token, behind.get(1..)));
            rest = behind;
            Some(Self::checked(token))
        })
    }

    /// Creates the scope `token`. Leak a text that is read at run time first, once: `String::leak`.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `token` is empty or contains a character that RFC 6749 3.3 does not allow.
    pub fn try_new(token: &'static str) -> Result<Self, ConfigError> {
        if is_scope_token(token) { Ok(Self(token)) } else { Err(ConfigError::new("scope", token, SCOPE_RULE)) }
    }

    /// Returns the token itself.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.0
    }

    /// Returns whether `granted`, a list of scope-tokens separated by spaces, contains this scope.
    ///
    /// The comparison is case-sensitive (RFC 6749 3.3) and does not allocate.
    #[inline]
    #[must_use]
    pub fn is_in(&self, granted: &str) -> bool {
        // Written by hand because every guarded request calls it: it costs a third of `split` and `any`.
        let mut rest = granted.as_bytes();
        loop {
            if rest.strip_prefix(self.0.as_bytes()).is_some_and(|behind| matches!(behind.first(), None | Some(b' '))) {
                return true;
            }
            match rest.iter().position(|byte| *byte == b' ').and_then(|space| rest.get(space + 1..)) {
                Some(next) => rest = next,
                None => return false,
            }
        }
    }
}

impl AsRef<str> for Scope {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({})", self.0)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Reports which scopes an identity was granted.
///
/// A handler that declares scopes needs an identity type that implements it. [`Identity`](crate::Identity) does, and so do
/// `Arc<T>` and `Box<T>` if `T` does. Implement it for your own type:
///
/// ```
/// use requires_auth::{HasScopes, Scope};
///
/// struct User { granted: String }
///
/// impl HasScopes for User {
///     fn has_scope(&self, scope: &Scope) -> bool {
///         scope.is_in(&self.granted)
///     }
/// }
/// assert!(User { granted: "items:read items:write".into() }.has_scope(&Scope::new("items:read")));
/// ```
#[diagnostic::on_unimplemented(
    message = "the identity `{Self}` has no scopes, and `scopes(..)` demands some",
    label = "`{Self}` does not implement `HasScopes`",
    note = "implement `requires_auth::HasScopes` for `{Self}`, or demand something else of it: `only = is_allowed`"
)]
pub trait HasScopes {
    /// Returns whether `scope` was granted to this caller. If it panics, the response is 500.
    fn has_scope(&self, scope: &Scope) -> bool;
}

impl<T: HasScopes + ?Sized> HasScopes for Arc<T> {
    fn has_scope(&self, scope: &Scope) -> bool {
        (**self).has_scope(scope)
    }
}

impl<T: HasScopes + ?Sized> HasScopes for Box<T> {
    fn has_scope(&self, scope: &Scope) -> bool {
        (**self).has_scope(scope)
    }
}
