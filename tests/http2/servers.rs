//! The same guard over HTTP/2: inline behind hyper, and as an extractor behind axum.

use std::{convert::Infallible, net::SocketAddr, sync::LazyLock};

use axum::{Router, body::Body as AxumBody, extract::Request as AxumRequest, middleware::map_request, routing::any};
use http::{Method, Request, Response, Version, header::AUTHORIZATION, header::COOKIE};
use http_body_util::BodyExt;
use hyper::{
    body::{Body, Incoming},
    server::conn::http2,
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use requires_auth::{
    Authenticator, Identity, VerifyError, axum as for_axum, requires_auth,
    verifiers::{StaticTokens, basic, session_cookie},
};
use requires_auth_tests::conformance::{Counted, Polls};
use tokio::{net::TcpListener, runtime::Builder};

/// Bearer `token`, Basic `ada:pw`, session `sess`; `https://app.example` may write.
static AUTH: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(StaticTokens::new([("token", Identity::new("token"))]).unwrap())
        .or(basic(|basic| match (basic.user(), basic.expose_password()) {
            ("ada", "pw") => Ok(Identity::new("ada")),
            _ => Err(VerifyError::invalid()),
        }))
        .or(session_cookie(|cookie| match cookie.expose() {
            "sess" => Ok(Identity::new("sess")),
            _ => Err(VerifyError::invalid()),
        }))
        .trusted_origin("https://app.example")
        .build()
        .unwrap()
});

#[requires_auth(verifier = AUTH)]
async fn inline(request: Request<Counted<Incoming>>, #[identity] who: Identity) -> Response<String> {
    Response::new(line(&who, request).await)
}

#[for_axum::requires_auth]
async fn extracted(#[identity] who: Identity, request: AxumRequest) -> String {
    line(&who, request).await
}

/// Who asks, and what was sent; nothing for CONNECT, whose answer has no body (RFC 9110 9.3.6).
async fn line<B: Body<Error: std::fmt::Debug>>(who: &Identity, request: Request<B>) -> String {
    assert_eq!(request.version(), Version::HTTP_2);
    let secrets = [AUTHORIZATION, COOKIE].into_iter().flat_map(|name| request.headers().get_all(name));
    assert!(secrets.into_iter().all(http::HeaderValue::is_sensitive), "every line is marked");
    if request.method() == Method::CONNECT {
        return String::new();
    }
    let body = request.into_body().collect().await.unwrap().to_bytes();
    format!("{} {}", who.subject(), String::from_utf8_lossy(&body))
}

pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) polls: Polls,
}

/// Both, for the rest of the test.
pub(crate) fn servers() -> [Server; 2] {
    [serve("hyper", behind_hyper), serve("axum", behind_axum)]
}

fn serve<F: Future + 'static>(name: &'static str, run: impl FnOnce(TcpListener, Polls) -> F + Send + 'static) -> Server {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let polls = Polls::default();
    let counts = polls.clone();
    std::thread::spawn(move || {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build().unwrap();
        runtime.block_on(async { run(TcpListener::from_std(listener).unwrap(), counts).await });
    });
    Server { name, address, polls }
}

async fn behind_hyper(listener: TcpListener, polls: Polls) {
    while let Ok((stream, _)) = listener.accept().await {
        let polls = polls.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let polls = polls.clone();
            async move { Ok::<_, Infallible>(inline(request.map(|body| Counted(body, polls))).await) }
        });
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.enable_connect_protocol();
        tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
    }
}

async fn behind_axum(listener: TcpListener, polls: Polls) {
    let count = move |request: AxumRequest| {
        let polls = polls.clone();
        std::future::ready(request.map(|body| AxumBody::new(Counted(body, polls))))
    };
    let app = Router::new().route("/x", any(extracted)).with_state(AUTH.clone()).layer(map_request(count));
    axum::serve(listener, app).await.unwrap();
}
