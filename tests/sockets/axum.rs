//! On axum.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
};

use ::axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
};
use requires_auth::{
    Identity,
    axum::{requires_auth, routing::get},
};
use requires_auth_tests::browser_socket;

#[requires_auth]
async fn socket(#[identity] who: Identity, upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols(["bearer"]).on_upgrade(|socket| answer(socket, who))
}

async fn answer(mut socket: WebSocket, who: Identity) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        let answer = format!("{}: {text}", who.subject());
        if socket.send(Message::text(answer)).await.is_err() {
            return;
        }
    }
}

/// Serves for the rest of the test.
pub(crate) fn serve() -> SocketAddr {
    let app = Router::new().route("/socket", get(socket).into()).with_state(browser_socket::auth());
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            ::axum::serve(listener, app).await.unwrap();
        });
    });
    address
}
