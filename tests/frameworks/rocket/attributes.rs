//! The attributes that make routes of guarded and public handlers only: what they make is asked.

use requires_auth::{
    Identity,
    rocket::{get, post, requires_auth, route},
};
use requires_auth_tests::conformance::verifiers;
use rocket::routes;

use crate::{ask, quiet, serve};

#[requires_auth]
#[get("/guarded/<name>?<page>")]
fn guarded(name: &str, #[identity] who: Identity, page: u32) -> String {
    format!("{} {name} {page}", who.subject())
}

#[requires_auth(scopes("items:write"))]
#[post("/posted", data = "<body>")]
fn posted(body: String) -> String {
    body
}

#[requires_auth]
#[route(PUT, uri = "/put")]
fn put() -> &'static str {
    "put"
}

#[requires_auth::public]
#[get("/public")]
fn public() -> &'static str {
    "public"
}

#[get("/public_below")]
#[requires_auth::public]
fn public_below() -> &'static str {
    "public"
}

#[test]
fn a_guarded_route_rejects_and_a_public_one_does_not() {
    let app = quiet().attach(verifiers::users()).mount("/", routes![guarded, posted, put, public, public_below]);
    let address = serve(app);
    let ada = "authorization: Bearer writer";
    for (method, path, body) in [("GET", "/guarded/x?page=3", "ada x 3"), ("POST", "/posted", ""), ("PUT", "/put", "put")] {
        for field in [None, Some("authorization: Bearer wrong")] {
            let reply = ask(address, method, path, field);
            assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1), "{path}, {field:?}");
        }
        let reply = ask(address, method, path, Some(ada));
        assert_eq!((reply.status, reply.body.as_str()), (200, body), "{path}");
    }
    for path in ["/public", "/public_below"] {
        for field in [None, Some("authorization: Bearer wrong"), Some(ada)] {
            let reply = ask(address, "GET", path, field);
            assert_eq!((reply.status, reply.body.as_str()), (200, "public"), "{path}, {field:?}");
        }
    }
}
