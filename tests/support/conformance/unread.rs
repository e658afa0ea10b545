//! The body of a rejected request, which the handler has not read, is not the next request of the connection.

use std::{
    io::{Read, Write},
    net::SocketAddr,
};

use super::Table;
use crate::raw_http::open;

/// Sends rejected requests whose body is a request with valid credentials, and behind each a request for `/maybe`.
///
/// # Panics
///
/// If the body is answered as a request.
pub(super) fn check(table: &Table, address: SocketAddr) {
    let field = |value: &str| format!("authorization: {}\r\n", table.sent(value));
    let hidden = format!("GET /any HTTP/1.1\r\nhost: x\r\n{}\r\n", field("Bearer writer"));
    let last = "GET /maybe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let length = hidden.len();
    let bodies = [
        format!("content-length: {length}\r\n\r\n{hidden}"),
        format!("expect: 100-continue\r\ncontent-length: {length}\r\n\r\n{hidden}"),
        format!("transfer-encoding: chunked\r\n\r\n{length:x}\r\n{hidden}\r\n0\r\n\r\n"),
        format!("transfer-encoding: chunked\r\n\r\n1\r\nx\r\n{length:x}\r\n{hidden}\r\n0\r\n\r\n"),
    ];
    let targets = ["/items/7?page=2", "/waiting/7?page=2", "/inline/7?page=2", "/raw"];
    for target in targets {
        for credentials in [String::new(), field("Bearer wrong"), field("Bearer reader")] {
            let head = format!("POST {target} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{credentials}");
            for body in &bodies {
                let text = exchange(address, &format!("{head}{body}{last}"));
                let answers = statuses(&text);
                assert!(matches!(answers.first(), Some(&("401" | "403"))), "{target} {credentials:?} {body:?}: {text}");
                let is_right = answers.get(1..).is_some_and(|rest| rest.is_empty() || rest == ["200"]);
                assert!(is_right && !text.contains("any ada"), "{target} {credentials:?} {body:?}: {text}");
            }
            // The twin: behind a request without a body, it is a request.
            let text = exchange(address, &format!("{head}content-length: 0\r\n\r\n{hidden}{last}"));
            assert_eq!(statuses(&text).get(1..), Some(&["200", "200"][..]), "{target} {credentials:?}: {text}");
            assert!(text.contains("any ada"), "{target} {credentials:?}: {text}");
        }
    }
}

/// Returns the bytes that come back until the server closes the connection.
fn exchange(address: SocketAddr, requests: &str) -> String {
    let mut stream = open(address);
    stream.write_all(requests.as_bytes()).expect("the requests are sent");
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    // A server may reset a connection whose body it does not read.
    while let Ok(length) = stream.read(&mut chunk)
        && length > 0
    {
        bytes.extend(chunk.iter().take(length));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Without `100 Continue`, which some servers send before the handler is called.
fn statuses(text: &str) -> Vec<&str> {
    let answers = text.split("HTTP/1.1 ").skip(1).map(|answer| answer.get(..3).unwrap_or_default());
    answers.filter(|status| *status != "100").collect()
}
