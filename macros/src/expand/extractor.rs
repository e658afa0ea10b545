//! The guard as a parameter: every caller of the handler needs one, and only a verification makes one.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;

use super::call::{call_in, user_block};
use super::inline::Call;
use super::{inline, policy, signature};
use crate::diagnostics::spans::{self, at, ends, last_name};
use crate::framework::Framework;
use crate::model::{HandlerGuard, IdentityUse, Question, Source};
use crate::syntax::attributes::handler_attribute;
use crate::syntax::function::{Body, GuardedFn};
use crate::syntax::guard_parameter;
use crate::syntax::parameters;
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
    let beside = beside(&TokenStream::new(), guard, &function.vis, &marker);
    let item = item(guard, function, &marker);
    quote!(#beside #item)
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
    let words = place.self_type.to_string();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `impl Api<A>` and `impl Api<B>` may have methods of one name, and so may two traits.
    let place = hash(&place.header.to_string());
    let marker =
        format_ident!("__requires_auth_policy_{}_{}_{place:x}", words.join("_"), function.name(), span = Span::call_site());
    let vis = syn::Visibility::Public(syn::Token![pub](Span::mixed_site()));
    let cfg = function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let cfg = quote!(#(#cfg)*);
    let (identity, mode) = (identity_type(guard), mode(guard, &marker));
    Method {
        beside: beside(&cfg, guard, &vis, &marker),
        item: item(guard, function, &marker),
        types: quote_spanned!(Span::mixed_site()=> #identity, #mode),
    }
}

/// FNV-1a: the same in every build.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn beside(cfg: &TokenStream, guard: &HandlerGuard<'_>, vis: &syn::Visibility, marker: &Ident) -> TokenStream {
    let (declared, impls) = (marker_item(vis, marker), impls(guard, marker));
    quote!(#cfg #declared #cfg #impls)
}

fn item(guard: &HandlerGuard<'_>, function: &GuardedFn, marker: &Ident) -> TokenStream {
    // Of what is named beside the handler, and of a verifier, it is demanded there.
    let is_asked_here = matches!(guard.source, Source::Application { .. }) && !guard.is_named_beside;
    let shown = GuardType {
        scoped: guard.policy.demand.is_some() && is_asked_here,
        stepped_up: guard.policy.step_up.is_some() && is_asked_here,
        private: guard.policy.crate_path.private(),
        framework: guard.framework,
        mode: mode(guard, marker),
        identity: identity_type(guard),
    };
    let statements = function.body.as_ref().map(|body| statements(guard, &shown, function, body));
    let item = function.rewritten(&parameters(&shown, function), &statements.unwrap_or_default());
    if guard.framework == Framework::Rocket { spans::opened(item) } else { item }
}

/// What the guard's type is made of.
pub(crate) struct GuardType {
    /// Whether scopes are demanded of the identity.
    pub(crate) scoped: bool,
    /// Whether it is demanded how or when the identity's caller was authenticated.
    pub(crate) stepped_up: bool,
    pub(crate) private: TokenStream,
    pub(crate) framework: Framework,
    /// How it is decided, around the marker.
    pub(crate) mode: TokenStream,
    pub(crate) identity: TokenStream,
}

/// The type of the identity, which chooses the authenticator.
fn identity_type(guard: &HandlerGuard<'_>) -> TokenStream {
    match &guard.identity {
        IdentityUse::Parameter(parameter) => parameter.ty.to_token_stream(),
        IdentityUse::Type(ty) => ty.to_token_stream(),
        IdentityUse::Unused => {
            let root = guard.policy.crate_path.root();
            quote_spanned!(Span::mixed_site()=> #root::Identity)
        }
    }
}

/// As visible as the handler, because it is in the signature. Without variants, because it needs no value.
fn marker_item(vis: &syn::Visibility, marker: &Ident) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        #[doc(hidden)]
        #[allow(dead_code, non_camel_case_types, unreachable_pub)]
        #vis enum #marker {}
    }
}

// impl P::HandlerSpec for M { .. }
// const _: () = { use P as __p; MORE };                                       if there is more to say
fn impls(guard: &HandlerGuard<'_>, marker: &Ident) -> TokenStream {
    let spec = spec(guard, marker);
    let more = more(guard, marker);
    let of_identity = specs_of_identity(guard, marker);
    if more.is_empty() && of_identity.is_empty() {
        return spec;
    }
    if more.is_empty() {
        return quote_spanned!(Span::mixed_site()=> #spec #of_identity);
    }
    let private = guard.policy.crate_path.private();
    quote_spanned! {Span::mixed_site()=>
        #spec
        #of_identity
        const _: () = {
            use #private as __p;
            #more
        };
    }
}

// impl P::HandlerSpec for M { const NAME: &'static str = "h"; const SCOPES: &'static str = "a b"; }
fn spec(guard: &HandlerGuard<'_>, marker: &Ident) -> TokenStream {
    let private = guard.policy.crate_path.private();
    let name = &guard.handler;
    let demanded = policy::demanded(&guard.policy, &private);
    quote_spanned! {Span::mixed_site()=>
        impl #private::HandlerSpec for #marker {
            const NAME: &'static ::core::primitive::str = #name;
            #demanded
        }
    }
}

// impl P::ScopedSpec for M { type Id = User; }                                what is demanded of the type of the identity
fn specs_of_identity(guard: &HandlerGuard<'_>, marker: &Ident) -> TokenStream {
    if !guard.is_named_beside || !matches!(guard.source, Source::Application { .. }) {
        return TokenStream::new();
    }
    let identity = identity_type(guard);
    let demanded = [("ScopedSpec", guard.policy.demand.is_some()), ("StepUpSpec", guard.policy.step_up.is_some())];
    let private = guard.policy.crate_path.private();
    let specs = demanded.into_iter().filter(|(_, is_demanded)| *is_demanded).map(|(name, _)| {
        let spec = Ident::new(name, Span::mixed_site());
        quote_spanned!(Span::mixed_site()=> impl #private::#spec for #marker { type Id = #identity; })
    });
    specs.collect()
}

// P::FromApp<M, Tag>, P::WithPredicate<P::FromAppScoped<M>>, P::WithOnReject<P::FromVerifier<M>>, ..
fn mode(guard: &HandlerGuard<'_>, marker: &Ident) -> TokenStream {
    let span = Span::mixed_site();
    let private = guard.policy.crate_path.private();
    let mode = match &guard.source {
        Source::Application { tag, .. } => {
            let source = match (&guard.policy.demand, guard.is_named_beside) {
                (None, _) => "FromApp",
                (Some(_), false) => "FromAppScoped",
                (Some(_), true) => "FromAppWithScopes",
            };
            let source = Ident::new(source, span);
            let tag = tag.as_ref().map(|tag| quote_spanned!(span=> , #tag));
            let mode = quote_spanned!(span=> #private::#source<#marker #tag>);
            let mode = match guard.policy.step_up {
                Some(_) if guard.is_named_beside => quote_spanned!(span=> #private::WithStepUpOf<#mode>),
                Some(_) => quote_spanned!(span=> #private::WithStepUp<#mode>),
                None => mode,
            };
            match &guard.question {
                Question::Required => mode,
                Question::Only(_) => quote_spanned!(span=> #private::WithPredicate<#mode>),
                Question::Optional => quote_spanned!(span=> #private::OrAnonymous<#mode>),
            }
        }
        Source::Verifier(_) => {
            let optional = matches!(guard.question, Question::Optional);
            let source = Ident::new(if optional { "FromVerifierOptional" } else { "FromVerifier" }, span);
            quote_spanned!(span=> #private::#source<#marker>)
        }
    };
    if guard.on_reject.is_some() { quote_spanned!(span=> #private::WithOnReject<#mode>) } else { mode }
}

/// What only some handlers say: a predicate, a verifier, a response to rejected requests, the state.
fn more(guard: &HandlerGuard<'_>, marker: &Ident) -> TokenStream {
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
        let called = inline::called(path, quote_spanned!(span=> __no));
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
        let identity = identity_type(guard);
        let provided = match guard.question {
            Question::Optional => inside_option(guard),
            Question::Required | Question::Only(_) => identity,
        };
        let tag = tag.as_ref().map_or_else(|| quote_spanned!(span=> ()), ToTokens::to_token_stream);
        // The call stands at the type, so that it is underlined where it holds no authenticator.
        more.extend(quote_spanned!(place=> const _: fn() = || __p::provides::<#state, #provided, #tag>();));
    }
    more
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

// impl PredicateSpec for M { type Id = User; fn only(id) -> bool { .. } }
fn predicate_spec(guard: &HandlerGuard<'_>, marker: &Ident, only: &Expr) -> TokenStream {
    let identity = identity_type(guard);
    let only = inline::predicate(only);
    quote_spanned! {Span::mixed_site()=>
        impl __p::PredicateSpec for #marker {
            type Id = #identity;
            fn only(__id: &#identity) -> ::core::primitive::bool { __p::predicate_holds(__id #only) }
        }
    }
}

// impl VerifierSpec for M { type Id = User; type Admitted = ..; fn ask(r) -> .. { .. } }
fn verifier_spec(guard: &HandlerGuard<'_>, marker: &Ident, verifier: &Expr) -> TokenStream {
    let span = Span::mixed_site();
    let identity = identity_type(guard);
    let place = last_name(verifier);
    let ask = |call| inline::ask(verifier, &guard.question, &guard.policy, &guard.handler, call, &quote_spanned!(span=> __r));
    let awaited = ask(Call::Decided);
    let optional = matches!(guard.question, Question::Optional);
    let admitted = Ident::new(if optional { "MaybeAnonymous" } else { "Authenticated" }, span);
    let same = quote_spanned!(place=> __p::same_identity::<_, #identity, __p::#admitted>);
    let asked = quote_spanned!(place=> #same(match &(#verifier) { __v => #awaited }));
    let asked_now = guard.framework.takes_one_extractor().then(|| {
        let now = ask(Call::DecidedNow);
        quote_spanned! {place=>
            fn ask_now(__r: &mut __p::DynRequest<'_>) -> ::core::option::Option<__p::Decided<#identity, __p::#admitted>> {
                ::core::option::Option::map(match &(#verifier) { __v => #now }, #same)
            }
        }
    });
    quote_spanned! {span=>
        impl __p::VerifierSpec for #marker {
            type Id = #identity;
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

// (#[identity] who: User, a: A)   =>   (__requires_auth_guard: Guard<User, FromApp<M>>, a: A)
pub(crate) fn parameters(shown: &GuardType, function: &GuardedFn) -> TokenStream {
    let GuardType { private, framework, mode, identity, scoped: _, stepped_up: _ } = shown;
    let guard = guard_name();
    if framework.takes_one_extractor() {
        let (patterns, types) = signature::bundled(function);
        let (receiver, _) = signature::after_receiver(function);
        let module = Ident::new(framework.module(), Span::mixed_site());
        return quote_spanned! {Span::mixed_site()=>
            #receiver #private::#module::Bundle(#guard, (#patterns)): #private::#module::Bundle<#identity, #mode, (#types)>
        };
    }
    let (receiver, rest) = signature::after_receiver(function);
    // Rocket names variables of its own with the span of a parameter's type, which is that of its first token, and expects them to
    // be those of its attribute, which a user's macro may have been handed with the function.
    let call = Span::call_site();
    let route = handler_attribute(&function.attrs).map_or(call, |attribute| call.resolved_at(attribute.pound_token.span));
    let private = spans::begun_at(private, route);
    quote_spanned!(Span::mixed_site()=> #receiver #guard: #private::Guard<#identity, #mode>, #rest)
}

/// Without hygiene: see [`guard_parameter::NAME`]. A second guard of one function is an error for the same reason.
fn guard_name() -> Ident {
    Ident::new(guard_parameter::NAME, Span::call_site())
}

// let who: User = P::identity(__requires_auth_guard);
pub(crate) fn binding(shown: &GuardType, function: &GuardedFn) -> TokenStream {
    let span = Span::mixed_site();
    let (place, lints, who) = match parameters::identity(function) {
        Some(parameter) => {
            let (pat, ty) = (&parameter.pat, &parameter.ty);
            (ends(ty), signature::lints(parameter), quote_spanned!(span=> #pat: #ty))
        }
        None => ((span, span), TokenStream::new(), quote_spanned!(span=> _)),
    };
    let taken = identity_call(shown, place);
    let identity = quote_spanned!(span=> #lints let #who = #taken;);
    let rest = if shown.framework.takes_one_extractor() { signature::unbundled(function) } else { TokenStream::new() };
    quote!(#identity #rest)
}

fn identity_call(shown: &GuardType, places: (Span, Span)) -> TokenStream {
    let name = if shown.scoped { "scoped_identity" } else { "identity" };
    let mut guard = guard_name();
    guard.set_span(guard.span().located_at(places.0));
    let identity = call_in(&shown.private, name, places, guard.to_token_stream());
    if shown.stepped_up { call_in(&shown.private, "authenticated_identity", places, identity) } else { identity }
}

// let __head = P::guard_is_head(&__requires_auth_guard);
fn guard_is_head(private: &TokenStream) -> TokenStream {
    let guard = guard_name();
    quote_spanned!(Span::mixed_site()=> let __head = #private::guard_is_head(&#guard);)
}

/// What stands in front of the user's statements.
fn statements(guard: &HandlerGuard<'_>, shown: &GuardType, function: &GuardedFn, body: &Body) -> TokenStream {
    let binding = binding(shown, function);
    let check = guard.check.as_ref().map(|check| {
        let refused = match &guard.on_reject {
            Some(path) => inline::called(path, inline::check_failed(&shown.private, &guard.handler)),
            None => inline::returned_by(
                function,
                "carry_rejection",
                &shown.private,
                inline::check_failed(&shown.private, &guard.handler),
            ),
        };
        inline::check(check, &refused)
    });
    let is_head = guard.check.as_ref().map(|_| guard_is_head(&shown.private));
    let block = user_block(body.tokens.clone(), body.brace.span.join());
    quote!(#is_head #binding #check #block)
}
