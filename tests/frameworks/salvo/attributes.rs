//! The attributes that make routes of guarded and public handlers only: what they make is asked.

use requires_auth::{
    Identity,
    salvo::{endpoint, handler, requires_auth},
};
use requires_auth_tests::{
    conformance::verifiers,
    raw_http::{assert_guarded, get},
};
use salvo::{Router, Writer, oapi::extract::QueryParam};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[endpoint(tags("a"))]
async fn documented(#[identity] who: Identity, page: QueryParam<u32>) -> String {
    format!("{} {}", who.subject(), page.into_inner())
}

#[requires_auth::public]
#[handler]
fn public() -> &'static str {
    "public"
}

#[handler]
#[requires_auth::public]
fn public_below() -> &'static str {
    "public"
}

#[requires_auth::public]
#[endpoint]
async fn public_endpoint() -> &'static str {
    "public"
}

struct Guarded;

#[requires_auth]
#[handler]
impl Guarded {
    async fn handle(&self, #[identity] who: Identity) -> String {
        Self::greet(&who)
    }

    #[requires_auth::public]
    fn greet(who: &Identity) -> String {
        who.subject().to_owned()
    }
}

struct Public;

#[handler]
impl Public {
    #[requires_auth::public]
    async fn handle(&self) -> &'static str {
        "public"
    }
}

struct PublicInside;

#[requires_auth]
#[handler]
impl PublicInside {
    #[requires_auth::public]
    async fn handle(&self) -> &'static str {
        "public"
    }
}

#[test]
fn a_guarded_route_rejects_and_a_public_one_does_not() {
    let app = Router::new()
        .hoop(verifiers::users())
        .push(Router::with_path("guarded").get(guarded))
        .push(Router::with_path("documented").get(documented))
        .push(Router::with_path("block").get(Guarded))
        .push(Router::with_path("public").get(public))
        .push(Router::with_path("public_below").get(public_below))
        .push(Router::with_path("public_endpoint").get(public_endpoint))
        .push(Router::with_path("public_block").get(Public))
        .push(Router::with_path("public_inside").get(PublicInside));
    let address = serve(app);
    assert_guarded(address, "writer", &[("/guarded", "ada"), ("/documented?page=3", "ada 3"), ("/block", "ada")]);
    for path in ["/public", "/public_below", "/public_endpoint", "/public_block", "/public_inside"] {
        for token in [None, Some("wrong"), Some("writer")] {
            let reply = get(address, path, token);
            assert_eq!((reply.status, reply.body.as_str()), (200, "public"), "{path}, {token:?}");
        }
    }
}
