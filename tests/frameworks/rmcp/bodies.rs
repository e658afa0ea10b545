//! What the layer reads of a body, the service gets: all of it, its trailers, its error.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
};

use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use requires_auth_tests::poll_once::ready;
use tower_service::Service;

use crate::server::layer;

type Piece = Result<Frame<Bytes>, std::fmt::Error>;

/// A body of these frames, which counts how many were taken.
struct Frames(VecDeque<Piece>, Arc<AtomicUsize>);

impl Body for Frames {
    type Data = Bytes;
    type Error = std::fmt::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.1.fetch_add(1, Relaxed);
        Poll::Ready(self.0.pop_front())
    }
}

/// Responds with what it got: how many frames were taken before it was called, then the frames.
#[derive(Clone)]
struct Echo(Arc<AtomicUsize>);

impl<B> Service<Request<B>> for Echo
where
    B: Body<Data = Bytes, Error = std::fmt::Error> + Send + Unpin + 'static,
{
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<String>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let before = self.0.load(Relaxed);
        let mut body = request.into_body();
        let exact = body.size_hint().exact();
        Box::pin(async move {
            let mut seen = String::new();
            let mut length = 0;
            loop {
                let has_ended = body.is_end_stream();
                let Some(frame) = body.frame().await else { break };
                assert!(!has_ended, "a frame after the end");
                match frame {
                    Ok(frame) if frame.is_trailers() => seen.push_str(" trailers"),
                    Ok(frame) => {
                        let data = frame.into_data().unwrap();
                        length += data.len() as u64;
                        seen.push_str(std::str::from_utf8(&data).unwrap());
                    }
                    Err(_) => {
                        seen.push_str(" error");
                        break;
                    }
                }
            }
            assert!(exact.is_none_or(|exact| exact == length), "{exact:?} {length}");
            Ok(Response::new(format!("{before}: {seen}")))
        })
    }
}

/// What the service sees of a body in these pieces.
fn seen(method: Method, limit: usize, pieces: Vec<Piece>) -> String {
    let taken = Arc::new(AtomicUsize::new(0));
    let mut service = layer().body_limit(limit).around(Echo(Arc::clone(&taken)));
    let request = Request::builder().method(method).header("authorization", "Bearer ada");
    let response = ready(service.call(request.body(Frames(pieces.into(), taken)).unwrap())).unwrap();
    assert_eq!(response.status(), 200);
    String::from_utf8(ready(response.into_body().collect()).unwrap().to_bytes().to_vec()).unwrap()
}

fn data(text: &'static str) -> Frame<Bytes> {
    Frame::data(Bytes::from_static(text.as_bytes()))
}

fn trailers() -> Frame<Bytes> {
    let field = (http::HeaderName::from_static("x-sum"), HeaderValue::from_static("7"));
    Frame::trailers(HeaderMap::from_iter([field]))
}

#[test]
fn the_service_gets_the_whole_body() {
    for (limit, pieces, expected) in [
        (100, vec![], "1: "),
        (100, vec![Ok(data("one"))], "2: one"),
        (100, vec![Ok(data("")), Ok(data("one")), Ok(data("")), Ok(data(" two"))], "5: one two"),
        (100, vec![Ok(data("one")), Ok(trailers())], "3: one trailers"),
        (100, vec![Ok(trailers())], "2:  trailers"),
        // An error comes after what was read before it.
        (100, vec![Ok(data("one")), Err(std::fmt::Error), Ok(data("never"))], "2: one error"),
        (100, vec![Err(std::fmt::Error)], "1:  error"),
        // At most the frame that exceeds the limit is read.
        (3, vec![Ok(data("one")), Ok(data("two")), Ok(data("three")), Ok(trailers())], "2: onetwothree trailers"),
        (0, vec![Ok(data("one")), Ok(data("two"))], "1: onetwo"),
        (0, vec![Ok(data("")), Ok(data("one")), Err(std::fmt::Error)], "2: one error"),
    ] {
        assert_eq!(seen(Method::POST, limit, pieces), expected, "{limit}");
    }
}

/// Only a `POST` carries a message.
#[test]
fn a_body_of_another_method_is_not_read() {
    for method in [Method::GET, Method::DELETE, Method::PUT, Method::OPTIONS] {
        assert_eq!(seen(method, 100, vec![Ok(data("one")), Ok(trailers())]), "0: one trailers");
    }
}

/// A service that is busy.
#[derive(Clone)]
struct Busy;

impl<B> Service<Request<B>> for Busy {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Pending
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        panic!("called before it was ready")
    }
}

#[test]
fn a_service_that_is_not_ready_stays_not_ready() {
    let mut service = layer().around(Busy);
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(Service::<Request<Frames>>::poll_ready(&mut service, &mut context).is_pending());
}
