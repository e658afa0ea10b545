//! The layer as a middleware of actix-web.

use std::{
    fmt,
    future::{Ready, ready},
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use actix_web::{
    Error, HttpMessage,
    body::{EitherBody, MessageBody},
    dev::{Extensions, Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
};

use super::request_head::LentRequest;
use crate::{
    decision::{AuthLayer, Rules},
    request::KeptValues,
};

/// Verifies each request before a service: what `wrap(requires_auth::actix_web::layer(auth))` makes of it. See [`AuthLayer`].
pub struct LayerMiddleware<S, Id, Tag = ()> {
    service: Rc<S>,
    rules: Arc<Rules<Id, Tag>>,
    /// The authenticator, for the handlers behind the layer.
    data: Rc<Extensions>,
}

impl<S, B, Id, Tag, M> Transform<S, ServiceRequest> for AuthLayer<Id, Tag, M>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    Id: Send + 'static,
    Tag: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = LayerMiddleware<S, Id, Tag>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let rules = self.rules();
        let mut data = Extensions::new();
        data.insert(rules.authenticator().clone());
        ready(Ok(LayerMiddleware { service: Rc::new(service), rules, data: Rc::new(data) }))
    }
}

impl<S, B, Id, Tag> Service<ServiceRequest> for LayerMiddleware<S, Id, Tag>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    Id: Send + 'static,
    Tag: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let Self { service, rules, data } = self;
        let (service, rules, data) = (Rc::clone(service), Arc::clone(rules), Rc::clone(data));
        Box::pin(async move {
            let admitted = rules.admit(&mut LentRequest::of(request.request())).await;
            match admitted {
                // A response and not an error, so that middlewares outside treat it as one.
                Err(rejection) => Ok(request.error_response(rejection).map_into_right_body()),
                Ok(lease) => {
                    if let Some(lease) = &lease {
                        keep(&request, lease.verified());
                    }
                    request.add_data_container(data);
                    let response = service.call(request).await;
                    drop(lease);
                    response.map(ServiceResponse::map_into_left_body)
                }
            }
        })
    }
}

fn keep<T: Send + Sync + 'static>(request: &ServiceRequest, value: T) {
    let mut extensions = request.extensions_mut();
    if let Some(kept) = extensions.get_mut::<KeptValues>() {
        return kept.put(value);
    }
    let mut kept = KeptValues::default();
    kept.put(value);
    extensions.insert(kept);
}

impl<S, Id, Tag> fmt::Debug for LayerMiddleware<S, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LayerMiddleware(..)")
    }
}
