//! The collector of mistakes: it exists only inside [`collect`], so its errors cannot be forgotten.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

/// Mistakes found so far, in the order in which they were found.
pub(crate) struct Collector(Vec<Error>);

/// Mistakes, ready to be shown.
#[derive(Default)]
pub(crate) struct Diagnostics(Vec<Error>);

/// Runs one reading or checking pass; its result counts only where the pass found no mistake.
pub(crate) fn collect<T>(pass: impl FnOnce(&mut Collector) -> Option<T>) -> Result<T, Diagnostics> {
    let mut errors = Collector(Vec::new());
    let result = pass(&mut errors);
    result.filter(|_| errors.0.is_empty()).ok_or_else(|| errors.into_diagnostics())
}

impl Collector {
    /// A mistake whose caret covers all of `tokens`.
    pub(crate) fn over(&mut self, tokens: &dyn ToTokens, text: &str, help: &str) {
        self.push(mistake_over(tokens, text, help));
    }

    /// A mistake at one place.
    pub(crate) fn at(&mut self, span: Span, text: &str, help: &str) {
        self.push(mistake_at(span, text, help));
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.0.push(error);
    }

    /// The errors of a pass that has no result.
    fn into_diagnostics(mut self) -> Diagnostics {
        // A pass that gives up must have said why; if not, failing closed is still right.
        if self.0.is_empty() {
            let text = "this use of the attribute was not understood; please report it as a bug";
            self.push(Error::new(Span::call_site(), text));
        }
        Diagnostics(self.0)
    }

    /// How many so far: a step that must stay silent after another mistake compares before and after.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl From<Error> for Diagnostics {
    fn from(error: Error) -> Self {
        Diagnostics(vec![error])
    }
}

impl Diagnostics {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn append(&mut self, mut others: Diagnostics) {
        self.0.append(&mut others.0);
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        let mut tokens = TokenStream::new();
        for error in &self.0 {
            error.to_compile_error().to_tokens(&mut tokens);
        }
        tokens
    }
}

/// What is wrong, and what to write instead. Its caret covers all of `tokens`.
pub(crate) fn mistake_over(tokens: &dyn ToTokens, text: &str, help: &str) -> Error {
    Error::new_spanned(tokens.to_token_stream(), with_help(text, help))
}

/// The same at one place.
pub(crate) fn mistake_at(span: Span, text: &str, help: &str) -> Error {
    Error::new(span, with_help(text, help))
}

/// `text`, then the next step on a line of its own; rustc aligns it like a help of its own.
fn with_help(text: &str, help: &str) -> String {
    format!("{text}\n = help: {help}")
}
