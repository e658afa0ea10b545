//! The layer as routes of rocket, which come before all others and forward what they admit. A fairing cannot respond to a request.

use std::sync::{Arc, Mutex, PoisonError};

use rocket::{
    Data, Request, Route,
    http::{Method, Status},
    route::{Handler, Outcome},
};

use crate::{
    decision::{AuthLayer, Rules},
    request::{Kept, KeptValues},
};

/// All that rocket knows.
pub(super) const METHODS: [Method; 9] = [
    Method::Get,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Options,
    Method::Head,
    Method::Trace,
    Method::Connect,
    Method::Patch,
];

/// For `.mount("/admin", layer)`: one route for each method, for all paths below, with the rank `isize::MIN`.
impl<Id: Send + 'static, Tag: 'static, M> From<AuthLayer<Id, Tag, M>> for Vec<Route> {
    fn from(layer: AuthLayer<Id, Tag, M>) -> Self {
        METHODS.map(|method| Route::ranked(isize::MIN, method, "/<_..>", Gate(layer.rules()))).into()
    }
}

struct Gate<Id, Tag>(Arc<Rules<Id, Tag>>);

impl<Id, Tag> Clone for Gate<Id, Tag> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[rocket::async_trait]
impl<Id: Send + 'static, Tag: 'static> Handler for Gate<Id, Tag> {
    async fn handle<'r>(&self, mut request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match self.0.admit(&mut request).await {
            Err(rejection) => Outcome::from(request, rejection),
            Ok(lease) => {
                // The request itself holds the lease, and ends with its response.
                if let Some(lease) = lease {
                    let mut kept = values(request).lock().unwrap_or_else(PoisonError::into_inner);
                    kept.put(lease.verified());
                    kept.put(lease);
                }
                Outcome::forward(data, Status::NotFound)
            }
        }
    }
}

fn values<'r>(request: &'r Request<'_>) -> &'r Mutex<KeptValues> {
    request.local_cache(Mutex::default)
}

/// Returns what a layer has left in the request.
pub(super) fn kept(request: &Request<'_>, of: std::any::TypeId) -> Option<Kept> {
    values(request).lock().unwrap_or_else(PoisonError::into_inner).get(of)
}
