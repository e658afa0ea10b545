//! Layers: the same check before a whole subtree, as routes that come before all others.

use requires_auth::{
    Identity,
    rocket::{layer, optional_layer, requires_auth},
};
use requires_auth_tests::{
    conformance::{Partner, Polls, Staff, Waiting},
    layers::{Doors, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    raw_http::{self, ask},
};
use rocket::{Build, Data, Rocket, Route, State, data::ToByteUnit, get, head, post, routes};

use crate::{launch::start, quiet, serve};

#[requires_auth]
#[get("/any")]
fn must(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(optional)]
#[get("/maybe")]
fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

#[requires_auth(authenticator = Waiting)]
#[get("/any")]
fn waits(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Partner)]
#[get("/partner")]
fn partner(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[get("/staff")]
fn staff(#[identity] who: Staff) -> String {
    who.name
}

#[requires_auth]
#[get("/again")]
fn again(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[get("/open")]
fn open() -> &'static str {
    "open"
}

#[get("/<_name>")]
fn own(_name: &str) -> &'static str {
    "open"
}

#[post("/body", data = "<body>")]
async fn body(body: Data<'_>, polls: &State<Polls>) -> String {
    polls.count();
    body.open(100.bytes()).into_string().await.unwrap().into_inner()
}

#[head("/heads")]
fn heads(polls: &State<Polls>) {
    polls.count();
}

fn app(doors: &Doors, polls: &Polls) -> Rocket<Build> {
    let users = || doors.users.clone();
    let mut inner = Vec::<Route>::from(layer(users()).policy(WRITE).only(is_not_eve));
    for route in &mut inner {
        route.rank += 1;
    }
    quiet()
        .attach(users())
        .attach(doors.waiting.clone())
        .attach(doors.partners.clone())
        .attach(doors.staff.clone())
        .manage(polls.clone())
        .mount("/in", layer(users()))
        .mount("/in/again", inner)
        .mount("/in", routes![must, maybe, open, body, partner, staff, again, heads])
        .mount("/waits", layer(doors.waiting.clone()))
        .mount("/waits", routes![waits])
        .mount("/optional", optional_layer(users()))
        .mount("/optional", routes![must, maybe])
        .mount("/own", layer(users()).check(is_own))
        .mount("/own", routes![own])
        .mount("/panics", layer(users()).only(panics))
        .mount("/panics", routes![must])
}

/// Nothing in rocket could change a request between a layer and a handler.
#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    check(serve(app(&doors, &polls)), &doors, &polls, &["/in/changed"]);
}

/// The twin: without the layers the table does not hold.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let app = quiet().attach(doors.users.clone()).mount("/in", routes![must, maybe, open]);
    check(serve(app), &doors, &polls, &["/in/changed"]);
}

#[test]
fn unknown_paths_are_guarded() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let address = serve(app(&doors, &polls));
    assert_unknown_paths_are_guarded(address, &["/in/other", "/in/any/other", "/in", "/in/"]);
    for path in ["//in/any", "/in//any", "/%69n/any", "/in/../in/any"] {
        assert_ne!(raw_http::get(address, path, None).status, 200, "{path}");
    }
    assert_eq!(raw_http::get(address, "/out", None).status, 404, "the twin: outside of the layer");
}

/// A route for `HEAD` is guarded, too.
#[test]
fn a_route_for_head_is_guarded() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let address = serve(app(&doors, &polls));
    assert_eq!((ask(address, "HEAD", "/in/heads", None, "").status, polls.taken()), (401, 0));
    assert_eq!((ask(address, "HEAD", "/in/heads", Some("writer"), "").status, polls.taken()), (200, 1));
}

/// Two layers of one rank collide, so the application does not launch.
#[test]
fn two_layers_of_one_rank_do_not_launch() {
    let doors = Doors::default();
    let app = quiet().mount("/in", layer(doors.users.clone())).mount("/in/again", layer(doors.users));
    assert_eq!(start(app).err(), Some("routes collide"));
}
