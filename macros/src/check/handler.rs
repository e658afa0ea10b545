//! What `#[requires_auth]` refuses on a handler of a framework, whose guard is a parameter.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, FnArg, GenericParam, Generics, PatType, ReturnType, Type, Visibility};

use super::attributes_below::check_attributes_below;
use super::conditions::{check_condition, check_optional, question};
use super::identity::{check_extractor, check_identity, identity_use, is_own_identity};
use super::order;
use super::own_names;
use super::policy::policy;
use super::recorded_identity::check_recorded_identity;
use super::target::{check_other_guards, check_target};
use super::verifier::plain_verifier;
use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{render, render_type};
use crate::framework::Framework;
use crate::model::{HandlerGuard, NamedBeside, Source};
use crate::syntax::args::Args;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters;
use crate::syntax::plain::{last_segment, option_of, strip, type_arguments};
use crate::syntax::scopes::ScopeExpr;

/// Everything that must be true of a guarded handler.
pub(crate) fn handler<'f>(
    args: Args,
    function: &'f GuardedFn,
    framework: Framework,
    errors: &mut Collector,
) -> Option<HandlerGuard<'f>> {
    check_receiver(function, framework, errors);
    order::check_function(function, framework, errors);
    guard(args, function, &Generics::default(), matches!(function.vis, Visibility::Inherited), framework, errors)
}

/// The same of a method, whose `impl` block, with these generics, is guarded as a whole.
pub(crate) fn method<'f>(
    args: Args,
    function: &'f GuardedFn,
    outer: &Generics,
    framework: Framework,
    errors: &mut Collector,
) -> Option<HandlerGuard<'f>> {
    // The marker of a method is public.
    guard(args, function, outer, false, framework, errors)
}

fn guard<'f>(
    args: Args,
    function: &'f GuardedFn,
    outer: &Generics,
    is_private: bool,
    framework: Framework,
    errors: &mut Collector,
) -> Option<HandlerGuard<'f>> {
    check_target(function, errors);
    check_other_guards(&args, function, errors);
    check_attributes_below(&args, &function.attrs, errors);
    let parameter = parameters::checked_identity(function, errors);
    parameters::check_names(function, parameter, true, errors);
    check_optional(&args, parameter, errors);
    check_identity(&args, parameter, errors);
    check_extractor(parameter, errors);
    check_recorded_identity(parameter, &function.attrs, errors);
    own_names::check_handler(&args, function, errors);
    check_condition(&args, parameter, errors);
    check_request(&args, errors);
    check_option(&args, parameter, errors);
    check_parameters(function, framework, errors);
    check_returned(&args, function, errors);
    check_layer(&args, framework, errors);
    check_source(&args, function, framework, errors);
    check_tag(&args, errors);
    check_beside(&args, &[outer, &function.sig.generics], errors);
    check_identity_beside(&args, parameter, &[outer, &function.sig.generics], errors);
    let named_beside = named_beside(&args, parameter, &[outer, &function.sig.generics], is_private);

    let Args {
        verifier, scopes, acr, max_age, only, check, optional, identity, authenticator, state, on_reject, crate_path, ..
    } = args;
    let question = question(only, optional, errors);
    let policy = policy(scopes, acr.as_ref(), max_age.as_ref(), crate_path, errors);
    Some(HandlerGuard {
        policy: policy?,
        handler: function.name(),
        framework,
        source: match verifier {
            Some(verifier) => Source::Verifier(verifier.value),
            None => Source::Application {
                tag: authenticator.map(|tag| Box::new(tag.value)),
                state: state.map(|state| Box::new(state.value)),
            },
        },
        question,
        check: check.map(|check| check.value),
        identity: identity_use(parameter, identity),
        named_beside,
        on_reject: on_reject.map(|path| path.value),
    })
}

fn check_request(args: &Args, errors: &mut Collector) {
    if let Some(request) = &args.request {
        let help = "remove it: the framework hands the request to the guard";
        errors.over(&request.key, "`request` is for functions that take the request themselves", help);
    }
}

/// What the guard verifies is the type inside the `Option`, so it has to be seen.
fn check_option(args: &Args, parameter: Option<&PatType>, errors: &mut Collector) {
    if let (Some(_), Some(parameter)) = (&args.optional, parameter)
        // What contradicts `optional` may be what was meant.
        && args.demands().is_empty()
        && option_of(&parameter.ty).is_none()
    {
        // A `Result` is what other extractors give.
        let result = last_segment(&parameter.ty).filter(|last| last.ident == "Result");
        let identity = result.and_then(|result| type_arguments(result).first().copied()).unwrap_or(&parameter.ty);
        let (pat, ty) = (render(&parameter.pat), render_type(identity));
        let message = format!("`optional` needs `#[identity] {pat}: Option<{ty}>`");
        errors.over(&parameter.ty, &message, "or remove `optional`, so that credentials are required");
    }
}

/// The guard's policy is an item beside the function, and there is no room for one inside an `impl`.
fn check_receiver(function: &GuardedFn, framework: Framework, errors: &mut Collector) {
    let Some(receiver) = function.sig.receiver() else { return };
    let put = "put `#[requires_auth(..)]` on the `impl` block: it guards every method, and a method's own attribute replaces it";
    let help = if framework.calls_methods() {
        put.to_owned()
    } else {
        format!("a handler of {} has no `self`: remove it, and {put}", framework.name())
    };
    errors.over(receiver, &format!("`{}` is a method, which is guarded by its `impl` block", function.name()), &help);
}

fn check_parameters(function: &GuardedFn, framework: Framework, errors: &mut Collector) {
    let parameters = parameters::beside_identity(function);
    if let Some((most, extra)) = framework.most_parameters().and_then(|most| Some((most, parameters.get(most)?))) {
        let help = "put several into one: a struct with a derive for extractors, or a tuple";
        let message = format!("a guarded handler takes at most {most} parameters beside `#[identity]`");
        errors.over(extra, &message, help);
    }
    if !framework.takes_one_extractor() {
        return;
    }
    for parameter in parameters {
        for condition in parameter.attrs.iter().filter(|attribute| may_be_condition(attribute)) {
            let help = "put the `#[cfg]` on two variants of the whole function";
            errors.over(condition, "a parameter after a guard cannot be conditional here", help);
        }
    }
}

fn may_be_condition(attribute: &Attribute) -> bool {
    ["cfg", "cfg_attr"].iter().any(|name| attribute.path().is_ident(name))
}

/// Only `check` refuses inside of the function.
fn check_returned(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    if let (Some(check), None) = (&args.check, &args.on_reject) {
        let name = function.name();
        let message = format!("`check` rejects inside `{name}`, whose return type cannot carry a rejection");
        let help = "return `Response`, or `Result<_, E>` where `E: From<Rejection>`";
        match &function.sig.output {
            ReturnType::Default => errors.over(&check.key, &message, help),
            ReturnType::Type(_, ty) if matches!(strip(ty), Type::ImplTrait(_)) => errors.over(ty, &message, help),
            ReturnType::Type(..) => {}
        }
    }
}

/// A tool of an MCP server is called after the layer has verified, and its answer is not one of HTTP.
fn check_layer(args: &Args, framework: Framework, errors: &mut Collector) {
    if !framework.verifies_in_a_layer() {
        return;
    }
    if let Some(verifier) = &args.verifier {
        let help = "remove it, and put the verifier into the `Authenticator` of `requires_auth::rmcp::layer(auth, ..)`";
        errors.over(&verifier.key, "`verifier` cannot be used here: the layer verifies before a tool is called", help);
    }
    if let Some(on_reject) = &args.on_reject {
        let help = "remove it, and set a `renderer` on the authenticator of the layer";
        errors.over(&on_reject.key, "`on_reject` cannot be used here: the layer rejects before a tool is called", help);
    }
}

/// `authenticator = Authenticator<User>` names the type, where its tag is wanted.
fn check_tag(args: &Args, errors: &mut Collector) {
    if let Some(tag) = &args.authenticator
        && let Some(last) = last_segment(&tag.value).filter(|last| last.ident == "Authenticator")
    {
        let help = match *type_arguments(last) {
            [_, tag, ..] => format!("write `authenticator = {}`", render_type(tag)),
            [identity] => format!("remove it, and write `identity = {}`", render_type(identity)),
            [] => "remove it: without a tag the application's only one decides".to_owned(),
        };
        errors.over(&tag.value, "`authenticator` takes the tag of an `Authenticator`, not its type", &help);
    }
}

/// Who decides is one: the application's authenticator, by its tag, or the verifier that is named.
fn check_source(args: &Args, function: &GuardedFn, framework: Framework, errors: &mut Collector) {
    if let Some(state) = args.state.as_ref().filter(|_| framework != Framework::Axum) {
        let help = "remove it: a missing authenticator shows when the application starts, or in its log";
        errors.over(&state.key, "`state` is for axum, whose routers have one", help);
    }
    let Some(verifier) = args.verifier.as_ref().filter(|_| !framework.verifies_in_a_layer()) else { return };
    plain_verifier(&verifier.value, None, errors);
    for (key, name) in [(&args.authenticator, "authenticator"), (&args.state, "state")] {
        if let Some(key) = key {
            let message = format!("`{name}` and `verifier` both say who decides");
            errors.over(&key.key, &message, "keep one of them");
        }
    }
    // The guard runs before the arguments are there.
    let mut names = Vec::new();
    for input in &function.sig.inputs {
        if let FnArg::Typed(parameter) = input {
            parameters::bound_names(&parameter.pat, &mut names);
        }
    }
    let first = verifier.value.to_token_stream().into_iter().find(|token| !matches!(token, TokenTree::Punct(_)));
    if let Some(TokenTree::Ident(first)) = first.filter(|token| names.iter().any(|name| token.to_string() == name.to_string())) {
        let help = "name a `static`, or leave `verifier` out: the application's state holds the `Authenticator`, and `authenticator = Tag` \
                    chooses among several";
        let message = format!("`verifier` cannot use the argument `{first}`: the guard runs before arguments are extracted");
        errors.at(first.span(), &message, help);
    }
}

/// `verifier` and `only` are implemented beside the handler, for the type of the identity. By the name of a parameter another item
/// would be meant there, and then any crate could say who verifies the rest.
fn check_identity_beside(args: &Args, parameter: Option<&PatType>, generics: &[&Generics], errors: &mut Collector) {
    let key = match (&args.verifier, &args.only) {
        (Some(_), _) => "verifier",
        (None, Some(_)) => "only",
        (None, None) => return,
    };
    let named = args.identity.as_ref().map(|identity| &identity.value);
    if let Some(ty) = parameter.map(|parameter| &*parameter.ty).or(named)
        && inner_name(ty.to_token_stream(), generics).is_some()
    {
        let message = format!("`{}` is a type parameter, and `{key}` gives one identity type", render_type(ty));
        let help = if key == "verifier" { "name the identity type of the verifier" } else { "name the type of the identity" };
        errors.over(ty, &message, help);
    }
}

/// Policy, predicate and verifier are items beside the function, where neither `Self` nor its generics are known. What rustc would
/// find by such a name is another item: of the handler's own nothing would be demanded.
fn check_beside(args: &Args, generics: &[&Generics], errors: &mut Collector) {
    if let Some(scopes) = &args.scopes {
        check_scopes_beside(&scopes.value, generics, errors);
    }
    let values = [
        ("only", args.only.as_ref().map(|only| only.value.to_token_stream())),
        ("verifier", args.verifier.as_ref().map(|verifier| verifier.value.to_token_stream())),
        ("authenticator", args.authenticator.as_ref().map(|tag| tag.value.to_token_stream())),
        ("state", args.state.as_ref().map(|state| state.value.to_token_stream())),
        ("on_reject", args.on_reject.as_ref().map(|path| path.value.to_token_stream())),
    ];
    for (key, value) in values {
        if let Some((value, word)) = value.and_then(|value| Some((value.clone(), inner_name(value, generics)?))) {
            let message = format!("`{word}` cannot be used here: `{key}` of a handler is evaluated outside the function");
            errors.over(&value, &message, "name an item of the module");
        }
    }
}

fn check_scopes_beside(scopes: &[ScopeExpr], generics: &[&Generics], errors: &mut Collector) {
    for scope in scopes {
        match scope {
            ScopeExpr::Literal(_) => {}
            ScopeExpr::Path(path) => {
                if let Some(word) = inner_name(path.to_token_stream(), generics) {
                    let message = format!("`{word}` cannot be used here: the generated policy is an item outside the function");
                    errors.over(path, &message, "name the type, or a `const` of the module");
                }
            }
            ScopeExpr::Any(list) | ScopeExpr::All(list) => check_scopes_beside(list, generics, errors),
        }
    }
}

/// What an item beside the handler can demand of the type of the identity: not if only the handler's own generics and lifetimes name it.
///
/// The step-up names it in an associated type, and the marker must not be more visible than that, which only a private handler's
/// surely is not. The runtime's own type has scopes, so of the many handlers that take it only the private ones say so beside,
/// in case that another type has its name.
fn named_beside(args: &Args, parameter: Option<&PatType>, generics: &[&Generics], is_private: bool) -> NamedBeside {
    let named = args.identity.as_ref().map(|identity| &identity.value);
    let ty = parameter.map(|parameter| &*parameter.ty).or(named).filter(|ty| {
        let tokens = ty.to_token_stream();
        !tokens.to_string().contains(['\'', '&']) && inner_name(tokens, generics).is_none()
    });
    NamedBeside { for_scopes: ty.is_some_and(|ty| is_private || !is_own_identity(ty)), for_step_up: ty.is_some() && is_private }
}

/// A name among these tokens that only the inside of the handler knows: not of a field, nor inside of a path.
fn inner_name(tokens: TokenStream, generics: &[&Generics]) -> Option<Ident> {
    let is_generic = |param: &GenericParam, word: &Ident| match param {
        GenericParam::Type(param) => param.ident == *word,
        GenericParam::Const(param) => param.ident == *word,
        GenericParam::Lifetime(_) => false,
    };
    let is_inner =
        |word: &Ident| word == "Self" || generics.iter().any(|of| of.params.iter().any(|param| is_generic(param, word)));
    // Behind these a word is a field, a part of a path, or a lifetime.
    let begins = |before: &str| {
        let is_field = before.ends_with('.') && !before.ends_with("..");
        !(is_field || before.ends_with("::") || before.ends_with('\''))
    };
    let mut before = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                before.push(punct.as_char());
                continue;
            }
            TokenTree::Group(group) => {
                if let Some(word) = inner_name(group.stream(), generics) {
                    return Some(word);
                }
            }
            TokenTree::Ident(word) if begins(&before) && is_inner(&word) => return Some(word),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        before.clear();
    }
    None
}
