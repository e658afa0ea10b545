//! What both the attribute and `policy!` say.

use proc_macro2::Span;

use crate::diagnostics::errors::Errors;
use crate::model::Policy;
use crate::syntax::args::{Args, Keyed};
use crate::syntax::crate_path::CratePath;
use crate::syntax::scopes::Demand;

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

/// `policy!()` alone would be an empty promise.
pub(crate) fn demands_something(args: &Args, errors: &mut Errors) {
    if args.scopes.is_none() && !args.broken {
        let help = "name what it demands: `policy!(scopes(\"items:read\"))`";
        errors.at(Span::call_site(), "this policy demands nothing", help);
    }
}
