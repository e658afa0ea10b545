//! What becomes a route is guarded, or is said to be public.

use syn::Attribute;

use crate::diagnostics::errors::Collector;
use crate::syntax::attributes::{is_guard, is_public};
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::GuardedFn;
use crate::syntax::guard_parameter::is_guarded;
use crate::syntax::impl_block::{GuardedImpl, Item};
use crate::syntax::route_attribute::RouteAttribute;

/// Whether a handler is guarded, is public, or was wrong before and is reported already. A guard has run, since it stands above.
pub(crate) fn is_route(function: &GuardedFn) -> bool {
    is_guarded(function) || function.attrs.iter().any(|attribute| is_decided(attribute) || is_public(attribute, None))
}

/// Whether this is the attribute that [`decided`](crate::syntax::attributes::decided) writes.
fn is_decided(attribute: &Attribute) -> bool {
    CratePath::text(attribute.path()) == "rustfmt::requires_auth_decided"
}

/// A function or a method.
pub(crate) fn check_route(function: &GuardedFn, route: &RouteAttribute, errors: &mut Collector) {
    if is_route(function) {
        return;
    }
    let name = function.name();
    if is_below(&function.attrs, &format!("`{name}`"), route, errors) {
        return;
    }
    let message = format!("`{name}` is neither guarded nor public, so `#[{}]` would open it to every caller", route.name());
    let help = format!(
        "write `#[requires_auth::{}::requires_auth]` above {}, or `#[requires_auth::public]`",
        route.framework.module(),
        route.shown(),
    );
    errors.over(&function.sig.ident, &message, &help);
}

/// Every method of a block: which of them becomes a handler, the framework decides.
pub(crate) fn check_route_block(block: &GuardedImpl, route: &RouteAttribute, errors: &mut Collector) {
    if is_below(&block.attrs, "these methods", route, errors) {
        return;
    }
    for item in &block.items {
        match item {
            Item::Method(method) => check_route(method, route, errors),
            Item::Other(_) => {}
            Item::Macro(_, span) => {
                let message = format!("`#[{}]` cannot see the methods that a macro inside an `impl` makes", route.name());
                errors.at(*span, &message, "write its methods out, or move it to a separate `impl` block");
            }
        }
    }
}

/// A guard that has not run yet: the framework would see the handler without it.
fn is_below(attrs: &[Attribute], what: &str, route: &RouteAttribute, errors: &mut Collector) -> bool {
    let Some(guard) = attrs.iter().find(|attribute| is_guard(attribute)) else { return false };
    let what = if what.starts_with('`') { format!("{what} a handler") } else { format!("handlers of {what}") };
    let message = format!("move `#[requires_auth]` above the attribute that makes {what}");
    errors.over(guard.path(), &message, &format!("put `#[requires_auth(..)]` first, then {}", route.shown()));
    true
}
