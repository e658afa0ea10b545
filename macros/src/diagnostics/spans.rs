//! Where generated tokens claim to stand.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
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
pub(crate) fn ends(tokens: &dyn ToTokens) -> (Span, Span) {
    let (start, end) = outermost(tokens.to_token_stream()).unwrap_or_else(|| (tokens.span(), tokens.span()));
    (at(start), at(end))
}

/// The spans of the first and the last token, also inside the invisible groups that `macro_rules!` puts around its fragments.
fn outermost(tokens: TokenStream) -> Option<(Span, Span)> {
    let mut found = None;
    for token in tokens {
        let inner = match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => outermost(group.stream()),
            other => Some((other.span(), other.span())),
        };
        if let Some((start, end)) = inner {
            found = Some((found.map_or(start, |(first, _)| first), end));
        }
    }
    found
}

/// The last name that an expression says outside of all parentheses, `auth` of `self.auth`: one token to point at, where
/// several errors must stand at the very same place to be shown as one.
pub(crate) fn last_name(tokens: &dyn ToTokens) -> Span {
    let mut name = None;
    for token in tokens.to_token_stream() {
        if let TokenTree::Ident(word) = token {
            name = Some(at(word.span()));
        }
    }
    name.unwrap_or_else(|| ends(tokens).0)
}

/// A signature without the invisible groups that `macro_rules!` puts around its fragments, each resolved as its group was. The
/// compiler takes them off what a macro gives it, and with them the span that an attribute below may name variables by.
pub(crate) fn opened(signature: TokenStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    for token in signature {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let mut inner = opened(group.stream()).into_iter();
                if let Some(mut first) = inner.next() {
                    first.set_span(first.span().resolved_at(group.span()));
                    tokens.append(first);
                }
                tokens.extend(inner);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                let mut new = Group::new(Delimiter::Parenthesis, opened(group.stream()));
                new.set_span(group.span());
                tokens.append(new);
            }
            other => tokens.append(other),
        }
    }
    tokens
}
