//! The policy: one constant value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::LitStr;

use crate::scope_list::Demand;
use crate::spans::ends;

// policy!(scopes("a"))  =>  K::__private::Policy::new(concat!(file!(), ":", line!()), RULE)
pub(crate) fn expression(demand: &Demand, private: &TokenStream) -> TokenStream {
    let rule = rule(demand, private);
    quote_spanned! {Span::mixed_site()=>
        #private::Policy::new(::core::concat!(::core::file!(), ":", ::core::line!()), #rule)
    }
}

// scopes("a")  =>  const { &P::Policy::new("handler", RULE) }
// no scopes    =>  const { &P::Unscoped::new("handler") }
pub(super) fn constant(demand: Option<&Demand>, handler: &str, private: &TokenStream, span: Span) -> TokenStream {
    let handler = LitStr::new(handler, span);
    let Some(demand) = demand else { return quote_spanned!(span=> const { &#private::Unscoped::new(#handler) }) };
    let rule = rule(demand, private);
    quote_spanned!(span=> const { &#private::Policy::new(#handler, #rule) })
}

// "a"          =>  Rule::Token(Scope::new("a"))
// READ         =>  Rule::Token({ let __s: &'static Scope = &READ; *__s })      so that rustc names the type of READ
// any(A, B)    =>  Rule::Any(const { &[A, B] })                                nested slices need constants of their own
fn rule(demand: &Demand, private: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    match demand {
        Demand::Literal(scope) => quote_spanned!(span=> #private::Rule::Token(#private::Scope::new(#scope))),
        Demand::Path(path) => {
            // A wrong type is the path's fault, not the annotation's.
            let place = ends(path).0;
            let bind = quote_spanned!(place=> let __s: &'static #private::Scope = &#path;);
            quote_spanned!(span=> #private::Rule::Token({ #bind *__s }))
        }
        Demand::Any(list) => group("Any", list, private, span),
        Demand::All(list) => group("All", list, private, span),
    }
}

fn group(name: &str, list: &[Demand], private: &TokenStream, span: Span) -> TokenStream {
    let name = Ident::new(name, span);
    let rules = list.iter().map(|demand| rule(demand, private));
    quote_spanned!(span=> #private::Rule::#name(const { &[#(#rules),*] }))
}
