//! The service: the standard one for health, whose second method answers with a stream.

use std::time::{Duration, SystemTime};

use requires_auth::{Authenticator, Identity, requires_auth};
use tokio::{sync::mpsc, time};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, async_trait};
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, HealthCheckResponse, health_server::Health},
};

pub(crate) struct Service {
    pub(crate) auth: Authenticator,
}

type Answers = mpsc::Sender<Result<HealthCheckResponse, Status>>;

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
        tokio::spawn(until_expired(answers, who));
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

fn serving() -> HealthCheckResponse {
    HealthCheckResponse { status: ServingStatus::Serving as i32 }
}

/// The guard stands at the beginning of a call. One that goes on for longer than the credentials hold has to end by itself.
async fn until_expired(answers: Answers, who: Identity) {
    let Some(at) = who.expires_at() else { return tell(&answers).await };
    let left = at.duration_since(SystemTime::now()).unwrap_or_default();
    if time::timeout(left, tell(&answers)).await.is_err() {
        // Nobody there to hear it: then it has ended as well.
        let _ = answers.send(Err(Status::unauthenticated("token expired"))).await;
    }
}

/// Once a second, until the caller leaves.
async fn tell(answers: &Answers) {
    while answers.send(Ok(serving())).await.is_ok() {
        time::sleep(Duration::from_secs(1)).await;
    }
}
