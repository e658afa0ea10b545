//! A6: what puts a handler on a route is not for other crates to say.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{InvalidAttribute, actix_web::Bundle};
use requires_auth::actix_web::routing::IntoGuardedRoute;

struct Open;

impl IntoGuardedRoute<(Bundle<Identity, InvalidAttribute, ()>,)> for Open {
    fn attach(self, route: actix_web::Route) -> actix_web::Route {
        route.to(open)
    }
}

fn main() {
    let _ = routing::get().to(Open);
}
