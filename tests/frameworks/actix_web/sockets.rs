//! A WebSocket whose client signs in by subprotocol.

use actix_web::{App, HttpRequest, HttpResponse, Result, rt, web::Payload};
use actix_ws::{Message, MessageStream, Session};
use requires_auth::{
    Identity,
    actix_web::{get, requires_auth},
};
use requires_auth_tests::browser_socket;

use crate::serve;

#[requires_auth]
#[get("/socket")]
async fn socket(#[identity] who: Identity, request: HttpRequest, body: Payload) -> Result<HttpResponse> {
    let (response, session, messages) = actix_ws::handle_with_protocols(&request, body, &["bearer"])?;
    rt::spawn(answer(session, messages, who));
    Ok(response)
}

async fn answer(mut session: Session, mut messages: MessageStream, who: Identity) {
    while let Some(Ok(message)) = messages.recv().await {
        let sent = match message {
            Message::Text(text) => session.text(format!("{}: {text}", who.subject())).await,
            Message::Close(reason) => return drop(session.close(reason).await),
            _ => Ok(()),
        };
        if sent.is_err() {
            return;
        }
    }
}

#[test]
fn a_page_opens_a_socket_with_a_token_among_the_subprotocols() {
    let auth = browser_socket::auth();
    browser_socket::check(serve(move || App::new().app_data(auth.clone()).service(socket)));
}
