//! A gRPC server with guarded methods, whose stream ends when the token expires: `cargo run --example tonic --features tonic`.
//! With a token as an argument it is the client: `.. -- guest-token`.

mod client;
#[path = "../shared/startup.rs"]
mod startup;

use std::{
    env,
    error::Error,
    process::ExitCode,
    time::{Duration, SystemTime},
};

use requires_auth::{
    Authenticator, Bearer, ConfigError, Identity, SyncVerifier, VerifyError, requires_auth, scheme, verifiers::StaticTokens,
};
use tokio::{sync::mpsc, time};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{
    Request, Response, Status, async_trait,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{
    ServingStatus,
    pb::{
        HealthCheckRequest, HealthCheckResponse,
        health_server::{Health, HealthServer},
    },
};

/// The standard health service. Its second method returns a stream.
struct Service {
    auth: Authenticator,
}

#[async_trait]
impl Health for Service {
    #[requires_auth(verifier = self.auth, scopes("health:read"))]
    async fn check(&self, _request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        Ok(Response::new(serving()))
    }

    type WatchStream = ReceiverStream<Result<HealthCheckResponse, Status>>;

    #[requires_auth(verifier = self.auth)]
    async fn watch(
        &self,
        _request: Request<HealthCheckRequest>,
        #[identity] who: Identity,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (answers, stream) = mpsc::channel(1);
        tokio::spawn(send_until_expired(answers, who));
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

fn serving() -> HealthCheckResponse {
    HealthCheckResponse { status: ServingStatus::Serving as i32 }
}

type Answers = mpsc::Sender<Result<HealthCheckResponse, Status>>;

/// The guard runs once, at the start of a call. A call that may outlive its credentials must end itself.
async fn send_until_expired(answers: Answers, who: Identity) {
    let Some(at) = who.expires_at() else { return send(&answers).await };
    let left = at.duration_since(SystemTime::now()).unwrap_or_default();
    if time::timeout(left, send(&answers)).await.is_err() {
        // An error means that the client is gone.
        let _ = answers.send(Err(Status::unauthenticated("token expired"))).await;
    }
}

/// Sends once a second, until the client is gone.
async fn send(answers: &Answers) {
    while answers.send(Ok(serving())).await.is_ok() {
        time::sleep(Duration::from_secs(1)).await;
    }
}

/// Fixed tokens that may expire.
struct ExpiringTokens(StaticTokens);

impl SyncVerifier for ExpiringTokens {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        let who = self.0.verify(token)?;
        if who.expires_at().is_some_and(|at| at <= SystemTime::now()) {
            return Err(VerifyError::expired());
        }
        Ok(who)
    }
}

fn authenticator() -> Result<Authenticator, ConfigError> {
    let demo = Identity::builder("demo").scopes("health:read").build();
    let guest = Identity::builder("guest").expires_at(SystemTime::now() + Duration::from_secs(10)).build();
    let tokens = StaticTokens::new([("secret123", demo), ("guest-token", guest)])?;
    Ok(Authenticator::new(ExpiringTokens(tokens)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(match env::args().nth(1) {
        Some(token) => client::run(&token).await,
        None => serve().await,
    })
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let auth = authenticator()?;
    let (listener, stop) = startup::listen(client::PORT).await?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}, Ctrl-C to stop; try in another terminal\n");
    for token in ["secret123", "guest-token", "wrong"] {
        println!("PORT={} cargo run --example tonic --features tonic -- {token}", address.port());
    }
    let server = Server::builder().add_service(HealthServer::new(Service { auth }));
    Ok(server.serve_with_incoming_shutdown(TcpIncoming::from(listener), stop).await?)
}
