//! The routes that refuse unguarded handlers, asked: what they let through is guarded, and the open ones are those said to be.

use std::future::{Ready, ready};

use actix_web::{App, Handler, guard::Header, http::Method, web::ServiceConfig};
use requires_auth::{
    __private::{InvalidAttribute, actix_web::Bundle},
    Identity,
    actix_web::{
        requires_auth,
        routing::{get, method, public, put, resource, route, to},
    },
};
use requires_auth_tests::{
    conformance::{Partner, verifiers},
    raw_http::exchange,
};

use crate::serve;

#[requires_auth]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Partner)]
async fn partner(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

async fn open() -> &'static str {
    "open"
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

/// A6: takes a guard that no verification makes. It is called with what was extracted, so it is never called.
#[derive(Clone)]
struct ByHand;

impl Handler<(Bundle<Identity, InvalidAttribute, ()>,)> for ByHand {
    type Output = &'static str;
    type Future = Ready<&'static str>;

    fn call(&self, _: (Bundle<Identity, InvalidAttribute, ()>,)) -> Ready<&'static str> {
        ready("open")
    }
}

fn routes(config: &mut ServiceConfig) {
    let conditional = put().guard(Header("x-kind", "a")).method(Method::PUT).to(guarded);
    let items =
        resource("/items/{id}").name("items").get(guarded).post(public(open)).route(conditional).default_service(to(guarded));
    config
        .service(items)
        .service(resource("/all").to(guarded))
        .service(resource("/maybe").to(public(maybe)))
        .service(resource("/partner").app_data(verifiers::partners()).guard(Header("x-kind", "a")).get(partner))
        .route("/by_hand", get().to(ByHand).into())
        .route("/get", get().to(guarded).into())
        .route("/brew", method(Method::TRACE).to(guarded).into())
        .route("/route", route().to(public(open)).into());
}

#[test]
fn only_what_is_said_to_be_open_is() {
    let address = serve(|| App::new().app_data(verifiers::users()).configure(routes));
    let ask = |method: &str, target: &str, fields: &str| {
        let head = format!("{method} {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 0\r\n");
        let reply = exchange(address, format!("{head}{fields}\r\n").as_bytes());
        (reply.status, if reply.status == 200 { reply.body } else { String::new() })
    };
    let (ada, acme) = ("authorization: Bearer writer\r\n", "authorization: Bearer partner\r\nx-kind: a\r\n");
    let with_kind = format!("{ada}x-kind: a\r\n");
    for (method, target, fields, body) in [
        ("GET", "/items/7", ada, "ada"),
        ("PUT", "/items/7", with_kind.as_str(), "ada"),
        // No route fits.
        ("DELETE", "/items/7", ada, "ada"),
        ("PUT", "/items/7", ada, "ada"),
        ("GET", "/all", ada, "ada"),
        ("BREW", "/all", ada, "ada"),
        ("GET", "/partner", acme, "acme"),
        ("GET", "/get", ada, "ada"),
        ("TRACE", "/brew", ada, "ada"),
    ] {
        assert_eq!(ask(method, target, fields), (200, body.to_owned()), "{method} {target}");
        for field in ["", "x-kind: a\r\n"] {
            let (status, _) = ask(method, target, field);
            // 404 where the condition of the resource is not met.
            assert!(
                status == 401 || (target == "/partner" && field.is_empty() && status == 404),
                "{method} {target} {field}: {status}"
            );
        }
    }
    for (method, target, body) in [("POST", "/items/7", "open"), ("GET", "/route", "open"), ("GET", "/maybe", "nobody")] {
        assert_eq!(ask(method, target, ""), (200, body.to_owned()), "{method} {target}");
    }
    assert_eq!(ask("GET", "/maybe", "authorization: Bearer wrong\r\n").0, 401);
    assert_eq!(ask("GET", "/maybe", ada), (200, "ada".to_owned()));
    // A6
    for fields in ["", ada] {
        assert_eq!(ask("GET", "/by_hand", fields), (403, String::new()), "{fields}");
    }
}
