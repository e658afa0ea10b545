//! The identity does not say whose sessions are whose.

#[path = "../common.rs"]
mod common;

use common::*;

#[derive(Clone)]
struct Anybody;

fn layer(auth: requires_auth::Authenticator<Anybody>) {
    let _ = requires_auth::rmcp::layer(auth, Policies::new());
}

fn main() {}
