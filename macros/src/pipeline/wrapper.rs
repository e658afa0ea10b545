//! `#[derive(AsRequestHead)] struct ..`

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::errors::{Diagnostics, collect};
use crate::expand;
use crate::syntax::wrapper;

pub(crate) fn wrapper(item: &TokenStream) -> TokenStream {
    let mut found = None;
    let mistakes = collect(|errors| {
        found = wrapper::read(item, errors);
        Some(())
    });
    let implementation = found.map(expand::wrapper);
    let errors = mistakes.err().map(Diagnostics::into_compile_errors);
    quote!(#implementation #errors)
}
