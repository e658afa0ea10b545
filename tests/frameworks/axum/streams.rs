//! An event stream: guarded when it begins, and ended by the handler when the identity expires.

use std::{
    convert::Infallible,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    response::sse::{Event, Sse},
    routing::get,
};
use requires_auth::{Authenticator, Identity, axum::requires_auth, verifiers::StaticTokens};
use requires_auth_tests::raw_http::{self, open, parse, read_reply};
use tokio::{sync::mpsc, time::timeout};
use tokio_stream::wrappers::ReceiverStream;

use crate::serve;

type Events = mpsc::Sender<Result<Event, Infallible>>;

#[requires_auth]
async fn events(#[identity] who: Identity) -> Sse<ReceiverStream<Result<Event, Infallible>>> {
    let (events, stream) = mpsc::channel(1);
    tokio::spawn(until_expired(events, who));
    Sse::new(ReceiverStream::new(stream))
}

async fn until_expired(events: Events, who: Identity) {
    let Some(at) = who.expires_at() else { return tell(&events).await };
    let left = at.duration_since(SystemTime::now()).unwrap_or_default();
    // The stream ends with its sender, in time or not.
    let _ = timeout(left, tell(&events)).await;
}

/// As fast as they are read, until the caller leaves.
async fn tell(events: &Events) {
    while events.send(Ok(Event::default().data("well"))).await.is_ok() {}
}

fn app() -> Router {
    let until = |at| Identity::builder("ada").expires_at(at).build();
    let tokens = StaticTokens::new([
        ("for-ever", Identity::new("ada")),
        ("later", until(SystemTime::now() + Duration::from_secs(3600))),
        ("at-once", until(SystemTime::UNIX_EPOCH)),
    ]);
    Router::new().route("/events", get(events)).with_state(Authenticator::new(tokens.unwrap()))
}

fn listen(address: SocketAddr, token: &str) -> TcpStream {
    let mut stream = open(address);
    let head = format!("GET /events HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn a_stream_does_not_begin_without_credentials_and_ends_with_the_identity() {
    let address = serve(app());
    for token in [None, Some("wrong")] {
        let reply = raw_http::get(address, "/events", token);
        assert_eq!((reply.status, reply.all("content-type")), (401, vec!["application/problem+json"]), "{token:?}");
    }

    let ended = read_reply(&mut listen(address, "at-once"));
    assert_eq!((ended.status, ended.all("content-type")), (200, vec!["text/event-stream"]));
    assert!(ended.body.ends_with("0\r\n\r\n"), "the last chunk: {:?}", ended.body);

    // Far more than what was sent before the end.
    for token in ["for-ever", "later"] {
        let mut bytes = vec![0; 8 * ended.body.len().max(1024)];
        listen(address, token).read_exact(&mut bytes).unwrap();
        assert_eq!(parse(&bytes).status, 200, "{token}");
    }
}
