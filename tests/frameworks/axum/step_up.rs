//! Step-up in every place where axum's handlers have a guard.
#![allow(clippy::unused_async, reason = "handlers are `async`")]

use axum::{Router, extract::FromRef, http::StatusCode, routing::get};
use requires_auth::{
    Authenticator, HasAuthentication, Identity, Rejection,
    axum::{layer, requires_auth},
    verifiers::bearer,
};
use requires_auth_tests::{
    conformance::{Waiting, verifiers::users},
    raw_http,
};
use std::{
    net::SocketAddr,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use crate::serve;

static USERS: LazyLock<Authenticator> = LazyLock::new(users);

#[derive(Clone, FromRef)]
struct App {
    users: Authenticator,
    tagged: Authenticator<Identity, Waiting>,
    people: Authenticator<Person>,
}

/// An identity that has no scopes.
struct Person(String);

impl HasAuthentication for Person {
    fn acr(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn auth_time(&self) -> Option<SystemTime> {
        SystemTime::now().checked_sub(Duration::from_secs(100))
    }
}

#[requires_auth(acr("gold"), verifier = USERS)]
async fn named(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(max_age = "1h", authenticator = Waiting)]
async fn tagged() -> &'static str {
    "tagged"
}

#[requires_auth(acr("gold"), max_age = "101s", on_reject = short)]
async fn person(#[identity] who: Person) -> String {
    who.0
}

fn short(rejection: Rejection) -> (StatusCode, String) {
    let status = rejection.status();
    (status, rejection.into_http::<String>().into_body())
}

#[requires_auth(acr("platinum"), only = |who| who.subject() == "ada", scopes("items:write"))]
async fn all() -> &'static str {
    "all"
}

struct Api;

#[requires_auth(acr("gold"))]
impl Api {
    async fn inherits(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    /// Replaces what the block demands.
    #[requires_auth(max_age = "1h")]
    async fn replaces(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[test]
fn what_is_not_met_is_a_401_everywhere() {
    let app = App {
        users: users(),
        tagged: users().tagged(),
        people: Authenticator::new(bearer(|token| Ok(Person(token.expose().to_owned())))),
    };
    let routes = Router::new()
        .route("/named", get(named))
        .route("/tagged", get(tagged))
        .route("/person", get(person))
        .route("/all", get(all))
        .route("/inherits", get(Api::inherits))
        .route("/replaces", get(Api::replaces));
    // Also with the identity that a layer has verified.
    let layered = routes.clone().layer(layer(app.users.clone())).with_state(app.clone());
    for address in [serve(routes.with_state(app)), serve(layered)] {
        assert_stepped_up(address);
    }
}

fn assert_stepped_up(address: SocketAddr) {
    for (path, met, lacking) in [
        ("/named", "gold", "silver"),
        ("/tagged", "silver", "gold-old"),
        ("/person", "gold", "silver"),
        ("/all", "platinum", "gold"),
        ("/inherits", "no-time", "no-acr"),
        ("/replaces", "no-acr", "no-time"),
    ] {
        assert_eq!(raw_http::get(address, path, Some(met)).status, 200, "{path}");
        let rejected = raw_http::get(address, path, Some(lacking));
        let error = [rejected.body.clone(), rejected.all("www-authenticate").concat()].concat();
        assert_eq!(rejected.status, 401, "{path}");
        assert!(error.contains("insufficient_user_authentication"), "{path} {rejected:?}");
        assert_eq!(raw_http::get(address, path, None).status, 401, "{path}");
    }
}
