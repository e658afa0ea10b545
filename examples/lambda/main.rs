//! A function for AWS Lambda, behind API Gateway (an HTTP API) or a function URL.
//!
//! It asks the runtime API of Lambda for events and does not listen itself. `cargo lambda watch` is a local stand-in for that API,
//! and translates HTTP requests into events. It runs binaries, so copy this folder to a package of its own as `src/`, with
//! `lambda_http`, `requires-auth` and `tokio`; then, if the package is named `items`:
//!
//! ```text
//! cargo lambda watch
//! curl -i http://localhost:9000/lambda-url/items/items
//! curl -i http://localhost:9000/lambda-url/items/items -H 'Authorization: Bearer reader-token'
//! curl -i http://localhost:9000/lambda-url/items/items -H 'Authorization: Bearer writer-token' -d lamp
//! ```
//!
//! API Gateway joins field lines of one name by commas: two `Authorization` lines come as one with two credentials, which is a
//! 400 as ever. A REST API (not an HTTP API) renames the `WWW-Authenticate` of a function's answer to
//! `x-amzn-Remapped-WWW-Authenticate`, so that clients see no challenge there.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode, sync::LazyLock};

use lambda_http::{Request, service_fn};

use handlers::Items;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `lambda_http` panics without it.
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        eprintln!("lambda: no AWS_LAMBDA_RUNTIME_API, so this is neither AWS Lambda nor `cargo lambda watch`");
        return ExitCode::FAILURE;
    }
    // A mistake in the tokens shows when an instance starts, not at its first event.
    LazyLock::force(&verifiers::TOKENS);
    let items = Items::default();
    match lambda_http::run(service_fn(|request: Request| handlers::handle(&items, request))).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lambda: {error}");
            ExitCode::FAILURE
        }
    }
}
