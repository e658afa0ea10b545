//! The guard itself: a few statements in front of the user's own.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprPath, Pat, PatType, ReturnType, Type};

use super::call::{RuntimeCall, call, call_in, short};
use super::{policy, signature};
use crate::diagnostics::spans::{at, ends, last_name};
use crate::model::{Guard, IdentityUse, Policy, Question};
use crate::syntax::body_shape::{self, BodyShape};
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::{Binding, PassedAs};
use crate::syntax::plain::plain;
use crate::syntax::runtime_path::RuntimePath;

// async fn f(req: R, #[identity] who: I, mut b: B) -> T
//   =>  let who: I = DECIDE;
//       let req = req;                                      in the signature it is `mut`, so that its values can be marked
//       let _ = &req;
//       let mut b = b;
pub(super) fn prelude(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let request = guard.request.parameter;
    let private = guard.policy.crate_path.private();
    let is_head = guard.check.as_ref().map(|_| is_head(guard, &private));
    let decide = decide(guard, function);
    let span = Span::mixed_site();
    let mut tokens = match &guard.identity {
        IdentityUse::Parameter(parameter) => {
            let PatType { pat, ty, .. } = parameter;
            let lints = signature::lints(parameter);
            quote_spanned!(span=> #is_head #(#lints)* let #pat: #ty = #decide;)
        }
        IdentityUse::Type(ty) => quote_spanned!(span=> #is_head let _: #ty = #decide;),
        IdentityUse::Unused => quote!(#is_head #decide),
    };
    match (&guard.request.slot, guard.request.hold) {
        (Binding::Pattern { hidden }, _) => tokens.extend(signature::pattern(request, hidden)),
        (Binding::Named { mutability, name }, PassedAs::Value) => {
            let lints = signature::lints(request);
            // The guard has read it, so it is not unused, whatever the body does.
            tokens.extend(quote_spanned!(span=> #(#lints)* let #mutability #name = #name; let _ = &#name;));
        }
        (Binding::Named { .. } | Binding::Wild { .. }, _) => {}
    }
    signature::rebindings(guard, function, &mut tokens);
    if let Some(expr) = &guard.check {
        let rejection = check_failed(&private, &guard.handler);
        tokens.extend(check(expr, &rejected(guard, function, &private, rejection)));
    }
    tokens
}

// let __head = P::is_head(&mut &req);
fn is_head(guard: &Guard<'_>, private: &RuntimePath) -> TokenStream {
    // What is no request is the parameter's fault, as in `decide`.
    let request = request_name(guard);
    let place = at(request.span());
    let asked = call_in(private, "is_head", (place, place), shared(guard, place));
    quote_spanned!(Span::mixed_site()=> let __head = #asked;)
}

/// The request, lent so that it shows its head and cannot be marked.
fn shared(guard: &Guard<'_>, place: Span) -> TokenStream {
    let request = request_name(guard);
    match guard.request.hold {
        PassedAs::RefMut => quote_spanned!(place=> &mut &*#request),
        PassedAs::Value | PassedAs::Ref | PassedAs::Ignored => quote_spanned!(place=> &mut &#request),
    }
}

// match &(VERIFIER) {
//     __v => {
//         use ::requires_auth::__private as __p;
//         match __p::authorize(__v, POLICY, &mut req).await {
//             ::core::result::Result::Ok(__id) => __id,
//             ::core::result::Result::Err(__no) => return __p::reject(__no),
//         }
//     }
// }
//
// Our names are mixed-site and still odd: a constant or a unit struct of the user's, `v` or `rejection`, would turn a plain
// name in a pattern into a comparison, and an import is seen by the user's tokens. They are short because every guarded
// function carries them.
fn decide(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let span = Span::mixed_site();
    let private = guard.policy.crate_path.private();
    let p = short();
    let verifier = &guard.verifier;
    let v = Ident::new("__v", last_name(verifier));
    let request = request_name(guard);
    // What is no request is the parameter's fault.
    let place = at(request.span());
    let shared = shared(guard, place);
    let unique = match guard.request.hold {
        PassedAs::Value => Some(quote_spanned!(place=> &mut #request)),
        PassedAs::RefMut => Some(quote_spanned!(place=> &mut *#request)),
        PassedAs::Ref | PassedAs::Ignored => None,
    };
    let (mark, lent) = match (unique, &guard.question) {
        // The closure may look at the request too.
        (Some(unique), Question::Only(_)) => {
            let mark = call("mark", (place, place), quote_spanned!(place=> #v, #unique));
            (quote_spanned!(span=> #mark;), shared)
        }
        (unique, _) => (TokenStream::new(), unique.unwrap_or(shared)),
    };
    let wait = if matches!(guard.shape, BodyShape::Sync) { Call::Sync } else { Call::Await };
    let ask = ask(verifier, &guard.question, &guard.policy, &guard.handler, wait, &lent);
    let (pattern, value) = accepted(guard);
    let rejected = rejected(guard, function, &p, quote_spanned!(span=> __no));
    quote_spanned! {span=>
        match &(#verifier) {
            #v => {
                use #private as #p;
                #mark
                match #ask {
                    ::core::result::Result::Ok(#pattern) => #value,
                    ::core::result::Result::Err(__no) => return #rejected,
                }
            }
        }
    }
}

/// How long the answer of a verifier is waited for.
#[derive(Clone, Copy)]
pub(super) enum Call {
    /// It is there: the verifier is one that never waits.
    Sync,
    Await,
    /// As a marker hands it on; an `Option`: `None` where there would be something to wait for.
    DecidedNow,
    /// The same, waited for.
    Decided,
}

// __p::authorize_only_sync(__v, POLICY, REQUEST, ONLY)
pub(super) fn ask(
    verifier: &Expr,
    question: &Question,
    policy: &Policy,
    handler: &str,
    wait: Call,
    request: &TokenStream,
) -> TokenStream {
    let (question, only) = match question {
        Question::Required => ("authorize", None),
        Question::Only(only) => ("authorize_only", Some(predicate(only))),
        Question::Optional => ("authorize_optional", None),
    };
    // What cannot verify is the verifier's fault. The future that is awaited carries the same bounds once more: rustc shows
    // one error where both stand at the same token.
    let place = last_name(verifier);
    let v = Ident::new("__v", place);
    let policy = policy::constant(policy, handler, &short(), place);
    let arguments = quote_spanned!(place=> #v, #policy, #request #only);
    let name = if matches!(wait, Call::Sync) { format!("{question}_sync") } else { question.to_owned() };
    let asked = call(&name, (place, place), arguments);
    match wait {
        Call::Sync => asked.into_token_stream(),
        Call::DecidedNow => quote_spanned!(place=> #asked.now()),
        Call::Decided => quote_spanned!(place=> #asked.decided().await),
        Call::Await => quote_spanned!(place=> #asked.await),
    }
}

// is_admin        =>  , |__id| (is_admin)(__id)        a wrong function is then one error, where it stands
// |who: &Id| ..   =>  , |__id| (|who: &Id| ..)(__id)   the same
// |who| ..        =>  , |who| ..                       as the argument itself: only there is the type of `who` inferred
//
// Called, not handed on: `&Arc<User>` then fits a `fn(&User) -> bool`.
pub(super) fn predicate(only: &Expr) -> TokenStream {
    let place = last_name(only);
    match plain(only) {
        Expr::Closure(closure) if !matches!(closure.inputs.first(), Some(Pat::Type(_))) => quote_spanned!(place=> , #only),
        _ => quote_spanned!(place=> , |__id| (#only)(__id)),
    }
}

/// The pattern and the value of the accepting arm.
fn accepted(guard: &Guard<'_>) -> (TokenStream, TokenStream) {
    let ty = match &guard.identity {
        IdentityUse::Parameter(parameter) => &*parameter.ty,
        IdentityUse::Type(ty) => ty,
        IdentityUse::Unused => {
            let span = Span::mixed_site();
            return (quote_spanned!(span=> _), quote_spanned!(span=> ()));
        }
    };
    // A wrong type is the parameter's fault.
    let places = ends(ty);
    let identity = Ident::new("__id", places.0);
    let value = match guard.question {
        Question::Optional => call("optional_identity", places, &identity).into_token_stream(),
        Question::Required | Question::Only(_) => identity.to_token_stream(),
    };
    (identity.to_token_stream(), value)
}

// __p::reject(__no), or the user's on_reject(__no)
fn rejected(guard: &Guard<'_>, function: &GuardedFn, private: &RuntimePath, rejection: TokenStream) -> TokenStream {
    match &guard.on_reject {
        Some(path) => returned_from(path, function, private, &rejection),
        None => returned_by(function, "reject", private, rejection).into_token_stream(),
    }
}

// P::on_reject(&PATH, __no)                           a value that is no `fn(Rejection) -> ..` is underlined, at its last name
//
// Behind a `&`, because rustc would suggest a closure around a bare path.
pub(super) fn called(path: &ExprPath, private: &RuntimePath, rejection: &TokenStream) -> RuntimeCall {
    let place = last_name(path);
    call_in(private, "on_reject", (place, place), quote_spanned!(place=> &#path, #rejection))
}

// P::returned(P::on_reject(&PATH, __no))              likewise what does not return what the handler returns
//
// The type behind an `impl Trait` rustc has to infer: from what is returned.
pub(super) fn returned_from(
    path: &ExprPath,
    function: &GuardedFn,
    private: &RuntimePath,
    rejection: &TokenStream,
) -> TokenStream {
    let called = called(path, private, rejection);
    if returned(function).is_some_and(|ty| says_impl(ty.to_token_stream())) {
        return called.into_token_stream();
    }
    let place = last_name(path);
    call_in(private, "returned", (place, place), called).into_token_stream()
}

fn says_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "impl",
        TokenTree::Group(group) => says_impl(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A call that makes what the function returns: a type that cannot carry a refusal is underlined as a whole.
pub(super) fn returned_by(function: &GuardedFn, name: &str, private: &RuntimePath, rejection: TokenStream) -> RuntimeCall {
    let places = returned(function).map_or_else(|| (Span::mixed_site(), Span::mixed_site()), |ty| ends(ty));
    call_in(private, name, places, rejection)
}

// P::check_failed("handler", __head)
pub(super) fn check_failed(private: &RuntimePath, handler: &str) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> #private::check_failed(#handler, __head))
}

// let __ok: ::core::primitive::bool = CHECK;          whatever the user calls `bool`
// if !__ok { return REFUSED; }
pub(super) fn check(check: &Expr, refused: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        let __ok: ::core::primitive::bool = #check;
        if !__ok {
            return #refused;
        }
    }
}

/// The type that the guard returns a refusal as.
fn returned(function: &GuardedFn) -> Option<&Type> {
    let ReturnType::Type(_, ty) = &function.sig.output else { return None };
    let output = if function.sig.asyncness.is_none() { body_shape::future_output(ty).flatten() } else { None };
    Some(output.unwrap_or(ty))
}

fn request_name<'g>(guard: &'g Guard<'_>) -> &'g Ident {
    match &guard.request.slot {
        Binding::Named { name, .. } => guard.request.named.as_ref().unwrap_or(name),
        Binding::Pattern { hidden } | Binding::Wild { hidden } => hidden,
    }
}
