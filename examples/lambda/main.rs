//! A function for AWS Lambda, after API Gateway (an HTTP API) or a function URL. `lambda_http` turns each event into an
//! `http::Request`, and the guards read that.
//!
//! The function asks the runtime API of Lambda for events, it does not listen. `cargo lambda watch` simulates that API and turns
//! HTTP requests into events. It runs binaries, so copy this folder to your package as `src/`, with `lambda_http`,
//! `requires-auth` and `tokio`. If the package is named `items`:
//!
//! ```text
//! cargo lambda watch
//! curl -i http://localhost:9000/lambda-url/items/items
//! curl -i http://localhost:9000/lambda-url/items/items -H 'Authorization: Bearer reader-token'
//! curl -i http://localhost:9000/lambda-url/items/items -H 'Authorization: Bearer writer-token' -d lamp
//! ```
//!
//! API Gateway joins header lines of one name by commas: two `Authorization` lines arrive as one with two credentials, which is
//! a 400 as on every server. A REST API (not an HTTP API) renames the response header `WWW-Authenticate` to
//! `x-amzn-Remapped-WWW-Authenticate`, so clients see no challenge there.

use std::{
    env,
    process::ExitCode,
    sync::{LazyLock, Mutex, PoisonError},
};

use lambda_http::{
    Body, Error, Request, Response,
    http::{Method, StatusCode},
    service_fn,
};
use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};

/// Built once for each instance of the function, not for each event.
#[allow(clippy::expect_used, reason = "the texts are constant; a mistake in them ends the program at its start")]
static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:read items:write").build();
    StaticTokens::new([("secret123", Identity::new("demo")), ("reader-token", reader), ("writer-token", writer)])
        .expect("well-formed tokens")
});

/// The memory of an instance, from one event to the next.
#[derive(Default)]
pub(crate) struct Items(Mutex<Vec<String>>);

/// Routes by path: the gateway sends all paths to one function.
pub(crate) async fn handle(items: &Items, request: Request) -> Result<Response<Body>, Error> {
    match request.uri().path() {
        "/public" => Ok(public()),
        "/items" if request.method() == Method::POST => create_item(items, request).await,
        "/items" => list_items(items, request).await,
        "/me" => me(request).await,
        _ => Ok(Response::builder().status(StatusCode::NOT_FOUND).body(Body::Empty)?),
    }
}

#[requires_auth::public]
fn public() -> Response<Body> {
    Response::new("everybody may read this\n".into())
}

#[requires_auth(verifier = TOKENS)]
async fn me(request: Request, #[identity] who: Identity) -> Result<Response<Body>, Error> {
    Ok(Response::new(format!("hello, {}\n", who.subject()).into()))
}

/// The guard reads the first parameter, unless `request` names another.
#[requires_auth(verifier = TOKENS, request = request, scopes("items:read"))]
async fn list_items(items: &Items, request: Request) -> Result<Response<Body>, Error> {
    let names = items.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n");
    Ok(Response::new(names.into()))
}

#[requires_auth(verifier = TOKENS, request = request, scopes("items:write"))]
async fn create_item(items: &Items, request: Request, #[identity] who: Identity) -> Result<Response<Body>, Error> {
    let Body::Text(name) = request.into_body() else {
        return Ok(Response::builder().status(StatusCode::BAD_REQUEST).body(Body::Empty)?);
    };
    let made = format!("{name}, made by {}", who.subject());
    items.0.lock().unwrap_or_else(PoisonError::into_inner).push(made.clone());
    Ok(Response::builder().status(StatusCode::CREATED).body(made.into())?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Without this variable `lambda_http` panics.
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        eprintln!("lambda: no AWS_LAMBDA_RUNTIME_API, so this is neither AWS Lambda nor `cargo lambda watch`");
        return ExitCode::FAILURE;
    }
    // Reports a mistake in the tokens when an instance starts, not at the first event.
    LazyLock::force(&TOKENS);
    let items = Items::default();
    match lambda_http::run(service_fn(|request: Request| handle(&items, request))).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lambda: {error}");
            ExitCode::FAILURE
        }
    }
}
