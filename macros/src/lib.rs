//! The attribute of the [`requires-auth`](https://docs.rs/requires-auth) crate, which re-exports all that is here.
//!
//! # Grammar
//!
//! ```text
//! #[requires_auth]   #[requires_auth(ARGUMENT, ..)]
//!
//! ARGUMENT   = verifier = EXPRESSION        evaluated in the handler's scope
//!            | scopes(SCOPE, ..)            all of them
//!            | only = PATH-OR-CLOSURE       fn(&Identity) -> bool
//!            | optional
//!            | identity = TYPE
//!            | request = PARAMETER
//!            | on_reject = PATH             fn(Rejection) -> what the handler returns
//!            | crate = ::PATH | crate::PATH
//! SCOPE      = "literal" | PATH             the path of a `const Scope`, also `Self::READ`, `T::READ`, `<T as X>::READ`
//!            | any(SCOPE, ..) | all(SCOPE, ..)
//!
//! #[identity] PATTERN: TYPE                 on one parameter: taken out of the signature, bound to the verified identity
//! ```
//!
//! Each key stands once, in any order. Everything that is not understood is a compile error: the attribute never guesses.
//!
//! # From tokens to tokens
//!
//! `args` and `guarded_fn` read what is written, `check` makes a checked model of both (`policy`), `expand` writes the model
//! down and cannot fail. After a mistake `fallback` writes the item in its guarded shape, with an identity that is never
//! there, and then all mistakes that were found.

#[macro_use]
mod vocabulary;

mod args;
mod body_shape;
mod check;
mod crate_path;
mod errors;
mod expand;
mod fallback;
mod framework;
mod given;
mod guarded_fn;
mod guarded_impl;
mod impl_pipeline;
mod parameters;
mod pipeline;
mod policy;
mod scope;
mod scope_list;
mod spans;
mod suggest;
#[cfg(test)]
mod tests;
mod text;

use proc_macro::TokenStream;

/// Lets nobody into a function who has not shown good credentials.
///
/// ```ignore
/// #[requires_auth(verifier = TOKENS, scopes("items:read"))]
/// async fn list_items(req: Request<Incoming>, #[identity] who: Identity) -> Result<Response<Full<Bytes>>, Infallible> {
///     ..
/// }
/// ```
///
/// Before the first statement of the body runs, `TOKENS` has verified the request's credentials and `who` holds `items:read`.
/// A caller who is refused gets `401`, `403` or `503` by an early return: the return type must be able to carry that.
///
/// It stands above all other attributes, on `async fn` and `fn`, on free functions and methods, in trait implementations and on
/// default methods, and below `#[async_trait]`. (A default method loses its guard in an `impl` that overrides it.)
///
/// # Keys
///
#[doc = key_table!()]
///
/// "Functions" are those over `http` types, "handlers" those of a framework, by the attribute of its import path. `optional`
/// stands neither with `scopes` nor with `only` nor with `check`: an anonymous caller would pass a line that seems to demand them.
/// `identity` is for functions without an `#[identity]` parameter; beside one it says the same type.
///
/// # What is refused
///
/// Whatever cannot be understood does not compile, for example a misspelt key,
///
/// ```compile_fail
/// # use requires_auth_macros::requires_auth;
/// #[requires_auth(verifer = TOKENS)]
/// async fn list_items(req: ()) -> () {}
/// ```
///
/// two scopes in one literal,
///
/// ```compile_fail
/// # use requires_auth_macros::requires_auth;
/// #[requires_auth(verifier = TOKENS, scopes("items:read items:write"))]
/// async fn list_items(req: ()) -> () {}
/// ```
///
/// and an item that is no function: a module, for one, because an attribute cannot see everything in it.
///
/// ```compile_fail
/// # use requires_auth_macros::requires_auth;
/// #[requires_auth(verifier = TOKENS)]
/// mod handlers {}
/// ```
#[proc_macro_attribute]
pub fn requires_auth(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::guard(args.into(), &item.into()).into()
}

macro_rules! for_frameworks {
    ($($name:ident, $framework:ident;)*) => {$(
        /// Lets nobody into a handler who has not shown good credentials: before any other extractor, and before the body is read.
        ///
        /// The authenticator is the application's, unless `verifier = ..` names one. The attribute stands above all others, and for
        /// methods and associated functions on their `impl` block: on one of them alone rustc may say that "enum is not supported".
        ///
        /// # Keys
        ///
        #[doc = key_table!()]
        ///
        /// `optional` stands neither with `scopes` nor with `only` nor with `check`: an anonymous caller would pass a line that
        /// seems to demand them. `identity` is for handlers without an `#[identity]` parameter, and says the same type beside one.
        /// `request` is for plain functions.
        #[proc_macro_attribute]
        pub fn $name(args: TokenStream, item: TokenStream) -> TokenStream {
            pipeline::guard_handler(args.into(), &item.into(), framework::Framework::$framework).into()
        }
    )*};
}

for_frameworks! {
    axum_requires_auth, Axum;
    actix_web_requires_auth, ActixWeb;
    poem_requires_auth, Poem;
    rocket_requires_auth, Rocket;
    salvo_requires_auth, Salvo;
}

/// Says that a function is open to everybody, and changes nothing: `#[requires_auth::public]`.
///
/// Beside a guard it is a mistake.
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::public(args.into(), item.into()).into()
}

/// A policy as a constant, for checks that are called by hand. It takes `scopes` and `crate`, as the attribute does.
///
/// ```ignore
/// const READ: Policy = policy!(scopes("items:read", any("eu", "us")));
/// ```
#[proc_macro]
pub fn policy(args: TokenStream) -> TokenStream {
    pipeline::policy(args.into()).into()
}
