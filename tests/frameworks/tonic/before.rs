//! What tonic does before a method, and so before its guard, runs.

use requires_auth_tests::conformance::verifiers::users;
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient, health_server::HealthServer};

use super::{channel, run, serve, services};

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
