//! A client that speaks HTTP/2 from its first byte.

use std::{
    convert::Infallible,
    error::Error,
    fmt,
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

/// A connection.
pub struct Client {
    runtime: Runtime,
    sender: SendRequest<Sent>,
    version: Version,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(..)")
    }
}

/// What a client sends: one chunk, and then the end or never the end.
struct Sent {
    chunk: Option<Bytes>,
    ends: bool,
}

impl Sent {
    fn new(chunk: &'static [u8], ends: bool) -> Self {
        Self { chunk: Some(Bytes::from_static(chunk)).filter(|chunk| !chunk.is_empty()), ends }
    }
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
    /// Connects, without TLS and without an upgrade.
    #[must_use]
    pub fn connect(address: SocketAddr) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let sender = runtime.block_on(async {
            let stream = TcpStream::connect(address).await.expect("the server accepts");
            stream.set_nodelay(true).expect("an option can be set");
            let (sender, connection) =
                handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("the server speaks HTTP/2");
            tokio::spawn(connection);
            sender
        });
        Self { runtime, sender, version: Version::HTTP_2 }
    }

    /// As a proxy does that hands on what came over HTTP/1.1.
    pub fn leave_the_authority_out(&mut self) {
        self.version = Version::HTTP_11;
    }

    /// Sends the body `sent`.
    pub fn ask(&mut self, method: &Method, fields: &[(&str, &str)]) -> Response<String> {
        self.send(method, fields, Sent::new(b"sent", true), None)
    }

    /// Sends a body that never ends.
    pub fn ask_without_end(&mut self, method: &Method, fields: &[(&str, &str)]) -> Response<String> {
        self.send(method, fields, Sent::new(b"sent", false), None)
    }

    /// RFC 8441.
    pub fn extended_connect(&mut self, fields: &[(&str, &str)]) -> Response<String> {
        // The server's first answer has its settings in front, without which the client may not send this.
        self.ask(&Method::GET, &[]);
        self.send(&Method::CONNECT, fields, Sent::new(b"", true), Some(Protocol::from_static("websocket")))
    }

    fn send(&mut self, method: &Method, fields: &[(&str, &str)], body: Sent, protocol: Option<Protocol>) -> Response<String> {
        let uri = if self.version == Version::HTTP_2 { format!("https://{AUTHORITY}/x") } else { "/x".to_owned() };
        let mut request = Request::builder().method(method).uri(uri).version(self.version);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).expect("a well-formed request");
        if let Some(protocol) = protocol {
            request.extensions_mut().insert(protocol);
        }
        let mut response = self.answer(request).expect("an answer, though the body does not end");
        // The server adds these.
        response.headers_mut().remove(DATE);
        response.headers_mut().remove(CONTENT_LENGTH);
        response
    }

    /// Sends these bytes as the body, which then ends or does not.
    ///
    /// # Errors
    ///
    /// Where the client does not take what comes for an answer, or waited for one for 10 seconds.
    pub fn exchange(&mut self, request: Request<&'static [u8]>, ends: bool) -> Result<Response<String>, Box<dyn Error>> {
        self.answer(request.map(|body| Sent::new(body, ends)))
    }

    fn answer(&mut self, request: Request<Sent>) -> Result<Response<String>, Box<dyn Error>> {
        let Self { runtime, sender, .. } = self;
        let answer = async {
            let (parts, body) = sender.send_request(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok(Response::from_parts(parts, String::from_utf8(body.to_vec())?))
        };
        runtime.block_on(async { timeout(Duration::from_secs(10), answer).await })?
    }
}
