//! Which question is asked of the runtime, and what `optional`, `only` and `check` are.

use syn::ext::IdentExt;
use syn::{Expr, Pat, PatType};

use super::identity::{is_own_identity, is_same};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{render, render_type};
use crate::model::Question;
use crate::syntax::args::{Args, WithKey};
use crate::syntax::plain::{last_segment, option_of, plain};
use crate::syntax::predicate_text;
use crate::syntax::unknown_key;

/// Which question is asked.
pub(super) fn question(only: Option<WithKey<Expr>>, optional: Option<proc_macro2::Ident>, errors: &mut Collector) -> Question {
    match (only, optional) {
        (Some(only), _) => {
            check_only(&only.value, errors);
            Question::Only(only.value)
        }
        (None, Some(_)) => Question::Optional,
        (None, None) => Question::Required,
    }
}

/// An anonymous caller would pass a line that seems to demand something.
pub(super) fn check_optional(args: &Args, parameter: Option<&PatType>, errors: &mut Collector) {
    if let Some(optional) = &args.optional {
        let demands: Vec<String> = args.demands().into_iter().map(|key| format!("`{}`", key.unraw())).collect();
        if !demands.is_empty() {
            let demands = demands.join(" and ");
            let help = format!("remove {demands}, or remove `optional`");
            let message = format!("`optional` conflicts with {demands}: a request without credentials has no identity to check");
            errors.over(optional, &message, &help);
        } else if parameter.is_none() {
            let help = "take it: `#[identity] who: Option<Identity>`";
            errors.over(optional, "`optional` needs an `#[identity]` parameter, which is `None` without credentials", help);
        }
        return;
    }
    // `optional` may be what was misspelt.
    let named = args.identity.as_ref().map(|ty| &ty.value);
    if let Some(ty) = parameter.map(|parameter| &*parameter.ty).or(named).filter(|_| !args.broken)
        && last_segment(ty).is_some_and(|last| last.ident == "Option")
    {
        let inside =
            option_of(ty).map_or_else(|| "the type inside the `Option`".to_owned(), |ty| format!("`{}`", render_type(ty)));
        let help = if args.demands().is_empty() {
            format!("write `{}`, or take {inside}", args.beginning_with("optional"))
        } else {
            format!("take {inside}: without `optional` every caller has one")
        };
        errors.over(ty, "an `Option` identity needs `optional`", &help);
    }
}

/// `only = |who: User| ..`, where the identity is a `User`: it is lent, and rustc would suggest a clone.
fn check_only_by_value(args: &Args, parameter: Option<&PatType>, errors: &mut Collector) {
    let Some(only) = &args.only else { return };
    let Expr::Closure(closure) = plain(&only.value) else { return };
    let Some(Pat::Type(taken)) = closure.inputs.first() else { return };
    let named = args.identity.as_ref().map(|identity| &identity.value);
    let is_identity = match parameter.map(|parameter| &*parameter.ty).or(named) {
        Some(identity) => is_same(identity, &taken.ty),
        None => is_own_identity(&taken.ty),
    };
    if is_identity {
        let (name, ty, body) = (render(&taken.pat), render_type(&taken.ty), render(&closure.body));
        let help = format!("write `only = |{name}: &{ty}| {body}`");
        errors.over(&taken.ty, "`only` borrows the identity", &help);
    }
}

/// `check` sees the arguments as they are, so it needs none.
pub(super) fn check_condition(args: &Args, parameter: Option<&PatType>, errors: &mut Collector) {
    check_only_by_value(args, parameter, errors);
    if let Some(check) = &args.check
        && let Expr::Closure(closure) = plain(&check.value)
    {
        let help = format!("write `check = {}`: identity and arguments are in its scope", render(&closure.body));
        errors.over(&check.value, "`check` is an expression, not a closure", &help);
    }
}

/// A path, or a closure over one thing: something to call with the identity, not the result of a call.
fn check_only(only: &Expr, errors: &mut Collector) {
    let written = match plain(only) {
        Expr::Path(_) => return,
        Expr::Closure(closure) if closure.asyncness.is_some() => {
            let name = closure.inputs.first().map_or_else(|| "who".to_owned(), |pat| render(&pat));
            let help = unknown_key::predicate(&name, &render(&closure.body));
            return errors.over(&closure.asyncness, "the closure of `only` cannot be `async`", &help);
        }
        Expr::Closure(closure) if closure.inputs.len() == 1 => return,
        Expr::Closure(closure) => {
            let help = format!("write `only = |who| {}`", render(&closure.body));
            return errors.over(only, "the closure of `only` takes one argument, the identity", &help);
        }
        Expr::Await(waits) => {
            let help = format!(
                "`only` cannot wait, write `check = {}(&who).await`, where `who` is the `#[identity]` parameter",
                render(&waits.base)
            );
            return not_callable(only, &help, errors);
        }
        Expr::Call(call) if matches!(plain(&call.func), Expr::Path(_)) => {
            let function = render(&call.func);
            match render(&call.args) {
                none if none.is_empty() => return not_callable(only, &format!("write `only = {function}`"), errors),
                arguments => format!("{function}(who, {arguments})"),
            }
        }
        _ => predicate_text::body(only),
    };
    not_callable(only, &format!("write `only = |who| {written}`, a closure over the identity"), errors);
}

fn not_callable(only: &Expr, help: &str, errors: &mut Collector) {
    errors.over(only, "`only` takes the path of a `fn(&Identity) -> bool`, or a closure", help);
}
