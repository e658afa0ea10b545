//! An application that lacks what its guards need does not start.

use requires_auth::{
    Authenticator, Identity, Rejection,
    rocket::{RejectionFairing, requires_auth},
    verifiers::StaticTokens,
};
use requires_auth_tests::conformance::{
    Partner, Staff,
    verifiers::{TOKENS, partners, users},
};
use rocket::{Build, Rocket, Route, error::ErrorKind, get, http::Status, local::blocking::Client, routes};

use super::quiet;

#[requires_auth]
#[get("/")]
fn any() {}

#[requires_auth(authenticator = Partner)]
#[get("/")]
fn partner() {}

#[requires_auth]
#[get("/")]
fn of_staff(#[identity] _who: Staff) {}

#[requires_auth(only = |_: &Identity| true)]
#[get("/")]
fn only() {}

#[requires_auth(scopes("items:read"))]
#[get("/")]
fn scoped() {}

#[requires_auth(max_age = "5m")]
#[get("/")]
fn recent() {}

#[requires_auth(on_reject = teapot)]
#[get("/")]
fn answered() {}

fn teapot(_: Rejection) -> Status {
    Status::ImATeapot
}

#[requires_auth(optional)]
#[get("/")]
fn maybe(#[identity] _who: Option<Identity>) {}

#[requires_auth(optional, authenticator = Partner)]
#[get("/")]
fn maybe_partner(#[identity] _who: Option<Identity>) {}

#[requires_auth(verifier = TOKENS)]
#[get("/")]
fn inline() {}

pub(crate) fn start(app: Rocket<Build>) -> Result<Client, &'static str> {
    Client::untracked(app).map_err(|error| match error.kind() {
        ErrorKind::SentinelAborts(_) => "a sentinel aborts",
        ErrorKind::Collisions(_) => "routes collide",
        ErrorKind::FailedFairings(_) => "a fairing fails",
        _ => "something else",
    })
}

#[test]
fn a_guard_without_its_authenticator_does_not_launch() {
    let of_users: [fn() -> Vec<Route>; 6] =
        [|| routes![any], || routes![only], || routes![maybe], || routes![scoped], || routes![recent], || routes![answered]];
    let of_partners: [fn() -> Vec<Route>; 2] = [|| routes![partner], || routes![maybe_partner]];
    for routes in of_users {
        assert_eq!(start(quiet().mount("/", routes())).err(), Some("a sentinel aborts"));
        // Another's will not do, nor one that nobody made answer.
        assert_eq!(start(quiet().attach(partners()).mount("/", routes())).err(), Some("a sentinel aborts"));
        assert_eq!(start(quiet().attach(RejectionFairing).manage(users()).mount("/", routes())).err(), Some("a sentinel aborts"));
        assert!(start(quiet().attach(users()).mount("/", routes())).is_ok());
    }
    for routes in of_partners {
        assert_eq!(start(quiet().attach(users()).mount("/", routes())).err(), Some("a sentinel aborts"));
        assert!(start(quiet().attach(partners()).mount("/deep/down", routes())).is_ok());
    }
    assert_eq!(start(quiet().attach(users()).mount("/", routes![of_staff])).err(), Some("a sentinel aborts"));
}

#[test]
fn a_verifier_needs_somebody_who_answers() {
    assert_eq!(start(quiet().mount("/", routes![inline])).err(), Some("a sentinel aborts"));
    for app in [
        quiet().attach(RejectionFairing),
        quiet().attach(users()),
        quiet().attach(RejectionFairing).attach(users()).attach(RejectionFairing),
    ] {
        let client = start(app.mount("/", routes![inline])).unwrap();
        let refused = client.get("/").dispatch();
        assert_eq!(refused.headers().get_one("www-authenticate"), Some(r#"Bearer realm="api""#));
        assert_eq!(refused.headers().get("www-authenticate").count(), 1);
    }
}

#[test]
fn two_authenticators_of_one_type_do_not_launch() {
    assert_eq!(start(quiet().attach(users()).attach(users())).err(), Some("a fairing fails"));
    assert!(start(quiet().attach(users()).attach(partners())).is_ok());
}

/// A route made by hand has no sentinel; it is refused when it is asked.
#[test]
fn a_route_made_by_hand_is_refused_without_an_authenticator() {
    fn handler<'r>(request: &'r rocket::Request<'_>, data: rocket::Data<'r>) -> rocket::route::BoxFuture<'r> {
        Box::pin(async move {
            use rocket::{outcome::Outcome, response::Responder};
            let _ = data;
            match request.guard().await {
                Outcome::Success(guard) => {
                    hand_made(guard);
                    ().respond_to(request).map_or_else(Outcome::Error, Outcome::Success)
                }
                Outcome::Error((status, _)) => Outcome::Error(status),
                Outcome::Forward(_) => Outcome::Error(Status::NotImplemented),
            }
        })
    }

    #[requires_auth]
    #[allow(dead_code)]
    #[get("/never")]
    fn hand_made() {}

    let route = || Route::new(rocket::http::Method::Get, "/", handler);
    let status = |app: Rocket<Build>, token: &'static str| {
        let client = start(app.mount("/", [route()])).unwrap();
        client.get("/").header(rocket::http::Header::new("authorization", token)).dispatch().status().code
    };
    assert_eq!(status(quiet(), "Bearer writer"), 500);
    assert_eq!(status(quiet().attach(users()), "Bearer wrong"), 401);
    assert_eq!(status(quiet().attach(users()), "Bearer writer"), 200);
    let other: Authenticator<Staff> =
        Authenticator::new(StaticTokens::new([("writer", Staff { name: "eve".to_owned() })]).unwrap());
    assert_eq!(status(quiet().attach(other), "Bearer writer"), 500);
}
