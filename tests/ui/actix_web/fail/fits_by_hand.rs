//! A6: what puts a handler on a route is not for other crates to say.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{Denied, actix_web::Guarded};
use requires_auth::actix_web::routing::Fits;

struct Open;

impl Fits<(Guarded<Identity, Denied, ()>,)> for Open {
    fn put_on(self, route: actix_web::Route) -> actix_web::Route {
        route.to(open)
    }
}

fn main() {
    let _ = routing::get().to(Open);
}
