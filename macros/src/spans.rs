//! Where generated tokens claim to stand.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;

/// Generated code: names of its own (mixed-site), shown at the user's text.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// First and last token of something the user wrote. Spans cannot be joined on stable, but two tokens can
/// carry one end each, and rustc underlines all between them.
pub(crate) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut first = None;
    let mut last = None;
    for token in flat(tokens.to_token_stream()) {
        first = first.or(Some(token));
        last = Some(token);
    }
    let start = first.unwrap_or_else(|| tokens.span());
    (at(start), at(last.unwrap_or(start)))
}

/// The spans of the tokens, looking into the invisible groups that `macro_rules!` puts around its fragments.
fn flat(tokens: TokenStream) -> Vec<Span> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::None => flat(group.stream()),
            other => vec![other.span()],
        })
        .collect()
}

/// The same tokens with the same meaning, shown at another place.
pub(crate) fn moved_to(tokens: TokenStream, place: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(place));
            token
        })
        .collect()
}
