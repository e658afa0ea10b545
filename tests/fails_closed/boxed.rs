//! Boxed futures: what stands before the tail must not run, and an early return must not escape.

use std::{future::Future, pin::Pin};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{Authenticator, requires_auth};

use super::{Moody, Ran, call};

#[requires_auth(verifier = Moody)]
fn boxed_with_a_statement_before(request: Request<()>) -> Pin<Box<dyn Future<Output = Response<String>> + Send>> {
    Ran::here(&request);
    Box::pin(async move { Response::new(String::new()) })
}

#[requires_auth(verifier = Moody)]
fn boxed_with_an_early_return(request: Request<()>) -> Pin<Box<dyn Future<Output = Response<String>> + Send>> {
    if request.method() == "GET" {
        return Box::pin(async move {
            Ran::here(&request);
            Response::new(String::new())
        });
    }
    Box::pin(async move { Response::new(String::new()) })
}

#[requires_auth(verifier = Moody)]
fn boxed_alone(request: Request<()>) -> Pin<Box<dyn Future<Output = Response<String>> + Send>> {
    Box::pin(async move {
        Ran::here(&request);
        Response::new(String::new())
    })
}

#[async_trait::async_trait]
trait Service {
    async fn serve(&self, request: Request<()>) -> Response<String>;
}

struct Server {
    auth: Moody,
}

#[async_trait::async_trait]
impl Service for Server {
    #[requires_auth(verifier = self.auth)]
    async fn serve(&self, request: Request<()>) -> Response<String> {
        Ran::here(&request);
        Response::new(String::new())
    }
}

#[test]
fn boxed_futures_are_guarded_as_a_whole() {
    let server = Server { auth: Moody };
    let ask = |which: usize, request| match which {
        0 => block_on(boxed_with_a_statement_before(request)),
        1 => block_on(boxed_with_an_early_return(request)),
        2 => block_on(boxed_alone(request)),
        _ => block_on(server.serve(request)),
    };
    for which in 0..4 {
        for (token, status, times) in [("good", 200, 1), ("wrong", 401, 0), ("panic", 500, 0)] {
            let (ran, request) = call(token);
            assert_eq!(ask(which, request).status(), status, "{which} {token}");
            assert_eq!(ran.times(), times, "{which} {token}");
        }
    }
}

/// A `Box` of the user's own that runs another future than the one it is given.
mod odd {
    use super::{Authenticator, Future, Moody, Pin, Request, Response, requires_auth};

    #[allow(dead_code)]
    struct Box;

    #[allow(dead_code)]
    impl Box {
        fn pin<F>(_: F) -> Pin<std::boxed::Box<dyn Future<Output = Response<String>> + Send>> {
            std::boxed::Box::pin(async { Response::new("open".to_owned()) })
        }
    }

    #[requires_auth(verifier = Authenticator::new(Moody))]
    pub(super) fn handler(_: Request<()>) -> Pin<std::boxed::Box<dyn Future<Output = Response<String>> + Send>> {
        Box::pin(async move { Response::new("guarded".to_owned()) })
    }
}

#[test]
fn a_box_of_the_user_s_own_does_not_replace_the_guard() {
    assert_eq!(block_on(odd::handler(call("wrong").1)).status(), 401);
    assert_eq!(block_on(odd::handler(call("good").1)).body(), "guarded");
}
