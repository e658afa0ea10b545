//! Calls of the runtime's private module, and the user's tokens in braces.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::diagnostics::spans::{self, at};

/// What the runtime's private module is called inside the guard.
pub(super) fn short() -> TokenStream {
    quote_spanned!(Span::mixed_site()=> __p)
}

/// `__p::name(arguments)`, shown from `start` to `end`: where rustc points when a bound of the function is not met.
pub(super) fn call(name: &str, places: (Span, Span), arguments: TokenStream) -> TokenStream {
    call_in(&short(), name, places, arguments)
}

pub(super) fn call_in(private: &TokenStream, name: &str, (start, end): (Span, Span), arguments: TokenStream) -> TokenStream {
    let private = spans::over(private, start);
    let name = Ident::new(name, end);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(end);
    quote_spanned!(end=> #private::#name #arguments)
}

/// The user's statements in a separate scope: their items, their shadowing and their `return` stay theirs, and
/// temporaries of the last expression end before what we have bound, as they did when it was a parameter. (Ours is edition
/// 2024, and the braces are ours, so this holds for users of older editions too.)
pub(super) fn user_block(tokens: TokenStream, place: Span) -> TokenStream {
    let mut block = Group::new(Delimiter::Brace, tokens);
    block.set_span(at(place));
    TokenTree::Group(block).into()
}
