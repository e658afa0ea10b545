//! Arguments and function over `http` types -> the checked model.

use quote::ToTokens;
use syn::{Attribute, ReturnType, Type};

use super::attributes_below::check_attributes_below;
use super::conditions::{check_condition, check_optional, question};
use super::identity::{check_extractor, check_identity, identity_use};
use super::own_names;
use super::policy::policy;
use super::recorded_identity::check_recorded_identity;
use super::target::{check_other_guards, check_target};
use super::verifier;
use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render_type;
use crate::model::Guard;
use crate::syntax::args::Args;
use crate::syntax::body_shape;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::{self, Request};
use crate::syntax::plain::strip;

/// Everything that must be true of a guarded function.
pub(crate) fn function<'f>(args: Args, function: &'f GuardedFn, errors: &mut Collector) -> Option<Guard<'f>> {
    if verifier::is_a_handler(&args, function, errors) {
        return None;
    }
    check_target(function, errors);
    check_other_guards(&args, function, errors);
    check_attributes_below(&args, &function.attrs, errors);
    verifier::check_extractors(&args, function, errors);
    let parameter = parameters::checked_identity(function, errors);
    parameters::check_names(function, parameter, false, errors);
    check_optional(&args, parameter, errors);
    check_identity(&args, parameter, errors);
    check_extractor(parameter, errors);
    check_recorded_identity(parameter, &function.attrs, errors);
    own_names::check_function(&args, function, errors);
    check_return_type(&args, function, errors);
    let request = request(&args, function, errors);
    let verifier = verifier::check_verifier(&args, function, request.as_ref(), errors);

    verifier::check_application(&args, function, errors);
    check_condition(&args, parameter, errors);

    let Args { verifier: given, scopes, acr, max_age, only, check, optional, identity, on_reject, crate_path, .. } = args;
    let question = question(only, optional, errors);
    let policy = policy(scopes, acr.as_ref(), max_age.as_ref(), crate_path, errors);
    verifier?;
    Some(Guard {
        policy: policy?,
        handler: function.name(),
        verifier: given?.value,
        question,
        check: check.map(|check| check.value),
        identity: identity_use(parameter, identity),
        request: request?,
        on_reject: on_reject.map(|path| path.value),
        shape: body_shape::of(function),
    })
}

/// The request of a function that has a verifier to look at it: without either, who verifies is asked first.
fn request<'f>(args: &Args, function: &'f GuardedFn, errors: &mut Collector) -> Option<Request<'f>> {
    if args.request.is_none()
        && !args.broken
        && function.body.is_some()
        && let Some(first) = parameters::first_is_no_request(function)
    {
        verifier::first_is_no_request(args, function, first, errors);
        return None;
    }
    if args.request.is_some() || !parameters::beside_identity(function).is_empty() {
        return parameters::request(args, function, errors);
    }
    if args.verifier.is_some() || args.broken {
        verifier::no_request(args, function, errors);
    }
    None
}

/// What is returned must be able to carry a refusal; whether a named type can, the runtime's traits say.
fn check_return_type(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let name = function.name();
    let sig = &function.sig;
    match &sig.output {
        ReturnType::Type(_, ty) => match strip(ty) {
            Type::Tuple(unit) if unit.elems.is_empty() => {
                nothing_returned(args, &function.attrs, &name, ty, errors);
            }
            Type::ImplTrait(returned) if sig.asyncness.is_none() => {
                let Some(output) = returned.bounds.iter().find_map(body_shape::future_bound) else { return };
                let output = output.map_or_else(|| "Response".to_owned(), |ty| render_type(ty));
                let help = format!("make it `async fn {name}(..) -> {output}`");
                errors.over(ty, "a function that returns `impl Future` cannot be guarded", &help);
            }
            _ => {}
        },
        ReturnType::Default => nothing_returned(args, &function.attrs, &name, &sig.ident, errors),
    }
}

fn nothing_returned(args: &Args, attrs: &[Attribute], name: &str, place: &dyn ToTokens, errors: &mut Collector) {
    if args.on_reject.is_none() {
        let help = format!("let it return a response: `fn {name}(..) -> Response<Body>`, or a `Result` of one");
        let help = verifier::or_import(args, attrs, help);
        errors.over(place, &format!("`{name}` has no return type, so the guard cannot return a rejection"), &help);
    }
}
