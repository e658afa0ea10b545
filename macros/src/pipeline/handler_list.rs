//! `routes!(list, public(health))`

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::errors::collect;
use crate::expand;
use crate::syntax::handler_list;

pub(crate) fn handler_list(list: TokenStream) -> TokenStream {
    match collect(|errors| handler_list::read(list, errors)) {
        Ok(handlers) => expand::handler_list(&handlers),
        Err(mistakes) => {
            let errors = mistakes.into_compile_errors();
            quote!({ #errors })
        }
    }
}
