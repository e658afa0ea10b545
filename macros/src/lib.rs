//! The attribute of the [`requires-auth`](https://docs.rs/requires-auth) crate, which re-exports all that is here.
//!
//! # Grammar
//!
//! ```text
//! #[requires_auth]   #[requires_auth(ARGUMENT, ..)]
//!
//! ARGUMENT   = verifier = EXPRESSION        in a function evaluated in its scope
//!            | scopes(SCOPE, ..)            all of them
//!            | only = PATH-OR-CLOSURE       fn(&Identity) -> bool
//!            | check = EXPRESSION           a bool over identity and arguments
//!            | optional
//!            | identity = TYPE
//!            | authenticator = TYPE         a tag; handlers of a framework
//!            | state = TYPE                 handlers of axum
//!            | request = PARAMETER          functions
//!            | on_reject = PATH             fn(Rejection) -> what the handler returns
//!            | allow_attributes(PATH, ..)   attributes below that are allowed
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
mod syntax;

mod check;
mod diagnostics;
mod expand;
mod framework;
mod model;
mod pipeline;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Lets nobody into a function who has not shown good credentials.
///
/// ```
/// use std::sync::LazyLock;
///
/// use http::{Request, Response};
/// use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
///
/// static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
///     let reader = Identity::builder("ada").scopes("items:read").build();
///     StaticTokens::new([("secret123", reader)]).expect("well-formed tokens")
/// });
///
/// #[requires_auth(verifier = TOKENS, scopes("items:read"))]
/// fn list_items(request: Request<String>, #[identity] who: Identity) -> Response<String> {
///     Response::new(format!("items of {}", who.subject()))
/// }
///
/// assert_eq!(list_items(Request::default()).status(), 401);
/// let known = Request::builder().header("authorization", "Bearer secret123").body(String::new())?;
/// assert_eq!(list_items(known).body(), "items of ada");
/// # Ok::<(), http::Error>(())
/// ```
///
/// Before the first statement of the body runs, `TOKENS` has verified the request's credentials and `who` holds `items:read`.
/// A caller who is refused gets what a `Rejection` is answered with (`400`, `401`, `403`, `431`, `500` or `503`) by an early
/// return: the return type must be able to carry that.
///
/// It stands above all other attributes, on `async fn` and `fn`, on free functions and methods, in trait implementations and on
/// default methods, and below `#[async_trait]`. (A default method loses its guard in an `impl` that overrides it.) On an `impl`
/// block it guards every method; a method's own attribute replaces it, and `#[requires_auth::public]` opens one.
///
/// # Keys
///
#[doc = key_table!()]
///
/// "Functions" are those over `http` types, "handlers" those of a framework, by the attribute of its import path. `optional`
/// stands neither with `scopes` nor with `only` nor with `check`: an anonymous caller would pass a line that seems to demand
/// them. `identity` is for functions without an `#[identity]` parameter; beside one it says the same type.
///
/// # What is refused
///
/// Whatever cannot be understood does not compile, for example a misspelt key,
///
/// ```compile_fail
/// # use std::sync::LazyLock;
/// # use http::{Request, Response};
/// # use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
/// # static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("ada"))]).unwrap());
/// #[requires_auth(verifer = TOKENS)]
/// fn list_items(request: Request<String>) -> Response<String> {
/// #   Response::default()
/// # }
/// ```
///
/// two scopes in one literal,
///
/// ```compile_fail
/// # use std::sync::LazyLock;
/// # use http::{Request, Response};
/// # use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
/// # static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("ada"))]).unwrap());
/// #[requires_auth(verifier = TOKENS, scopes("items:read items:write"))]
/// fn list_items(request: Request<String>) -> Response<String> {
/// #   Response::default()
/// # }
/// ```
///
/// and an item that is no function: a module, for one, because an attribute cannot see everything in it.
///
/// ```compile_fail
/// # use std::sync::LazyLock;
/// # use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
/// # static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("ada"))]).unwrap());
/// #[requires_auth(verifier = TOKENS)]
/// mod handlers {}
/// ```
#[proc_macro_attribute]
pub fn requires_auth(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::guard(args.into(), &item.into(), None).into()
}

macro_rules! for_frameworks {
    ($($(#[$place:meta])* $name:ident, $framework:ident;)*) => {$(
        /// Lets nobody into a handler who has not shown good credentials: before any other extractor, and before the body is
        /// read.
        ///
        /// The authenticator is the application's, unless `verifier = ..` names one. The attribute stands above all others, and for
        /// methods and associated functions on their `impl` block: on one of them alone rustc may say that "enum is not supported".
        /// `#[identity] who: User` is bound to the verified identity and chooses the `Authenticator<User>`; without it, and
        /// without `identity = ..`, that is `Authenticator<Identity>`. A caller who is refused gets what a `Rejection` is
        /// answered with, or what `on_reject` makes of it.
        ///
        $(#[$place])*
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
            pipeline::guard(args.into(), &item.into(), Some(framework::Framework::$framework)).into()
        }
    )*};
}

for_frameworks! {
    /// It stands on functions, with at most 15 extractors, and on `impl` blocks of associated functions. The router's state holds
    /// the authenticator; where it does not, the route does not compile. An example is in the module `requires_auth::axum`.
    axum_requires_auth, Axum;
    /// It stands on functions, with at most 16 extractors, and on `impl` blocks of associated functions. `App::app_data(auth)`
    /// gives the authenticator; without it every request is answered with 500. An example is in the module
    /// `requires_auth::actix_web`.
    actix_web_requires_auth, ActixWeb;
    /// It stands on functions, above `#[handler]`, and on `impl` blocks, above `#[OpenApi]`. `.with(auth)` gives the
    /// authenticator; without it every request is answered with 500. An example is in the module `requires_auth::poem`.
    poem_requires_auth, Poem;
    /// It stands on functions, above `#[get(..)]` and its siblings. `.attach(auth)` gives the authenticator; without it the
    /// application does not launch. An example is in the module `requires_auth::rocket`.
    rocket_requires_auth, Rocket;
    /// It stands on functions, above `#[handler]` or `#[endpoint]`, and on `impl` blocks, above `#[craft]` or `#[handler]`.
    /// `Router::new().hoop(auth)` gives the authenticator; without it every request is answered with 500. An example is in the
    /// module `requires_auth::salvo`.
    salvo_requires_auth, Salvo;
}

/// Says that a function is open to everybody, and changes nothing: `#[requires_auth::public]`. It takes no arguments.
///
/// In an `impl` block that is guarded it opens a method; written by this path, since another crate's `#[public]` never does.
/// Beside a guard it does not compile.
///
/// ```
/// use http::{Request, Response};
/// use requires_auth::{Authenticator, requires_auth};
///
/// struct Shop {
///     auth: Authenticator,
/// }
///
/// #[requires_auth(verifier = self.auth)]
/// impl Shop {
///     async fn items(&self, request: Request<String>) -> Response<String> {
///         Response::new("for those who are known".to_owned())
///     }
///
///     #[requires_auth::public]
///     async fn health(&self, request: Request<String>) -> Response<String> {
///         Response::new("for everybody".to_owned())
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::public(args.into(), item.into()).into()
}

/// A policy as a constant, for checks that are called by hand. It takes `scopes`, which must be there, and `crate`, as the
/// attribute does, and gives a `Policy`. What cannot be understood does not compile.
///
/// ```
/// use requires_auth::{Identity, Policy, policy};
///
/// const READ: Policy = policy!(scopes("items:read", any("eu", "us")));
///
/// assert!(READ.is_met_by(&Identity::builder("ada").scopes("us items:read").build()));
/// assert!(!READ.is_met_by(&Identity::builder("eve").scopes("items:read").build()));
/// ```
#[proc_macro]
pub fn policy(args: TokenStream) -> TokenStream {
    pipeline::policy(args.into()).into()
}
