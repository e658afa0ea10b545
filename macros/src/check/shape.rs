//! What shows that a function is not the handler that its attribute is for. Reported alone, before all else: what else would be
//! said comes from it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, GenericArgument, Pat, Path, PathArguments, ReturnType, Signature, Type};

use super::own_names;
use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{render, render_type};
use crate::framework::Framework;
use crate::syntax::args::Args;
use crate::syntax::body_shape;
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::GuardedFn;
use crate::syntax::plain::{last_segment, strip, strip_reference, type_arguments};

/// Where a function is written.
#[derive(Clone, Copy)]
pub(crate) enum Position<'p> {
    Alone,
    /// In the block of this type.
    Impl(&'p TokenStream),
}

/// Whether this is no handler of the framework: a constructor, a router, a handler of another framework.
pub(crate) fn report_no_handler(
    function: &GuardedFn,
    framework: Option<Framework>,
    args: &Args,
    place: Position<'_>,
    errors: &mut Collector,
) -> bool {
    if let Some(returned) = made(function, framework, args, place) {
        let message = format!("`{}` returns `{}`, so it is not a handler", function.name(), render_type(returned));
        errors.over(&function.sig.ident, &message, not_a_handler(place));
        return true;
    }
    if matches!(place, Position::Alone) && function.sig.ident == "main" {
        errors.over(&function.sig.ident, "`main` is not a handler", not_a_handler(place));
        return true;
    }
    let Some(framework) = framework else { return false };
    if let Some(taken) = taken_by_no_handler(function, framework) {
        let message = format!("`{}` takes `{}`, so it is not a handler", function.name(), render_type(taken));
        errors.over(taken, &message, not_a_handler(place));
        return true;
    }
    let Some(other) = of_others(function, framework) else { return false };
    let root = args.crate_path.as_ref().map_or_else(|| "requires_auth".to_owned(), |path| CratePath::text(&path.value));
    let message = format!("this looks like a handler of {}, and the attribute is that for {}", other.name(), framework.name());
    let span = function.sig.fn_token.span.located_at(Span::call_site());
    errors.at(span, &message, &format!("write `use {root}::{}::requires_auth;`", other.module()));
    true
}

/// What to do with a function that handles no request.
pub(super) fn not_a_handler(place: Position<'_>) -> &'static str {
    match place {
        Position::Impl(_) => "write `#[requires_auth::public]` above it: the guard of the `impl` block is for its handlers",
        Position::Alone => "remove the attribute, and put it on the handlers",
    }
}

/// `fn configure(config: &mut ServiceConfig)`: what makes routes.
fn taken_by_no_handler(function: &GuardedFn, framework: Framework) -> Option<&Type> {
    function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) if framework == Framework::ActixWeb => {
            last_segment(strip_reference(&parameter.ty)).filter(|last| last.ident == "ServiceConfig").map(|_| &*parameter.ty)
        }
        FnArg::Typed(_) | FnArg::Receiver(_) => None,
    })
}

/// `fn new(..) -> Self`, `fn router() -> Router`: what it makes.
fn made<'f>(function: &'f GuardedFn, framework: Option<Framework>, args: &Args, place: Position<'_>) -> Option<&'f Type> {
    const CONSTRUCTORS: [&str; 6] = ["new", "default", "build", "builder", "create", "try_new"];
    const ROUTERS: [&str; 9] = [
        "Router",
        "MethodRouter",
        "GuardedRoutes",
        "GuardedRoute",
        "RouteBuilder",
        "IntoMakeService",
        "Scope",
        "ServiceConfig",
        "Rocket",
    ];
    let ReturnType::Type(_, ty) = &function.sig.output else { return None };
    let name = function.name();
    let is_constructor =
        CONSTRUCTORS.contains(&name.as_str()) || ["new_", "from_", "with_"].iter().any(|begins| name.starts_with(begins));
    let last = last_segment(ty)?;
    let last_name = last.ident.to_string();
    let is_own = |ty: &Type| matches!(place, Position::Impl(own) if render_type(own) == render_type(ty));
    let is_self = |ty: &Type| last_segment(ty).is_some_and(|last| last.ident == "Self") || is_own(ty);
    let makes_self = is_self(ty) || (is_wrapper(&last_name) && type_arguments(last).first().is_some_and(|ty| is_self(ty)));
    // What takes no request and does not wait is no handler by any name.
    let is_surely_none = function.sig.receiver().is_none()
        && match framework {
            None => {
                function.sig.inputs.is_empty() || args.verifier.as_ref().is_some_and(|given| own_names::needs_self(&given.value))
            }
            Some(framework) => framework.handlers_are_async() && function.sig.asyncness.is_none(),
        };
    ((makes_self && (is_constructor || is_surely_none)) || ROUTERS.contains(&last_name.as_str())).then_some(&**ty)
}

fn is_wrapper(name: &str) -> bool {
    ["Result", "Option", "Arc", "Rc", "Box"].contains(&name)
}

/// The framework whose handler it seems to be, if that is another one: a path names its crate, or several words are its own. A
/// single word is not enough: other crates have a `#[get]` and a `#[handler]` as well.
fn of_others(function: &GuardedFn, framework: Framework) -> Option<Framework> {
    let mut paths: Vec<&Path> = function.attrs.iter().map(syn::Attribute::path).collect();
    for input in &function.sig.inputs {
        if let FnArg::Typed(parameter) = input
            && let Type::Path(ty) = strip(&parameter.ty)
        {
            paths.push(&ty.path);
        }
    }
    let named = |of: Framework| paths.iter().any(|path| of.is_crate(path));
    if named(framework) {
        return None;
    }
    let words = foreign_words(&function.sig, framework);
    let suspected = if words.is_empty() { Vec::new() } else { Framework::suspected(&function.attrs) };
    let marks = |of: Framework| of.words().iter().filter(|word| words.contains(*word)).count();
    let is = |of: Framework| {
        named(of) || marks(of) > 1 || (marks(of) > 0 && suspected.contains(&of) && !suspected.contains(&framework))
    };
    Framework::ALL.iter().copied().find(|of| *of != framework && is(*of))
}

/// The words in a signature that are other frameworks'. What is usual there is not printed to tokens first: that is the dear part.
fn foreign_words(sig: &Signature, own: Framework) -> Vec<&'static str> {
    let mut words = Words { others: Vec::new(), found: Vec::new() };
    for other in Framework::ALL.iter().filter(|other| **other != own) {
        words.others.extend_from_slice(other.words());
    }
    for input in &sig.inputs {
        match input {
            FnArg::Typed(parameter) => {
                match &*parameter.pat {
                    Pat::Ident(pat) if pat.subpat.is_none() => words.note(&pat.ident),
                    Pat::TupleStruct(pat) if pat.elems.iter().all(|element| matches!(element, Pat::Ident(_))) => {
                        words.in_path(&pat.path);
                    }
                    other => words.in_tokens(other.to_token_stream()),
                }
                words.in_type(&parameter.ty);
            }
            FnArg::Receiver(_) => {}
        }
    }
    if let ReturnType::Type(_, ty) = &sig.output {
        words.in_type(ty);
    }
    if sig.generics.lt_token.is_some() || sig.generics.where_clause.is_some() {
        let (generics, bounds) = (&sig.generics, &sig.generics.where_clause);
        words.in_tokens(quote!(#generics #bounds));
    }
    words.found
}

struct Words {
    others: Vec<&'static str>,
    found: Vec<&'static str>,
}

impl Words {
    fn note(&mut self, name: &Ident) {
        let name = name.to_string();
        self.found.extend(self.others.iter().find(|word| **word == name));
    }

    fn in_type(&mut self, ty: &Type) {
        match strip(ty) {
            Type::Path(ty) if ty.qself.is_none() => self.in_path(&ty.path),
            Type::Reference(reference) => self.in_type(&reference.elem),
            other => self.in_tokens(other.to_token_stream()),
        }
    }

    fn in_path(&mut self, path: &Path) {
        for segment in &path.segments {
            self.note(&segment.ident);
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments) => {
                    for argument in &arguments.args {
                        match argument {
                            GenericArgument::Type(ty) => self.in_type(ty),
                            other => self.in_tokens(other.to_token_stream()),
                        }
                    }
                }
                PathArguments::Parenthesized(arguments) => self.in_tokens(arguments.to_token_stream()),
            }
        }
    }

    fn in_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.in_tokens(group.stream()),
                TokenTree::Ident(name) => self.note(&name),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

/// A function that is not `async` on a framework whose handlers are. It is made one, so that its routes do not complain as well.
pub(crate) fn report_sync_handler(function: &mut GuardedFn, framework: Option<Framework>, errors: &mut Collector) {
    if !framework.is_some_and(Framework::handlers_are_async) || function.sig.asyncness.is_some() || function.body.is_none() {
        return;
    }
    let returned = match &function.sig.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) if is_known_not_to_wait(ty) => format!(" -> {}", render_type(ty)),
        ReturnType::Type(..) => return,
    };
    let name = function.name();
    let framework = framework.map(Framework::name).unwrap_or_default();
    let message = format!("`{name}` is not `async`, and a handler of {framework} must be");
    errors.at(function.sig.fn_token.span, &message, &format!("write `async fn {name}(..){returned}`"));
    function.sig.asyncness = Some(syn::Token![async](function.sig.fn_token.span));
}

/// Types that are surely no futures.
fn is_known_not_to_wait(ty: &Type) -> bool {
    const RESPONSES: [&str; 13] = [
        "Html",
        "HttpResponse",
        "Json",
        "Option",
        "Redirect",
        "Rejection",
        "Response",
        "Result",
        "Sse",
        "StatusCode",
        "String",
        "Bytes",
        "Vec",
    ];
    match strip(ty) {
        Type::Reference(_) | Type::Tuple(_) | Type::Array(_) => true,
        Type::ImplTrait(returned) => {
            returned.bounds.iter().all(|bound| body_shape::future_bound(bound).is_none() && !render(bound).contains("Fut"))
        }
        Type::Path(_) => last_segment(ty).is_some_and(|last| RESPONSES.iter().any(|name| last.ident == name)),
        _ => false,
    }
}
