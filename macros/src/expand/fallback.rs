//! After a mistake: the item still comes out, so that nothing around it breaks for a second reason, then the errors.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use syn::{FnArg, Type};

use super::call::user_block;
use super::guard_type::{self, GuardType, IdentityType, Mode};
use super::signature::without_identity;
use crate::diagnostics::errors::Diagnostics;
use crate::framework::Framework;
use crate::syntax::attributes::{is_guard, is_public, mark_as_decided, remove};
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::{Body, GuardedFn};
use crate::syntax::parameters::{self, is_identity, is_identity_attribute};
use crate::syntax::plain::strip;

/// A function, or a handler of a framework, and what is wrong with it.
pub(crate) fn function(mut function: GuardedFn, framework: Option<Framework>, mistakes: Diagnostics) -> TokenStream {
    mark_as_decided(&mut function.attrs);
    with(&method(function, framework), mistakes)
}

/// A handler whose framework has looked at it already, and what is wrong with it: that first.
pub(crate) fn seen(mut handler: GuardedFn, mistakes: Diagnostics) -> TokenStream {
    mark_as_decided(&mut handler.attrs);
    with(&seen_method(handler), mistakes)
}

/// An item that is no function is not touched.
pub(crate) fn untouched(item: &TokenStream, mistakes: Diagnostics) -> TokenStream {
    with(item, mistakes)
}

fn with(item: &TokenStream, mistakes: Diagnostics) -> TokenStream {
    let errors = mistakes.into_compile_errors();
    quote!(#item #errors)
}

/// In its guarded shape, with an identity that is never there.
pub(crate) fn method(mut function: GuardedFn, framework: Option<Framework>) -> TokenStream {
    strip_guard_attributes(&mut function);
    match framework {
        Some(framework) => as_handler(&function, framework),
        None => as_function(&function),
    }
}

/// Takes off what would be complained about once more.
fn strip_guard_attributes(function: &mut GuardedFn) {
    // The user's statements stay, and so does the identity, which most often cannot be dropped at compile time.
    function.sig.constness = None;
    // A second guard would report what is wrong with it, or with being the second.
    remove(&mut function.attrs, |attribute| is_guard(attribute) || is_public(attribute, None));
    // Names of nothing, of which that is said.
    remove(&mut function.attrs, |attribute| is_identity_attribute(attribute) || attribute.path().is_ident("public"));
}

// async fn h(#[identity] who: I, a: A) -> T { BODY }
//   =>  async fn h(who: I, a: A) -> T { let () = DENIED; { BODY } }
//
/// What a framework has made of a handler already calls it with the parameters that it saw, so these are what it keeps: a guard
/// among them would be said to be missing. Behind the mistake it does not compile, and it would not get to its body.
pub(crate) fn seen_method(mut function: GuardedFn) -> TokenStream {
    strip_guard_attributes(&mut function);
    for input in &mut function.sig.inputs {
        match input {
            FnArg::Typed(parameter) => remove(&mut parameter.attrs, is_identity_attribute),
            FnArg::Receiver(receiver) => remove(&mut receiver.attrs, is_identity_attribute),
        }
    }
    let denied = denied();
    let statements = function.body.as_ref().map(|body| {
        let block = user_block(body.tokens.clone(), body.brace.span.join());
        quote_spanned!(Span::mixed_site()=> let () = #denied; #block)
    });
    function.rewritten(function.sig.inputs.to_token_stream(), statements.unwrap_or_default())
}

// async fn f(req: R, #[identity] who: I) -> T { BODY }
//   =>  async fn f(req: R) -> T { let who: I = DENIED; { BODY } }
fn as_function(function: &GuardedFn) -> TokenStream {
    let statements = function.body.as_ref().map(|body| statements(function, body)).unwrap_or_default();
    function.rewritten(without_identity(function), statements)
}

// async fn h(#[identity] who: I, a: A) -> T { BODY }
//   =>  async fn h(__requires_auth_guard: Guard<I, InvalidAttribute>, a: A) -> T { let who: I = ..; { BODY } }
//
/// A handler keeps its guard, so that routers and callers find what they look for.
fn as_handler(function: &GuardedFn, framework: Framework) -> TokenStream {
    let private = CratePath::default().private();
    let identity = parameters::identity(function).map(|parameter| IdentityType::Written(&parameter.ty));
    let shown = GuardType {
        scoped: false,
        stepped_up: false,
        framework,
        mode: Mode::invalid(private.clone()),
        identity: identity.unwrap_or(IdentityType::Nothing),
        private,
    };
    let binding = guard_type::binding(&shown, function);
    let statements = function.body.as_ref().map(|body| {
        let block = user_block(body.tokens.clone(), body.brace.span.join());
        quote!(#binding #block)
    });
    function.rewritten(guard_type::parameters(&shown, function), statements.unwrap_or_default())
}

fn statements(function: &GuardedFn, body: &Body) -> TokenStream {
    let denied = denied();
    let mut tokens = TokenStream::new();
    for input in &function.sig.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        if is_identity(parameter) && !matches!(strip(&parameter.ty), Type::ImplTrait(_)) {
            let (pat, ty) = (&parameter.pat, &parameter.ty);
            let span = Span::mixed_site();
            // Whether the identity is used, the user will see when the mistake is gone.
            tokens.extend(quote_spanned!(span=> #[allow(unused)] let #pat: #ty = #denied;));
        }
    }
    tokens.append(user_block(body.tokens.clone(), body.brace.span.join()));
    tokens
}

/// A value of any type, that is never there. Not the runtime's, whose path may be what is wrong; and a call rather than a bare
/// `loop`, so that the user's statements are not called unreachable.
pub(super) fn denied() -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        { const fn __requires_auth_denied<T>() -> T { loop {} } __requires_auth_denied() }
    }
}
