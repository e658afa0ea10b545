//! What tower demands of a layer, and what passes through it.

use std::{
    convert::Infallible,
    future::{Ready, poll_fn, ready},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use requires_auth::{
    Authenticator, Identity, VerifyError,
    tower::{RequiresAuthLayer, identity, layer},
    verifiers::{StaticTokens, bearer, bearer_async},
};
use requires_auth_tests::{
    conformance::Polls,
    poll_once::ready as poll_once,
    raw_http::{open, parse},
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{Call, Version, conformance::Function, serve};

fn auth() -> Authenticator {
    Authenticator::new(StaticTokens::new([("ada", Identity::new("ada")), ("bob", Identity::new("bob"))]).unwrap())
}

fn known() -> Request<String> {
    Request::builder().header("authorization", "Bearer ada").body(String::new()).unwrap()
}

/// A service that is ready once, after it was asked, and must not be called otherwise.
struct Once {
    is_ready: bool,
    clones: Arc<Mutex<usize>>,
}

impl Clone for Once {
    fn clone(&self) -> Self {
        *self.clones.lock().unwrap() += 1;
        Self { is_ready: false, clones: Arc::clone(&self.clones) }
    }
}

impl Service<Request<String>> for Once {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if std::mem::replace(&mut self.is_ready, true) { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn call(&mut self, _: Request<String>) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "a service was called before it was ready");
        ready(Ok(Response::new("called".to_owned())))
    }
}

/// Calls a service that is not ready at first, and returns how often it was cloned.
fn clones_of_a_call(auth: Authenticator, request: Request<String>, status: u16) -> usize {
    let clones = Arc::default();
    let mut guarded = layer(auth).layer(Once { is_ready: false, clones: Arc::clone(&clones) });
    let mut context = Context::from_waker(Waker::noop());
    assert!(guarded.poll_ready(&mut context).is_pending(), "a service that is not ready stays not ready");
    assert!(guarded.poll_ready(&mut context).is_ready());
    assert_eq!(poll_once(guarded.call(request)).unwrap().status(), status);
    assert!(guarded.poll_ready(&mut context).is_pending(), "it is asked anew");
    *clones.lock().unwrap()
}

#[test]
fn the_service_that_is_ready_is_the_one_that_is_called() {
    assert_eq!(clones_of_a_call(auth(), known(), 200), 0);
    // The future of a verifier that waits owns the service.
    let waits = Authenticator::new(bearer_async(async |_| Ok(Identity::new("ada"))));
    assert_eq!(clones_of_a_call(waits, known(), 200), 1);
}

/// A service that limits its callers reserves a place when it is ready. A rejected request gives it back.
#[test]
fn a_rejected_request_keeps_no_service_ready() {
    assert_eq!(clones_of_a_call(auth(), Request::default(), 401), 1);
    let waits = Authenticator::new(bearer_async(async |_| Err::<Identity, _>(VerifyError::invalid())));
    assert_eq!(clones_of_a_call(waits, known(), 401), 1);
}

/// An authenticator that counts how often its verifier is called.
fn counted() -> (Authenticator, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let verifier = bearer(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(Identity::new("ada"))
    });
    (Authenticator::new(verifier), calls)
}

fn authorized_by(request: &mut Request<String>, token: &'static str) {
    request.headers_mut().insert("authorization", HeaderValue::from_static(token));
}

#[test]
fn an_identity_is_for_the_request_that_was_verified() {
    type Change = fn(&mut Request<String>);
    let changes: [(Change, usize); 7] = [
        (|_| (), 1),
        (|request| drop(request.headers_mut().insert("x-request-id", HeaderValue::from_static("7"))), 1),
        (|request| *request.method_mut() = http::Method::POST, 2),
        (|request| *request.uri_mut() = "/item".parse().unwrap(), 2),
        (|request| *request.uri_mut() = "/items?page=2".parse().unwrap(), 2),
        (|request| authorized_by(request, "Bearer bob"), 2),
        // The same texts one after the other, cut at another place.
        (
            |request| {
                *request.uri_mut() = "/itemsa".parse().unwrap();
                authorized_by(request, "Bearer da");
            },
            2,
        ),
    ];
    for (at, (change, expected)) in changes.into_iter().enumerate() {
        let (auth, calls) = counted();
        let inner = Function(move |mut request: Request<String>| {
            change(&mut request);
            ready(Ok(Response::new(poll_once(identity::<Identity, _>(&request)).unwrap().subject().to_owned())))
        });
        let mut request = known();
        *request.uri_mut() = "/items".parse().unwrap();
        assert_eq!(poll_once(layer(auth).layer(inner).call(request)).unwrap().status(), 200);
        assert_eq!(calls.load(Ordering::SeqCst), expected, "change {at}");
    }
}

/// A handler may run in another task, or on another thread, than the layer.
#[test]
fn another_thread_gets_the_identity_of_the_layer() {
    let (auth, calls) = counted();
    let elsewhere = Function(|request: Request<String>| async move {
        let who = std::thread::spawn(move || poll_once(identity::<Identity, _>(&request)).unwrap()).join().unwrap();
        Ok(Response::new(who.subject().to_owned()))
    });
    assert_eq!(poll_once(layer(auth).layer(elsewhere).call(known())).unwrap().status(), 200);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

/// The client has gone: the layer drops its future, and with it what it has left in the request.
#[test]
fn an_identity_ends_with_the_future_of_the_layer() {
    let (auth, calls) = counted();
    let kept = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&kept);
    let hangs = Function(move |request: Request<String>| {
        *keep.lock().unwrap() = Some(request);
        std::future::pending::<Result<Response<String>, Infallible>>()
    });
    for polls in [0, 1] {
        let mut future = Box::pin(layer(auth.clone()).layer(hangs.clone()).call(known()));
        for _ in 0..polls {
            assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        drop(future);
        assert_eq!(calls.swap(0, Ordering::SeqCst), 1);
        let request = kept.lock().unwrap().take().unwrap();
        assert_eq!(poll_once(identity::<Identity, _>(&request)).unwrap().subject(), "ada");
        assert_eq!(calls.swap(0, Ordering::SeqCst), 1, "it is verified again");
    }
    // The twin: the layer still waits.
    let future = layer(auth).layer(hangs).call(known());
    let request = kept.lock().unwrap().take().unwrap();
    assert_eq!(poll_once(identity::<Identity, _>(&request)).unwrap().subject(), "ada");
    assert_eq!(calls.swap(0, Ordering::SeqCst), 1);
    drop(future);
}

/// A future, a service and a response are boxes of somebody else: the layer adds what it leaves in the request.
#[test]
fn a_layer_allocates_what_it_leaves_in_the_request() {
    let answers = Function(|_: Request<String>| ready(Ok(Response::new(String::new()))));
    let mut guarded = layer(auth()).layer(answers);
    let allocations = |service: &mut dyn FnMut(Request<String>) -> u16, token: &str| {
        // With an entry, so that the map of the extensions is there.
        let mut request = Request::builder().extension(7_u32).header("authorization", format!("Bearer {token}"));
        request = request.uri("/items");
        let mut request = Some(request.body(String::new()).unwrap());
        let mut status = 0;
        let counted = allocation_counter::measure(|| status = service(request.take().unwrap()));
        (counted.count_total, status)
    };
    let mut call = |request| poll_once(guarded.call(request)).unwrap().status().as_u16();
    allocations(&mut call, "ada");
    let mut answers = answers;
    let (bare, _) = allocations(&mut |request| poll_once(answers.call(request)).unwrap().status().as_u16(), "ada");
    let (count, status) = allocations(&mut call, "ada");
    assert_eq!((count - bare, status), (3, 200));
}

/// A body with trailers, whose frames come one by one.
struct Trailed(Vec<Frame<Bytes>>);

impl Body for Trailed {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop().map(Ok))
    }
}

#[derive(Clone)]
struct WithTrailers;

impl<B> Service<Request<B>> for WithTrailers {
    type Response = Response<Trailed>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Trailed>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        let trailers = HeaderMap::from_iter([(http::HeaderName::from_static("x-sum"), HeaderValue::from_static("7"))]);
        let frames = vec![Frame::trailers(trailers), Frame::data("b".into()), Frame::data("a".into())];
        let mut response = Response::new(Trailed(frames));
        response.extensions_mut().insert(7_u32);
        ready(Ok(response))
    }
}

#[test]
fn frames_trailers_and_extensions_pass_through() {
    let mut guarded = layer(auth()).layer(WithTrailers);
    let response = poll_once(guarded.call(known())).unwrap();
    assert_eq!(response.extensions().get(), Some(&7_u32));
    let mut body = response.into_body();
    let mut seen = Vec::new();
    while let Some(frame) = poll_once(poll_fn(|context| Pin::new(&mut body).poll_frame(context))) {
        let frame = frame.unwrap();
        seen.push(frame.into_data().map_or_else(
            |frame| format!("{:?}", frame.into_trailers().unwrap()["x-sum"]),
            |data| String::from_utf8(data.to_vec()).unwrap(),
        ));
    }
    assert_eq!(seen, ["a", "b", "\"7\""]);
    let rejected = poll_once(guarded.call(Request::new(String::new()))).unwrap();
    assert_eq!(rejected.status(), 401);
    assert_eq!(rejected.body().size_hint().exact(), Some(58));
    let body = poll_once(rejected.into_body().collect()).unwrap().to_bytes();
    assert_eq!(body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
}

/// hyper upgrades the connection of the request that the service got, if the layer admitted it.
#[test]
fn an_upgrade_passes_through() {
    async fn echo(mut request: Call) -> Result<Response<String>, Infallible> {
        let upgraded = hyper::upgrade::on(&mut request);
        tokio::spawn(async move {
            use hyper::rt::Write;
            let mut upgraded = std::pin::pin!(upgraded.await.unwrap());
            poll_fn(|context| upgraded.as_mut().poll_write(context, b"upgraded")).await.unwrap();
            poll_fn(|context| upgraded.as_mut().poll_shutdown(context)).await.unwrap();
        });
        Ok(Response::builder().status(101).header("upgrade", "x").header("connection", "upgrade").body(String::new()).unwrap())
    }
    let address = serve(Version::Http1, &Polls::default(), layer(auth()).layer(Function(echo)));
    let ask = |token: &str| {
        let mut stream = open(address);
        let head = "GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: x\r\n";
        std::io::Write::write_all(&mut stream, format!("{head}authorization: Bearer {token}\r\n\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut bytes);
        parse(&bytes)
    };
    let reply = ask("ada");
    assert_eq!((reply.status, reply.body.as_str()), (101, "upgraded"), "{reply:?}");
    assert_eq!(ask("wrong").status, 401);
}

#[test]
fn an_identity_is_of_its_request_and_its_layer() {
    let request = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&request);
    let keep = Function(move |request: Request<String>| {
        *kept.lock().unwrap() = Some(request.extensions().clone());
        ready(Ok(Response::new(String::new())))
    });
    let layer: RequiresAuthLayer = layer(auth());
    assert_eq!(poll_once(layer.layer(keep).call(known())).unwrap().status(), 200);
    let extensions = request.lock().unwrap().take().unwrap();
    let status = |token: Option<&str>| {
        let mut forged = Request::new(());
        *forged.extensions_mut() = extensions.clone();
        if let Some(token) = token {
            forged.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        poll_once(identity::<Identity, _>(&forged))
            .map(|who| who.subject().to_owned())
            .map_err(|rejection| rejection.status().as_u16())
    };
    // What was left in one request admits no other: it is verified.
    assert_eq!(status(None), Err(401));
    assert_eq!(status(Some("wrong")), Err(401));
    assert_eq!(status(Some("bob")), Ok("bob".to_owned()));
    // Another type of identity, and no layer at all.
    let mut forged = known();
    *forged.extensions_mut() = extensions;
    assert_eq!(poll_once(identity::<u32, _>(&forged)).unwrap_err().status(), 500);
    assert_eq!(poll_once(identity::<Identity, _>(&known())).unwrap_err().status(), 500);
}
