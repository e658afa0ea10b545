//! A6: with a state of one's own `Handler` can be implemented for a pointer to a function, which is then never called.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use axum::extract::Request;
use axum::handler::Handler;
use requires_auth::__private::{Guard, InvalidAttribute};
use requires_auth::axum::routing::get;
use std::future::{Ready, ready};

type Pointer = fn(Guard<Identity, InvalidAttribute>) -> Ready<&'static str>;

impl Handler<((), Guard<Identity, InvalidAttribute>), App> for Pointer {
    type Future = Ready<Response>;

    fn call(self, _: Request, _: App) -> Ready<Response> {
        ready("open".into_response())
    }
}

fn guarded(_: Guard<Identity, InvalidAttribute>) -> Ready<&'static str> {
    ready("guarded")
}

fn main() {
    let routes = get::<Pointer, ((), Guard<Identity, InvalidAttribute>), App>(guarded);
    let _: Router<App> = Router::new().route("/a", routes.into());
}
