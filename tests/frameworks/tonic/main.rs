//! Tonic: a service and its client over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod framework_first;
mod services;
mod sessions;
mod shapes;
mod streams;

use std::net::SocketAddr;

use requires_auth::{assert_challenge, test_util::ResponseHead};
use requires_auth_tests::conformance::{
    Table,
    verifiers::{Bearers, users},
};
use tonic::{
    Code, Request, Status,
    metadata::MetadataMap,
    transport::{Channel, Server, server::TcpIncoming},
};
use tonic_health::pb::{
    HealthCheckRequest,
    health_client::HealthClient,
    health_server::{Health, HealthServer},
};

/// Runs a test on a runtime of its own.
fn run<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test)
}

/// Serves for the rest of the test.
fn serve(service: HealthServer<impl Health>) -> SocketAddr {
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = incoming.local_addr().unwrap();
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    address
}

async fn channel(address: SocketAddr) -> Channel {
    Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}

type Fields<'f> = &'f [(&'static str, &'f str)];

/// A call with these metadata.
fn call(fields: Fields<'_>) -> Request<HealthCheckRequest> {
    let mut request = Request::new(HealthCheckRequest { service: "ada".to_owned() });
    for (name, value) in fields {
        request.metadata_mut().append(*name, value.parse().unwrap());
    }
    request
}

fn challenges(metadata: &MetadataMap) -> Vec<&str> {
    metadata.get_all("www-authenticate").iter().map(|line| line.to_str().unwrap()).collect()
}

/// How each kind of caller is answered: code, text, challenges.
#[test]
fn each_kind_of_refusal_has_its_code() {
    check_refusals(&Bearers::by_name(), &Table::default());
}

/// The same with the tokens of issuers.
#[cfg(feature = "oidc")]
#[test]
fn each_kind_of_refusal_of_an_issuers_token_has_its_code() {
    check_refusals(&requires_auth_tests::conformance::bearers_by_issuer(), &Table::default().by_issuer());
}

fn check_refusals(bearers: &Bearers, table: &Table) {
    run(async {
        let address = serve(HealthServer::new(services::Guarded { auth: bearers.users.clone() }));
        let mut client = HealthClient::new(channel(address).await);

        let plain = r#"Bearer realm="api", scope="items:write""#;
        let invalid = r#"Bearer realm="api", error="invalid_token", scope="items:write""#;
        let expired = r#"Bearer realm="api", error="invalid_token", error_description="token expired", scope="items:write""#;
        let scope = r#"Bearer realm="api", error="insufficient_scope", scope="items:write""#;
        let twice =
            r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials", scope="items:write""#;
        let long = format!("Bearer {}", "x".repeat(9000));
        let rows: [(Fields<'_>, u16, Code, &str, &[&str]); 12] = [
            (&[], 401, Code::Unauthenticated, "Unauthorized", &[plain]),
            (&[("authorization", "")], 401, Code::Unauthenticated, "Unauthorized", &[plain]),
            (&[("authorization", "Token x")], 401, Code::Unauthenticated, "Unauthorized", &[plain]),
            (&[("authorization", "Bearer wrong")], 401, Code::Unauthenticated, "Unauthorized", &[invalid]),
            (&[("authorization", "Bearer expired")], 401, Code::Unauthenticated, "Unauthorized", &[expired]),
            (&[("authorization", "Bearer reader")], 403, Code::PermissionDenied, "Forbidden", &[scope]),
            (&[("authorization", "Bearer denied")], 403, Code::PermissionDenied, "Forbidden", &[]),
            (
                &[("authorization", "Bearer writer"), ("authorization", "Bearer writer")],
                400,
                Code::InvalidArgument,
                "Bad Request",
                &[twice],
            ),
            (&[("authorization", &long)], 431, Code::ResourceExhausted, "Request Header Fields Too Large", &[]),
            (&[("authorization", "Bearer panic")], 500, Code::Internal, "Internal Server Error", &[]),
            (&[("authorization", "Bearer used-up")], 429, Code::ResourceExhausted, "Too Many Requests", &[]),
            (&[("authorization", "Bearer down")], 503, Code::Unavailable, "Service Unavailable", &[]),
        ];
        let partner = [("authorization", "Bearer partner")];
        let by_another = (&partner as Fields<'_>, 401, Code::Unauthenticated, "Unauthorized", &[invalid] as &[&str]);
        for (fields, http, code, text, lines) in rows.into_iter().chain([by_another]) {
            let sent: Vec<_> = fields.iter().map(|(name, value)| (*name, table.sent(value))).collect();
            let fields: Vec<_> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let fields = fields.as_slice();
            let refused = client.check(call(fields)).await.unwrap_err();
            assert_eq!((refused.code(), refused.message(), &*challenges(refused.metadata())), (code, text, lines), "{fields:?}");
            let later = refused.metadata().get("retry-after").map(|value| value.to_str().unwrap());
            let expected = if http == 429 { Some("7") } else { (code == Code::Unavailable).then_some("5") };
            assert_eq!(later, expected, "{fields:?}");
            assert_eq!(refused.metadata().get("cache-control"), None, "{fields:?}");
            // As `assert_challenge!` sees it.
            assert_eq!(ResponseHead::status(&refused), http, "{fields:?}");
        }
        let admitted = client.check(call(&[("authorization", &table.sent("Bearer writer"))])).await.unwrap();
        assert_eq!(admitted.into_inner().status, services::SERVING);
    });
}

/// A check by hand, in a method without an attribute.
#[test]
fn a_rejection_is_a_status() {
    run(async {
        let refused = users().authenticate(&call(&[])).await.unwrap_err();
        let status = Status::from(refused);
        assert_eq!((status.code(), challenges(status.metadata())), (Code::Unauthenticated, vec![r#"Bearer realm="api""#]));
        assert_challenge!(status, 401, Bearer, realm = "api");
        assert_eq!(users().authenticate(&call(&[("authorization", "Bearer writer")])).await.unwrap().subject(), "ada");
    });
}
