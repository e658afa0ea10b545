//! `routes!` of utoipa-axum, behind a check of each handler.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::call::call_in;
use crate::diagnostics::spans::ends;
use crate::syntax::crate_path::CratePath;
use crate::syntax::handler_list::Listed;

// routes!(list, public(health))
//   =>  { let (s, p, r) = ::utoipa_axum::routes!(list, health); let r = guarded(r, list); (s, p, r) }
//
/// A handler that is not guarded is an error at its path.
pub(crate) fn handler_list(handlers: &[Listed]) -> TokenStream {
    let span = Span::mixed_site();
    let private = CratePath::default().private().then("axum");
    let paths = handlers.iter().map(|handler| &handler.path);
    let checks = handlers.iter().filter(|handler| !handler.is_public).map(|handler| {
        let path = &handler.path;
        let arguments = quote_spanned!(span=> __router, #path);
        let checked = call_in(&private, "guarded", ends(path), arguments);
        quote_spanned!(span=> let __router = #checked;)
    });
    quote_spanned! {span=>
        {
            let (__schemas, __paths, __router) = ::utoipa_axum::routes!(#(#paths),*);
            #(#checks)*
            (__schemas, __paths, __router)
        }
    }
}
