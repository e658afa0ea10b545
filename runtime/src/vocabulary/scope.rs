//! One scope, and how an identity is asked for it.

use std::{fmt, sync::Arc};

use super::ConfigError;
use crate::grammar::{SCOPE_RULE, is_scope_token};

/// One OAuth scope-token ([RFC 6749 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
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
    /// The scope `token`: visible ASCII characters without `"`, `\` and space.
    ///
    /// Meant for constants, where a bad token is a compile error.
    ///
    /// # Panics
    ///
    /// At run time, on a bad token. Use [`Scope::try_new`] for text that is not in the source.
    #[must_use]
    pub const fn new(token: &'static str) -> Self {
        assert!(is_scope_token(token), "{}", SCOPE_RULE);
        Self(token)
    }

    /// A literal that the macro has checked.
    pub(super) const fn checked(token: &'static str) -> Self {
        Self(token)
    }

    /// The scope `token`, or why it is none. A text that was read at run time is leaked first, once: `String::leak`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where a character, or the lack of any, breaks RFC 6749 3.3.
    pub fn try_new(token: &'static str) -> Result<Self, ConfigError> {
        if is_scope_token(token) { Ok(Self(token)) } else { Err(ConfigError::new("scope", token, SCOPE_RULE)) }
    }

    /// The token itself.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.0
    }

    /// Whether `granted`, a space-separated list of scope-tokens as a token carries it, contains this scope.
    ///
    /// Case-sensitive (RFC 6749 3.3); builds no set.
    #[inline]
    #[must_use]
    pub fn is_in(&self, granted: &str) -> bool {
        // By hand, since every guarded request asks: a third of the cost of `split` and `any`.
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

/// An identity that can say which scopes it was granted.
///
/// A handler that declares scopes needs it; [`Identity`](crate::Identity) has it, and so have `Arc<T>` and `Box<T>` where `T`
/// has. For an own type:
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
    /// Whether `scope` was granted to this caller. A panic is answered with 500.
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
