//! The layer as a middleware of poem.

use std::{any::Any, fmt, sync::Arc};

use poem::{Endpoint, Middleware, Request, Response, Result};

use super::middleware::{AuthEndpoint, PendingRejection};
use crate::decision::{AuthLayer, Authenticator, Rules};

/// Verifies each request before an endpoint: the result of `endpoint.with(requires_auth::poem::layer(auth))`. See [`AuthLayer`].
pub struct LayerEndpoint<E, Id, Tag = ()> {
    endpoint: AuthEndpoint<E, Authenticator<Id, Tag>>,
    rules: Arc<Rules<Id, Tag>>,
}

/// Also provides the authenticator, as it does itself as a middleware.
impl<E: Endpoint, Id: Send + 'static, Tag: 'static, M> Middleware<E> for AuthLayer<Id, Tag, M>
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    type Output = LayerEndpoint<E, Id, Tag>;

    fn transform(&self, endpoint: E) -> Self::Output {
        let rules = self.rules();
        LayerEndpoint { endpoint: rules.authenticator().transform(endpoint), rules }
    }
}

impl<E: Endpoint, Id: Send + 'static, Tag: 'static> Endpoint for LayerEndpoint<E, Id, Tag>
where
    Authenticator<Id, Tag>: Any + Send + Sync,
{
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        match self.rules.admit(&mut request).await {
            Err(rejection) => Err(match request.data::<PendingRejection>() {
                // An outer authenticator saw the method before a route changed it.
                Some(outer) => outer.keep(rejection.for_head(outer.is_head()), Into::into),
                None => rejection.into(),
            }),
            Ok(lease) => {
                if let Some(lease) = &lease {
                    request.set_data(lease.verified());
                }
                let response = self.endpoint.call(request).await;
                drop(lease);
                response
            }
        }
    }
}

impl<E, Id, Tag> fmt::Debug for LayerEndpoint<E, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LayerEndpoint(..)")
    }
}
