//! What both the attribute and `policy!` say.

use proc_macro2::Span;

use crate::diagnostics::errors::Collector;
use crate::model::Policy;
use crate::syntax::args::{Args, WithKey};
use crate::syntax::crate_path::CratePath;
use crate::syntax::scopes::ScopeExpr;

/// What both the attribute and `policy!` say about scopes and the crate.
pub(crate) fn policy(
    scopes: Option<WithKey<Vec<ScopeExpr>>>,
    crate_path: Option<WithKey<syn::Path>>,
    errors: &mut Collector,
) -> Option<Policy> {
    let crate_path = match crate_path {
        Some(path) => CratePath::check(&path.value, errors)?,
        None => CratePath::default(),
    };
    let demand = scopes.map(|scopes| {
        let mut list = scopes.value;
        match list.pop() {
            Some(only) if list.is_empty() => only,
            end => ScopeExpr::All(list.into_iter().chain(end).collect()),
        }
    });
    Some(Policy { crate_path, demand })
}

/// `policy!()` alone would be an empty promise.
pub(crate) fn demands_something(args: &Args, errors: &mut Collector) {
    if args.scopes.is_none() && !args.broken {
        let help = "name what it demands: `policy!(scopes(\"items:read\"))`";
        errors.at(Span::call_site(), "this policy demands nothing", help);
    }
}
