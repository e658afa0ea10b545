//! Layers: the same check before a whole subtree.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use requires_auth::{
    Identity,
    salvo::{layer, optional_layer, requires_auth},
};
use requires_auth_tests::{
    conformance::{Partner, Polls, Staff, Waiting},
    layers::{Changed, Doors, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    raw_http,
};
use salvo::{Depot, FlowCtrl, Handler, Request, Response, Router, Service, handler};

use crate::{app::Counting, serve};

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
async fn open() -> &'static str {
    "open"
}

#[handler]
async fn echo(request: &mut Request) -> String {
    String::from_utf8(request.payload_with_max_size(100).await.unwrap().to_vec()).unwrap()
}

#[handler]
async fn changed(request: &mut Request) {
    Changed::apply(request.headers_mut());
}

fn at(path: &str, handler: impl Handler) -> Router {
    Router::with_path(path).goal(handler)
}

fn inside(path: &str) -> Router {
    Router::with_path(path).push(at("any", must)).push(at("maybe", maybe))
}

fn routes(doors: &Doors, polls: &Polls) -> Router {
    let users = || doors.users.clone();
    let inner = inside("in")
        .hoop(layer(users()))
        .push(at("open", open))
        .push(at("body", echo))
        .push(at("partner", partner))
        .push(at("staff", staff))
        .push(Router::with_path("changed").hoop(changed).goal(must))
        .push(Router::with_path("again").hoop(layer(users()).policy(WRITE).only(is_not_eve)).goal(must));
    Router::new()
        .hoop(Counting(polls.clone()))
        .hoop(doors.partners.clone())
        .hoop(doors.staff.clone())
        .push(inner)
        .push(Router::with_path("waits").hoop(layer(doors.waiting.clone())).push(at("any", waits)))
        .push(inside("optional").hoop(optional_layer(users())))
        .push(Router::with_path("own").hoop(layer(users()).check(is_own)).push(at("{name}", open)))
        .push(inside("panics").hoop(layer(users()).only(panics)))
}

#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    check(serve(routes(&doors, &polls)), &doors, &polls, &[]);
}

/// The twin: without the layers the table does not hold.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let app = Router::new().hoop(Counting(polls.clone())).hoop(doors.users.clone()).push(inside("in").push(at("open", open)));
    check(serve(app), &doors, &polls, &[]);
}

/// A hoop of a router runs only if a route was found; one of the service, and one before a route for all paths, always do.
#[test]
fn unknown_paths_are_guarded_by_the_service_or_by_a_route_for_them() {
    #[handler]
    async fn not_found(response: &mut Response) {
        response.status_code(salvo::http::StatusCode::NOT_FOUND);
    }

    let doors = Doors::default();
    let guard = || layer(doors.users.clone());
    let service = Service::new(Router::with_path("any").get(must)).hoop(guard());
    let address = serve(service);
    assert_unknown_paths_are_guarded(address, &["/other", "/any/other"]);
    assert_eq!(raw_http::ask(address, "DELETE", "/any", None, "").status, 401, "and not 405");

    let subtree = || inside("in").hoop(guard());
    let address = serve(Router::new().push(subtree().push(Router::with_path("{**rest}").goal(not_found))));
    assert_unknown_paths_are_guarded(address, &["/in/other", "/in/any/other"]);
    assert_eq!(raw_http::get(serve(Router::new().push(subtree())), "/in/other", None).status, 404, "the twin");
}

/// In the chain of a catcher salvo calls the next handler after any response, unless the chain ends.
#[test]
fn a_rejection_ends_the_chain() {
    struct Late(Arc<AtomicBool>);

    #[salvo::async_trait]
    impl Handler for Late {
        async fn handle(&self, _: &mut Request, _: &mut Depot, response: &mut Response, _: &mut FlowCtrl) {
            self.0.store(true, SeqCst);
            response.render("late");
        }
    }

    let doors = Doors::default();
    let ran = Arc::default();
    let service = Service::new(Router::new()).hoop(layer(doors.users)).hoop(Late(Arc::clone(&ran)));
    let address = serve(service);
    let reply = raw_http::get(address, "/none", None);
    assert_eq!((reply.status, ran.load(SeqCst)), (401, false), "{reply:?}");
    assert_eq!(raw_http::get(address, "/none", Some("writer")).body, "late");
}
