//! axum, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod app;
mod cost;
mod described;
mod layers;
mod metadata;
mod nested;
mod orders;
mod rewritten;
mod sessions;
mod shapes;
mod step_up;
mod streams;

use std::net::SocketAddr;

use axum::Router;
use requires_auth_tests::{
    conformance::{Polls, Table, verifiers::Bearers},
    raw_http::{assert_guarded, exchange, get},
};

/// Serves for the rest of the test.
fn serve(app: Router) -> SocketAddr {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}

fn table() -> Table {
    Table { adds: &["allow"], ..Table::default() }
}

/// B1
#[test]
fn conforms() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), Bearers::by_name()));
    table().check(address, &polls);
    table().check_http2(address, &polls);
}

/// The same with the tokens of two issuers.
#[cfg(feature = "oidc")]
#[test]
fn conforms_with_tokens_of_issuers() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), requires_auth_tests::conformance::bearers_by_issuer()));
    table().by_issuer().check(address, &polls);
}

/// Its twin: an authenticator of partners that trusts the issuer of users.
#[cfg(feature = "oidc")]
#[test]
#[should_panic(expected = "rows do not hold")]
fn another_issuers_authenticator_does_not_conform() {
    let polls = Polls::default();
    let mut bearers = requires_auth_tests::conformance::bearers_by_issuer();
    bearers.partners = bearers.users.clone().tagged();
    table().by_issuer().check(serve(app::app(polls.clone(), bearers)), &polls);
}

/// The table finds a route that is open: the twin without which `conforms` would say nothing.
#[test]
#[should_panic(expected = "rows do not hold")]
fn an_open_route_does_not_conform() {
    let polls = Polls::default();
    let app = app::app(polls.clone(), Bearers::by_name()).layer(axum::middleware::map_request(
        |mut request: axum::extract::Request| async {
            if request.uri().path() == "/any" {
                request.headers_mut().insert("authorization", "Bearer writer".parse().unwrap());
            }
            request
        },
    ));
    table().check(serve(app), &polls);
}

#[test]
fn handlers_of_every_shape_are_guarded() {
    let address = serve(shapes::app());
    let paths = [
        ("/guarded/documented", "ada"),
        ("/guarded/generic/7", "7"),
        ("/guarded/generic_identity", "true"),
        ("/guarded/failing", "ada"),
        ("/guarded/match", "ada"),
        ("/guarded/fifteen?page=1", "/guarded/fifteen?page=1"),
        ("/guarded/no_parameters", ""),
        ("/guarded/destructured", "ada"),
        ("/guarded/made", "ada"),
        ("/guarded/one", "ada"),
        ("/guarded/two", "ada"),
        ("/guarded/twin", "ada"),
        ("/guarded/streams", r#"["ada",true]"#),
        ("/guarded/any", "any"),
        ("/guarded/find16", "ada"),
        ("/guarded/wrapped", "true"),
        ("/guarded/nested", "nested"),
        ("/guarded/by_hand", "ada"),
    ];
    assert_guarded(address, "token", &paths);
    for (path, refused, admitted) in [("/checked", 401, 403), ("/find8", 401, 403), ("/open", 200, 200)] {
        assert_eq!(get(address, path, None).status, refused, "{path}");
        assert_eq!(get(address, path, Some("token")).status, admitted, "{path}");
    }
}

/// A nested router takes its prefix off the target; a verifier decides about what was sent.
#[test]
fn a_verifier_sees_the_whole_target_in_a_nested_router() {
    use requires_auth::{Authenticator, Identity, VerifyError, axum::requires_auth, verifiers::bearer};

    #[requires_auth]
    async fn wipe() -> &'static str {
        "wiped"
    }

    let auth: Authenticator = Authenticator::builder(bearer(|token| {
        if token.request().target().starts_with("/admin/") { Err(VerifyError::denied()) } else { Ok(Identity::new("ada")) }
    }))
    .login_page("/login")
    .build()
    .unwrap();
    let nested = Router::new().route("/wipe", axum::routing::get(wipe));
    let address = serve(Router::new().nest("/admin", nested.clone()).nest("/own", nested).with_state(auth));
    assert_eq!(get(address, "/admin/wipe", Some("token")).status, 403);
    assert_eq!(get(address, "/own/wipe", Some("token")).body, "wiped");
    let page = b"GET /admin/wipe?x=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\nsec-fetch-mode: navigate\r\n\r\n";
    assert_eq!(exchange(address, page).all("location"), ["/login?return_to=%2Fadmin%2Fwipe%3Fx%3D1"]);
}

/// `FromRef` is not implemented for an `Arc` of the application's state, so the crate looks into it.
#[test]
fn an_authenticator_is_found_in_a_state_behind_an_arc() {
    use std::sync::Arc;

    use axum::{extract::FromRef, routing::get as route};
    use requires_auth::{Authenticator, Identity, axum::requires_auth, verifiers::StaticTokens};

    #[derive(Clone, FromRef)]
    struct App {
        auth: Authenticator,
    }

    #[requires_auth]
    async fn who(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    let auth = Authenticator::new(StaticTokens::new([("token", Identity::new("ada"))]).unwrap());
    let address = serve(Router::new().route("/who", route(who)).with_state(Arc::new(Arc::new(App { auth }))));
    assert_guarded(address, "token", &[("/who", "ada")]);
}
