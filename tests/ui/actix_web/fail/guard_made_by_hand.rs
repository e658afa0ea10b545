//! Nobody makes a guard.

#[path = "../common.rs"]
mod common;

use common::*;

async fn caller() -> &'static str {
    let guard = requires_auth::__private::Guard { identity: Identity::new("ada"), is_head: false, mode: std::marker::PhantomData };
    guarded(requires_auth::__private::actix_web::Bundle(guard, ())).await
}

fn main() {}
