//! The parameters as the signature shows them, and the `let`s that take them over.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use syn::punctuated::Pair;
use syn::{Attribute, FnArg, Meta, Pat, PatType, Token, Type};

use super::guard_uses;
use crate::diagnostics::spans::at;
use crate::model::Guard;
use crate::syntax::attributes::{cfg_attr_contents, conditions};
use crate::syntax::body_shape::BodyShape;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::{Binding, PassedAs, beside_identity, is_identity, is_identity_attribute, slot};
use crate::syntax::plain::strip;

// (req: R, #[identity] who: I, Json(item): Json<T>)  =>  (mut req: R, __requires_auth_2: Json<T>)
pub(super) fn guarded(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let mut tokens = TokenStream::new();
    parameters(function, &mut tokens, |index, parameter, tokens| {
        if index == guard.request.index {
            match (guard.request.hold, &guard.request.slot) {
                (PassedAs::Value, slot) => moved(parameter, slot, Some(&Token![mut](Span::mixed_site())), tokens),
                (_, slot @ (Binding::Pattern { .. } | Binding::Wild { .. })) => moved(parameter, slot, None, tokens),
                (_, Binding::Named { .. }) => parameter.to_tokens(tokens),
            }
        } else if is_rebound(guard, index) {
            moved(parameter, &slot(parameter, &hidden(index)), None, tokens);
        } else {
            parameter.to_tokens(tokens);
        }
    });
    tokens
}

/// The signature without `#[identity]`, otherwise as it was. An `impl Trait` stays, because no `let` can have that type.
pub(crate) fn without_identity(function: &GuardedFn) -> TokenStream {
    let mut tokens = TokenStream::new();
    parameters(function, &mut tokens, |_, parameter, tokens| parameter.to_tokens(tokens));
    tokens
}

// (&self, #[identity] who: I, a: A)  =>  &self,
pub(super) fn receiver(function: &GuardedFn) -> Option<TokenStream> {
    function.sig.receiver().map(|receiver| quote!(#receiver,))
}

// (&self, #[identity] who: I, a: A)  =>  a: A
pub(super) fn append_arguments(function: &GuardedFn, tokens: &mut TokenStream) {
    for input in function.sig.inputs.pairs().skip(usize::from(function.sig.receiver().is_some())) {
        append(&input, tokens, ToTokens::to_tokens);
    }
}

// (a: A, Json(mut b): Json<B>)  =>  a, Json(mut b),   and   A, Json<B>,
//
// The patterns stay as they are, because other attributes know parameters by name: `#[instrument(skip(a))]`. Only one with
// attributes is taken over by a `let`, since a pattern inside of another has none.
pub(super) fn bundled(function: &GuardedFn) -> (TokenStream, TokenStream) {
    let mut patterns = TokenStream::new();
    let mut types = TokenStream::new();
    for (hidden, parameter) in bundle(function) {
        let PatType { pat, ty, .. } = parameter;
        match hidden {
            Some(hidden) => patterns.append_all(quote!(#hidden,)),
            None => patterns.append_all(quote!(#pat,)),
        }
        types.append_all(quote!(#ty,));
    }
    (patterns, types)
}

// #[allow(unused_variables)] a: A   =>   #[allow(unused_variables)] let (a,) = (__requires_auth_0,);
pub(super) fn unbundled(function: &GuardedFn) -> TokenStream {
    let mut tokens = TokenStream::new();
    for (hidden, parameter) in bundle(function) {
        if let Some(hidden) = hidden {
            tokens.extend(pattern(parameter, &hidden));
        }
    }
    tokens
}

/// The parameters beside `#[identity]`, and the name of each that a `let` takes over.
fn bundle(function: &GuardedFn) -> Vec<(Option<Ident>, &PatType)> {
    let mut bundle = Vec::new();
    for parameter in beside_identity(function) {
        let hidden = || Ident::new(&hidden(bundle.len()), at(syn::spanned::Spanned::span(&parameter.pat)));
        let hidden = if parameter.attrs.is_empty() { None } else { Some(hidden()) };
        bundle.push((hidden, parameter));
    }
    bundle
}

fn parameters(function: &GuardedFn, tokens: &mut TokenStream, mut show: impl FnMut(usize, &PatType, &mut TokenStream)) {
    for (index, input) in function.sig.inputs.pairs().enumerate() {
        append(&input, tokens, |parameter, tokens| show(index, parameter, tokens));
    }
}

fn append(input: &Pair<&FnArg, &Token![,]>, tokens: &mut TokenStream, show: impl FnOnce(&PatType, &mut TokenStream)) {
    match input.value() {
        FnArg::Typed(parameter) if is_identity(parameter) => match strip(&parameter.ty) {
            Type::ImplTrait(_) => tokens.extend(plain(&parameter.attrs, parameter.to_token_stream())),
            _ => return,
        },
        FnArg::Typed(parameter) => show(parameter, tokens),
        FnArg::Receiver(receiver) if receiver.attrs.is_empty() => receiver.to_tokens(tokens),
        FnArg::Receiver(receiver) => tokens.extend(plain(&receiver.attrs, receiver.to_token_stream())),
    }
    input.punct().to_tokens(tokens);
}

/// A parameter that stays although it says `#[identity]`, without its attributes. Only after a mistake.
fn plain(attrs: &[Attribute], parameter: TokenStream) -> TokenStream {
    let mut tokens = parameter.into_iter().peekable();
    if attrs.iter().any(is_identity_attribute) {
        while tokens.next_if(|token| matches!(token, TokenTree::Punct(pound) if pound.as_char() == '#')).is_some() {
            tokens.next();
        }
    }
    tokens.collect()
}

/// What stands behind a request that is moved is moved too, so that all is dropped in the order it had.
fn is_rebound(guard: &Guard<'_>, index: usize) -> bool {
    let in_body = matches!(guard.shape, BodyShape::Async | BodyShape::Sync);
    in_body && guard.request.hold == PassedAs::Value && index > guard.request.index
}

fn hidden(index: usize) -> String {
    format!("__requires_auth_{index}")
}

/// A parameter that a `let` takes over: `mut` and lint attributes go with the `let`.
fn moved(parameter: &PatType, slot: &Binding<'_>, mutability: Option<&Token![mut]>, tokens: &mut TokenStream) {
    let PatType { attrs, pat: _, colon_token, ty } = parameter;
    tokens.append_all(attrs.iter().filter(|attribute| !is_lint(attribute)));
    let name = match slot {
        Binding::Named { name, .. } => name,
        Binding::Pattern { hidden } | Binding::Wild { hidden } => hidden,
    };
    mutability.to_tokens(tokens);
    name.to_tokens(tokens);
    colon_token.to_tokens(tokens);
    ty.to_tokens(tokens);
}

// (.., req: R, mut a: A, B { b, .. }: B, _: C)
//   =>  let mut a = a; let h = h; let B { b, .. } = h; let i = i;       with `let _ = &a;` where the guard uses `a`
pub(super) fn rebindings(guard: &Guard<'_>, function: &GuardedFn, tokens: &mut TokenStream) {
    for (index, input) in function.sig.inputs.iter().enumerate() {
        let FnArg::Typed(parameter) = input else { continue };
        if is_identity(parameter) || !is_rebound(guard, index) {
            continue;
        }
        let cfg = conditions(&parameter.attrs);
        let slot = slot(parameter, &hidden(index));
        let span = at(syn::spanned::Spanned::span(&parameter.pat));
        match &slot {
            Binding::Named { mutability, name } => {
                let lints = lints(parameter);
                tokens.extend(quote_spanned!(span=> #(#cfg)* #(#lints)* let #mutability #name = #name;));
                if guard_uses::by_guard(guard, name) {
                    tokens.extend(quote_spanned!(span=> #(#cfg)* let _ = &#name;));
                }
            }
            Binding::Pattern { hidden } => {
                let pattern = pattern(parameter, hidden);
                tokens.extend(quote_spanned!(span=> #(#cfg)* let #hidden = #hidden; #(#cfg)* #pattern));
            }
            Binding::Wild { hidden } => tokens.extend(quote_spanned!(span=> #(#cfg)* let #hidden = #hidden;)),
        }
    }
}

// Parts { headers, .. }: Parts  =>  let Parts { headers, .. } = hidden;
// _name: T                      =>  let (_name,) = (hidden,);                 a plain `let _name = ..` looks idle to clippy
pub(super) fn pattern(parameter: &PatType, hidden: &Ident) -> TokenStream {
    let lints = lints(parameter);
    match &*parameter.pat {
        pat @ Pat::Ident(_) => quote_spanned!(hidden.span()=> #(#lints)* let (#pat,) = (#hidden,);),
        pat => quote_spanned!(hidden.span()=> #(#lints)* let #pat = #hidden;),
    }
}

/// `#[allow(unused_variables)]` and the like, which speak about the binding.
pub(super) fn lints(parameter: &PatType) -> Vec<&Attribute> {
    parameter.attrs.iter().filter(|attribute| is_lint(attribute)).collect()
}

fn is_lint(attribute: &Attribute) -> bool {
    is_lint_level(&attribute.meta)
}

/// `allow(x)`, also as all that a `cfg_attr` may bring.
fn is_lint_level(meta: &Meta) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| meta.path().is_ident(level))
        || (meta.path().is_ident("cfg_attr")
            && cfg_attr_contents(meta).is_ok_and(|metas| !metas.is_empty() && metas.iter().all(is_lint_level)))
}
