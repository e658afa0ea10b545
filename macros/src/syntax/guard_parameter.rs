//! The parameter that is the guard of a handler. `expand` writes it. An attribute that later makes a route of the handler finds it with
//! [`is_guarded`].

use syn::{FnArg, Pat, PatType, Path, Type};

use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::GUARD;
use crate::syntax::plain::strip;

/// Whether the first parameter is a guard, by its name and by the path of its type. Nothing that a user writes by accident is.
pub(crate) fn is_guarded(function: &GuardedFn) -> bool {
    let first = function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    });
    first.is_some_and(is_guard)
}

// `__requires_auth_guard: P::Guard<..>`, or `P::actix_web::Bundle(__requires_auth_guard, ..): P::actix_web::Bundle<..>`
fn is_guard(parameter: &PatType) -> bool {
    let Type::Path(ty) = strip(&parameter.ty) else { return false };
    match &*parameter.pat {
        name @ Pat::Ident(_) => is_name(name) && ends_with(&ty.path, &["__private", "Guard"]),
        Pat::TupleStruct(bundle) => {
            bundle.elems.first().is_some_and(is_name) && ends_with(&ty.path, &["__private", "actix_web", "Bundle"])
        }
        _ => false,
    }
}

fn is_name(pat: &Pat) -> bool {
    matches!(pat, Pat::Ident(name) if name.ident == GUARD)
}

fn ends_with(path: &Path, words: &[&str]) -> bool {
    let segments = &path.segments;
    segments.len() > words.len() && segments.iter().rev().zip(words.iter().rev()).all(|(segment, word)| segment.ident == word)
}
