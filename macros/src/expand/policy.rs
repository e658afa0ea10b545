//! The policy: one constant value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::LitStr;

use super::call::{call_in, user_block};
use crate::diagnostics::spans::{self, ends};
use crate::syntax::scopes::ScopeExpr;

// policy!(scopes("a"))  =>  K::__private::Policy::new(concat!(file!(), ":", line!()), RULE)
pub(crate) fn expression(demand: &ScopeExpr, private: &TokenStream) -> TokenStream {
    let rule = rule(demand, private);
    quote_spanned! {Span::mixed_site()=>
        #private::Policy::new(::core::concat!(::core::file!(), ":", ::core::line!()), #rule)
    }
}

// scopes("a")  =>  &P::Policy("handler", RULE)              constructors alone are a constant by themselves
// scopes(READ) =>  const { &P::Policy("handler", RULE) }     a path may be anything
// no scopes    =>  &P::AnyIdentity(P::Policy("handler", P::Rule::Empty))
//
// It stands where the scopes are written, so that an identity without any is an error there; else at `span`.
pub(super) fn constant(demand: Option<&ScopeExpr>, handler: &str, private: &TokenStream, span: Span) -> TokenStream {
    let span = demand.and_then(ScopeExpr::place).unwrap_or(span);
    let handler = LitStr::new(handler, span);
    let private = &spans::over(private, span);
    let Some(demand) = demand else {
        return quote_spanned!(span=> &#private::AnyIdentity(#private::Policy(#handler, #private::Rule::Empty)));
    };
    let rule = rule(demand, private);
    let policy = quote_spanned!(span=> &#private::Policy(#handler, #rule));
    if demand.paths().is_empty() { policy } else { quote_spanned!(span=> const { #policy }) }
}

// scopes("a", "b")  =>  const SCOPES: &'static str = "a b";                    rustc need not look into a literal
// else              =>  const RULE: P::Rule = RULE;
pub(super) fn demanded(demand: &ScopeExpr, private: &TokenStream) -> TokenStream {
    let span = demand.place().unwrap_or_else(Span::mixed_site);
    let private = &spans::over(private, span);
    if let Some(scopes) = literals(demand) {
        return quote_spanned!(span=> const SCOPES: &'static ::core::primitive::str = #scopes;);
    }
    let rule = rule(demand, private);
    quote_spanned!(span=> const RULE: #private::Rule = #rule;)
}

/// The scopes with a space between two, if all are literals and all are demanded.
fn literals(demand: &ScopeExpr) -> Option<String> {
    let literal = |demand: &ScopeExpr| match demand {
        ScopeExpr::Literal(scope) => Some(scope.value()),
        ScopeExpr::Path(_) | ScopeExpr::Any(_) | ScopeExpr::All(_) => None,
    };
    match demand {
        ScopeExpr::All(list) => Some(list.iter().map(literal).collect::<Option<Vec<_>>>()?.join(" ")),
        other => literal(other),
    }
}

// "a"          =>  Rule::Literal("a")
// READ         =>  Rule::Scope(P::scope({ READ }))                                a value that is not a scope is an error there
// any(A, B)    =>  Rule::Any(&[A, B])
// any(A, READ) =>  Rule::Any(const { &[A, READ] })                             nested slices need constants of their own
fn rule(demand: &ScopeExpr, private: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    match demand {
        ScopeExpr::Literal(scope) => quote_spanned!(span=> #private::Rule::Literal(#scope)),
        ScopeExpr::Path(path) => {
            // Braces and all at one token: rustc shows one error where both argument and result are wrong at the same place.
            let place = ends(path).0;
            let scope = call_in(private, "scope", (place, place), user_block(path.to_token_stream(), place));
            quote_spanned!(span=> #private::Rule::Scope(#scope))
        }
        ScopeExpr::Any(list) => group("Any", list, private, span),
        ScopeExpr::All(list) => group("All", list, private, span),
    }
}

fn group(name: &str, list: &[ScopeExpr], private: &TokenStream, span: Span) -> TokenStream {
    let name = Ident::new(name, span);
    let rules = list.iter().map(|demand| rule(demand, private));
    let slice = quote_spanned!(span=> &[#(#rules),*]);
    let is_literal = list.iter().all(|demand| demand.paths().is_empty());
    let slice = if is_literal { slice } else { quote_spanned!(span=> const { #slice }) };
    quote_spanned!(span=> #private::Rule::#name(#slice))
}
