//! Sockets of browsers, whose scripts sign in by subprotocol.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod actix_web;
mod axum;

use requires_auth_tests::browser_socket::check;

/// One test, because what is logged is looked at.
#[test]
fn a_page_opens_a_socket_with_a_token_among_the_subprotocols() {
    check(axum::serve());
    check(actix_web::serve());
}
