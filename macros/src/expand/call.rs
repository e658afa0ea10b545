//! Calls of the runtime's private module, and the user's tokens in braces.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::Token;

use crate::diagnostics::spans::at;
use crate::syntax::runtime_path::RuntimePath;

/// A call of a function of the runtime.
pub(super) struct RuntimeCall {
    module: RuntimePath,
    name: Ident,
    arguments: Group,
}

/// What the runtime's private module is called inside the guard.
pub(super) fn short() -> RuntimePath {
    RuntimePath::imported("__p")
}

/// `__p::name(arguments)`, shown from `start` to `end`: where rustc points when a bound of the function is not met.
pub(super) fn call(name: &str, places: (Span, Span), arguments: impl ToTokens) -> RuntimeCall {
    call_in(&short(), name, places, arguments)
}

pub(super) fn call_in(private: &RuntimePath, name: &str, (start, end): (Span, Span), arguments: impl ToTokens) -> RuntimeCall {
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.into_token_stream());
    arguments.set_span(end);
    RuntimeCall { module: private.over(start), name: Ident::new(name, end), arguments }
}

impl ToTokens for RuntimeCall {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.module.to_tokens(tokens);
        Token![::](self.name.span()).to_tokens(tokens);
        tokens.append(self.name.clone());
        tokens.append(self.arguments.clone());
    }
}

/// The user's statements in a separate scope: their items, their shadowing and their `return` stay theirs, and
/// temporaries of the last expression end before what we have bound, as they did when it was a parameter. (Ours is edition
/// 2024, and the braces are ours, so this holds for users of older editions too.)
pub(super) fn user_block(tokens: TokenStream, place: Span) -> Group {
    let mut block = Group::new(Delimiter::Brace, tokens);
    block.set_span(at(place));
    block
}
