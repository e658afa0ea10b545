//! The policy: one constant value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::LitStr;

use super::call::{call_in, user_block};
use crate::diagnostics::spans::ends;
use crate::model::{Policy, StepUp};
use crate::syntax::runtime_path::RuntimePath;
use crate::syntax::scopes::ScopeExpr;

// policy!(scopes("a"))              =>  K::__private::Policy::new(concat!(file!(), ":", line!()), RULE)
// policy!(scopes("a"), acr("gold")) =>  K::__private::StepUpPolicy(K::__private::Policy::new(..), K::__private::StepUp("gold", 0), SCOPED)
pub(crate) fn expression(policy: &Policy) -> TokenStream {
    let span = Span::mixed_site();
    let private = policy.crate_path.private();
    let rule = rule_or_empty(policy, &private, span);
    let scopes = quote_spanned! {span=>
        #private::Policy::new(::core::concat!(::core::file!(), ":", ::core::line!()), #rule)
    };
    match &policy.step_up {
        Some(step_up) => stepped_up(&scopes, step_up, true, &private, span),
        None => scopes,
    }
}

// P::StepUpPolicy(POLICY, P::StepUp("gold", 300), ::core::marker::PhantomData::<P::Policy>)
fn stepped_up(policy: &TokenStream, step_up: &StepUp, is_scoped: bool, private: &RuntimePath, span: Span) -> TokenStream {
    let StepUp { acr, max_age, place: _ } = step_up;
    let scopes = Ident::new(if is_scoped { "Policy" } else { "AnyIdentity" }, span);
    quote_spanned! {span=>
        #private::StepUpPolicy(#policy, #private::StepUp(#acr, #max_age), ::core::marker::PhantomData::<#private::#scopes>)
    }
}

fn rule_or_empty(policy: &Policy, private: &RuntimePath, span: Span) -> TokenStream {
    policy.demand.as_ref().map_or_else(|| quote_spanned!(span=> #private::Rule::Empty), |demand| rule(demand, private))
}

// scopes("a")  =>  &P::Policy("handler", RULE)              constructors alone are a constant by themselves
// scopes(READ) =>  const { &P::Policy("handler", RULE) }     a path may be anything
// no scopes    =>  &P::AnyIdentity(P::Policy("handler", P::Rule::Empty))
// acr("gold")  =>  &P::StepUpPolicy(P::Policy("handler", RULE), P::StepUp("gold", 0), SCOPED)
//
// It stands where the scopes or the step-up are written, so that an identity that has none is an error there; else at `span`.
pub(super) fn constant(policy: &Policy, handler: &str, private: &RuntimePath, span: Span) -> TokenStream {
    let Policy { demand, step_up, .. } = policy;
    let demanded = demand.as_ref().and_then(ScopeExpr::place).or_else(|| step_up.as_ref().map(|step_up| step_up.place));
    let span = demanded.unwrap_or(span);
    let handler = LitStr::new(handler, span);
    let private = &private.over(span);
    let rule = rule_or_empty(policy, private, span);
    let scopes = quote_spanned!(span=> #private::Policy(#handler, #rule));
    let constant = match (demand, step_up) {
        (_, Some(step_up)) => stepped_up(&scopes, step_up, demand.is_some(), private, span),
        (Some(_), None) => scopes,
        (None, None) => quote_spanned!(span=> #private::AnyIdentity(#scopes)),
    };
    let is_literal = !demand.as_ref().is_some_and(ScopeExpr::has_paths);
    if is_literal { quote_spanned!(span=> &#constant) } else { quote_spanned!(span=> const { &#constant }) }
}

// scopes("a", "b")  =>  const SCOPES: &'static str = "a b";                    rustc need not look into a literal
// else              =>  const RULE: P::Rule = RULE;
pub(super) fn demanded(policy: &Policy, private: &RuntimePath) -> Option<TokenStream> {
    let scopes = policy.demand.as_ref().map(|demand| demanded_scopes(demand, private));
    let step_up = policy.step_up.as_ref().map(demanded_step_up);
    scopes.into_iter().chain(step_up).reduce(|mut tokens, more| {
        tokens.extend(more);
        tokens
    })
}

// acr("gold"), max_age = "5m"  =>  const ACR: &'static str = "gold"; const MAX_AGE: u32 = 300;
fn demanded_step_up(step_up: &StepUp) -> TokenStream {
    let StepUp { acr, max_age, place } = step_up;
    quote_spanned! {*place=>
        const ACR: &'static ::core::primitive::str = #acr;
        const MAX_AGE: ::core::primitive::u32 = #max_age;
    }
}

fn demanded_scopes(demand: &ScopeExpr, private: &RuntimePath) -> TokenStream {
    let span = demand.place().unwrap_or_else(Span::mixed_site);
    if let Some(scopes) = literals(demand) {
        return quote_spanned!(span=> const SCOPES: &'static ::core::primitive::str = #scopes;);
    }
    let private = &private.over(span);
    let rule = rule(demand, private);
    quote_spanned!(span=> const RULE: #private::Rule = #rule;)
}

/// The scopes with a space between two, if all are literals and all are demanded.
fn literals(demand: &ScopeExpr) -> Option<String> {
    let demands = match demand {
        ScopeExpr::All(list) => list,
        other => std::slice::from_ref(other),
    };
    let mut scopes = Vec::new();
    for demand in demands {
        let ScopeExpr::Literal(scope) = demand else { return None };
        scopes.push(scope.value());
    }
    Some(scopes.join(" "))
}

// "a"          =>  Rule::Literal("a")
// READ         =>  Rule::Scope(P::scope({ READ }))                                a value that is not a scope is an error there
// any(A, B)    =>  Rule::Any(&[A, B])
// any(A, READ) =>  Rule::Any(const { &[A, READ] })                             nested slices need constants of their own
fn rule(demand: &ScopeExpr, private: &RuntimePath) -> TokenStream {
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

fn group(name: &str, list: &[ScopeExpr], private: &RuntimePath, span: Span) -> TokenStream {
    let name = Ident::new(name, span);
    let rules = list.iter().map(|demand| rule(demand, private));
    let slice = quote_spanned!(span=> &[#(#rules),*]);
    let is_literal = !list.iter().any(ScopeExpr::has_paths);
    let slice = if is_literal { slice } else { quote_spanned!(span=> const { #slice }) };
    quote_spanned!(span=> #private::Rule::#name(#slice))
}
