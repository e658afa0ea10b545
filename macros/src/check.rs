//! Arguments and function together -> the checked model. One `check_*` for each rule.

mod below;
mod handler;
mod identity;
mod order;
mod stays;
#[cfg(test)]
mod tests;
mod verifier;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, Expr, PatType, ReturnType, Type};

use crate::args::{Args, Keyed};
use crate::body_shape::{self, last_segment, strip};
use crate::crate_path::CratePath;
use crate::errors::Errors;
use crate::framework::Framework;
use crate::guarded_fn::GuardedFn;
use crate::parameters;
use crate::policy::{Guard, IdentityUse, Policy, Question, Request};
use crate::scope_list::Demand;
use crate::text::{text, type_text};

pub(crate) use below::{brought, check_below};
pub(crate) use handler::{handler, method};
pub(crate) use identity::mark_identity;
pub(crate) use order::{check_block_order, is_seen, making_attribute, route_is_gone};
pub(crate) use verifier::check_block;

/// Everything that must be true of a guarded function.
pub(crate) fn function<'f>(args: Args, function: &'f GuardedFn, errors: &mut Errors) -> Option<Guard<'f>> {
    if verifier::is_a_handler(&args, function, errors) {
        return None;
    }
    check_target(function, errors);
    check_other_guards(&args, function, errors);
    check_below(&args, &function.attrs, errors);
    verifier::check_extractors(&args, function, errors);
    let parameter = parameters::checked_identity(function, errors);
    check_optional(&args, parameter, errors);
    identity::check_identity(&args, parameter, errors);
    check_return_type(&args, function, errors);
    let request = request(&args, function, errors);
    let verifier = verifier::check_verifier(&args, function, request.as_ref(), errors);

    verifier::check_application(&args, function, errors);
    check_check(&args, errors);

    let Args { verifier: given, scopes, only, check, optional, identity, on_reject, crate_path, .. } = args;
    let question = question(only, optional, errors);
    let policy = policy(scopes, crate_path, errors);
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
fn request<'f>(args: &Args, function: &'f GuardedFn, errors: &mut Errors) -> Option<Request<'f>> {
    if args.request.is_some() || parameters::has_request(function) {
        return parameters::request(args, function, errors);
    }
    if args.verifier.is_some() || args.broken {
        verifier::no_request(args, function, errors);
    }
    None
}

/// Which question is asked.
fn question(only: Option<Keyed<Expr>>, optional: Option<proc_macro2::Ident>, errors: &mut Errors) -> Question {
    match (only, optional) {
        (Some(only), _) => {
            check_only(&only.value, errors);
            Question::Only(only.value)
        }
        (None, Some(_)) => Question::Optional,
        (None, None) => Question::Verified,
    }
}

fn identity_use(parameter: Option<&PatType>, identity: Option<Keyed<Type>>) -> IdentityUse<'_> {
    match (parameter, identity) {
        (Some(parameter), _) => IdentityUse::Parameter(parameter),
        (None, Some(ty)) => IdentityUse::Type(Box::new(ty.value)),
        (None, None) => IdentityUse::Unused,
    }
}

/// What both the attribute and `policy!` say about scopes and the crate.
pub(crate) fn policy(
    scopes: Option<Keyed<Vec<Demand>>>,
    crate_path: Option<Keyed<syn::Path>>,
    errors: &mut Errors,
) -> Option<Policy> {
    let crate_path = match crate_path {
        Some(path) => CratePath::check(&path.value, errors)?,
        None => CratePath::default(),
    };
    let demand = scopes.map(|scopes| {
        let mut list = scopes.value;
        match list.pop() {
            Some(only) if list.is_empty() => only,
            end => Demand::All(list.into_iter().chain(end).collect()),
        }
    });
    Some(Policy { crate_path, demand })
}

/// Only a function with a body that runs at run time can ask anybody for credentials.
fn check_target(function: &GuardedFn, errors: &mut Errors) {
    let name = function.name();
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        let help = format!("write `fn {name}` or `async fn {name}`");
        errors.over(constness, "a `const fn` cannot be guarded: it may run while the program is compiled", &help);
    }
    if let Some(abi) = &sig.abi {
        let help = "guard the Rust function that handles the request";
        errors.over(abi, "an `extern` function cannot be guarded: its callers bring no request", help);
    }
    if function.body.is_none() {
        let help = "put `#[requires_auth]` where the body is: on the method in each `impl`";
        errors.over(&sig.ident, &format!("`{name}` has no body that could be guarded"), help);
    }
}

/// One function, one guard: neither a second one nor the statement that there is none.
fn check_other_guards(args: &Args, function: &GuardedFn, errors: &mut Errors) {
    let name = function.name();
    for attribute in &function.attrs {
        if is_guard(attribute) {
            let help = "put all that is demanded into one `#[requires_auth(..)]`";
            errors.over(attribute.path(), &format!("`#[requires_auth]` appears twice on `{name}`"), help);
        } else if is_public(attribute, args.crate_path.as_ref().map(|path| &path.value)) {
            let help = "remove one of the two";
            errors.over(attribute.path(), &format!("`{name}` is guarded and public at once"), help);
        }
    }
}

/// `#[requires_auth]` by one of the paths that are ours, as a method inside a guarded `impl` block has to write it.
pub(crate) fn is_our_guard(attribute: &Attribute, crate_path: Option<&syn::Path>) -> bool {
    let path = CratePath::text(attribute.path());
    let roots = ["requires_auth".to_owned()].into_iter().chain(crate_path.map(CratePath::text));
    path == "requires_auth"
        || roots.into_iter().any(|root| {
            path == format!("{root}::requires_auth")
                || Framework::ALL.iter().any(|framework| path == format!("{root}::{}::requires_auth", framework.module()))
        })
}

/// A function that says it is open must not carry a guard.
pub(crate) fn no_guard(function: &GuardedFn, errors: &mut Errors) {
    for attribute in function.attrs.iter().filter(|attribute| is_guard(attribute)) {
        let message = format!("`{}` is public and guarded at once", function.name());
        errors.over(attribute.path(), &message, "remove one of the two");
    }
}

/// `policy!()` alone would be an empty promise.
pub(crate) fn demands_something(args: &Args, errors: &mut Errors) {
    if args.scopes.is_none() && !args.broken {
        let help = "name what it demands: `policy!(scopes(\"items:read\"))`";
        errors.at(Span::call_site(), "this policy demands nothing", help);
    }
}

/// `#[requires_auth]`, by any import path of its own.
pub(crate) fn is_guard(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "requires_auth")
}

/// `#[requires_auth::public]`, or the one of the crate that re-exports it; another crate's `#[public]` is not ours.
pub(crate) fn is_public(attribute: &Attribute, crate_path: Option<&syn::Path>) -> bool {
    let path = CratePath::text(attribute.path());
    path == "requires_auth::public" || crate_path.is_some_and(|root| path == format!("{}::public", CratePath::text(root)))
}

/// An anonymous caller would pass a line that seems to demand something.
fn check_optional(args: &Args, parameter: Option<&PatType>, errors: &mut Errors) {
    if let Some(optional) = &args.optional {
        let demands =
            [args.scopes.as_ref().map(|_| "scopes"), args.only.as_ref().map(|_| "only"), args.check.as_ref().map(|_| "check")];
        let demands: Vec<String> = demands.into_iter().flatten().map(|key| format!("`{key}`")).collect();
        if !demands.is_empty() {
            let demands = demands.join(" and ");
            let help = format!("remove {demands}, or remove `optional`");
            let message = format!("`optional` conflicts with {demands}: a request without credentials has nothing to check");
            errors.over(optional, &message, &help);
        } else if parameter.is_none() {
            let help = "take it: `#[identity] who: Option<Identity>`";
            errors.over(optional, "`optional` needs a parameter that says whether there is an identity", help);
        }
        return;
    }
    // `optional` may be what was misspelt.
    let named = args.identity.as_ref().map(|ty| &ty.value);
    if let Some(ty) = parameter.map(|parameter| &*parameter.ty).or(named).filter(|_| !args.broken)
        && last_segment(ty).is_some_and(|last| last.ident == "Option")
    {
        let help = format!("write `{}`, or take the type inside the `Option`", args.beginning_with("optional"));
        errors.over(ty, "an `Option` identity needs `optional`", &help);
    }
}

/// What is returned must be able to carry a refusal; whether a named type can, the runtime's traits say.
fn check_return_type(args: &Args, function: &GuardedFn, errors: &mut Errors) {
    let name = function.name();
    let sig = &function.sig;
    match &sig.output {
        ReturnType::Type(_, ty) => match strip(ty) {
            Type::Tuple(unit) if unit.elems.is_empty() => {
                nothing_returned(args, &function.attrs, &name, ty.to_token_stream(), errors);
            }
            Type::ImplTrait(returned) if sig.asyncness.is_none() => {
                let Some(output) = returned.bounds.iter().find_map(body_shape::future_bound) else { return };
                let output = output.map_or_else(|| "Response".to_owned(), type_text);
                let help = format!("make it `async fn {name}(..) -> {output}`");
                errors.over(ty, "a function that returns `impl Future` cannot be guarded", &help);
            }
            _ => {}
        },
        ReturnType::Default => nothing_returned(args, &function.attrs, &name, sig.ident.to_token_stream(), errors),
    }
}

fn nothing_returned(args: &Args, attrs: &[Attribute], name: &str, tokens: proc_macro2::TokenStream, errors: &mut Errors) {
    if args.on_reject.is_none() {
        let help = format!("let it return a response: `fn {name}(..) -> Response<Body>`, or a `Result` of one");
        let help = verifier::or_import(args, attrs, help);
        errors.over(tokens, &format!("`{name}` has no return type, so the guard cannot return a rejection"), &help);
    }
}

/// `check` sees the arguments as they are, so it needs none.
fn check_check(args: &Args, errors: &mut Errors) {
    if let Some(check) = &args.check
        && let Expr::Closure(closure) = plain(&check.value)
    {
        let help = format!("write `check = {}`: identity and arguments are in its scope", text(&closure.body));
        errors.over(&check.value, "`check` is an expression, not a closure", &help);
    }
}

/// A path, or a closure over one thing: something to call with the identity, not the result of a call.
fn check_only(only: &Expr, errors: &mut Errors) {
    let written = match plain(only) {
        Expr::Path(_) => return,
        Expr::Closure(closure) if closure.inputs.len() == 1 => return,
        Expr::Closure(closure) => {
            let help = format!("write `only = |who| {}`", text(&closure.body));
            return errors.over(only, "the closure of `only` takes one argument, the identity", &help);
        }
        Expr::Unary(not) if matches!(plain(&not.expr), Expr::Path(_)) => format!("{}{}(who)", text(&not.op), text(&not.expr)),
        Expr::Call(call) if matches!(plain(&call.func), Expr::Path(_)) => {
            let function = text(&call.func);
            match text(&call.args) {
                none if none.is_empty() => return not_callable(only, &format!("write `only = {function}`"), errors),
                arguments => format!("{function}(who, {arguments})"),
            }
        }
        _ => text(only),
    };
    not_callable(only, &format!("write `only = |who| {written}`, a closure over the identity"), errors);
}

fn not_callable(only: &Expr, help: &str, errors: &mut Errors) {
    errors.over(only, "`only` takes the path of a `fn(&Identity) -> bool`, or a closure", help);
}

/// The expression without parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => plain(&group.expr),
        Expr::Paren(paren) => plain(&paren.expr),
        other => other,
    }
}
