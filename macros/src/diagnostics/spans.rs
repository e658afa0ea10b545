//! Where generated tokens claim to stand.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;

/// Generated code: names of its own (mixed-site), shown at the user's text.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// Whether both are one name to the compiler: the same letters, and from the same `macro_rules!` if from any.
///
/// Spans have no equality on stable (rust-lang/rust#54725), but their `Debug` shows place and origin: at the same place, the origin
/// is all that can differ.
pub(crate) fn is_same_name(one: &Ident, other: &Ident) -> bool {
    one == other && format!("{:?}", one.span().located_at(other.span())) == format!("{:?}", other.span())
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
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat(group.stream()),
            other => vec![other.span()],
        })
        .collect()
}

/// The last name that an expression says outside of all parentheses, `auth` of `self.auth`: one token to point at, where
/// several errors must stand at the very same place to be shown as one.
pub(crate) fn last_name(tokens: &impl ToTokens) -> Span {
    let names = tokens.to_token_stream().into_iter().filter(|token| matches!(token, TokenTree::Ident(_)));
    at(names.last().map_or_else(|| ends(tokens).0, |name| name.span()))
}

/// A signature without the invisible groups that `macro_rules!` puts around its fragments, each resolved as its group was. The
/// compiler takes them off what a macro gives it, and with them the span that an attribute below may name variables by.
pub(crate) fn opened(signature: TokenStream) -> TokenStream {
    signature
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let mut inner = opened(group.stream()).into_iter().peekable();
                if let Some(first) = inner.peek_mut() {
                    first.set_span(first.span().resolved_at(group.span()));
                }
                inner.collect()
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                let mut new = Group::new(Delimiter::Parenthesis, opened(group.stream()));
                new.set_span(group.span());
                TokenTree::Group(new).into()
            }
            other => TokenStream::from(other),
        })
        .collect()
}
