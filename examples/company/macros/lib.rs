//! The attribute of the example `company`. It adds keys and passes the user's own tokens on unchanged, so that `#[requires_auth]`
//! reports a mistake at the user's code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

/// `#[requires_auth]` for axum with the company's defaults: the identity is `User`, and `refuse` turns a rejection into a response.
///
/// Takes every key of `#[requires_auth]`. `identity` and `on_reject` replace the defaults; all others add to them.
#[proc_macro_attribute]
pub fn guarded(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (args, item) = (TokenStream::from(args), TokenStream::from(item));
    // If a parameter has `#[identity]`, it gives the type, and the key as well would be an error.
    let identity = (!gives(&args, "identity") && !marks_identity(&item)).then(|| quote!(identity = ::company::User,));
    let on_reject = (!gives(&args, "on_reject")).then(|| quote!(on_reject = ::company::refuse,));
    quote! {
        #[::company::requires_auth::axum::requires_auth(crate = ::company::requires_auth, #identity #on_reject #args)]
        #item
    }
    .into()
}

/// Whether the arguments have this key: at their start or after a comma.
fn gives(args: &TokenStream, key: &str) -> bool {
    let mut starts = true;
    args.clone().into_iter().any(|token| {
        let found = starts && matches!(&token, TokenTree::Ident(name) if name == key);
        starts = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        found
    })
}

/// Whether the function has a parameter with `#[identity]`.
fn marks_identity(item: &TokenStream) -> bool {
    let parentheses = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    });
    parentheses.flatten().any(|token| match token {
        // This is an attribute: no pattern or type of a parameter is `[identity]` alone.
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => group.stream().to_string() == "identity",
        _ => false,
    })
}
