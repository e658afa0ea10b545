//! The parameters: which one is the request, which one the identity, and what each is called.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Meta, Pat, PatType, Token, Type};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{render, render_type};
use crate::diagnostics::spans::{at, is_same_name};
use crate::diagnostics::suggest;
use crate::syntax::args::Args;
use crate::syntax::attributes::may_remove;
use crate::syntax::function::GuardedFn;
use crate::syntax::plain::{last_segment, strip, strip_reference};

/// The name of a handler's guard parameter. Code finds it by its text, not by hygiene: some attributes write the names of parameters
/// again from their text.
pub(crate) const GUARD: &str = "__requires_auth_guard";

/// The parameter that is the request.
pub(crate) struct Request<'f> {
    /// Its place among the parameters.
    pub(crate) index: usize,
    pub(crate) parameter: &'f PatType,
    pub(crate) slot: Binding<'f>,
    pub(crate) hold: PassedAs,
    /// The name as the attribute has it, if it may be another one than the parameter's: rustc says whether it is.
    pub(crate) named: Option<Ident>,
}

/// How the request is held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassedAs {
    /// By value: it goes through the runtime and comes back with its secrets marked.
    Value,
    /// `&T`
    Ref,
    /// `&mut T`
    RefMut,
    /// `_: T` looks at nothing, so nothing is marked and nothing moves.
    Ignored,
}

/// What a parameter's value is called in the signature, and what the body sees.
pub(crate) enum Binding<'f> {
    /// `name: T` or `mut name: T`
    Named { mutability: Option<&'f Token![mut]>, name: &'f Ident },
    /// `Parts { headers, .. }: Parts`: a hidden name in the signature.
    Pattern { hidden: Ident },
    /// `_: T`: a hidden name too.
    Wild { hidden: Ident },
}

/// `#[identity]`, with or without arguments.
pub(crate) fn is_identity_attribute(attribute: &Attribute) -> bool {
    attribute.path().is_ident("identity")
}

/// A parameter that we take out of the signature.
pub(crate) fn is_identity(parameter: &PatType) -> bool {
    parameter.attrs.iter().any(is_identity_attribute)
}

/// The first parameter that we take out of the signature.
pub(crate) fn identity(function: &GuardedFn) -> Option<&PatType> {
    function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) if is_identity(parameter) => Some(parameter),
        _ => None,
    })
}

/// The same by the rules of `#[identity]`: once, on a parameter that is not `self`, plain and unconditional.
pub(crate) fn checked_identity<'f>(function: &'f GuardedFn, errors: &mut Collector) -> Option<&'f PatType> {
    let mut identity = None;
    for input in &function.sig.inputs {
        let (attrs, parameter) = match input {
            FnArg::Receiver(receiver) => (&receiver.attrs, None),
            FnArg::Typed(parameter) => (&parameter.attrs, Some(parameter)),
        };
        for attribute in attrs.iter().filter(|attribute| is_identity_attribute(attribute)) {
            check_plain(attribute, errors);
            if parameter.is_none() {
                let help = "take the identity as a separate parameter: `#[identity] who: Identity`";
                errors.over(attribute, "`self` cannot be the identity", help);
            } else if identity.is_some() {
                let help = "there is one identity: keep one `#[identity]`";
                errors.over(attribute, "`#[identity]` appears twice", help);
            } else {
                identity = parameter;
            }
        }
    }
    if let Some(parameter) = identity {
        let help = "put the `#[cfg]` on two variants of the whole function";
        check_unconditional(parameter, "`#[identity]` parameter", help, errors);
        check_owned(parameter, errors);
    }
    identity
}

/// Reports a name that is bound twice: by the identity and another parameter, or, in a function, by any two. rustc never sees both in one
/// parameter list, and the later of two `let`s would hide the verified value. In a handler, rustc reports two others itself.
pub(crate) fn check_names(function: &GuardedFn, identity: Option<&PatType>, is_handler: bool, errors: &mut Collector) {
    if is_handler && identity.is_none() {
        return;
    }
    let mut known: Vec<(&PatType, &Ident)> = Vec::new();
    for input in &function.sig.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        // Of two parameters under conditions one may be there.
        if parameter.attrs.iter().any(may_remove) {
            continue;
        }
        let is_identity = |one: &PatType| identity.is_some_and(|identity| std::ptr::eq(identity, one));
        let mut names = Vec::new();
        bound_names(&parameter.pat, &mut names);
        let twice = names.iter().find(|name| {
            known
                .iter()
                .any(|(other, known)| (!is_handler || is_identity(parameter) || is_identity(other)) && is_same_name(known, name))
        });
        if let Some(name) = twice {
            let message = format!("`{name}` is bound more than once in the parameters of `{}`", function.name());
            return errors.at(name.span(), &message, "give one of them another name");
        }
        known.extend(names.into_iter().map(|name| (parameter, name)));
    }
}

/// The names that a pattern binds. One in capitals is a constant or a variant.
pub(crate) fn bound_names<'p>(pat: &'p Pat, found: &mut Vec<&'p Ident>) {
    match pat {
        Pat::Ident(pat) => {
            if pat.subpat.is_some() || !pat.ident.unraw().to_string().starts_with(char::is_uppercase) {
                found.push(&pat.ident);
            }
            if let Some((_, pat)) = &pat.subpat {
                bound_names(pat, found);
            }
        }
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| bound_names(pat, found)),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| bound_names(pat, found)),
        Pat::Slice(pat) => pat.elems.iter().for_each(|pat| bound_names(pat, found)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| bound_names(&field.pat, found)),
        Pat::Reference(pat) => bound_names(&pat.pat, found),
        Pat::Paren(pat) => bound_names(&pat.pat, found),
        // Each case binds the same names.
        Pat::Or(pat) => pat.cases.iter().take(1).for_each(|pat| bound_names(pat, found)),
        _ => {}
    }
}

fn check_plain(attribute: &Attribute, errors: &mut Collector) {
    let arguments = match &attribute.meta {
        Meta::Path(_) => return,
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => pair.value.to_token_stream(),
    };
    let help = "write `#[identity]`; which identity it is, the parameter's type says";
    let place = if arguments.is_empty() { attribute.to_token_stream() } else { arguments };
    errors.over(&place, "`#[identity]` takes no arguments", help);
}

/// `#[cfg]` is decided after us: we could not know whether the parameter is there.
fn check_unconditional(parameter: &PatType, what: &str, help: &str, errors: &mut Collector) {
    if let Some(condition) = parameter.attrs.iter().find(|attribute| may_remove(attribute)) {
        errors.over(condition, &format!("the {what} cannot be conditional"), help);
    }
}

/// The identity is handed over to the function: it is a value of a type that a `let` can name.
fn check_owned(parameter: &PatType, errors: &mut Collector) {
    let pat = || render(&parameter.pat);
    match strip(&parameter.ty) {
        // Rocket's extractor, of which it is said that it is one.
        Type::Reference(reference) if last_segment(&reference.elem).is_some_and(|last| last.ident == "State") => {}
        Type::Reference(reference) => {
            let (pat, ty) = (pat(), render_type(&reference.elem));
            let help = match ty.as_str() {
                "str" => format!("take it by value, `#[identity] {pat}: Identity`, whose `subject()` is a text"),
                ty => format!("take it by value: `#[identity] {pat}: {ty}`"),
            };
            errors.over(&parameter.ty, "the identity is owned by the function, not borrowed", &help);
        }
        Type::ImplTrait(_) => {
            let help = format!("name its type: `#[identity] {}: Identity`", pat());
            errors.over(&parameter.ty, "the verifier decides the identity's type, the caller cannot", &help);
        }
        _ => {}
    }
}

/// The first parameter, if it should be the request and is of a type that surely is none.
pub(crate) fn first_is_no_request(function: &GuardedFn) -> Option<&PatType> {
    const NONE: [&str; 18] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128",
        "usize", "String",
    ];
    let first = beside_identity(function).first().copied()?;
    let Type::Path(path) = strip_reference(&first.ty) else { return None };
    let is_none = path.path.get_ident().is_some_and(|name| NONE.iter().any(|none| name == none));
    (is_none || path.path.segments.last().is_some_and(|last| last.ident == "HeaderMap")).then_some(first)
}

/// The name of the first parameter whose type looks like a request.
pub(crate) fn called_request(function: &GuardedFn) -> Option<&Ident> {
    beside_identity(function).into_iter().find_map(|parameter| {
        let last = last_segment(strip_reference(&parameter.ty))?;
        if last.ident == "Request" || last.ident == "Parts" { bound_name(&parameter.pat) } else { None }
    })
}

/// The parameters that are neither `self` nor `#[identity]`.
pub(crate) fn beside_identity(function: &GuardedFn) -> Vec<&PatType> {
    let mut parameters = Vec::new();
    for input in &function.sig.inputs {
        if let FnArg::Typed(parameter) = input
            && !is_identity(parameter)
        {
            parameters.push(parameter);
        }
    }
    parameters
}

/// The request: the parameter that `request =` names, else the first that may be one.
pub(crate) fn request<'f>(args: &Args, function: &'f GuardedFn, errors: &mut Collector) -> Option<Request<'f>> {
    let wanted = args.request.as_ref().map(|wanted| &wanted.value);
    let (index, parameter) = match wanted {
        None => function.sig.inputs.iter().enumerate().find_map(|(index, input)| match input {
            FnArg::Typed(parameter) if !is_identity(parameter) => Some((index, parameter)),
            _ => None,
        })?,
        Some(name) => request_called(name, function, errors)?,
    };
    let help = "name another parameter, `request = name`, or put the `#[cfg]` on two variants of the whole function";
    check_unconditional(parameter, "request parameter", help, errors);
    let slot = slot(parameter, "__requires_auth_request");
    let hold = match (strip(&parameter.ty), &slot) {
        (_, Binding::Wild { .. }) => PassedAs::Ignored,
        (Type::Reference(reference), _) if reference.mutability.is_some() => PassedAs::RefMut,
        (Type::Reference(_), _) => PassedAs::Ref,
        _ => PassedAs::Value,
    };
    let is_exact = |name: &Ident| bound_name(&parameter.pat).is_some_and(|bound| is_same_name(bound, name));
    let named = wanted.filter(|name| !is_exact(name)).cloned();
    Some(Request { index, parameter, slot, hold, named })
}

/// The parameter with this name, and its position.
fn request_called<'f>(name: &Ident, function: &'f GuardedFn, errors: &mut Collector) -> Option<(usize, &'f PatType)> {
    let (mut exact, mut alike, mut possible) = (None, Vec::new(), Vec::new());
    for (index, input) in function.sig.inputs.iter().enumerate() {
        let FnArg::Typed(parameter) = input else { continue };
        let Some(bound) = bound_name(&parameter.pat) else { continue };
        if bound == name {
            alike.push((index, parameter));
            exact = exact.or_else(|| is_same_name(bound, name).then_some((index, parameter)));
        }
        if !is_identity(parameter) {
            possible.push(bound.to_string());
        }
    }
    let (message, help) = match (exact, alike.as_slice()) {
        // The only parameter with this text may have another hygiene than the argument, if a procedural macro wrote one of the two.
        // Then rustc decides whether they are the same name, because the guard uses the name with the hygiene of the argument.
        (Some(found), _) | (None, &[found]) if !is_identity(found.1) => return Some(found),
        (Some(_), _) | (None, [_]) => {
            (format!("`{name}` is the `#[identity]` parameter, it cannot be the request too"), named(&possible))
        }
        (None, [_, ..]) => {
            let help = "hand the name to the macro once, `$req:ident`, and write `request = $req` and `$req: Request<Body>`";
            (format!("this `{name}` is not the parameter `{name}`: one of them was written by a macro"), help.to_owned())
        }
        (None, []) => {
            let help = match suggest::nearest(&name.to_string(), possible.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `request = {near}`?"),
                None => named(&possible),
            };
            (format!("`{}` has no parameter `{name}`", function.name()), help)
        }
    };
    errors.at(name.span(), &message, &help);
    None
}

fn named(names: &[String]) -> String {
    if names.is_empty() {
        return "give the request parameter a name, and name it here".to_owned();
    }
    let names: Vec<String> = names.iter().map(|name| format!("`request = {name}`")).collect();
    format!("possible here: {}", names.join(", "))
}

/// What the signature calls a parameter, so that it can be moved into a `let`.
pub(crate) fn slot<'f>(parameter: &'f PatType, hidden: &str) -> Binding<'f> {
    let hidden = || Ident::new(hidden, at(parameter.pat.span()));
    match &*parameter.pat {
        // clippy minds that a name with an underscore is used, and we use the name of the signature.
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() && !pat.ident.to_string().starts_with('_') => {
            Binding::Named { mutability: pat.mutability.as_ref(), name: &pat.ident }
        }
        Pat::Wild(_) => Binding::Wild { hidden: hidden() },
        _ => Binding::Pattern { hidden: hidden() },
    }
}

fn bound_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(pat) => Some(&pat.ident),
        _ => None,
    }
}
