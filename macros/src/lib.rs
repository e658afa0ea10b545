//! The attribute of the [`requires-auth`](https://docs.rs/requires-auth) crate, which re-exports all that is here.

#[macro_use]
mod vocabulary;

mod args;
mod body_shape;
mod check;
mod crate_path;
mod errors;
mod expand;
mod fallback;
mod given;
mod guarded_fn;
mod parameters;
mod pipeline;
mod policy;
mod scope;
mod scope_list;
mod spans;
mod suggest;

use proc_macro::TokenStream;

/// Lets nobody into a function who has not shown good credentials.
#[doc = key_table!()]
#[proc_macro_attribute]
pub fn requires_auth(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::guard(args.into(), &item.into()).into()
}

/// Says that a function is open on purpose.
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::public(args.into(), item.into()).into()
}

/// A policy as a constant.
#[proc_macro]
pub fn policy(args: TokenStream) -> TokenStream {
    pipeline::policy(args.into()).into()
}
