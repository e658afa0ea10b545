//! Paths into the runtime crate, which expansions are full of.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use crate::diagnostics::spans::at;

/// A path into the runtime crate, token by token: the compiler would have to copy and append a `TokenStream` each time.
#[derive(Clone)]
pub(crate) struct RuntimePath {
    tokens: Vec<TokenTree>,
    /// Whether all of it is ours, and resolved where this crate is.
    is_ours: bool,
}

impl RuntimePath {
    /// One that the user wrote.
    pub(crate) fn written(path: TokenStream) -> Self {
        RuntimePath { tokens: path.into_iter().collect(), is_ours: false }
    }

    /// `::requires_auth`
    pub(crate) fn absolute(name: &str) -> Self {
        RuntimePath { tokens: Vec::new(), is_ours: true }.then(name)
    }

    /// `__p`
    pub(crate) fn imported(name: &str) -> Self {
        RuntimePath { tokens: vec![Ident::new(name, Span::mixed_site()).into()], is_ours: true }
    }

    /// The path with `::name` behind it.
    pub(crate) fn then(&self, name: &str) -> Self {
        let span = Span::mixed_site();
        let colon = |spacing| {
            let mut colon = Punct::new(':', spacing);
            colon.set_span(span);
            TokenTree::from(colon)
        };
        let mut longer = self.clone();
        longer.tokens.extend([colon(Spacing::Joint), colon(Spacing::Alone), Ident::new(name, span).into()]);
        longer
    }

    /// The same path, shown elsewhere.
    pub(crate) fn over(&self, span: Span) -> Self {
        let ours = self.is_ours.then(|| at(span));
        let mut shown = self.clone();
        for token in &mut shown.tokens {
            token.set_span(ours.unwrap_or_else(|| token.span().located_at(span)));
        }
        shown
    }

    /// The same path, whose leading colons stand elsewhere, if it has any.
    pub(crate) fn begun_at(&self, span: Span) -> Self {
        let mut begun = self.clone();
        for colon in begun.tokens.iter_mut().take_while(|token| matches!(token, TokenTree::Punct(_))) {
            colon.set_span(span);
        }
        RuntimePath { is_ours: false, ..begun }
    }
}

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.tokens);
    }
}
