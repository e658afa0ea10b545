//! The policy: one constant value.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::LitStr;

use crate::policy::Policy;
use crate::scope_list::Demand;
use crate::spans::ends;

// policy!(scopes("a"))  =>  K::__private::Policy::new(concat!(file!(), ":", line!()), RULE)
pub(crate) fn expression(demand: &Demand, private: &TokenStream) -> TokenStream {
    let rule = rule(demand, private);
    quote_spanned! {Span::mixed_site()=>
        #private::Policy::new(::core::concat!(::core::file!(), ":", ::core::line!()), #rule)
    }
}

// scopes("a")  =>  const { &K::__private::Policy::new("handler", RULE) }
// no scopes    =>  const { &K::__private::Unscoped::new("handler") }
pub(super) fn constant(policy: &Policy, handler: &str) -> TokenStream {
    let private = policy.crate_path.private();
    let span = Span::mixed_site();
    let handler = LitStr::new(handler, span);
    if let Some(demand) = &policy.demand {
        let rule = rule(demand, &private);
        quote_spanned!(span=> const { &#private::Policy::new(#handler, #rule) })
    } else {
        quote_spanned!(span=> const { &#private::Unscoped::new(#handler) })
    }
}

// "a"          =>  Rule::Token(Scope::new("a"))
// READ         =>  Rule::Token({ let s: &'static Scope = &READ; *s })      so that rustc names the type of READ
// any(A, B)    =>  Rule::Any(const { &[A, B] })                            nested slices need constants of their own
fn rule(demand: &Demand, private: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    match demand {
        Demand::Literal(scope) => quote_spanned!(span=> #private::Rule::Token(#private::Scope::new(#scope))),
        Demand::Path(path) => {
            // The reference is what rustc underlines when the type is wrong: from here to there, all of the path.
            let (start, _) = ends(path);
            let reference = quote_spanned!(start=> &);
            quote_spanned!(span=> #private::Rule::Token({ let s: &'static #private::Scope = #reference #path; *s }))
        }
        Demand::Any(list) => group("Any", list, private, span),
        Demand::All(list) => group("All", list, private, span),
    }
}

fn group(name: &str, list: &[Demand], private: &TokenStream, span: Span) -> TokenStream {
    let name = proc_macro2::Ident::new(name, span);
    let rules = list.iter().map(|demand| rule(demand, private));
    quote_spanned!(span=> #private::Rule::#name(const { &[#(#rules),*] }))
}
