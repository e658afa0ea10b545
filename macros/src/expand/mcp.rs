//! What an `impl` block of an MCP server gets beside its guarded tools: the table for the layer, and a list of the caller's tools.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Generics, Type};

use crate::syntax::attributes::conditions;
use crate::syntax::function::GuardedFn;
use crate::syntax::mcp::Called;
use crate::syntax::runtime_path::RuntimePath;

/// A line of the table.
pub(crate) struct Entry {
    pub(crate) called: Called,
    cfg: TokenStream,
    /// rmcp's function that returns the description, and with it the name.
    described_by: Ident,
    types: TokenStream,
}

impl Entry {
    pub(crate) fn new(called: Called, method: &GuardedFn, types: TokenStream) -> Self {
        let cfg = conditions(&method.attrs);
        let described_by = format_ident!("{}_{}_attr", method.sig.ident, called.word());
        Entry { called, cfg: quote!(#(#cfg)*), described_by, types }
    }
}

// pub fn tool_policies() -> K::rmcp::Policies {
//     let __t = K::rmcp::Policies::new();
//     let __t = __t.tool::<Id, W>(Self::items_tool_attr().name);
//     __t
// }
pub(crate) fn policies<'e>(name: &Ident, entries: impl Iterator<Item = &'e Entry>, root: &RuntimePath) -> TokenStream {
    let span = Span::mixed_site();
    let lines = entries.map(|Entry { called, cfg, described_by, types }| {
        let with = Ident::new(called.word(), span);
        quote_spanned!(span=> #cfg let __t = __t.#with::<#types>(Self::#described_by().name);)
    });
    let doc = "Returns the policies of the guarded methods, for `requires_auth::rmcp::layer`.";
    quote_spanned! {span=>
        #[doc = #doc]
        #[allow(unreachable_pub)]
        pub fn #name() -> #root::rmcp::Policies {
            let __t = #root::rmcp::Policies::new();
            #(#lines)*
            __t
        }
    }
}

// async fn list_tools(&self, _: Option<PaginatedRequestParams>, c: RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
//     Ok(ListToolsResult::with_all_items(K::rmcp::visible_tools(ROUTER.list_all(), &c)?))
// }
//
/// The result has no scope for caches that share it.
pub(crate) fn list_method(router: Option<TokenStream>, meta: Option<TokenStream>, root: &RuntimePath) -> TokenStream {
    let span = Span::mixed_site();
    let router = router.unwrap_or_else(|| quote_spanned!(span=> Self::tool_router()));
    let meta = meta.map(|meta| quote_spanned!(span=> __list.meta = ::core::option::Option::Some(#meta);));
    let mutable = meta.as_ref().map(|_| quote!(mut));
    let rmcp = quote_spanned!(span=> #root::__private::rmcp);
    quote_spanned! {span=>
        async fn list_tools(
            &self,
            _: ::core::option::Option<#rmcp::PaginatedRequestParams>,
            __context: #rmcp::RequestContext<#rmcp::RoleServer>,
        ) -> ::core::result::Result<#rmcp::ListToolsResult, #rmcp::ErrorData> {
            match #root::rmcp::visible_tools((#router).list_all(), &__context) {
                ::core::result::Result::Ok(__all) => {
                    let #mutable __list = #rmcp::ListToolsResult::with_all_items(__all);
                    #meta
                    ::core::result::Result::Ok(__list)
                }
                ::core::result::Result::Err(__no) => ::core::result::Result::Err(__no),
            }
        }
    }
}

// #[tool_router(server_handler)] impl Shop { .. }   =>   #[::rmcp::tool_handler(router = Self::tool_router())] impl ServerHandler for Shop { LIST }
pub(crate) fn server_handler(
    generics: &Generics,
    self_type: &Type,
    router: Option<TokenStream>,
    root: &RuntimePath,
) -> TokenStream {
    let (generics, _, bounds) = generics.split_for_impl();
    let router = router.unwrap_or_else(|| Ident::new("tool_router", Span::call_site()).to_token_stream());
    let router = quote!(Self::#router());
    let list = list_method(Some(router.clone()), None, root);
    quote! {
        #[::rmcp::tool_handler(router = #router)]
        impl #generics ::rmcp::ServerHandler for #self_type #bounds {
            #list
        }
    }
}
