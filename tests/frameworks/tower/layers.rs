//! The table of layers, with services that take the identity themselves.

use std::convert::Infallible;

use http::Response;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::Bytes;
use requires_auth::{
    Identity, Rejection,
    tower::{authorize, identity, layer, optional_identity, optional_layer},
};
use requires_auth_tests::{
    conformance::Polls,
    layers::{Changed, Doors, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    raw_http::get,
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{Call, Version, conformance::Function, serve};

type Answer = Result<Response<BoxBody<Bytes, Infallible>>, Infallible>;

fn answer(text: Result<String, Rejection>) -> Response<String> {
    text.map_or_else(Rejection::into_http, Response::new)
}

/// The services behind the layers.
async fn inside(doors: Doors, mut request: Call) -> Result<Response<String>, Infallible> {
    let path = request.uri().path().to_owned();
    if path == "/in/changed" {
        Changed::apply(request.headers_mut());
    }
    Ok(answer(match path.rsplit('/').next().unwrap_or_default() {
        "maybe" => optional_identity(&request).await.map(|who: Option<Identity>| who.as_ref().map_or("nobody".to_owned(), name)),
        "any" | "changed" => identity(&request).await.map(|who| name(&who)),
        "again" => authorize(&WRITE, &request).await.map(|who| name(&who)),
        "partner" => doors.partners.authenticate(&request).await.map(|who| name(&who)),
        "staff" => doors.staff.authenticate(&request).await.map(|who| who.name),
        "body" => Ok(request.into_body().collect().await.map(|body| String::from_utf8_lossy(&body.to_bytes()).into()).unwrap()),
        "open" | "ada" => Ok("open".to_owned()),
        _ => return Ok(Response::builder().status(404).body(String::new()).unwrap()),
    }))
}

fn name(who: &Identity) -> String {
    who.subject().to_owned()
}

async fn routes(doors: Doors, request: Call) -> Answer {
    let (users, waiting) = (doors.users.clone(), doors.waiting.clone().tagged::<()>());
    let inner = Function(move |request| inside(doors.clone(), request));
    let path = request.uri().path().split('/').nth(1).unwrap_or_default().to_owned();
    let response = match path.as_str() {
        "in" if request.uri().path() == "/in/again" => {
            let again = layer(users.clone()).policy(WRITE).only(is_not_eve).layer(inner);
            layer(users).layer(again).call(request).await?.map(BodyExt::boxed)
        }
        "in" => layer(users).layer(inner).call(request).await?.map(BodyExt::boxed),
        "waits" => layer(waiting).layer(inner).call(request).await?.map(BodyExt::boxed),
        "optional" => optional_layer(users).layer(inner).call(request).await?.map(BodyExt::boxed),
        "own" => layer(users).check(is_own).layer(inner).call(request).await?.map(BodyExt::boxed),
        "panics" => layer(users).only(panics).layer(inner).call(request).await?.map(BodyExt::boxed),
        _ => inner.clone().call(request).await?.map(BodyExt::boxed),
    };
    Ok(response)
}

#[derive(Clone)]
struct Routes(Doors);

impl Service<Call> for Routes {
    type Response = Response<BoxBody<Bytes, Infallible>>;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Call) -> Self::Future {
        Box::pin(routes(self.0.clone(), request))
    }
}

#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let address = serve(Version::Http1, &polls, Routes(doors.clone()));
    check(address, &doors, &polls, &[]);
    assert_unknown_paths_are_guarded(address, &["/in/other", "/waits/x", "/in"]);
}

/// The twin: without the layers the table does not hold, and what takes an identity rejects.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let inner = doors.clone();
    let address = serve(Version::Http1, &polls, Function(move |request| inside(inner.clone(), request)));
    for path in ["/in/any", "/in/maybe", "/in/again"] {
        for token in [None, Some("writer")] {
            assert_eq!(get(address, path, token).status, 500, "{path} {token:?}");
        }
    }
    check(address, &doors, &polls, &[]);
}
