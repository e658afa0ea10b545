//! Services with the guard in every place where it can stand.

use std::time::SystemTime;

use requires_auth::{Authenticator, Identity, requires_auth};
use tonic::{Request, Response, Status, async_trait, codegen::tokio_stream};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse, health_server::Health};

pub(crate) const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;

pub(crate) type Answers = tokio_stream::Iter<std::vec::IntoIter<Result<HealthCheckResponse, Status>>>;

pub(crate) fn answer(is_serving: bool) -> HealthCheckResponse {
    HealthCheckResponse { status: if is_serving { SERVING } else { NOT_SERVING } }
}

/// The answers until the identity expires.
fn answers(who: &Identity) -> Answers {
    let ended = who.expires_at().is_some_and(|at| at <= SystemTime::now());
    let last = if ended { Err(Status::unauthenticated("expired")) } else { Ok(answer(false)) };
    tokio_stream::iter(vec![Ok(answer(true)), last])
}

/// On the methods.
pub(crate) struct Guarded {
    pub(crate) auth: Authenticator,
}

#[async_trait]
impl Health for Guarded {
    #[requires_auth(verifier = self.auth, scopes("items:write"))]
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
        #[identity] who: Identity,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        // What the guard read is marked before the method sees it.
        let read = request.metadata().as_ref().get("authorization");
        assert!(read.is_some_and(http::HeaderValue::is_sensitive));
        Ok(Response::new(answer(request.into_inner().service == who.subject())))
    }

    type WatchStream = Answers;

    #[requires_auth(verifier = self.auth)]
    async fn watch(&self, request: Request<HealthCheckRequest>, #[identity] who: Identity) -> Result<Response<Answers>, Status> {
        drop(request);
        Ok(Response::new(answers(&who)))
    }
}

/// On the block, above the attribute that makes its futures.
pub(crate) struct Above {
    pub(crate) auth: Authenticator,
}

#[requires_auth(verifier = self.auth, scopes("items:write"))]
#[async_trait]
impl Health for Above {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
        #[identity] who: Identity,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Ok(Response::new(answer(request.into_inner().service == who.subject())))
    }

    type WatchStream = Answers;

    #[requires_auth::public]
    async fn watch(&self, _request: Request<HealthCheckRequest>) -> Result<Response<Answers>, Status> {
        Ok(Response::new(answers(&Identity::new("nobody"))))
    }
}

/// On the block, below it.
pub(crate) struct Below {
    pub(crate) auth: Authenticator,
}

#[async_trait]
#[requires_auth(verifier = self.auth, scopes("items:write"))]
impl Health for Below {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
        #[identity] who: Identity,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Ok(Response::new(answer(request.into_inner().service == who.subject())))
    }

    type WatchStream = Answers;

    #[requires_auth::public]
    async fn watch(&self, _request: Request<HealthCheckRequest>) -> Result<Response<Answers>, Status> {
        Ok(Response::new(answers(&Identity::new("nobody"))))
    }
}

/// With a span above the guard, and below it.
pub(crate) struct Instrumented {
    pub(crate) auth: Authenticator,
}

#[async_trait]
impl Health for Instrumented {
    #[tracing::instrument(skip_all)]
    #[requires_auth(verifier = self.auth, scopes("items:write"))]
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
        #[identity] who: Identity,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Ok(Response::new(answer(request.into_inner().service == who.subject())))
    }

    type WatchStream = Answers;

    #[requires_auth(verifier = self.auth)]
    #[tracing::instrument(skip_all)]
    async fn watch(&self, _request: Request<HealthCheckRequest>, #[identity] who: Identity) -> Result<Response<Answers>, Status> {
        Ok(Response::new(answers(&who)))
    }
}
