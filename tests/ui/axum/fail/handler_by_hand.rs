//! A6: a type that implements axum's `Handler` and says that it takes a guard, which it is never given.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use axum::extract::Request;
use axum::handler::Handler;
use requires_auth::__private::{Guard, InvalidAttribute};
use requires_auth::axum::routing::{any, get};
use std::future::{Ready, ready};

#[derive(Clone)]
struct Open;

impl<S> Handler<((), Guard<Identity, InvalidAttribute>), S> for Open {
    type Future = Ready<Response>;

    fn call(self, _: Request, _: S) -> Ready<Response> {
        ready("open".into_response())
    }
}

fn main() {
    let _: Router = Router::new().route("/a", get(Open).into()).route("/b", any(Open).into());
}
