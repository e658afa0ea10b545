//! The attribute of the example `company`. A wrapper adds keys and leaves the rest to `#[requires_auth]`: what a user wrote goes
//! through as it is, so that a mistake is reported at the user's own word.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

/// `#[requires_auth]` of axum as this company wants it: the identity is its `User`, and a refusal is answered by its `refuse`.
///
/// Takes every key of `#[requires_auth]`. `identity` and `on_reject` replace the defaults, all others add to them.
#[proc_macro_attribute]
pub fn guarded(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (args, item) = (TokenStream::from(args), TokenStream::from(item));
    // The parameter says the type where there is one, and the key beside it would be a mistake.
    let identity = (!gives(&args, "identity") && !marks_identity(&item)).then(|| quote!(identity = ::company::User,));
    let on_reject = (!gives(&args, "on_reject")).then(|| quote!(on_reject = ::company::refuse,));
    quote! {
        #[::company::requires_auth::axum::requires_auth(crate = ::company::requires_auth, #identity #on_reject #args)]
        #item
    }
    .into()
}

/// Whether this key is among the arguments: at their start, or behind a comma.
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
        // `#` stands in front of it: a pattern or a type in brackets is no lone `identity`.
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => group.stream().to_string() == "identity",
        _ => false,
    })
}
