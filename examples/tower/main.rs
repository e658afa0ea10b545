//! A hyper server of tower services behind a layer: `cargo run --example tower --features tower`.
//!
//! A service has no function to annotate. The layer verifies in front of a service of any type and with any body.

#[path = "../shared/startup.rs"]
mod startup;

use std::{convert::Infallible, error::Error, process::ExitCode};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use requires_auth::{
    Authenticator, ConfigError, Identity, Policy, Rejection, policy,
    tower::{identity, layer},
    verifiers::StaticTokens,
};
use tokio::net::TcpStream;
use tower::{Layer, Service, ServiceExt, service_fn};

const READ: Policy = policy!(scopes("items:read"));
const READ_OR_WRITE: Policy = policy!(scopes(any("items:read", "items:write")));

/// A service from elsewhere, for example a directory of files: it takes a request, and knows nothing about credentials.
async fn items<B>(_request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(text("lamp, chair\n"))
}

/// A service of this application, which takes the caller from the request. Without the layer it responds with 500.
async fn me<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let who: Result<Identity, Rejection> = identity(&request).await;
    Ok(match who {
        Ok(who) => text(format!("{} asked for {}\n", who.subject(), request.uri().path())),
        Err(rejection) => rejection.into_http(),
    })
}

fn text(text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Routes by path. The layer of a path covers all its methods.
fn app<B: Send + 'static>(
    authenticator: &Authenticator,
) -> impl Service<Request<B>, Response = Response<BoxBody<Bytes, Infallible>>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
    let items = layer(authenticator.clone()).policy(READ).layer(service_fn(items));
    let me = layer(authenticator.clone()).policy(READ_OR_WRITE).only(|who| who.subject() != "mallory").layer(service_fn(me));
    service_fn(move |request: Request<B>| {
        let (items, me) = (items.clone(), me.clone());
        async move {
            Ok(match request.uri().path() {
                "/public" => text("everybody may read this\n").map(BodyExt::boxed),
                "/items" => items.oneshot(request).await?.map(BodyExt::boxed),
                "/me" => me.oneshot(request).await?.map(BodyExt::boxed),
                _ => {
                    let mut response = text("nothing here\n");
                    *response.status_mut() = StatusCode::NOT_FOUND;
                    response.map(BodyExt::boxed)
                }
            })
        }
    })
}

fn authenticator() -> Result<Authenticator, ConfigError> {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:write").build();
    Ok(Authenticator::new(StaticTokens::new([("reader-token", reader), ("writer-token", writer)])?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let authenticator = authenticator()?;
    let (listener, mut stop) = startup::listen(3000).await?;
    let reader = "/items -H 'Authorization: Bearer reader-token'";
    let writer = "/items -H 'Authorization: Bearer writer-token'";
    let me = "/me -H 'Authorization: Bearer writer-token'";
    startup::print(listener.local_addr()?, &["/items", reader, writer, me]);
    loop {
        tokio::select! {
            // An error is of one connection: the server goes on.
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                tokio::spawn(serve_connection(stream, authenticator.clone()));
            },
            () = &mut stop => return Ok(()),
        }
    }
}

async fn serve_connection(stream: TcpStream, authenticator: Authenticator) {
    let service = TowerToHyperService::new(app(&authenticator));
    // An error means that the client is gone.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}
