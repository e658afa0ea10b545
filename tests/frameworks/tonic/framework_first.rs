//! What tonic does before a method, and so before its guard, runs.

use std::{
    future::pending,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use requires_auth::{
    Authenticator, AuthenticatorBuilder, Identity, VerifyError,
    verifiers::{bearer, bearer_async},
};
use requires_auth_tests::conformance::verifiers::users;
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient, health_server::HealthServer};

use super::{Fields, call, challenges, channel, run, serve, services};

/// Sends bytes that are no message.
struct Junk;

impl Codec for Junk {
    type Encode = ();
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Junk {
    type Item = ();
    type Error = Status;

    fn encode(&mut self, (): (), into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        bytes::BufMut::put_slice(into, b"\xff");
        Ok(())
    }
}

impl Decoder for Junk {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        Ok(None)
    }
}

#[test]
fn the_message_is_decoded_before_the_guard() {
    run(async {
        let service = HealthServer::new(services::Guarded { auth: users() }).max_decoding_message_size(64);
        let address = serve(service);
        let mut client = HealthClient::new(channel(address).await);
        let long = HealthCheckRequest { service: "x".repeat(100) };
        assert_eq!(client.check(long).await.unwrap_err().code(), Code::OutOfRange);

        let mut client = Grpc::new(channel(address).await);
        client.ready().await.unwrap();
        let path = PathAndQuery::from_static("/grpc.health.v1.Health/Check");
        assert_eq!(client.unary(Request::new(()), path, Junk).await.unwrap_err().code(), Code::Internal);
    });
}

/// B11: neither path nor method: the head that a verifier sees is that of the metadata.
#[test]
fn a_verifier_sees_no_target() {
    run(async {
        let seen: &'static Mutex<Vec<String>> = Box::leak(Box::default());
        let auth: Authenticator = Authenticator::builder(bearer(|token| {
            let request = token.request();
            seen.lock().unwrap().push(format!("{} {:?}", request.method(), request.target()));
            Err(VerifyError::invalid())
        }))
        // Nobody is sent there: a page is for a `GET`.
        .login_page("/login")
        .build()
        .unwrap();
        let mut client = HealthClient::new(channel(serve(HealthServer::new(services::Guarded { auth }))).await);
        let fields = [("authorization", "Bearer x"), ("sec-fetch-mode", "navigate"), ("accept", "text/html")];
        let refused = client.check(call(&fields)).await.unwrap_err();
        assert_eq!((refused.code(), refused.metadata().get("location")), (Code::Unauthenticated, None));
        assert_eq!(*seen.lock().unwrap(), [r#"POST """#]);
    });
}

/// Never answers.
fn hanging() -> AuthenticatorBuilder<Identity> {
    Authenticator::builder(bearer_async(|_| pending()))
}

const TOKEN: Fields<'_> = &[("authorization", "Bearer x")];

/// B11: the time of a verifier is over: `Unavailable`, and that of the call itself: `Cancelled`. Neither is `DeadlineExceeded`.
#[test]
fn what_takes_too_long_is_unavailable_or_cancelled() {
    run(async {
        let auth = hanging().timeout(Duration::from_millis(1)).build().unwrap();
        let mut client = HealthClient::new(channel(serve(HealthServer::new(services::Guarded { auth }))).await);
        let refused = client.check(call(TOKEN)).await.unwrap_err();
        let later = refused.metadata().get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!((refused.code(), later), (Code::Unavailable, Some("5")));

        let auth = hanging().build().unwrap();
        let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = incoming.local_addr().unwrap();
        let server = Server::builder().timeout(Duration::from_millis(1));
        let service = HealthServer::new(services::Guarded { auth });
        tokio::spawn({ server }.add_service(service).serve_with_incoming(incoming));
        let mut client = HealthClient::new(channel(address).await);
        let ended = client.check(call(TOKEN)).await.unwrap_err();
        assert_eq!((ended.code(), ended.message(), challenges(ended.metadata())), (Code::Cancelled, "Timeout expired", vec![]));
    });
}

/// B12: an interceptor runs before the method and does not see what it answers; it may only refuse before.
#[test]
fn an_interceptor_does_not_see_a_refusal() {
    run(async {
        let intercepted: &'static AtomicUsize = Box::leak(Box::default());
        let interceptor = |request: Request<()>| {
            intercepted.fetch_add(1, Ordering::SeqCst);
            if request.metadata().contains_key("x-blocked") { Err(Status::not_found("blocked")) } else { Ok(request) }
        };
        let service = HealthServer::with_interceptor(services::Guarded { auth: users() }, interceptor);
        let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = incoming.local_addr().unwrap();
        tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
        let mut client = HealthClient::new(channel(address).await);
        let refused = client.check(call(&[])).await.unwrap_err();
        assert_eq!((refused.code(), challenges(refused.metadata()).len()), (Code::Unauthenticated, 1));
        let blocked = client.check(call(&[("authorization", "Bearer writer"), ("x-blocked", "1")])).await.unwrap_err();
        assert_eq!((blocked.code(), blocked.message()), (Code::NotFound, "blocked"));
        client.check(call(&[("authorization", "Bearer writer")])).await.unwrap();
        assert_eq!(intercepted.load(Ordering::SeqCst), 3);
    });
}
