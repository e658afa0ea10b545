//! Tokens in, tokens out: syntax, checked model, then expansion or fallback.

#[cfg(feature = "axum")]
mod handler_list;
mod impl_block;
#[cfg(feature = "rmcp")]
mod mcp;
#[cfg(feature = "_route-attributes")]
mod route;
mod wrapper;

#[cfg(feature = "axum")]
pub(crate) use handler_list::handler_list;
use proc_macro2::TokenStream;
use quote::quote;
#[cfg(feature = "_route-attributes")]
pub(crate) use route::route;
pub(crate) use wrapper::wrapper;

use crate::check;
use crate::diagnostics::errors::{Diagnostics, collect, mistake_at};
use crate::expand;
use crate::expand::fallback;
use crate::framework::Framework;
use crate::syntax::args;
use crate::syntax::attributes::{decided, handler_attribute};
use crate::syntax::function::{GuardedFn, kind_of};
use crate::syntax::impl_block::GuardedImpl;
use crate::syntax::keys::Macro;

/// `#[requires_auth(ARGS)] ITEM`, by the import path of a framework where there is one.
pub(crate) fn guard(args: TokenStream, item: &TokenStream, framework: Option<Framework>) -> TokenStream {
    if GuardedImpl::is_one(item) {
        return match syn::parse2(item.clone()) {
            #[cfg(feature = "rmcp")]
            Ok(block) if framework == Some(Framework::Rmcp) => mcp::guard(&args, block),
            Ok(block) => impl_block::guard(&args, block, framework, None),
            Err(error) => fallback::untouched(item, error.into()),
        };
    }
    let mut function = match GuardedFn::read(item) {
        Ok(function) => function,
        Err(error) => return fallback::untouched(item, unreadable(item, error, "guard")),
    };
    let mut is_handler = true;
    let guarded = collect(|errors| {
        let args = args::read(args, Macro::Attribute, errors);
        is_handler = !check::report_no_handler(&function, framework, &args, check::Position::Alone, errors);
        if !is_handler {
            return None;
        }
        check::report_sync_handler(&mut function, framework, errors);
        check::report_unmarked_identity(&mut function, framework, &args, errors);
        match framework {
            None => check::function(args, &function, errors).map(|guard| expand::function(&guard, &function)),
            Some(framework) => check::handler(args, &function, framework, errors).map(|guard| expand::handler(&guard, &function)),
        }
    });
    match guarded {
        Ok(tokens) => tokens,
        Err(mistakes) if !is_handler => fallback::seen(function, mistakes),
        Err(mistakes) if framework.is_some_and(|framework| check::route_attribute_already_ran(&function, framework)) => {
            fallback::seen(function, mistakes)
        }
        Err(mistakes) => fallback::function(function, framework, mistakes),
    }
}

/// `policy!(ARGS)`
pub(crate) fn policy(args: TokenStream) -> TokenStream {
    let policy = collect(|errors| {
        let args = args::read(args, Macro::Policy, errors);
        check::demands_something(&args, errors);
        check::policy(args.scopes, args.acr.as_ref(), args.max_age.as_ref(), args.crate_path, errors)
    });
    match policy {
        Ok(policy) => expand::policy(&policy),
        Err(mistakes) => mistakes.into_compile_errors(),
    }
}

/// `#[requires_auth::public] ITEM`: says that a function is open. Only an attribute that makes a route below it sees a difference.
pub(crate) fn public(args: &TokenStream, item: TokenStream) -> TokenStream {
    let function = match GuardedFn::read(&item) {
        Ok(function) => function,
        Err(error) => return fallback::untouched(&item, unreadable(&item, error, "open")),
    };
    let checked = collect(|errors| {
        if !args.is_empty() {
            errors.over(args, "`#[requires_auth::public]` takes no arguments", "write `#[requires_auth::public]`");
        }
        check::no_guard(&function, errors);
        Some(())
    });
    match checked {
        Ok(()) if handler_attribute(&function.attrs).is_some() => {
            let decided = decided();
            quote!(#decided #item)
        }
        Ok(()) => item,
        Err(mistakes) => fallback::function(function, None, mistakes),
    }
}

/// What is said about an item that is not a function, or that syn cannot read.
fn unreadable(item: &TokenStream, error: syn::Error, verb: &str) -> Diagnostics {
    let Some((kind, span)) = kind_of(item.clone()) else { return Diagnostics::from(error) };
    let help = match kind {
        "an `impl` block" | "a trait" => "put it on each method that has a body",
        "a module" => "put it on each function: an attribute cannot see all that a module holds",
        "a closure" | "a `let` statement" => "make it a function and guard that",
        _ => "put it on a function or a method",
    };
    let attribute = if verb == "open" { "requires_auth::public" } else { "requires_auth" };
    mistake_at(span, &format!("`#[{attribute}]` cannot {verb} {kind}"), help).into()
}
