//! `#[requires_auth::actix_web::get(..)] ITEM`: the framework's attribute of that name, on a handler that is guarded or public.

use proc_macro2::TokenStream;
use quote::{TokenStreamExt, quote};
use syn::Attribute;

use crate::check;
use crate::diagnostics::errors::{Diagnostics, collect, mistake_at};
use crate::expand::fallback;
use crate::syntax::attributes::is_guard;
use crate::syntax::function::{GuardedFn, kind_of};
use crate::syntax::impl_block::{GuardedImpl, Item};
use crate::syntax::route_attribute::RouteAttribute;

// #[get("/")] async fn h(__requires_auth_guard: Guard<..>, a: A) -> R { BODY }
//   =>  #[::rocket::get("/")] async fn h(__requires_auth_guard: Guard<..>, a: A) -> R { BODY }
//
/// The item goes on as it came, token by token: what the framework says of it stands at the user's text.
pub(crate) fn route(route: &RouteAttribute, item: &TokenStream) -> TokenStream {
    let own = route.own();
    let checked = if route.takes_blocks() && GuardedImpl::is_one(item) { block(route, item) } else { function(route, item) };
    match checked {
        Ok(()) => quote!(#own #item),
        Err(Wrong { shape: Some(shape), mistakes }) => {
            let errors = mistakes.into_compile_errors();
            quote!(#shape #errors)
        }
        Err(Wrong { shape: None, mistakes }) => fallback::untouched(item, mistakes),
    }
}

/// Mistakes, and the item for the framework, where it can be read: guarded by the guard that was below, or by one that rejects every
/// request.
struct Wrong {
    shape: Option<TokenStream>,
    mistakes: Diagnostics,
}

fn function(route: &RouteAttribute, item: &TokenStream) -> Result<(), Wrong> {
    let mut function = GuardedFn::read(item).map_err(|error| Wrong { shape: None, mistakes: no_function(route, item, error) })?;
    collect(|errors| {
        check::check_route(&function, route, errors);
        Some(())
    })
    .map_err(|mistakes| {
        let (own, guards) = (route.own(), take_guards(&mut function.attrs));
        let shape = if guards.is_empty() { fallback::method(function, Some(route.framework)) } else { function.as_written() };
        Wrong { shape: Some(quote!(#(#guards)* #own #shape)), mistakes }
    })
}

fn no_function(route: &RouteAttribute, item: &TokenStream, error: syn::Error) -> Diagnostics {
    let Some((kind, span)) = kind_of(item.clone()) else { return error.into() };
    mistake_at(span, &format!("`#[{}]` cannot make a route of {kind}", route.name()), "put it on a handler function").into()
}

fn block(route: &RouteAttribute, item: &TokenStream) -> Result<(), Wrong> {
    let mut block = syn::parse2::<GuardedImpl>(item.clone()).map_err(|error| Wrong { shape: None, mistakes: error.into() })?;
    collect(|errors| {
        check::check_route_block(&block, route, errors);
        Some(())
    })
    .map_err(|mistakes| {
        let (own, guards) = (route.own(), take_guards(&mut block.attrs));
        let shape = rewritten(block, |method| {
            let is_guarded = !guards.is_empty() || check::is_route(&method);
            if is_guarded { method.as_written() } else { fallback::method(method, Some(route.framework)) }
        });
        Wrong { shape: Some(quote!(#(#guards)* #own #shape)), mistakes }
    })
}

/// The guards that should be above, so that they run.
fn take_guards(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let (guards, others) = std::mem::take(attrs).into_iter().partition(is_guard);
    *attrs = others;
    guards
}

fn rewritten(block: GuardedImpl, method: impl Fn(GuardedFn) -> TokenStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    tokens.append_all(block.attrs);
    tokens.extend(block.header);
    block.brace.surround(&mut tokens, |tokens| {
        tokens.append_all(block.inner);
        for item in block.items {
            match item {
                Item::Method(item) => tokens.extend(method(*item)),
                Item::Other(other) | Item::Macro(other, _) => tokens.extend(other),
            }
        }
    });
    tokens
}
