//! HTTP/1.1 by hand over TCP, so that a test sends and sees every byte.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// A response as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The field lines in the order received, but for `date`, `content-length` and `connection`, which the server adds.
    pub fields: Vec<(String, String)>,
    /// The value of `content-length`, if the response has it.
    pub content_length: Option<usize>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The values of all field lines of this name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    fn add(&mut self, name: &str, value: &str) {
        match name {
            "content-length" => self.content_length = value.parse().ok(),
            "date" | "connection" => {}
            _ => self.fields.push((name.to_owned(), value.to_owned())),
        }
    }
}

impl From<http::Response<String>> for Reply {
    /// From a response that was not read from a socket.
    fn from(response: http::Response<String>) -> Self {
        let (parts, body) = response.into_parts();
        let mut reply = Self { status: parts.status.as_u16(), fields: Vec::new(), content_length: None, body };
        for (name, value) in &parts.headers {
            reply.add(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
        reply
    }
}

/// Sends the bytes of a request and reads until the server closes, at most 10 seconds.
#[must_use]
pub fn exchange(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = open(address);
    stream.write_all(request).expect("the request is sent");
    read_reply(&mut stream)
}

/// Sends a request with a bearer token. `rest` follows the other fields; if it is empty, an empty line does.
#[must_use]
pub fn ask(address: SocketAddr, method: &str, path: &str, token: Option<&str>, rest: &str) -> Reply {
    let field = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let rest = if rest.is_empty() { "\r\n" } else { rest };
    exchange(address, format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{field}{rest}").as_bytes())
}

/// Sends a `GET` without a body; see [`ask`].
#[must_use]
pub fn get(address: SocketAddr, path: &str, token: Option<&str>) -> Reply {
    ask(address, "GET", path, token, "")
}

/// Asserts that `GET` of each path is a 401 without a bearer token and with a wrong one, and a 200 with `token` and this body.
///
/// # Panics
///
/// If a response differs.
pub fn assert_guarded(address: SocketAddr, token: &str, paths: &[(&str, &str)]) {
    for (path, body) in paths {
        for token in [None, Some("wrong")] {
            let reply = get(address, path, token);
            assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1), "{path} {token:?} {reply:?}");
        }
        let reply = get(address, path, Some(token));
        assert_eq!((reply.status, reply.body.as_str()), (200, *body), "{path}");
    }
}

/// A connection whose reads time out after 10 seconds.
#[must_use]
pub fn open(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server accepts");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out can be set");
    stream
}

/// Reads one response, until the server closes the connection.
///
/// A reset after the response is ignored: a server that rejects does not read the body, and closing then resets the connection.
#[must_use]
pub fn read_reply(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => bytes.extend(chunk.iter().take(length)),
            Err(error) if bytes.is_empty() => panic!("no response: {error}"),
            Err(_) => break,
        }
    }
    parse(&bytes)
}

/// Takes a response apart.
#[must_use]
pub fn parse(bytes: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("not a response: {text:?}"));
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let status = status.expect("a status line");
    let mut reply = Reply { status, fields: Vec::new(), content_length: None, body: body.to_owned() };
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("not a field line: {line:?}"));
        reply.add(&name.to_ascii_lowercase(), value.trim());
    }
    reply
}
