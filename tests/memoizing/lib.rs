//! What `#[cache_async]` and its like do, in short: the answer of a function is kept, by its arguments.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::quote;

/// Keeps what an `async fn .. -> String` answered, by what `Debug` prints of its arguments.
#[proc_macro_attribute]
pub fn remembers(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut head: Vec<TokenTree> = TokenStream::from(item).into_iter().collect();
    let body = head.pop();
    let parameters = head.iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    });
    let names = names(parameters.unwrap_or_default());
    quote! {
        #(#head)* {
            static KEPT: ::std::sync::Mutex<::std::collections::BTreeMap<String, String>> =
                ::std::sync::Mutex::new(::std::collections::BTreeMap::new());
            let key = [#(::std::format!("{:?}", #names)),*].join(",");
            let kept = KEPT.lock().ok().and_then(|kept| kept.get(&key).cloned());
            match kept {
                Some(kept) => kept,
                None => {
                    let answer: String = async move #body.await;
                    let _ = KEPT.lock().map(|mut kept| kept.insert(key, answer.clone()));
                    answer
                }
            }
        }
    }
    .into()
}

/// What stands in front of a `:` that is not one of two.
fn names(parameters: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = parameters.into_iter().collect();
    let names = tokens.windows(2).filter_map(|window| match window {
        [name @ TokenTree::Ident(_), TokenTree::Punct(colon)] if colon.as_char() == ':' && colon.spacing() == Spacing::Alone => {
            Some(name.clone())
        }
        _ => None,
    });
    names.collect()
}
