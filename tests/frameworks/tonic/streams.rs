//! Calls that answer with a stream, and blocks with one guard for all of their methods.

use std::time::{Duration, SystemTime};

use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
use requires_auth_tests::conformance::verifiers::users;
use tonic::{Code, codegen::tokio_stream::StreamExt};
use tonic_health::pb::{
    health_client::HealthClient,
    health_server::{Health, HealthServer},
};

use super::{Fields, call, challenges, channel, run, serve, services};

#[test]
fn a_stream_does_not_begin_without_credentials() {
    run(async {
        let until = |at| Identity::builder("ada").expires_at(at).build();
        let tokens = StaticTokens::new([
            ("later", until(SystemTime::now() + Duration::from_secs(3600))),
            ("at-once", until(SystemTime::UNIX_EPOCH)),
        ]);
        let auth = Authenticator::new(tokens.unwrap());
        let mut client = HealthClient::new(channel(serve(HealthServer::new(services::Guarded { auth }))).await);

        for fields in [&[][..], &[("authorization", "Bearer wrong")]] {
            let refused = client.watch(call(fields)).await.unwrap_err();
            assert_eq!((refused.code(), challenges(refused.metadata()).len()), (Code::Unauthenticated, 1));
        }
        // It ends when the identity does, by the method's own hand.
        for (token, last) in [("Bearer later", None), ("Bearer at-once", Some(Code::Unauthenticated))] {
            let mut answers = client.watch(call(&[("authorization", token)])).await.unwrap().into_inner();
            assert!(answers.next().await.unwrap().is_ok());
            assert_eq!(answers.next().await.unwrap().err().map(|status| status.code()), last, "{token}");
        }
    });
}

#[test]
fn a_guarded_block_guards_what_does_not_opt_out() {
    async fn ask(service: HealthServer<impl Health>) {
        let mut client = HealthClient::new(channel(serve(service)).await);
        let mut code =
            async |fields: Fields<'_>| client.check(call(fields)).await.map_or_else(|status| status.code(), |_| Code::Ok);
        assert_eq!(code(&[]).await, Code::Unauthenticated);
        assert_eq!(code(&[("authorization", "Bearer reader")]).await, Code::PermissionDenied);
        assert_eq!(code(&[("authorization", "Bearer writer")]).await, Code::Ok);
        assert!(client.watch(call(&[])).await.is_ok());
    }
    run(async {
        ask(HealthServer::new(services::Above { auth: users() })).await;
        ask(HealthServer::new(services::Below { auth: users() })).await;
    });
}

#[test]
fn every_order_of_attributes_asks_for_credentials() {
    run(async {
        let service = HealthServer::new(services::Instrumented { auth: users() });
        let mut client = HealthClient::new(channel(serve(service)).await);
        for fields in [&[][..], &[("authorization", "Bearer wrong")]] {
            let check = client.check(call(fields)).await.unwrap_err();
            let watch = client.watch(call(fields)).await.unwrap_err();
            assert_eq!((check.code(), watch.code()), (Code::Unauthenticated, Code::Unauthenticated), "{fields:?}");
        }
        let ada = [("authorization", "Bearer writer")];
        assert_eq!(client.check(call(&ada)).await.unwrap().into_inner().status, services::SERVING);
        assert!(client.watch(call(&ada)).await.is_ok());
    });
}
