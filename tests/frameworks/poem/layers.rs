//! Layers: the same check before a whole subtree.

use std::{
    future::ready,
    sync::{Arc, Mutex},
};

use poem::{Endpoint, EndpointExt, Request, Route, get, handler, post};
use requires_auth::{
    Identity,
    poem::{layer, optional_layer, requires_auth},
};
use requires_auth_tests::{
    conformance::{Partner, Polls, Staff, Waiting},
    layers::{Changed, Doors, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    raw_http::{self, ask},
};

use crate::{app::counted, kept::head, serve};

#[requires_auth]
#[handler]
async fn must(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(optional)]
#[handler]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

#[requires_auth(authenticator = Waiting)]
#[handler]
async fn waits(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Partner)]
#[handler]
async fn partner(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[handler]
async fn staff(#[identity] who: Staff) -> String {
    who.name
}

#[handler]
fn open() -> &'static str {
    "open"
}

#[handler]
fn echo(body: String) -> String {
    body
}

async fn changed(mut request: Request) -> poem::Result<Request> {
    Changed::apply(request.headers_mut());
    Ok(request)
}

fn inside() -> Route {
    Route::new().at("/any", get(must)).at("/maybe", get(maybe))
}

fn routes(doors: &Doors) -> impl Endpoint + use<> {
    let users = || doors.users.clone();
    let inner = inside()
        .at("/open", get(open))
        .at("/body", post(echo))
        .at("/partner", get(partner))
        .at("/staff", get(staff))
        .at("/changed", get(must).before(changed))
        .at("/again", get(must).with(layer(users()).policy(WRITE).only(is_not_eve)));
    Route::new()
        .nest("/in", inner.with(layer(users())))
        .nest("/waits", Route::new().at("/any", get(waits)).with(layer(doors.waiting.clone())))
        .nest("/optional", inside().with(optional_layer(users())))
        .nest("/own", Route::new().at("/:name", get(open)).with(layer(users()).check(is_own)))
        .nest("/panics", inside().with(layer(users()).only(panics)))
        .with(doors.partners.clone())
        .with(doors.staff.clone())
}

#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    check(serve(counted(routes(&doors), polls.clone())), &doors, &polls, &[]);
}

/// The twin: without the layers the table does not hold.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let app = Route::new().nest("/in", inside().at("/open", get(open))).with(doors.users.clone());
    check(serve(counted(app, polls.clone())), &doors, &polls, &[]);
}

#[test]
fn unknown_paths_are_guarded() {
    let doors = Doors::default();
    let app = Route::new().nest("/in", inside().with(layer(doors.users.clone())));
    let address = serve(app);
    assert_unknown_paths_are_guarded(address, &["/in/other", "/in/any/other"]);
    assert_eq!(ask(address, "DELETE", "/in/any", None, "").status, 401, "and not 405");
    assert_eq!(raw_http::get(address, "/out", None).status, 404, "the twin: outside of the layer");
}

/// What the layer leaves in a request is gone with its response, though its extensions were kept.
#[test]
fn a_replayed_admission_is_verified_again() {
    let doors = Doors::default();
    let kept = Arc::new(Mutex::new(http::Extensions::new()));
    let keep = {
        let kept = Arc::clone(&kept);
        move |request: Request| {
            *kept.lock().unwrap() = request.extensions().clone();
            ready(Ok(request))
        }
    };
    let again = move |mut request: Request| {
        request.extensions_mut().extend(kept.lock().unwrap().clone());
        ready(Ok(request))
    };
    let first = serve(Route::new().at("/x", get(open).before(keep)).with(layer(doors.users.clone())));
    let second = serve(Route::new().at("/x", get(must).before(again)).with(doors.users.clone()));
    for (token, status, calls) in [(None, 401, 0), (Some("reader"), 200, 1), (Some("writer"), 200, 1)] {
        assert_eq!(raw_http::get(first, "/x", Some("writer")).body, "open");
        assert_eq!(doors.calls.taken(), 1);
        assert_eq!((raw_http::get(second, "/x", token).status, doors.calls.taken()), (status, calls), "{token:?}");
    }
}

/// A layer inside of a route for `GET` sees `HEAD` as `GET`; an authenticator outside knows better. Asked over HTTP/2, where a body
/// would be an error.
#[test]
fn a_rejection_of_head_has_no_body() {
    let doors = Doors::default();
    let app = |path| Route::new().at(path, get(open.with(layer(doors.users.clone()))));
    let address = serve(app("/x").with(doors.staff.clone()));
    assert_eq!(head(address, "/x", None).unwrap().status, 401);
    let outside = serve(Route::new().at("/x", get(open)).with(layer(doors.users.clone())));
    assert_eq!(head(outside, "/x", None).unwrap().status, 401);
    assert!(head(serve(app("/y")), "/y", None).unwrap_err().contains("PROTOCOL_ERROR"), "the twin");
}
