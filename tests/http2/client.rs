//! A client that speaks HTTP/2 from its first byte.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Method, Request, Response, Version, header::CONTENT_LENGTH, header::DATE};
use http_body_util::BodyExt;
use hyper::{
    body::{Body, Bytes, Frame},
    client::conn::http2::{SendRequest, handshake},
    ext::Protocol,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{
    net::TcpStream,
    runtime::{Builder, Runtime},
    time::timeout,
};

const AUTHORITY: &str = "api.example";

pub(crate) struct Client {
    runtime: Runtime,
    sender: SendRequest<Sent>,
    version: Version,
}

/// What a client sends: one chunk, and then the end or never the end.
struct Sent {
    chunk: Option<Bytes>,
    ends: bool,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.chunk.take() {
            Some(chunk) => Poll::Ready(Some(Ok(Frame::data(chunk)))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ends && self.chunk.is_none()
    }
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sender = runtime.block_on(async {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            sender
        });
        Self { runtime, sender, version: Version::HTTP_2 }
    }

    /// As a proxy does that hands on what came over HTTP/1.1.
    pub(crate) fn leave_the_authority_out(&mut self) {
        self.version = Version::HTTP_11;
    }

    /// Sends the body `sent`.
    pub(crate) fn ask(&mut self, method: &Method, fields: &[(&str, &str)]) -> Response<String> {
        self.send(method, fields, Sent { chunk: Some(Bytes::from_static(b"sent")), ends: true }, None)
    }

    /// Sends a body that never ends.
    pub(crate) fn ask_without_end(&mut self, method: &Method, fields: &[(&str, &str)]) -> Response<String> {
        self.send(method, fields, Sent { chunk: Some(Bytes::from_static(b"sent")), ends: false }, None)
    }

    /// RFC 8441.
    pub(crate) fn extended_connect(&mut self, fields: &[(&str, &str)]) -> Response<String> {
        // The server's first answer has its settings in front, without which the client may not send this.
        self.ask(&Method::GET, &[]);
        let nothing = Sent { chunk: None, ends: true };
        self.send(&Method::CONNECT, fields, nothing, Some(Protocol::from_static("websocket")))
    }

    fn send(&mut self, method: &Method, fields: &[(&str, &str)], body: Sent, protocol: Option<Protocol>) -> Response<String> {
        let uri = if self.version == Version::HTTP_2 { format!("https://{AUTHORITY}/x") } else { "/x".to_owned() };
        let mut request = Request::builder().method(method).uri(uri).version(self.version);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).unwrap();
        if let Some(protocol) = protocol {
            request.extensions_mut().insert(protocol);
        }
        let Self { runtime, sender, .. } = self;
        let response = runtime.block_on(async {
            let answer = async {
                let (mut parts, body) = sender.send_request(request).await.unwrap().into_parts();
                // The server adds these.
                parts.headers.remove(DATE);
                parts.headers.remove(CONTENT_LENGTH);
                let body = body.collect().await.unwrap().to_bytes();
                Response::from_parts(parts, String::from_utf8(body.to_vec()).unwrap())
            };
            timeout(Duration::from_secs(10), answer).await
        });
        response.expect("an answer, though the body does not end")
    }
}
