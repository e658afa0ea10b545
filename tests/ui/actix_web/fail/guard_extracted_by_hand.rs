//! A6: how a guard is extracted is not for other crates to say.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use actix_web::{FromRequest, dev::Payload};
use requires_auth::__private::actix_web::Bundle;
use std::future::Ready;

struct Mine;

impl FromRequest for Bundle<Identity, Mine, ()> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        todo!()
    }
}

fn main() {}
