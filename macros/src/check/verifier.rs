//! Who verifies: a plain function has to say so, a framework's handler has an attribute of its own.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Expr, FnArg, Pat, PatType, Path, Type};

use super::verifier_expression::{self, Leaving};
use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render_type;
use crate::framework::Framework;
use crate::syntax::args::Args;
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::{self, Binding, Request};
use crate::syntax::plain::{plain, strip};

/// Extractors of frameworks, which are taken from the request before a plain function runs.
pub(super) const EXTRACTORS: [&str; 8] = ["Data", "Extension", "Form", "Json", "Multipart", "Path", "Query", "State"];

/// A framework's handler without `verifier = ..` lacks none: it is the other attribute that was meant, and all that is wrong
/// besides comes from that.
pub(super) fn is_a_handler(args: &Args, function: &GuardedFn, errors: &mut Collector) -> bool {
    if args.verifier.is_some() || args.broken {
        return false;
    }
    let before = errors.count();
    check_import(args, &function.attrs, "a handler", function.sig.fn_token.span, errors);
    if errors.count() == before {
        check_extractors(args, function, errors);
    }
    errors.count() > before
}

/// The same of an `impl` block, whose attributes make handlers of its methods.
pub(crate) fn check_block(args: &Args, attrs: &[Attribute], item: Span, errors: &mut Collector) {
    check_import(args, attrs, "handlers", item, errors);
}

fn check_import(args: &Args, attrs: &[Attribute], what: &str, item: Span, errors: &mut Collector) {
    let frameworks = Framework::suspected(attrs);
    if args.verifier.is_some() || args.broken || frameworks.is_empty() {
        return;
    }
    let names: Vec<String> = frameworks.iter().map(|framework| framework.name()).collect();
    let message = format!("this looks like {what} of {}, which needs the attribute of that framework", names.join(" or "));
    errors.at(attribute(item), &message, &imports(args, attrs));
}

/// "write `use requires_auth::rocket::requires_auth;`", as far as it is known which.
fn imports(args: &Args, attrs: &[Attribute]) -> String {
    let known = Framework::suspected(attrs);
    if known.is_empty() {
        return format!("import the attribute of your framework, such as {}", imported(&[Framework::Axum], args));
    }
    format!("write {}", imported(&known, args))
}

fn imported(frameworks: &[Framework], args: &Args) -> String {
    let root = args.crate_path.as_ref().map_or_else(|| "requires_auth".to_owned(), |path| CratePath::text(&path.value));
    let imports = frameworks.iter().map(|framework| format!("`use {root}::{}::requires_auth;`", framework.module()));
    imports.collect::<Vec<_>>().join(" or ")
}

/// What may be meant by a function below an attribute that makes handlers.
pub(super) fn or_import(args: &Args, attrs: &[Attribute], help: String) -> String {
    if Framework::suspected(attrs).is_empty() { help } else { format!("{help}; for a handler {}", imports(args, attrs)) }
}

/// The extractors of a framework run before a plain function does, and so would its guard come behind them. They are known by
/// their patterns, and by their types where the request should stand.
pub(super) fn check_extractors(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let mut is_first = args.request.is_none();
    for input in &function.sig.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        if parameters::is_identity(parameter) {
            continue;
        }
        let is_request = std::mem::take(&mut is_first);
        let path = match (&*parameter.pat, strip(&parameter.ty)) {
            (Pat::TupleStruct(pat), _) => &pat.path,
            (_, Type::Path(ty)) if is_request && is_generic(&ty.path) => &ty.path,
            _ => continue,
        };
        if let Some(last) = path.segments.last().filter(|last| EXTRACTORS.iter().any(|name| last.ident == name)) {
            let message = format!("`{}` is an extractor and would run before this guard", last.ident);
            let is_web = path.segments.len() > 1 && path.segments.first().is_some_and(|first| first.ident == "web");
            let help = if is_web && Framework::suspected(&function.attrs).is_empty() {
                format!("write {}", imported(&[Framework::ActixWeb, Framework::Poem], args))
            } else {
                imports(args, &function.attrs)
            };
            errors.over(path, &message, &help);
        }
    }
}

/// `Path<u64>`, unlike a type of the user's own that happens to be called so.
fn is_generic(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| !last.arguments.is_none())
}

/// A plain function belongs to no application that could hold an authenticator.
pub(super) fn check_application(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    for (given, name) in [(&args.authenticator, "authenticator"), (&args.state, "state")] {
        if let Some(given) = given {
            let message = format!("`{name}` is for handlers of a framework, whose application holds the authenticator");
            let help = format!("remove it, or {}", imports(args, &function.attrs));
            errors.over(&given.key, &message, &help);
        }
    }
}

/// Who decides must be said, and be a value.
pub(super) fn check_verifier(
    args: &Args,
    function: &GuardedFn,
    request: Option<&Request<'_>>,
    errors: &mut Collector,
) -> Option<()> {
    let Some(verifier) = &args.verifier else {
        // It may be there, misspelt.
        if !args.broken {
            no_verifier(args, function, errors);
        }
        return None;
    };
    let request = request.and_then(|request| match request.slot {
        Binding::Named { name, .. } => Some(name),
        Binding::Pattern { .. } | Binding::Wild { .. } => None,
    });
    plain_verifier(&verifier.value, request, errors)
}

/// The expression is evaluated inside the guard. It names who verifies: it neither leaves the guard nor looks at what is verified.
pub(super) fn plain_verifier(verifier: &Expr, request: Option<&Ident>, errors: &mut Collector) -> Option<()> {
    if let Expr::Closure(closure) = plain(verifier) {
        let help = "wrap it with its scheme, `requires_auth::verifiers::bearer(|token| ..)`, in a `static` or in your state, and name that: \
                    `verifier = TOKENS`";
        errors.over(closure, "a closure is not a verifier: it does not say how credentials are sent", help);
        return None;
    }
    let Some(wrong) = verifier_expression::leaving(verifier, request) else { return Some(()) };
    let in_a_function = "move it into a function that returns the verifier: `verifier = choose()`";
    match wrong {
        Leaving::Ends(token) => {
            let message = format!("`{token}` could leave the guard before the credentials are verified");
            errors.at(token.span(), &message, in_a_function);
        }
        Leaving::Macro(name) => {
            let message =
                format!("`{name}!` could leave the guard before the credentials are verified: macros are not expanded here");
            errors.at(name.span(), &message, in_a_function);
        }
        Leaving::Request(name) => {
            let message = format!("`verifier` cannot use `{name}`, the request that it verifies");
            let help =
                "name a `static`, or a field of `self` or of another parameter; a `Verifier` can look at `credentials.request()`";
            errors.at(name.span(), &message, help);
        }
    }
    None
}

fn no_verifier(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let verifier = if function.sig.receiver().is_some() { "verifier = self.auth" } else { "verifier = TOKENS" };
    let mut help = format!("name it: `{}`", args.beginning_with(verifier));
    if let Some(request) = &args.request {
        let message = "`request` needs a `verifier = ..` that reads it";
        return errors.over(&request.key, message, &help);
    }
    // Without a request either it may be a handler that nothing else gives away.
    if parameters::beside_identity(function).is_empty() {
        help = format!("{help}; for a handler of a framework {}", imports(args, &function.attrs));
    }
    errors.at(attribute(function.sig.fn_token.span), "missing `verifier = ..`: who verifies the credentials?", &help);
}

/// `fn h(id: u32, req: Request<B>)`: the request is another parameter, or there is none.
pub(super) fn first_is_no_request(args: &Args, function: &GuardedFn, first: &PatType, errors: &mut Collector) {
    let message = format!("the first parameter of `{}` is `{}`, which is not a request", function.name(), render_type(&first.ty));
    let help = match parameters::called_request(function) {
        Some(request) => format!("name the one that is: `{}`", args.beginning_with(&format!("request = {request}"))),
        None => take_request(args, function, true),
    };
    errors.over(&first.ty, &message, &help);
}

/// What has no request has nothing to look at.
pub(super) fn no_request(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let message = format!("`{}` has no request parameter, so there are no credentials to look at", function.name());
    errors.at(function.sig.paren_token.span.join(), &message, &take_request(args, function, false));
}

/// The signature with a request: behind all parameters, or as the first that is not `self`.
fn take_request(args: &Args, function: &GuardedFn, is_first: bool) -> String {
    let name = function.name();
    let mut parameters: Vec<String> = function.sig.inputs.iter().map(|input| render_type(input)).collect();
    let place = if is_first { usize::from(function.sig.receiver().is_some()) } else { parameters.len() };
    parameters.insert(place, "req: Request<Body>".to_owned());
    let take = format!("take it: `fn {name}({})`", parameters.join(", "));
    if function.sig.receiver().is_some() {
        format!("{take}; if it is not a handler, write `#[requires_auth::public]` above it")
    } else {
        format!(
            "{take}; for a handler of a framework {}; in an `impl` block `#[requires_auth::public]` opens a method that is not a handler",
            imports(args, &function.attrs)
        )
    }
}

/// The whole attribute, but as the user's text: rustc adds a note about macros to what stands at the call site.
fn attribute(item: Span) -> Span {
    item.located_at(Span::call_site())
}
