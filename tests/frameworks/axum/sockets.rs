//! A WebSocket whose client signs in by subprotocol.

use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
};
use requires_auth::{
    Identity,
    axum::{requires_auth, routing::get},
};
use requires_auth_tests::browser_socket;

use crate::serve;

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

#[test]
fn a_page_opens_a_socket_with_a_token_among_the_subprotocols() {
    let app = Router::new().route("/socket", get(socket).into()).with_state(browser_socket::auth());
    browser_socket::check(serve(app));
}
