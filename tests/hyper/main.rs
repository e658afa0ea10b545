//! Plain functions behind hyper, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

/// The application is compiled for each set of authenticators: plain functions name theirs.
#[path = "."]
mod by_name {
    #[path = "app.rs"]
    pub(crate) mod app;

    use requires_auth_tests::conformance::verifiers::Bearers;

    fn bearers() -> Bearers {
        Bearers::by_name()
    }
}

#[cfg(feature = "oidc")]
#[path = "."]
mod by_issuer {
    #[path = "app.rs"]
    #[allow(clippy::duplicate_mod, reason = "its authenticators differ")]
    pub(crate) mod app;

    use requires_auth_tests::conformance::bearers_by_issuer as bearers;
}

use std::{
    convert::Infallible,
    io::{Read, Write},
    net::SocketAddr,
};

use http::{Request, Response};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use requires_auth_tests::{
    conformance::{Polls, Table},
    http2_client::Client,
    raw_http::{Reply, ask, open, parse},
};
use tokio::{net::TcpListener, runtime::Builder};

use self::by_name::app;

#[derive(Clone, Copy, PartialEq)]
enum Version {
    Http1,
    Http2,
}

/// Serves for the rest of the test.
fn serve<F>(version: Version, app: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static) -> SocketAddr
where
    F: Future<Output = Result<Response<String>, Infallible>> + Send + 'static,
{
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_io().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (stream, service) = (TokioIo::new(stream), service_fn(app.clone()));
                match version {
                    Version::Http1 => drop(tokio::spawn(http1::Builder::new().serve_connection(stream, service))),
                    Version::Http2 => {
                        drop(tokio::spawn(http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service)));
                    }
                }
            }
        });
    });
    address
}

fn serve_app(version: Version, polls: &Polls) -> SocketAddr {
    let polls = polls.clone();
    serve(version, move |request| app::app(request, polls.clone()))
}

/// B1
#[test]
fn conforms() {
    let polls = Polls::default();
    Table::default().check(serve_app(Version::Http1, &polls), &polls);
    Table::default().check_http2(serve_app(Version::Http2, &polls), &polls);
}

/// The same with the tokens of two issuers.
#[cfg(feature = "oidc")]
#[test]
fn conforms_with_tokens_of_issuers() {
    let polls = Polls::default();
    let counted = polls.clone();
    let address = serve(Version::Http1, move |request| by_issuer::app::app(request, counted.clone()));
    Table::default().by_issuer().check(address, &polls);
}

/// The table finds a route that is open: the twin without which `conforms` would say nothing.
#[test]
#[should_panic(expected = "rows do not hold")]
fn an_open_route_does_not_conform() {
    let polls = Polls::default();
    let counted = polls.clone();
    let open = move |mut request: Request<Incoming>| {
        if request.uri().path() == "/any" {
            request.headers_mut().insert("authorization", "Bearer writer".parse().unwrap());
        }
        app::app(request, counted.clone())
    };
    Table::default().check(serve(Version::Http1, open), &polls);
}

/// B11: a body that nobody reads is in the way of the next request, so hyper closes behind the answer. A client that looks at what
/// comes while it sends finds the refusal.
#[test]
fn hyper_closes_behind_a_refusal_to_an_upload_that_goes_on() {
    let polls = Polls::default();
    let address = serve_app(Version::Http1, &polls);
    let head = |length: usize| format!("POST /raw HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n");
    let mut stream = open(address);
    stream.write_all(format!("{}\r\nx", head(10_000_000)).as_bytes()).unwrap();
    let mut reply = Vec::new();
    // It ends although nobody said `Connection: close`.
    stream.read_to_end(&mut reply).unwrap();
    let text = String::from_utf8(reply.clone()).unwrap();
    assert!(!text.to_ascii_lowercase().contains("connection:"), "{text}");
    let reply = parse(&reply);
    assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1));
    assert_eq!(polls.taken(), 0);

    // A client that waits for `100 Continue` gets the refusal instead, and sends nothing.
    let mut stream = open(address);
    stream.write_all(format!("{}expect: 100-continue\r\n\r\n", head(10_000_000)).as_bytes()).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    assert_eq!(parse(&reply).status, 401);
    assert_eq!(polls.taken(), 0);
}

/// One answer, of a connection that stays.
fn one(stream: &mut impl Read) -> Reply {
    let mut bytes = Vec::new();
    let mut chunk = [0; 1024];
    loop {
        let length = stream.read(&mut chunk).unwrap();
        assert_ne!(length, 0, "closed behind {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend(chunk.iter().take(length));
        if bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            let reply = parse(&bytes);
            if reply.content_length == Some(reply.body.len()) {
                return reply;
            }
        }
    }
}

/// The twin: behind a refusal to a request that has come wholly the connection stays.
#[test]
fn hyper_keeps_the_connection_behind_a_refusal_to_what_has_come() {
    let address = serve_app(Version::Http1, &Polls::default());
    let mut stream = open(address);
    for _ in 0..3 {
        stream.write_all(b"GET /any HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        assert_eq!(one(&mut stream).status, 401);
    }
    assert_eq!(ask(address, "GET", "/any", Some("writer"), "").body, "any ada");
}

/// Over HTTP/2 only the stream ends.
#[test]
fn over_http2_the_connection_stays() {
    let polls = Polls::default();
    let address = serve_app(Version::Http2, &polls);
    let mut client = Client::connect(address);
    for _ in 0..3 {
        let request = Request::builder().method("POST").uri(format!("http://{address}/raw")).body(&b"x"[..]).unwrap();
        assert_eq!(client.exchange(request, false).unwrap().status(), 401);
        assert_eq!(polls.taken(), 0);
    }
    let request = Request::builder().uri(format!("http://{address}/any")).header("authorization", "Bearer writer");
    assert_eq!(client.exchange(request.body(&[][..]).unwrap(), true).unwrap().body(), "any ada");
}
