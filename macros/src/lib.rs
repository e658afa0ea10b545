//! The macros of the [`requires-auth`](https://docs.rs/requires-auth) crate, which re-exports all of them. Depend on that crate.
//!
//! # Grammar
//!
//! ```text
//! #[requires_auth]   #[requires_auth(ARGUMENT, ..)]
//!
//! ARGUMENT   = verifier = EXPRESSION        in a function, evaluated in its scope
//!            | scopes(SCOPE, ..)            requires all of them
//!            | acr("literal", ..)           one of them, in order of preference (RFC 9470)
//!            | max_age = "NUMBER UNIT"      unit: s, m, h or d, without a space
//!            | only = PATH-OR-CLOSURE       fn(&Identity) -> bool
//!            | check = EXPRESSION           a bool over identity and arguments
//!            | optional
//!            | identity = TYPE
//!            | authenticator = TYPE         a tag; handlers of a framework
//!            | state = TYPE                 handlers of axum
//!            | request = PARAMETER          functions
//!            | on_reject = PATH             fn(Rejection) -> the handler's return type
//!            | allow_attributes(PATH, ..)   allows attributes below the guard
//!            | crate = ::PATH | crate::PATH
//! SCOPE      = "literal" | PATH             the path of a `const Scope`, also `Self::READ`, `T::READ`, `<T as X>::READ`
//!            | any(SCOPE, ..) | all(SCOPE, ..)
//!
//! #[identity] PATTERN: TYPE                 on one parameter: removed from the signature, bound to the verified identity
//! ```
//!
//! Each key may appear once, in any order. Anything else is a compile error: the attribute never guesses.
//!
//! # From tokens to tokens
//!
//! `syntax` parses the arguments and the item. `check` turns both into a checked `model`. `expand` generates code from the model and
//! cannot fail. After a mistake `expand/fallback.rs` generates the item in its guarded shape, with a guard that rejects every
//! request, followed by all mistakes that were found. `pipeline` calls these in order.

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

/// Runs a function only for requests with valid credentials.
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
/// Before the first statement of the body runs, `TOKENS` has verified the request's credentials, and `who` has the scope
/// `items:read`. For a rejected request the function returns early with the response of a `Rejection` (`400`, `401`, `403`, `431`,
/// `500` or `503`), so the return type must be able to carry a rejection.
///
/// Put it above all other attributes except `#[async_trait]`, which belongs above it. It can guard `async fn` and `fn`, free
/// functions and methods, methods of trait implementations and default methods. (A default method loses its guard in an `impl` that
/// overrides it.) On an `impl` block it guards every method. A method's own `#[requires_auth]` replaces what the block demands and
/// inherits the rest, and `#[requires_auth::public]` removes the guard.
///
/// For the handlers of a framework use the attribute of its module, such as `requires_auth::axum::requires_auth`. The user guide
/// starts at `requires_auth::guide`.
///
/// # Keys
///
#[doc = key_table!()]
///
/// "Functions" are plain functions over `http` types. "Handlers" are those of a framework, with the attribute of its module.
/// `optional` cannot be combined with `scopes`, `acr`, `max_age`, `only` or `check`: an unauthenticated request would pass a line that
/// seems to require them. `identity` is for functions without an `#[identity]` parameter; if there is one, both must name the same type.
///
/// # What does not compile
///
/// The attribute rejects everything that it does not understand, for example a misspelt key,
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
/// and an item that is not a function or an `impl` block, such as a module, because an attribute cannot see everything in it.
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
    ($($(#[$place:meta])* $feature:literal, $name:ident, $framework:ident;)*) => {$(
        /// Runs a handler only for requests with valid credentials. It verifies before any other extractor runs, and before the body
        /// is read.
        ///
        /// The authenticator comes from the application, unless `verifier = ..` names one. Put the attribute above all others. For
        /// methods and associated functions put it on their `impl` block: on one of them alone rustc may report that "enum is not
        /// supported". `#[identity] who: User` is bound to the verified identity and selects the `Authenticator<User>`. Without it,
        /// and without `identity = ..`, the `Authenticator<Identity>` is selected. A rejected request gets the response of a
        /// `Rejection`, or the result of `on_reject`.
        ///
        $(#[$place])*
        ///
        /// # Keys
        ///
        #[doc = key_table!()]
        ///
        /// `optional` cannot be combined with `scopes`, `acr`, `max_age`, `only` or `check`: an unauthenticated request would pass a
        /// line that seems to require them. `identity` is for handlers without an `#[identity]` parameter; if there is one, both must name the same
        /// type. `request` is for plain functions only.
        #[cfg(feature = $feature)]
        #[proc_macro_attribute]
        pub fn $name(args: TokenStream, item: TokenStream) -> TokenStream {
            pipeline::guard(args.into(), &item.into(), Some(framework::Framework::$framework)).into()
        }
    )*};
}

for_frameworks! {
    /// It guards functions with at most 15 extractors, and `impl` blocks of associated functions. The router's state holds the
    /// authenticator; if it does not, the route does not compile. An example is in the module `requires_auth::axum`.
    "axum", axum_requires_auth, Axum;
    /// It guards functions with at most 16 extractors, and `impl` blocks of associated functions. `App::app_data(auth)` provides the
    /// authenticator; without it every request is rejected with 500. An example is in the module `requires_auth::actix_web`.
    "actix-web", actix_web_requires_auth, ActixWeb;
    /// It guards functions, above `#[handler]`, and `impl` blocks, above `#[OpenApi]`. `.with(auth)` provides the authenticator;
    /// without it every request is rejected with 500. An example is in the module `requires_auth::poem`.
    "poem", poem_requires_auth, Poem;
    /// It guards tools and prompts. Write one attribute above `#[tool_router]` or `#[prompt_router]`, and one on each tool that needs more,
    /// such as scopes. Above `#[tool_handler]` it writes a list of the tools that the caller may call. `requires_auth::rmcp::layer(auth, ..)`
    /// around the service verifies. Without the layer each guarded tool rejects every call. An example is in the module `requires_auth::rmcp`.
    "rmcp", rmcp_requires_auth, Rmcp;
    /// It guards functions, above `#[get(..)]` and the other route attributes. `.attach(auth)` provides the authenticator; without it
    /// the application does not launch. An example is in the module `requires_auth::rocket`.
    "rocket", rocket_requires_auth, Rocket;
    /// It guards functions, above `#[handler]` or `#[endpoint]`, and `impl` blocks, above `#[craft]` or `#[handler]`.
    /// `Router::new().hoop(auth)` provides the authenticator; without it every request is rejected with 500. An example is in the
    /// module `requires_auth::salvo`.
    "salvo", salvo_requires_auth, Salvo;
}

macro_rules! route_attributes {
    ($($feature:literal $framework:ident: $($name:ident $path:literal),*;)*) => {$($(
        #[doc = concat!("Makes a route of a handler, as `#[", $path, "]` does, if it is guarded or public.")]
        ///
        /// The handler is guarded if `#[requires_auth]` of this module is above this attribute, and public if
        /// `#[requires_auth::public]` is. Anything else does not compile, so a guard that is removed opens no route. Arguments and
        /// messages are those of the framework, which must be a dependency by this name.
        #[cfg(feature = $feature)]
        #[proc_macro_attribute]
        pub fn $name(args: TokenStream, item: TokenStream) -> TokenStream {
            let route = syntax::route_attribute::RouteAttribute::new(framework::Framework::$framework, $path, args.into());
            pipeline::route(&route, &item.into()).into()
        }
    )*)*};
}

route_attributes! {
    "actix-web" ActixWeb:
        actix_web_connect "::actix_web::connect",
        actix_web_delete "::actix_web::delete",
        actix_web_get "::actix_web::get",
        actix_web_head "::actix_web::head",
        actix_web_options "::actix_web::options",
        actix_web_patch "::actix_web::patch",
        actix_web_post "::actix_web::post",
        actix_web_put "::actix_web::put",
        actix_web_route "::actix_web::route",
        actix_web_routes "::actix_web::routes",
        actix_web_trace "::actix_web::trace";
    "poem" Poem:
        poem_handler "::poem::handler";
    "rocket" Rocket:
        rocket_delete "::rocket::delete",
        rocket_get "::rocket::get",
        rocket_head "::rocket::head",
        rocket_options "::rocket::options",
        rocket_patch "::rocket::patch",
        rocket_post "::rocket::post",
        rocket_put "::rocket::put",
        rocket_route "::rocket::route";
    "salvo" Salvo:
        salvo_endpoint "::salvo::oapi::endpoint",
        salvo_handler "::salvo::handler";
}

/// Makes routes of handlers that utoipa describes, as `utoipa_axum::routes!` does, if they are guarded or marked as public.
///
/// It takes paths of handlers, and `public(path)` for an open handler. A handler without a guard, or with an `optional` guard, compiles
/// only in `public(..)`. The macro returns what `utoipa_axum::routes!` returns. The crate `utoipa_axum` must be a dependency by this name.
#[cfg(feature = "axum")]
#[proc_macro]
pub fn axum_utoipa_routes(handlers: TokenStream) -> TokenStream {
    pipeline::handler_list(handlers.into()).into()
}

/// Marks a function as public, and does not change it: `#[requires_auth::public]`. It takes no arguments.
///
/// In a guarded `impl` block it removes the guard from a method. Write it with this path: an attribute `#[public]` of another crate
/// never has this effect. Together with a guard on the same function it does not compile.
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
///         Response::new("for authenticated callers".to_owned())
///     }
///
///     #[requires_auth::public]
///     async fn health(&self, request: Request<String>) -> Response<String> {
///         Response::new("for every caller".to_owned())
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::public(&args.into(), item.into()).into()
}

/// Implements the trait of this name for a struct that holds a request, so that a guard reads the head of that request.
///
/// The request is the only field, or the field marked with `#[request]`. Its type implements the trait: `http::Request`,
/// `http::request::Parts`, a reference to one, a request of an enabled framework, or another such struct.
///
/// ```
/// use std::net::IpAddr;
///
/// use http::{Request, Response};
/// use requires_auth::{AsRequestHead, Authenticator, Identity, requires_auth};
///
/// #[derive(AsRequestHead)]
/// struct Call {
///     #[request]
///     request: Request<String>,
///     peer: IpAddr,
/// }
///
/// struct Api {
///     auth: Authenticator,
/// }
///
/// #[requires_auth(verifier = self.auth)]
/// impl Api {
///     async fn hello(&self, call: Call, #[identity] who: Identity) -> Response<String> {
///         Response::new(format!("hello, {} at {}", who.subject(), call.peer))
///     }
/// }
/// ```
///
/// The values that a verifier reads are marked as sensitive in the struct, as they are in a request alone. The implementation names
/// this crate as `::requires_auth`. If you renamed it, implement the trait by hand.
#[proc_macro_derive(AsRequestHead, attributes(request))]
pub fn as_request_head(item: TokenStream) -> TokenStream {
    pipeline::wrapper(&item.into()).into()
}

/// Creates a `Policy` as a constant, for authorization outside handler functions. It takes the keys `scopes`, `acr`, `max_age` (at least
/// one of them) and `crate` of the attribute. Anything else is a compile error. With `acr` or `max_age` it creates a `StepUpPolicy`.
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
