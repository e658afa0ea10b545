//! The table of conformance, with a layer of the same demand before each of its routes.

use std::{
    convert::Infallible,
    future::{Future, ready},
    pin::Pin,
    task::{Context, Poll},
};

use http::Response;
use http_body::Body;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::Bytes;
use requires_auth::tower::{layer, optional_layer};
use requires_auth_tests::{
    conformance::{
        self, Polls, Table,
        verifiers::{moved, partners, proxied, rendered, users, waiting},
    },
    layers::{WRITE, is_own},
    raw_http::get,
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{Call, Version, app, serve};

/// A service that is a function.
#[derive(Clone, Copy)]
pub(crate) struct Function<F>(pub(crate) F);

impl<F, R, Fut> Service<R> for Function<F>
where
    F: Fn(R) -> Fut,
    Fut: Future<Output = Result<Response<String>, Infallible>>,
{
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Fut;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: R) -> Fut {
        (self.0)(request)
    }
}

type Answer = Result<Response<BoxBody<Bytes, Infallible>>, Infallible>;

/// A handler of the table behind the layer of its route.
async fn behind<F, Fut>(app: F, request: Call) -> Answer
where
    F: Fn(Call) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<Response<String>, Infallible>> + Send + 'static,
{
    let app = Function(app);
    let path = request.uri().path().split('/').nth(1).unwrap_or_default().to_owned();
    match path.as_str() {
        "any" => by(layer(users()), app, request).await,
        "items" | "raw" => by(layer(users()).policy(WRITE), app, request).await,
        "waiting" => by(layer(waiting()).policy(WRITE), app, request).await,
        "maybe" => by(optional_layer(users()), app, request).await,
        "only" => by(layer(users()).only(|who| who.subject() == "ada"), app, request).await,
        "check" => by(layer(users()).check(is_own), app, request).await,
        "cookie" => by(layer(conformance::verifiers::staff()), app, request).await,
        "visitor" => by(optional_layer(conformance::verifiers::staff()), app, request).await,
        "proxied" => by(optional_layer(proxied()), app, request).await,
        "moved" => by(layer(moved()), app, request).await,
        "rendered" => by(layer(rendered()), app, request).await,
        "partner" => by(layer(partners()), app, request).await,
        _ => boxed(app.0(request).await),
    }
}

async fn by<L, S, B>(layer: L, inner: S, request: Call) -> Answer
where
    L: Layer<S, Service: Service<Call, Response = Response<B>, Error = Infallible>>,
    B: Body<Data = Bytes, Error = Infallible> + Send + Sync + 'static,
{
    boxed(layer.layer(inner).call(request).await)
}

fn boxed<B: Body<Data = Bytes, Error = Infallible> + Send + Sync + 'static>(answer: Result<Response<B>, Infallible>) -> Answer {
    answer.map(|response| response.map(BodyExt::boxed))
}

/// A service with bodies of any kind.
#[derive(Clone, Copy)]
struct Behind<F>(F);

impl<F, Fut> Service<Call> for Behind<F>
where
    F: Fn(Call) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<Response<String>, Infallible>> + Send + 'static,
{
    type Response = Response<BoxBody<Bytes, Infallible>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Call) -> Self::Future {
        Box::pin(behind(self.0.clone(), request))
    }
}

#[test]
fn conforms_behind_layers() {
    let polls = Polls::default();
    Table::default().check(serve(Version::Http1, &polls, Behind(app::app)), &polls);
    Table::default().check_http2(serve(Version::Http2, &polls, Behind(app::app)), &polls);
}

/// The layers alone: without them, these rows hold by the guards.
#[test]
fn a_layer_answers_before_the_guards() {
    let open = |_: Call| ready(Ok(Response::builder().status(418).body(String::new()).unwrap()));
    let address = serve(Version::Http1, &Polls::default(), Behind(open));
    for path in
        ["/any", "/items/7?page=1", "/waiting/7", "/raw", "/only", "/check/ada", "/cookie", "/moved", "/rendered", "/partner/any"]
    {
        assert_eq!(get(address, path, None).status, 401, "{path}");
    }
    for (path, token, status) in [
        ("/tea", None, 418),
        ("/maybe", None, 418),
        ("/maybe", Some("wrong"), 401),
        ("/any", Some("reader"), 418),
        ("/raw", Some("reader"), 403),
        ("/only", Some("reader"), 403),
        ("/check/ada", Some("reader"), 403),
        ("/check/ada", Some("writer"), 418),
    ] {
        assert_eq!(get(address, path, token).status, status, "{path} {token:?}");
    }
}
