//! The guard as a parameter: every caller of the handler needs one, and only a verification makes one.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use syn::{Expr, Visibility};

use super::call::{short, user_block};
use super::guard_type::{self, GuardType, IdentityType};
use super::inline::Call;
use super::{inline, policy};
use crate::diagnostics::spans::{self, at, ends, last_name};
use crate::framework::Framework;
use crate::model::{HandlerGuard, IdentityUse, Question, Source};
use crate::syntax::attributes::conditions;
use crate::syntax::function::{Body, GuardedFn};
use crate::syntax::plain::option_of;

// async fn h(#[identity] who: User, Json(item): Json<T>) -> R { BODY }
//   =>  enum __requires_auth_policy_h {}
//       const _: () = { IMPLS };                                            what is demanded, who decides, how a refusal is answered
//       async fn h(__requires_auth_guard: Guard<User, FromApp<__requires_auth_policy_h>>, Json(item): Json<T>) -> R {
//           let who: User = identity(__requires_auth_guard);
//           { BODY }
//       }
pub(crate) fn handler(guard: &HandlerGuard<'_>, function: &GuardedFn) -> TokenStream {
    let marker = format_ident!("__requires_auth_policy_{}", function.name(), span = Span::call_site());
    let mut tokens = beside(&[], guard, &function.vis, &marker);
    tokens.extend(item(guard, function, &GuardType::of(guard, &marker)));
    tokens
}

/// Where a method stands.
pub(crate) struct ImplContext<'b> {
    pub(crate) self_type: &'b TokenStream,
    pub(crate) header: &'b TokenStream,
}

/// A guarded method.
pub(crate) struct Method {
    /// What belongs beside the `impl` block.
    pub(crate) beside: TokenStream,
    pub(crate) item: TokenStream,
    /// The types of its guard, `Id, W`.
    pub(crate) types: TokenStream,
}

pub(crate) fn method(guard: &HandlerGuard<'_>, function: &GuardedFn, place: &ImplContext<'_>) -> Method {
    let mut words = String::new();
    for word in place.self_type.to_string().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words = words + word + "_";
    }
    // `impl Api<A>` and `impl Api<B>` may have methods of one name, and so may two traits.
    let place = hash(&place.header.to_string());
    let marker = format_ident!("__requires_auth_policy_{words}{}_{place:x}", function.name(), span = Span::call_site());
    let vis = Visibility::Public(syn::Token![pub](Span::mixed_site()));
    let cfg = conditions(&function.attrs);
    let shown = GuardType::of(guard, &marker);
    let (identity, mode) = (&shown.identity, &shown.mode);
    Method {
        beside: beside(&cfg, guard, &vis, &marker),
        item: item(guard, function, &shown),
        types: quote_spanned!(Span::mixed_site()=> #identity, #mode),
    }
}

/// FNV-1a: the same in every build.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

// pub enum M {}
// impl P::HandlerSpec for M { const NAME: &'static str = "h"; const SCOPES: &'static str = "a b"; }
// impl P::ScopedSpec<User> for M {}                                           if scopes are demanded of a type that can be named here
// impl P::StepUpSpec for M { type Id = User; }                                the same for `acr` and `max_age`
// const _: () = { use P as __p; MORE };                                       if there is more to say
//
/// The marker is as visible as the handler, because it is in the signature, and has no variants, because it needs no value. rustc
/// has no lints for what the macro of another crate writes. rust-analyzer has one, about names.
fn beside(cfg: &[TokenStream], guard: &HandlerGuard<'_>, vis: &Visibility, marker: &Ident) -> TokenStream {
    let private = guard.policy.crate_path.private();
    let name = &guard.handler;
    let demanded = policy::demanded(&guard.policy, &private);
    let mut tokens = quote_spanned! {Span::mixed_site()=>
        #(#cfg)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis enum #marker {}
        #(#cfg)*
        impl #private::HandlerSpec for #marker {
            const NAME: &'static ::core::primitive::str = #name;
            #demanded
        }
    };
    if guard.demands_scopes_beside() {
        let (spec, identity) = (private.then("ScopedSpec"), IdentityType::of(guard));
        // rustc underlines the type that implements, if the identity has no scopes.
        let mut at_identity = marker.clone();
        at_identity.set_span(marker.span().located_at(ends(&identity).0));
        tokens.extend(quote_spanned!(Span::mixed_site()=> #(#cfg)* impl #spec<#identity> for #at_identity {}));
    }
    if guard.demands_step_up_beside() {
        let (spec, identity) = (private.then("StepUpSpec"), IdentityType::of(guard));
        tokens.extend(quote_spanned!(Span::mixed_site()=> #(#cfg)* impl #spec for #marker { type Id = #identity; }));
    }
    if let Some(more) = more(guard, marker) {
        tokens.extend(quote_spanned! {Span::mixed_site()=>
            #(#cfg)*
            const _: () = {
                use #private as __p;
                #more
            };
        });
    }
    tokens
}

fn item(guard: &HandlerGuard<'_>, function: &GuardedFn, shown: &GuardType<'_>) -> TokenStream {
    let statements = function.body.as_ref().map(|body| statements(guard, shown, function, body));
    let item = function.rewritten(guard_type::parameters(shown, function), statements.unwrap_or_default());
    if guard.framework == Framework::Rocket { spans::opened(item) } else { item }
}

/// What only some handlers say: a predicate, a verifier, a response to rejected requests, the state.
fn more(guard: &HandlerGuard<'_>, marker: &Ident) -> Option<TokenStream> {
    if let (Source::Application { state: None, .. }, Question::Required | Question::Optional, None) =
        (&guard.source, &guard.question, &guard.on_reject)
    {
        return None;
    }
    let span = Span::mixed_site();
    let root = guard.policy.crate_path.root();
    let framework = Ident::new(guard.framework.module(), span);
    let mut more = match (&guard.source, &guard.question) {
        (Source::Application { .. }, Question::Required | Question::Optional) => TokenStream::new(),
        (Source::Application { .. }, Question::Only(only)) => predicate_spec(guard, marker, only),
        (Source::Verifier(verifier), _) => verifier_spec(guard, marker, verifier),
    };
    if let Some(path) = &guard.on_reject {
        // What does not fit is the function's fault.
        let place = last_name(path);
        let called = inline::called(path, &short(), &quote_spanned!(span=> __no));
        let output = quote_spanned!(place=> #root::#framework::on_reject_output(#called));
        more.extend(quote_spanned! {span=>
            impl __p::OnReject<#root::#framework::Framework> for #marker {
                fn on_reject(__no: __p::Rejection) -> #root::#framework::OnRejectOutput {
                    #output
                }
            }
        });
    }
    if let Source::Application { tag, state: Some(state) } = &guard.source {
        let place = at(syn::spanned::Spanned::span(state));
        let provided = match guard.question {
            Question::Optional => inside_option(guard),
            Question::Required | Question::Only(_) => IdentityType::of(guard).into_token_stream(),
        };
        let tag = tag.as_ref().map_or_else(|| quote_spanned!(span=> ()), ToTokens::to_token_stream);
        // The call stands at the type, so that it is underlined where it holds no authenticator.
        more.extend(quote_spanned!(place=> const _: fn() = || __p::provides::<#state, #provided, #tag>();));
    }
    Some(more)
}

/// `T` of the `Option<T>` that an optional guard gives.
fn inside_option(guard: &HandlerGuard<'_>) -> TokenStream {
    let ty = match &guard.identity {
        IdentityUse::Parameter(parameter) => option_of(&parameter.ty),
        IdentityUse::Type(ty) => option_of(ty),
        IdentityUse::Unused => None,
    };
    ty.map(ToTokens::to_token_stream).unwrap_or_default()
}

// impl PredicateSpec<User> for M { fn only(id) -> bool { .. } }
fn predicate_spec(guard: &HandlerGuard<'_>, marker: &Ident, only: &Expr) -> TokenStream {
    let identity = IdentityType::of(guard);
    let only = inline::predicate(only);
    quote_spanned! {Span::mixed_site()=>
        impl __p::PredicateSpec<#identity> for #marker {
            fn only(__id: &#identity) -> ::core::primitive::bool { __p::predicate_holds(__id #only) }
        }
    }
}

// impl VerifierSpec<User> for M { type Admitted = ..; fn ask(r) -> .. { .. } }
fn verifier_spec(guard: &HandlerGuard<'_>, marker: &Ident, verifier: &Expr) -> TokenStream {
    let span = Span::mixed_site();
    let identity = IdentityType::of(guard);
    let place = last_name(verifier);
    let ask = |call| inline::ask(verifier, &guard.question, &guard.policy, &guard.handler, call, &quote_spanned!(span=> __r));
    let awaited = ask(Call::Decided);
    let optional = matches!(guard.question, Question::Optional);
    let admitted = Ident::new(if optional { "MaybeAnonymous" } else { "Authenticated" }, span);
    let same = quote_spanned!(place=> __p::same_identity::<_, #identity, __p::#admitted>);
    // In two statements, so that what rustc cannot infer of the verifier is said of the verifier alone.
    let asked = quote_spanned!(place=> let __d = match &(#verifier) { __v => #awaited }; #same(__d));
    let asked_now = guard.framework.takes_one_extractor().then(|| {
        let now = ask(Call::DecidedNow);
        quote_spanned! {place=>
            fn ask_now(__r: &mut __p::DynRequest<'_>) -> ::core::option::Option<__p::Decided<#identity, __p::#admitted>> {
                ::core::option::Option::map(match &(#verifier) { __v => #now }, #same)
            }
        }
    });
    quote_spanned! {span=>
        impl __p::VerifierSpec<#identity> for #marker {
            type Admitted = __p::#admitted;
            #asked_now
            fn ask<'__a>(
                __r: &'__a mut __p::DynRequest<'_>,
            ) -> impl ::core::future::Future<Output = __p::Decided<#identity, __p::#admitted>> + ::core::marker::Send + '__a {
                async move { #asked }
            }
        }
    }
}

// let __head = ..; let who: User = ..; CHECK { BODY }
fn statements(guard: &HandlerGuard<'_>, shown: &GuardType<'_>, function: &GuardedFn, body: &Body) -> TokenStream {
    let binding = guard_type::binding(shown, function);
    let mut tokens = match &guard.check {
        None => binding,
        Some(check) => {
            let failed = inline::check_failed(&shown.private, &guard.handler);
            let refused = match &guard.on_reject {
                Some(path) => inline::returned_from(path, function, &shown.private, &failed),
                None => inline::returned_by(function, "carry_rejection", &shown.private, failed).into_token_stream(),
            };
            let (is_head, check) = (guard_type::guard_is_head(&shown.private), inline::check(check, &refused));
            quote!(#is_head #binding #check)
        }
    };
    tokens.append(user_block(body.tokens.clone(), body.brace.span.join()));
    tokens
}
