//! What both the attribute and `policy!` say.

use proc_macro2::Span;
use syn::{LitStr, Path};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::spans::at;
use crate::model::{Policy, StepUp};
use crate::syntax::args::{Args, WithKey};
use crate::syntax::crate_path::CratePath;
use crate::syntax::scopes::ScopeExpr;

/// What both the attribute and `policy!` say about scopes, about how and when the caller was authenticated, and about the crate.
pub(crate) fn policy(
    scopes: Option<WithKey<Vec<ScopeExpr>>>,
    acr: Option<&WithKey<Vec<LitStr>>>,
    max_age: Option<&WithKey<u32>>,
    crate_path: Option<WithKey<Path>>,
    errors: &mut Collector,
) -> Option<Policy> {
    let crate_path = match crate_path {
        Some(path) => CratePath::check(&path.value, errors)?,
        None => CratePath::default(),
    };
    let demand = scopes.map(|scopes| {
        let mut list = scopes.value;
        if list.len() == 1
            && let Some(only) = list.pop()
        {
            return only;
        }
        ScopeExpr::All(list)
    });
    Some(Policy { crate_path, demand, step_up: step_up(acr, max_age) })
}

fn step_up(acr: Option<&WithKey<Vec<LitStr>>>, max_age: Option<&WithKey<u32>>) -> Option<StepUp> {
    let key = acr.map(|acr| &acr.key).or(max_age.map(|max_age| &max_age.key))?;
    let place = at(key.span());
    let values: Vec<String> = acr.map_or(&[][..], |acr| &acr.value).iter().map(LitStr::value).collect();
    Some(StepUp { acr: values.join(" "), max_age: max_age.map_or(0, |max_age| max_age.value), place })
}

/// `policy!()` alone would be an empty promise.
pub(crate) fn demands_something(args: &Args, errors: &mut Collector) {
    if args.demands().is_empty() && !args.broken {
        let help = "name what it demands: `policy!(scopes(\"items:read\"))`";
        errors.at(Span::call_site(), "this policy demands nothing", help);
    }
}
