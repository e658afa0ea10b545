//! On actix-web.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
};

use ::actix_web::{App, HttpRequest, HttpResponse, HttpServer, Result, rt, web::Payload};
use actix_ws::{Message, MessageStream, Session};
use requires_auth::{
    Identity,
    actix_web::{get, requires_auth},
};
use requires_auth_tests::browser_socket;

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

/// Serves for the rest of the test.
pub(crate) fn serve() -> SocketAddr {
    let auth = browser_socket::auth();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let server = HttpServer::new(move || App::new().app_data(auth.clone()).service(socket)).workers(1).disable_signals();
        rt::System::new().block_on(server.listen(listener).unwrap().run()).unwrap();
    });
    address
}
