//! A guard whose verifier does not wait allocates nothing that the same handler without it does not.

use axum::{
    Router,
    body::Body,
    http::Request,
    routing::{MethodRouter, get},
};
use requires_auth::{
    Authenticator, Identity,
    axum::{layer, requires_auth},
    verifiers::{StaticTokens, bearer_async},
};
use requires_auth_tests::poll_once::ready;
use tower_service::Service;

async fn open() -> &'static str {
    "hello"
}

#[requires_auth(scopes("items:read"))]
async fn guarded(#[identity] _who: Identity) -> &'static str {
    "hello"
}

#[requires_auth(only = |who| who.subject() == "ada")]
async fn only(#[identity] _who: Identity) -> &'static str {
    "hello"
}

#[requires_auth(optional)]
async fn optional(#[identity] _who: Option<Identity>) -> &'static str {
    "hello"
}

fn reader() -> Identity {
    Identity::builder("ada").scopes("items:list items:read").build()
}

fn allocations(auth: &Authenticator, route: MethodRouter<Authenticator>, token: &str) -> (u64, u16) {
    let mut app: Router = Router::new().route("/", route).with_state(auth.clone());
    let request = || Request::get("/").header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
    // The first one warms up what is made once.
    ready(app.call(request())).unwrap();
    let (mut request, mut response) = (Some(request()), None);
    let info = allocation_counter::measure(|| response = Some(ready(app.call(request.take().unwrap())).unwrap()));
    (info.count_total, response.unwrap().status().as_u16())
}

#[test]
fn a_guard_adds_no_allocation() {
    let auth = Authenticator::new(StaticTokens::new([("token", reader())]).unwrap());
    let (bare, status) = allocations(&auth, get(open), "token");
    assert!(bare > 0 && status == 200);
    for route in [get(guarded), get(only), get(optional)] {
        assert_eq!(allocations(&auth, route, "token"), (bare, 200));
    }
    // Twins: what is refused names its scopes, and a verifier that waits owns its token. The counter counts. It is asked once: its
    // future and that of the guard are boxed, each once.
    let (refused, status) = allocations(&auth, get(guarded), "wrong");
    assert!(refused > bare && status == 401, "{refused} {bare}");
    let who = reader();
    let waits = Authenticator::new(bearer_async(move |_| std::future::ready(Ok(who.clone()))));
    let (waiting, status) = allocations(&waits, get(guarded), "token");
    assert_eq!((waiting, status), (bare + 3, 200));
}

/// What it leaves in the request: the entry in the extensions, what the guards share, and a copy of what was verified.
#[test]
fn a_layer_adds_three_allocations() {
    let auth = Authenticator::new(StaticTokens::new([("token", reader())]).unwrap());
    let (empty, _) = allocations(&auth, get(open).layer(tower_layer::Identity::new()), "token");
    assert_eq!(allocations(&auth, get(open).layer(layer(auth.clone())), "token"), (empty + 3, 200));
    // Nothing more for a guard behind it.
    assert_eq!(allocations(&auth, get(guarded).layer(layer(auth.clone())), "token"), (empty + 3, 200));
}
