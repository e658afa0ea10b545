//! The attributes that make routes of guarded and public handlers only: what they make is asked.

use actix_web::{App, scope, web::Query};
use requires_auth::{
    Identity,
    actix_web::{get, requires_auth, route, routes},
};
use requires_auth_tests::conformance::verifiers;

use crate::{answers, orders::Page, serve};

#[requires_auth]
#[get("/guarded")]
async fn guarded(#[identity] who: Identity, page: Query<Page>) -> String {
    format!("{} {}", who.subject(), page.page)
}

#[requires_auth(scopes("items:write"))]
#[route("/several", method = "GET", method = "POST")]
async fn several() -> &'static str {
    "several"
}

#[requires_auth]
#[routes]
#[get("/first")]
#[get("/second")]
async fn two() -> &'static str {
    "two"
}

#[requires_auth]
#[utoipa::path(get, path = "/described", responses((status = 200), (status = 401)))]
#[get("/described")]
async fn described(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth::public]
#[get("/public")]
async fn public() -> &'static str {
    "public"
}

#[get("/public_below")]
#[requires_auth::public]
async fn public_below() -> &'static str {
    "public"
}

#[scope("/scope")]
mod scoped {
    use requires_auth::{
        Identity,
        actix_web::{get, requires_auth},
    };

    #[requires_auth]
    #[get("/guarded")]
    pub(crate) async fn guarded(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[requires_auth::public]
    #[get("/public")]
    pub(crate) async fn public() -> &'static str {
        "public"
    }
}

#[test]
fn a_guarded_route_rejects_and_a_public_one_does_not() {
    let address = serve(|| {
        let app = App::new().app_data(verifiers::users()).service(guarded).service(several).service(two).service(described);
        app.service(public).service(public_below).service(scoped::guarded).service(scoped::public)
    });
    let ada = "authorization: Bearer writer";
    for (target, body) in [
        ("/guarded?page=3", "ada 3"),
        ("/several", "several"),
        ("/first", "two"),
        ("/second", "two"),
        ("/described", "ada"),
        ("/scope/guarded", "ada"),
    ] {
        answers(address, target, ada, body);
    }
    for target in ["/public", "/public_below", "/scope/public"] {
        for field in ["", "authorization: Bearer wrong", ada] {
            let reply = crate::get(address, target, field);
            assert_eq!((reply.status, reply.body.as_str()), (200, "public"), "{target}, {field:?}");
        }
    }
}
