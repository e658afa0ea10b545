//! Layers: the same check before a whole subtree.

use actix_web::{
    App, Error, HttpMessage,
    body::MessageBody,
    dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue},
    web,
};
use requires_auth::{
    Identity,
    actix_web::{layer, optional_layer, requires_auth},
};
use requires_auth_tests::{
    conformance::{Partner, Polls, Staff, Waiting},
    layers::{Changed, Doors, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    raw_http::{self, ask},
};

use crate::{app::count, serve};

#[requires_auth]
async fn who(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

#[requires_auth(authenticator = Waiting)]
async fn waits(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Partner)]
async fn partner(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
async fn staff(#[identity] who: Staff) -> String {
    who.name
}

async fn open() -> &'static str {
    "open"
}

async fn body(body: String) -> String {
    body
}

fn change(request: &mut ServiceRequest) {
    let headers = request.headers_mut();
    let change = Changed::read(headers.get("x-change").unwrap().to_str().unwrap());
    match change {
        Changed::Replaced(value) => drop(headers.insert(AUTHORIZATION, HeaderValue::from_static(value))),
        Changed::Removed => drop(headers.remove(AUTHORIZATION)),
        Changed::Doubled => headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer writer")),
        Changed::Cookie => {
            headers.remove(AUTHORIZATION);
            headers.insert(COOKIE, HeaderValue::from_static("session=reader"));
        }
        Changed::Nothing => drop(headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from_static("7"))),
    }
}

fn app(
    doors: &Doors,
    polls: &Polls,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let polls = polls.clone();
    let users = || doors.users.clone();
    let changed = web::resource("/changed").route(web::get().to(who)).wrap_fn(|mut request, next| {
        change(&mut request);
        next.call(request)
    });
    let inside = |path| web::scope(path).route("/any", web::get().to(who)).route("/maybe", web::get().to(maybe));
    App::new()
        .app_data(doors.partners.clone())
        .app_data(doors.staff.clone())
        .service(
            inside("/in")
                .route("/open", web::get().to(open))
                .route("/body", web::post().to(body))
                .route("/partner", web::get().to(partner))
                .route("/staff", web::get().to(staff))
                .service(changed)
                .service(web::resource("/again").route(web::get().to(who)).wrap(layer(users()).policy(WRITE).only(is_not_eve)))
                .wrap(layer(users())),
        )
        .service(web::scope("/waits").route("/any", web::get().to(waits)).wrap(layer(doors.waiting.clone())))
        .service(inside("/optional").wrap(optional_layer(users())))
        .service(web::scope("/own").route("/{name}", web::get().to(open)).wrap(layer(users()).check(is_own)))
        .service(inside("/panics").wrap(layer(users()).only(panics)))
        .wrap_fn(move |mut request, next| {
            count(&mut request, polls.clone());
            next.call(request)
        })
}

#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let (served, counted) = (doors.clone(), polls.clone());
    check(serve(move || app(&served, &counted)), &doors, &polls, &[]);
}

/// The twin: without the layers the table does not hold.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let users = doors.users.clone();
    let app = move || App::new().app_data(users.clone()).service(web::scope("/in").route("/any", web::get().to(who)));
    check(serve(app), &doors, &polls, &[]);
}

#[test]
fn unknown_paths_are_guarded() {
    let doors = Doors::default();
    let users = doors.users;
    let whole = users.clone();
    let address = serve(move || App::new().route("/any", web::get().to(who)).wrap(layer(whole.clone())));
    assert_unknown_paths_are_guarded(address, &["/other", "/any/other"]);
    let address =
        serve(move || App::new().service(web::scope("/in").route("/any", web::get().to(who)).wrap(layer(users.clone()))));
    assert_unknown_paths_are_guarded(address, &["/in/other", "/in/any/other"]);
    assert_eq!(ask(address, "DELETE", "/in/any", None, "").status, 401, "and not 405");
    assert_eq!(raw_http::get(address, "/out", None).status, 404, "the twin: outside of the layer");
}

/// The extensions that a user can write contain nothing that a guard would take.
#[test]
fn an_identity_in_the_extensions_is_no_admission() {
    let doors = Doors::default();
    let users = doors.users;
    let address = serve(move || {
        let elsewhere = web::scope("/elsewhere").wrap(layer(users.clone()));
        App::new().app_data(users.clone()).service(elsewhere).route("/any", web::get().to(who)).wrap_fn(|request, next| {
            request.extensions_mut().insert(Identity::new("mallory"));
            next.call(request)
        })
    });
    assert_eq!(raw_http::get(address, "/any", None).status, 401);
    assert_eq!(raw_http::get(address, "/any", Some("reader")).body, "bob");
}
