//! The guarded function over `http` types.

use proc_macro2::{Group, Ident, TokenStream};
use quote::{TokenStreamExt, quote, quote_spanned};

use super::call::{call_in, user_block};
use super::{guard_uses, inline, signature};
use crate::diagnostics::spans::at;
use crate::model::Guard;
use crate::syntax::body_shape::{BodyShape, BoxedBlock};
use crate::syntax::function::{Body, GuardedFn};

/// The guarded function.
pub(crate) fn function(guard: &Guard<'_>, function: &GuardedFn) -> TokenStream {
    let statements = function.body.as_ref().map(|body| statements(guard, function, body));
    function.rewritten(signature::guarded(guard, function), statements.unwrap_or_default())
}

// async fn f(req: R) -> T { BODY }                   async fn f(req: R) -> T { PRELUDE { BODY } }
// fn f(req: R) -> BoxFuture<T> {                     fn f(req: R) -> BoxFuture<T> {
//     Box::pin(async move { BODY })             =>       Box::pin(async move { PRELUDE { BODY } })
// }                                                  }
// fn f(req: R) -> BoxFuture<T> { BODY }              fn f(req: R) -> BoxFuture<T> {
//                                                        ::std::boxed::Box::pin(async move {
//                                                            PRELUDE
//                                                            let __requires_auth_future = P::call_once(move || -> BoxFuture<T> { BODY });
//                                                            __requires_auth_future.await
//                                                        })
//                                                    }
fn statements(guard: &Guard<'_>, function: &GuardedFn, body: &Body) -> TokenStream {
    let mut prelude = inline::prelude(guard, function);
    let span = at(body.brace.span.join());
    match &guard.shape {
        BodyShape::Async | BodyShape::Sync => {
            prelude.append(user_block(body.tokens.clone(), body.brace.span.join()));
            prelude
        }
        BodyShape::BoxedBlock(BoxedBlock { parens, keywords, block }) => {
            let user = user_block(guard_uses::in_block(guard, function, block.stream()), block.span());
            let block = group_like(block, quote!(#prelude #user));
            let argument = group_like(parens, quote!(#keywords #block));
            // The standard library's, whatever the user's `Box` is: another `pin` need not run the block at all.
            quote_spanned!(span=> ::std::boxed::Box::pin #argument)
        }
        BodyShape::BoxedOpaque { returns } => {
            let block = user_block(body.tokens.clone(), body.brace.span.join());
            let future = Ident::new("__requires_auth_future", span);
            // An argument of a function that takes `FnOnce`: a closure that is called here may not return what it borrows by `&mut`.
            let body = quote_spanned!(span=> move || -> #returns #block);
            let called = call_in(&guard.policy.crate_path.private(), "call_once", (span, span), body);
            quote_spanned! {span=>
                ::std::boxed::Box::pin(async move {
                    #prelude
                    let #future = #called;
                    #future.await
                })
            }
        }
    }
}

/// Other content between the same delimiters.
fn group_like(group: &Group, content: TokenStream) -> TokenStream {
    let mut new = Group::new(group.delimiter(), content);
    new.set_span(group.span());
    let mut tokens = TokenStream::new();
    tokens.append(new);
    tokens
}
