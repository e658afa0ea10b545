//! `#[derive(AsRequestHead)]`: the head of a struct is that of one of its fields.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::parse_quote;

use super::fallback::denied;
use crate::diagnostics::spans::ends;
use crate::syntax::crate_path::CratePath;
use crate::syntax::wrapper::Wrapper;

// struct Call { request: Request<B>, peer: IpAddr }
//   =>  impl AsRequestHead for Call { fn as_request_head(&self) -> RequestHead<'_> { <Request<B>>::as_request_head(&self.request) } .. }
//
/// What the type of the field lacks is shown at that type. Values are marked as sensitive in the struct as they are in the field.
pub(crate) fn wrapper(mut wrapper: Wrapper) -> TokenStream {
    let path = CratePath::default();
    let (root, private) = (path.root(), path.private());
    let (head, headers) = match &wrapper.request {
        Some((member, ty)) => {
            let place = ends(ty).0;
            (
                quote_spanned!(place=> <#ty as #root::AsRequestHead>::as_request_head(&self.#member)),
                quote_spanned!(place=> <#ty as #root::AsRequestHead>::headers_to_mark(&mut self.#member)),
            )
        }
        None => (denied(), denied()),
    };
    // Without parameters the bound is a fact, or an error that every use of the struct would repeat.
    if let Some((_, ty)) = &wrapper.request
        && wrapper.generics.type_params().next().is_some()
    {
        wrapper.generics.make_where_clause().predicates.push(parse_quote!(#ty: #root::AsRequestHead));
    }
    let name = &wrapper.name;
    let (parameters, arguments, bounds) = wrapper.generics.split_for_impl();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #parameters #root::AsRequestHead for #name #arguments #bounds {
            fn as_request_head(&self) -> #root::RequestHead<'_> {
                #head
            }

            fn headers_to_mark(&mut self) -> ::core::option::Option<&mut #private::HeaderMap> {
                #headers
            }
        }
    }
}
