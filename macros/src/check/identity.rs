//! The identity: its type is said once or twice alike, and its parameter is marked.

use syn::{FnArg, Pat, PatType, Type};

use super::verifier::EXTRACTORS;

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{render, render_type};
use crate::framework::Framework;
use crate::model::IdentityUse;
use crate::syntax::args::{Args, WithKey};
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters;
use crate::syntax::plain::strip;

/// `who: Identity` without its mark would be an extractor that does not exist, or a parameter that no caller has, which is said
/// in words of others. It is marked, so that this is all that is said. Only a type that can mean nothing else: that of
/// `identity = ..`, and in a framework ours by its name, unless that is an extractor's too (`actix_identity::Identity`).
pub(crate) fn report_unmarked_identity(
    function: &mut GuardedFn,
    framework: Option<Framework>,
    args: &Args,
    errors: &mut Collector,
) {
    if parameters::identity(function).is_some() {
        return;
    }
    let is_ours = |ty: &Type| is_own_identity(ty) && (framework != Some(Framework::ActixWeb) || !is_one_name(ty));
    let is_named = |ty: &Type| args.identity.as_ref().is_some_and(|named| is_same(ty, &named.value));
    // A plain function takes what its callers have, and the first parameter is the request, whatever its type. The callers of a
    // method are those of its trait, which has no identity.
    let is_candidate = framework.is_some() || function.sig.receiver().is_some();
    let first = if is_candidate { usize::from(framework.is_none() && args.request.is_none()) } else { usize::MAX };
    let mut index = 0;
    for input in &mut function.sig.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        if (index >= first && is_ours(&parameter.ty)) || is_named(&parameter.ty) {
            let written = format!("{}: {}", render(&parameter.pat), render_type(&parameter.ty));
            let message = format!("`{written}` is not marked as the identity");
            errors.over(&parameter.pat, &message, &format!("write `#[identity] {written}`"));
            parameter.attrs.push(syn::parse_quote!(#[identity]));
            return;
        }
        index += 1;
    }
}

/// Whether it is the runtime's own type, by its name. That has no arguments.
pub(super) fn is_own_identity(ty: &Type) -> bool {
    let Type::Path(path) = strip(ty) else { return false };
    let segments = &path.path.segments;
    let is_ours = match segments.len() {
        1 => true,
        2 => segments.first().is_some_and(|first| first.ident == "requires_auth"),
        _ => false,
    };
    is_ours && segments.last().is_some_and(|last| last.ident == "Identity" && last.arguments.is_none())
}

fn is_one_name(ty: &Type) -> bool {
    matches!(strip(ty), Type::Path(path) if path.path.segments.len() == 1)
}

/// `#[identity] State(app): State<App>`: an extractor is what the handler takes, not who calls it.
pub(super) fn check_extractor(parameter: Option<&PatType>, errors: &mut Collector) {
    let Some(parameter) = parameter else { return };
    let ty = match strip(&parameter.ty) {
        Type::Reference(reference) => strip(&reference.elem),
        ty => ty,
    };
    let path = match (&*parameter.pat, ty) {
        (Pat::TupleStruct(pat), _) => &pat.path,
        (_, Type::Path(ty)) if ty.path.segments.last().is_some_and(|last| !last.arguments.is_none()) => &ty.path,
        _ => return,
    };
    if let Some(last) =
        path.segments.last().filter(|last| last.ident == "ReqData" || EXTRACTORS.iter().any(|name| last.ident == name))
    {
        let written = format!("{}: {}", render(&parameter.pat), render_type(&parameter.ty));
        let message = format!("`{}` is an extractor, not the identity", last.ident);
        let help = format!("write `{written}` without `#[identity]`, and `#[identity] who: Identity` to receive the identity");
        errors.over(path, &message, &help);
    }
}

/// An attribute around this one may say the type of all its handlers, and a handler that takes the identity says it again.
pub(super) fn check_identity(args: &Args, parameter: Option<&PatType>, errors: &mut Collector) {
    if let (Some(identity), Some(parameter)) = (&args.identity, parameter)
        && !is_same(&identity.value, &parameter.ty)
    {
        let (named, taken) = (render_type(&identity.value), render_type(&parameter.ty));
        let message = format!("the identity is `{named}` by `identity`, and `{taken}` by its parameter");
        errors.over(&identity.value, &message, &format!("remove `identity = {named}`, or write `identity = {taken}`"));
    }
}

/// As it is written: what an alias means is not to be seen.
pub(super) fn is_same(one: &Type, other: &Type) -> bool {
    render_type(strip(one)) == render_type(strip(other))
}

pub(super) fn identity_use(parameter: Option<&PatType>, identity: Option<WithKey<Type>>) -> IdentityUse<'_> {
    match (parameter, identity) {
        (Some(parameter), _) => IdentityUse::Parameter(parameter),
        (None, Some(ty)) => IdentityUse::Type(Box::new(ty.value)),
        (None, None) => IdentityUse::Unused,
    }
}
