//! All parameters of a guarded handler as one.

#![allow(missing_docs, reason = "for expansions, no user names it")]

use std::pin::Pin;

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use super::OnReject;
use crate::decision::{Decide, Guard};

/// All parameters of a handler as one. Extractors run side by side, and the first error wins: beside the others, a guard whose
/// verifier waits would lose against a malformed body. The guard alone is no extractor.
#[derive(Debug)]
pub struct Guarded<Id, M, T>(pub Guard<Id, M>, pub T);

impl<Id, M, T> FromRequest for Guarded<Id, M, T>
where
    Id: Send + 'static,
    M: Decide<HttpRequest, Id> + OnReject,
    T: FromRequest + 'static,
{
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let guard = match Guard::check(&request, &mut request.head()).await {
                Ok(guard) => guard,
                Err(rejection) => return Err(M::on_reject(rejection).into_error(&request)),
            };
            let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
            Ok(Self(guard, rest))
        })
    }
}
