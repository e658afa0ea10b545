//! After a mistake: the item still comes out, so that nothing around it breaks for a second reason, then the errors.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, Type};

use crate::body_shape::strip;
use crate::check::{is_guard, is_public};
use crate::crate_path::CratePath;
use crate::errors::Mistakes;
use crate::expand::{self, Shown};
use crate::framework::Framework;
use crate::guarded_fn::{Body, GuardedFn};
use crate::parameters::is_identity;

// async fn f(req: R, #[identity] who: I) -> T { BODY }
//   =>  async fn f(req: R) -> T { let who: I = DENIED; { BODY } }
//       ::core::compile_error! { .. }
pub(crate) fn function(mut function: GuardedFn, mistakes: Mistakes) -> TokenStream {
    // The user's statements stay, and so does the identity, which most often cannot be dropped at compile time.
    function.sig.constness = None;
    // A second guard would report what is wrong with it, or with being the second, once more.
    function.attrs.retain(|attribute| !is_guard(attribute) && !is_public(attribute, None));
    let statements = function.body.as_ref().map(|body| statements(&function, body)).unwrap_or_default();
    let item = function.rewritten(&expand::without_identity(&function), &statements);
    let errors = mistakes.into_compile_errors();
    quote!(#item #errors)
}

// async fn h(#[identity] who: I, a: A) -> T { BODY }
//   =>  async fn h(__requires_auth_guard: Guard<I, Denied>, a: A) -> T { let who: I = ..; { BODY } }
//       ::core::compile_error! { .. }
//
/// A handler keeps the shape of a guarded one, so that routers and callers find what they look for.
pub(crate) fn handler(mut function: GuardedFn, framework: Framework, mistakes: Mistakes) -> TokenStream {
    if function.sig.receiver().is_some() {
        return self::function(function, mistakes);
    }
    function.sig.constness = None;
    function.attrs.retain(|attribute| !is_guard(attribute) && !is_public(attribute, None));
    let private = CratePath::default().private();
    let identity = function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) if is_identity(parameter) => Some(parameter.ty.to_token_stream()),
        _ => None,
    });
    let shown = Shown {
        scoped: false,
        framework,
        marker: quote_spanned!(Span::mixed_site()=> #private::Denied),
        identity: identity.unwrap_or_else(|| quote_spanned!(Span::mixed_site()=> ())),
        private,
    };
    let binding = expand::binding(&shown, &function);
    let statements = function.body.as_ref().map(|body| {
        let block = expand::user_block(body.tokens.clone(), body.brace.span.join());
        quote!(#binding #block)
    });
    let item = function.rewritten(&expand::handler_parameters(&shown, &function), &statements.unwrap_or_default());
    let errors = mistakes.into_compile_errors();
    quote!(#item #errors)
}

/// An item that is no function is not touched.
pub(crate) fn untouched(item: &TokenStream, mistakes: Mistakes) -> TokenStream {
    let errors = mistakes.into_compile_errors();
    quote!(#item #errors)
}

fn statements(function: &GuardedFn, body: &Body) -> TokenStream {
    // A value of any type, that is never there. Not the runtime's, whose path may be what is wrong; and a call rather
    // than a bare `loop`, so that the user's statements are not called unreachable.
    let denied = quote_spanned! {Span::mixed_site()=>
        { const fn __requires_auth_denied<T>() -> T { loop {} } __requires_auth_denied() }
    };
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
    tokens.extend(expand::user_block(body.tokens.clone(), body.brace.span.join()));
    tokens
}
