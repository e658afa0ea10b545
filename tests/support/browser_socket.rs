//! Sockets as a script of a page opens them: it offers the token as a subprotocol. Node's own client does what browsers do, by the same
//! specification.
//!
//! A framework's test serves `GET /socket` with the authenticator [`auth`]. Its handler is guarded, answers the upgrade with the
//! subprotocol `bearer`, and each text with `SUBJECT: TEXT`.

use std::{
    io::{Read as _, Write as _, stderr},
    net::SocketAddr,
    process::{Command, Stdio},
};

use requires_auth::{Authenticator, Identity, scheme, verifiers::StaticTokens};
use serde_json::{Value, json};

use crate::{
    log_recorder::logged_everywhere,
    raw_http::{Reply, open, parse},
};

const TOKEN: &str = "token-of-the-socket";
const WRONG: &str = "wrong-token-of-the-socket";

/// Reads tokens after the subprotocol `bearer`, and in `Authorization`.
#[must_use]
pub fn auth() -> Authenticator {
    const SOCKET: scheme::Bearer = scheme::Bearer::in_subprotocol("bearer");
    let tokens = || [(TOKEN, Identity::new("ada"))];
    Authenticator::builder(StaticTokens::new(tokens()).expect("well-formed"))
        .or(StaticTokens::with_scheme(SOCKET, tokens()).expect("well-formed"))
        .build()
        .expect("two places")
}

/// Asserts that only the token opens the socket, and that neither it nor a wrong one appears in a response or in what is logged.
pub fn check(address: SocketAddr) {
    logged_everywhere();

    let opened = upgrade(address, &format!("bearer, {TOKEN}"));
    assert_eq!((opened.status, opened.all("sec-websocket-protocol")), (101, vec!["bearer"]), "{opened:?}");
    for (offered, status, challenge) in [
        (format!("bearer, {WRONG}"), 401, r#"Bearer realm="api", error="invalid_token""#),
        (WRONG.to_owned(), 401, r#"Bearer realm="api""#),
        // Without the name before it, it is a subprotocol like any other.
        (TOKEN.to_owned(), 401, r#"Bearer realm="api""#),
        ("bearer".to_owned(), 401, r#"Bearer realm="api""#),
        (format!("bearer, {TOKEN}, bearer, {WRONG}"), 400, MULTIPLE),
    ] {
        let rejected = upgrade(address, &offered);
        let found = (rejected.status, rejected.all("www-authenticate").first().copied());
        assert_eq!(found, (status, Some(challenge)), "{offered}: {rejected:?}");
        assert_eq!(rejected.all("upgrade"), [""; 0], "{offered}");
        assert_unseen(&format!("{rejected:?}"));
    }
    assert_unseen(&format!("{opened:?}"));

    if has_node() {
        let opened = page(address, &["bearer", TOKEN]);
        assert_eq!(opened, json!({ "protocol": "bearer", "answer": "ada: hello" }));
        for offered in [&["bearer", WRONG][..], &[TOKEN], &[]] {
            let rejected = page(address, offered);
            assert_eq!(rejected, json!({ "protocol": null, "answer": null }), "{offered:?}");
        }
    } else {
        // Not `eprintln!`, which a passing test swallows.
        let skipped = writeln!(stderr(), "skipped: the WebSocket of a page, because there is no Node 20 or later");
        assert!(skipped.is_ok());
    }

    let logged = logged_everywhere();
    assert!(logged.iter().any(|event| event.target.starts_with("requires_auth")), "rejections are logged: {logged:?}");
    assert_unseen(&format!("{logged:?}"));
}

const MULTIPLE: &str = r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials""#;

fn assert_unseen(text: &str) {
    // The wrong token contains the right one.
    assert!(!text.contains(TOKEN), "{text}");
}

/// The handshake by hand (RFC 6455 4.1), which shows every byte of the response.
fn upgrade(address: SocketAddr, offered: &str) -> Reply {
    let head = format!(
        "GET /socket HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: {offered}\r\n\r\n"
    );
    let mut stream = open(address);
    stream.write_all(head.as_bytes()).expect("the request is sent");
    // The connection stays open after each of the responses.
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut chunk).expect("a response");
        assert_ne!(length, 0, "closed after {bytes:?}");
        bytes.extend(chunk.iter().take(length));
        if bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            let reply = parse(&bytes);
            if reply.body.len() >= reply.content_length.unwrap_or_default() {
                return reply;
            }
        }
    }
}

/// `new WebSocket(url, offered)`
fn page(address: SocketAddr, offered: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/support/browser_socket.mjs");
    let url = format!("ws://{address}/socket");
    let output = node().args([script, &url]).args(offered).output().expect("node runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn node() -> Command {
    let mut node = Command::new("node");
    // Node 20 needs the option, and later releases have it.
    node.args(["--no-warnings", "--experimental-websocket"]).stdin(Stdio::null());
    node
}

fn has_node() -> bool {
    let known = node().args(["--eval", "process.exit(typeof WebSocket === 'function' ? 0 : 1)"]).stderr(Stdio::null()).status();
    known.is_ok_and(|status| status.success())
}
