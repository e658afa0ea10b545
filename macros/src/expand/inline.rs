//! The guard itself: a few statements in front of the user's own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{PatType, ReturnType, Type};

use super::{policy, signature};
use crate::body_shape::{self, BodyShape};
use crate::guarded_fn::GuardedFn;
use crate::policy::{Decision, Guard, Hold, IdentityUse, Slot};
use crate::spans::{at, ends, moved_to};

// async fn f(mut req: R, #[identity] who: I, mut b: B) -> T
//   =>  let (mut req, who): (_, I) = DECIDE;
//       let mut b = b;
pub(super) fn prelude(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let request = guard.request.parameter;
    let decide = decide(guard, function);
    let (who, ty) = match &guard.identity {
        IdentityUse::Parameter(PatType { pat, ty, .. }) => (pat.to_token_stream(), Some(&**ty)),
        IdentityUse::Type(ty) => (underscore(), Some(&**ty)),
        IdentityUse::Unused => (underscore(), None),
    };
    let mut lints = match &guard.identity {
        IdentityUse::Parameter(parameter) => signature::lints(parameter),
        IdentityUse::Type(_) | IdentityUse::Unused => TokenStream::new(),
    };
    let span = Span::mixed_site();
    let bound = match (guard.request.hold, &guard.request.slot) {
        (Hold::Owned, Slot::Named { mutability, name }) => {
            lints.extend(signature::lints(request));
            Some(quote!(#mutability #name))
        }
        (Hold::Owned, Slot::Pattern { hidden } | Slot::Wild { hidden }) => Some(hidden.to_token_stream()),
        _ => None,
    };
    let decided = match (bound, ty) {
        (Some(bound), Some(ty)) => quote_spanned!(span=> #lints let (#bound, #who): (_, #ty) = #decide;),
        (Some(bound), None) => quote_spanned!(span=> #lints let #bound = #decide;),
        (None, Some(ty)) => quote_spanned!(span=> #lints let #who: #ty = #decide;),
        (None, None) => decide,
    };
    let pattern = match &guard.request.slot {
        Slot::Pattern { hidden } => signature::pattern(request, hidden),
        Slot::Named { .. } | Slot::Wild { .. } => TokenStream::new(),
    };
    let rest = signature::rebindings(guard, function);
    quote!(#decided #pattern #rest)
}

// match &(VERIFIER) {
//     v => {
//         let req = P::marked(v, req);
//         match P::authorize(v, POLICY, P::head(&req)).await {
//             ::core::result::Result::Ok(identity) => (req, identity),
//             ::core::result::Result::Err(rejection) => return P::reject(rejection),
//         }
//     }
// }
fn decide(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let span = Span::mixed_site();
    let private = guard.policy.crate_path.private();
    let verifier = &guard.verifier;
    let v = Ident::new("v", at(ends(verifier).0));
    let request = request_name(guard);
    let (mark, head) = match guard.request.hold {
        Hold::Owned => (quote_spanned!(span=> let #request = #private::marked(#v, #request);), quote_spanned!(span=> &#request)),
        Hold::Unique => (quote_spanned!(span=> #private::mark(#v, &mut *#request);), quote_spanned!(span=> &*#request)),
        Hold::Shared | Hold::Ignored => (TokenStream::new(), quote_spanned!(span=> &#request)),
    };
    let ask = ask(guard, &v, &quote_spanned!(span=> #private::head(#head)));
    let (pattern, value) = accepted(guard, request, span);
    let rejected = rejected(guard, function);
    let decision = quote_spanned! {span=>
        match #ask {
            ::core::result::Result::Ok(#pattern) => #value,
            ::core::result::Result::Err(rejection) => return #rejected,
        }
    };
    let decision = if mark.is_empty() { decision } else { quote_spanned!(span=> { #mark #decision }) };
    quote_spanned!(span=> match &(#verifier) { #v => #decision })
}

// P::authorize_only_sync(v, POLICY, HEAD, ONLY)
fn ask(guard: &Guard<'_>, v: &Ident, head: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let private = guard.policy.crate_path.private();
    let (question, only) = match &guard.decision {
        Decision::Verified => ("authorize", None),
        // As the argument itself and not through a `let`: only there is the type of a closure's parameter inferred.
        Decision::Only(only) => ("authorize_only", Some(quote_spanned!(span=> , #only))),
        Decision::Optional => ("authorize_optional", None),
    };
    let policy = policy::constant(&guard.policy, &guard.handler);
    let waits = !matches!(guard.shape, BodyShape::Sync);
    let function = if waits { Ident::new(question, span) } else { Ident::new(&format!("{question}_sync"), span) };
    let waiting = waits.then(|| quote_spanned!(span=> .await));
    quote_spanned!(span=> #private::#function(#v, #policy, #head #only) #waiting)
}

/// The pattern and the value of the accepting arm.
fn accepted(guard: &Guard<'_>, request: &Ident, span: Span) -> (TokenStream, TokenStream) {
    let ty = match &guard.identity {
        IdentityUse::Parameter(parameter) => &*parameter.ty,
        IdentityUse::Type(ty) => ty,
        IdentityUse::Unused => {
            let value = if guard.request.hold == Hold::Owned { request.to_token_stream() } else { quote_spanned!(span=> ()) };
            return (quote_spanned!(span=> _), value);
        }
    };
    // A wrong type is the parameter's fault: that is where rustc has to point.
    let (start, end) = ends(ty);
    let identity = Ident::new("identity", start);
    let value = if matches!(guard.decision, Decision::Optional) {
        let private = moved_to(guard.policy.crate_path.private(), start);
        let function = Ident::new("optional_identity", end);
        quote_spanned!(start=> #private::#function(#identity))
    } else {
        identity.to_token_stream()
    };
    let value = if guard.request.hold == Hold::Owned { quote_spanned!(span=> (#request, #value)) } else { value };
    (identity.to_token_stream(), value)
}

// P::reject(rejection), or the user's (on_reject)(rejection)
fn rejected(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let span = Span::mixed_site();
    let rejection = quote_spanned!(span=> rejection);
    if let Some(on_reject) = &guard.on_reject {
        return quote_spanned!(span=> #on_reject(#rejection));
    }
    // A return type that cannot carry a refusal is underlined as a whole.
    let (start, end) = returned(function).map_or((span, span), ends);
    let private = moved_to(guard.policy.crate_path.private(), start);
    let reject = Ident::new("reject", end);
    quote_spanned!(span=> #private::#reject(#rejection))
}

/// The type that the guard returns a refusal as.
fn returned(function: &GuardedFn) -> Option<&Type> {
    let ReturnType::Type(_, ty) = &function.sig.output else { return None };
    let output = if function.sig.asyncness.is_none() { body_shape::future_output(ty).flatten() } else { None };
    Some(output.unwrap_or(ty))
}

fn request_name<'g>(guard: &'g Guard<'_>) -> &'g Ident {
    match &guard.request.slot {
        Slot::Named { name, .. } => name,
        Slot::Pattern { hidden } | Slot::Wild { hidden } => hidden,
    }
}

fn underscore() -> TokenStream {
    quote_spanned!(Span::mixed_site()=> _)
}
