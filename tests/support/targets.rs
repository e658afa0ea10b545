//! The target that verifiers and login pages see: the one that was sent, wherever the framework shows less of it.

use std::net::SocketAddr;

use requires_auth::{Authenticator, Identity, verifiers::bearer};

use crate::raw_http::ask;

/// The subject is the target that the verifier saw.
///
/// # Panics
///
/// Never: the settings are good.
#[must_use]
pub fn shown() -> Authenticator {
    let auth = Authenticator::builder(bearer(|token| Ok(Identity::new(token.request().target()))));
    auth.login_page("/login").build().expect("a good configuration")
}

/// Behind [`shown`], each of these paths answers with the subject, or sends a browser to the login page and then back.
///
/// # Panics
///
/// Where it is otherwise.
pub fn assert_as_sent(address: SocketAddr, paths: &[&str]) {
    for path in paths {
        let target = format!("{path}?x=%20");
        let reply = ask(address, "GET", &target, Some("token"), "");
        assert_eq!((reply.status, reply.body.as_str()), (200, target.as_str()), "{path}");
        let browser = ask(address, "GET", &target, None, "sec-fetch-mode: navigate\r\n\r\n");
        let back = target.replace('%', "%25").replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
        assert_eq!((browser.status, browser.all("location")), (303, vec![&*format!("/login?return_to={back}")]), "{path}");
    }
}
