//! Arguments and function together -> the checked model. One `check_*` for each rule.

mod attributes_below;
mod conditions;
mod function;
mod handler;
mod identity;
mod order;
mod own_names;
mod policy;
mod recorded_identity;
#[cfg(feature = "_route-attributes")]
mod route;
mod shape;
mod target;
#[cfg(test)]
mod tests;
mod verifier;
mod verifier_expression;

pub(crate) use attributes_below::check_attributes_below;
pub(crate) use function::function;
pub(crate) use handler::{handler, method};
pub(crate) use identity::report_unmarked_identity;
pub(crate) use order::{check_block_order, check_one_guard, handler_attribute_already_ran, route_attribute_already_ran};
pub(crate) use policy::{demands_something, policy};
#[cfg(feature = "_route-attributes")]
pub(crate) use route::{check_route, check_route_block, is_route};
pub(crate) use shape::{Position, report_no_handler, report_sync_handler};
pub(crate) use target::no_guard;
pub(crate) use verifier::check_block;
