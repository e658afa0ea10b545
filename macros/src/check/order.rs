//! The order of attributes: one that makes handlers has to see the guard, so it stands below.

use syn::Attribute;

use crate::diagnostics::errors::Collector;
use crate::framework::Framework;
use crate::syntax::attributes::{handler_attribute, is_guard};
use crate::syntax::function::GuardedFn;
use crate::syntax::impl_block::GuardedImpl;

pub(super) fn check_function(function: &GuardedFn, framework: Framework, errors: &mut Collector) {
    if let Some(route) = missing_route(function, framework) {
        let message = format!("move `#[requires_auth]` above the attribute that makes `{}` a handler", function.name());
        let help = format!("put `#[requires_auth(..)]` first, then `#[{route}]`");
        errors.over(&function.sig.ident, &message, &help);
    }
}

/// The same of an `impl` block.
pub(crate) fn check_block_order(block: &GuardedImpl, framework: Option<Framework>, errors: &mut Collector) {
    if let Some(route) = missing_below(block, framework) {
        let help = format!("put `#[requires_auth(..)]` first, then {route}");
        let message = "move `#[requires_auth]` above the attribute that makes handlers of these methods";
        errors.over(&block.self_type, message, &help);
    }
}

/// Of two guards on an `impl` block the second would be lost.
pub(crate) fn check_one_guard(block: &GuardedImpl, errors: &mut Collector) {
    for again in block.attrs.iter().filter(|attribute| is_guard(attribute)) {
        let help = "put all that is demanded into one `#[requires_auth(..)]`";
        errors.over(again.path(), "`#[requires_auth]` appears twice on this `impl` block", help);
    }
}

/// Whether what makes handlers of the methods has run already.
pub(crate) fn handler_attribute_already_ran(block: &GuardedImpl, framework: Option<Framework>) -> bool {
    missing_below(block, framework).is_some()
}

/// What should stand on the block, which is not one of a trait: that may be a handler by hand.
fn missing_below(block: &GuardedImpl, framework: Option<Framework>) -> Option<&'static str> {
    framework.and_then(Framework::block_attribute).filter(|_| is_gone(&block.attrs) && !block.is_of_a_trait)
}

/// Whether what makes a handler of a function has run already, and knows of no guard.
pub(crate) fn route_attribute_already_ran(function: &GuardedFn, framework: Framework) -> bool {
    missing_route(function, framework).is_some()
}

/// What should stand on the function.
fn missing_route(function: &GuardedFn, framework: Framework) -> Option<&'static str> {
    framework.route_attribute().filter(|_| is_gone(&function.attrs))
}

/// One that is gone has run already.
fn is_gone(attrs: &[Attribute]) -> bool {
    handler_attribute(attrs).is_none()
}
