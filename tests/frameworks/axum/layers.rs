//! Layers: the same check before a whole subtree.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, OriginalUri, Request},
    http::{Extensions, StatusCode},
    middleware::{Next, from_fn_with_state, map_request},
    response::Response,
    routing::{any, get, post},
};
use requires_auth::{
    Authenticator, Identity,
    axum::{layer, optional_layer, requires_auth},
};
use requires_auth_tests::{
    conformance::{
        self, Counted, Partner, Polls, Staff, Waiting,
        verifiers::{moved, partners, proxied, rendered, users, waiting},
    },
    layers::{Changed, Doors, STEP_UP, WRITE, assert_unknown_paths_are_guarded, check, is_not_eve, is_own, panics},
    poll_once,
    raw_http::{self, ask},
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{app::app, serve, table};

#[derive(Clone, FromRef)]
struct App {
    users: Authenticator,
    waiting: Authenticator<Identity, Waiting>,
    partners: Authenticator<Identity, Partner>,
    staff: Authenticator<Staff>,
}

impl App {
    fn of(doors: &Doors) -> Self {
        let Doors { users, waiting, partners, staff, .. } = doors.clone();
        Self { users, waiting, partners, staff }
    }
}

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

async fn changed(mut request: Request) -> Request {
    Changed::apply(request.headers_mut());
    request
}

fn routes(doors: &Doors) -> Router<App> {
    let inside = || Router::new().route("/any", get(who)).route("/maybe", get(maybe));
    let users = || doors.users.clone();
    Router::new()
        .nest(
            "/in",
            inside()
                .route("/open", get(open))
                .route("/body", post(body))
                .route("/partner", get(partner))
                .route("/staff", get(staff))
                .route("/changed", get(who).layer(map_request(changed)))
                .route("/again", get(who).layer(layer(users()).policy(WRITE).only(is_not_eve)))
                .fallback(async || StatusCode::NOT_FOUND)
                .layer(layer(users())),
        )
        .nest("/waits", Router::new().route("/any", get(waits)).layer(layer(doors.waiting.clone())))
        .nest("/optional", inside().layer(optional_layer(users())))
        .nest("/own", Router::new().route("/{name}", get(open)).layer(layer(users()).check(is_own)))
        .nest("/panics", inside().layer(layer(users()).only(panics)))
}

fn counted(app: Router, polls: &Polls) -> Router {
    let polls = polls.clone();
    app.layer(map_request(move |request: Request| ready(request.map(|body| Body::new(Counted(body, polls.clone()))))))
}

#[test]
fn a_layer_decides_as_a_guard_does_and_verifies_once() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let app = routes(&doors).with_state(App::of(&doors));
    check(serve(counted(app, &polls)), &doors, &polls, &[]);
}

/// The twin: without the layers the table does not hold.
#[test]
#[should_panic(expected = "rows do not hold")]
fn without_layers_the_table_does_not_hold() {
    let (doors, polls) = (Doors::default(), Polls::default());
    let inside = || Router::new().route("/any", get(who)).route("/open", get(open)).route("/body", post(body));
    let app = Router::new().nest("/in", inside()).with_state(App::of(&doors));
    check(serve(counted(app, &polls)), &doors, &polls, &[]);
}

/// The application of the table of conformance, with a layer of the same demand before each of its routes.
fn behind_layers(app: &Router) -> Router {
    fn by(
        layer: impl Layer<
            Router,
            Service: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static,
        >,
        app: &Router,
    ) -> Router {
        Router::new().fallback_service(layer.layer(app.clone()))
    }
    let layered = [
        ("/any", by(layer(users()), app)),
        ("/items/", by(layer(users()).policy(WRITE), app)),
        ("/waiting/", by(layer(waiting()).policy(WRITE), app)),
        ("/raw", by(layer(users()).policy(WRITE), app)),
        ("/maybe", by(optional_layer(users()), app)),
        ("/only", by(layer(users()).only(|who| who.subject() == "ada"), app)),
        ("/stepup", by(layer(users()).policy(STEP_UP), app)),
        ("/check/", by(layer(users()).check(is_own), app)),
        ("/cookie", by(layer(conformance::verifiers::staff()), app)),
        ("/visitor", by(optional_layer(conformance::verifiers::staff()), app)),
        ("/proxied", by(optional_layer(proxied()), app)),
        ("/moved", by(layer(moved()), app)),
        ("/rendered", by(layer(rendered()), app)),
        ("/partner/", by(layer(partners()), app)),
    ];
    let app = app.clone();
    Router::new().fallback(move |request: Request| {
        let mut app =
            layered.iter().find(|(path, _)| request.uri().path().starts_with(path)).map_or(&app, |(_, app)| app).clone();
        async move { app.call(request).await }
    })
}

#[test]
fn conforms_behind_layers() {
    let polls = Polls::default();
    let address = serve(behind_layers(&app(polls.clone(), conformance::verifiers::Bearers::by_name())));
    table().check(address, &polls);
    table().check_http2(address, &polls);
}

/// The layers alone: without them, these rows hold by the guards.
#[test]
fn a_layer_answers_before_the_guards() {
    let open = Router::new().fallback(async || StatusCode::IM_A_TEAPOT);
    let address = serve(behind_layers(&open));
    for path in [
        "/any",
        "/items/7?page=1",
        "/waiting/7",
        "/raw",
        "/only",
        "/stepup",
        "/check/ada",
        "/cookie",
        "/moved",
        "/rendered",
        "/partner/any",
    ] {
        assert_eq!(raw_http::get(address, path, None).status, 401, "{path}");
    }
    for (path, token, status) in [
        ("/tea", None, 418),
        ("/maybe", None, 418),
        ("/maybe", Some("wrong"), 401),
        ("/any", Some("reader"), 418),
        ("/raw", Some("reader"), 403),
        ("/only", Some("reader"), 403),
        ("/stepup", Some("writer"), 401),
        ("/stepup", Some("gold"), 418),
        ("/check/ada", Some("reader"), 403),
        ("/check/ada", Some("writer"), 418),
    ] {
        assert_eq!(raw_http::get(address, path, token).status, status, "{path} {token:?}");
    }
}

/// `layer` guards the fallback, and `route_layer` does not. A nested router without a fallback uses that of the outer one.
#[test]
fn unknown_paths_are_guarded_by_layer_and_not_by_route_layer() {
    let doors = Doors::default();
    let guard = || layer(doors.users.clone());
    let state = App::of(&doors);
    let inside = || Router::<App>::new().route("/any", get(who));
    let whole = serve(inside().layer(guard()).with_state(state.clone()));
    assert_unknown_paths_are_guarded(whole, &["/other", "/any/other", "/"]);
    let nested = inside().fallback(async || StatusCode::NOT_FOUND);
    let nested = serve(Router::new().nest("/in", nested.layer(guard())).with_state(state.clone()));
    assert_unknown_paths_are_guarded(nested, &["/in/other", "/in/any/other"]);
    assert_eq!(raw_http::get(nested, "/out", None).status, 404, "the twin: outside of the layer");

    for shows in [inside().route_layer(guard()), Router::new().nest("/in", inside().layer(guard()))] {
        let address = serve(shows.with_state(state.clone()));
        assert_eq!(raw_http::get(address, "/in/other", None).status, 404);
    }
    // Around the whole service, so also around what axum answers itself.
    let service = guard().layer(inside().with_state::<()>(state));
    let address = serve(Router::new().fallback_service(service));
    assert_unknown_paths_are_guarded(address, &["/other"]);
    assert_eq!(ask(address, "DELETE", "/any", None, "").status, 401, "and not 405");
}

/// What the layer leaves in a request is gone with its response, though its extensions were kept.
#[test]
fn a_replayed_admission_is_verified_again() {
    let doors = Doors::default();
    let kept = Arc::new(Mutex::new(Extensions::new()));
    let keep = {
        let kept = Arc::clone(&kept);
        move |request: Request| {
            *kept.lock().unwrap() = request.extensions().clone();
            ready(request)
        }
    };
    let replay = move |mut request: Request| {
        request.extensions_mut().extend(kept.lock().unwrap().clone());
        ready(request)
    };
    let first = serve(Router::new().route("/x", get(open).layer(map_request(keep))).layer(layer(doors.users.clone())));
    let second = serve(Router::new().route("/x", any(who).layer(map_request(replay))).with_state(App::of(&doors)));
    for (method, token, status, calls) in [
        ("GET", None, 401, 0),
        ("GET", Some("wrong"), 401, 1),
        ("GET", Some("reader"), 200, 1),
        ("GET", Some("writer"), 200, 1),
        ("POST", Some("writer"), 200, 1),
    ] {
        assert_eq!(raw_http::get(first, "/x", Some("writer")).body, "open");
        assert_eq!(doors.calls.taken(), 1);
        let answer = ask(second, method, "/x", token, "");
        assert_eq!((answer.status, doors.calls.taken()), (status, calls), "{method} {token:?} {answer:?}");
    }
}

/// The extensions that a user can write contain nothing that a guard would take.
#[test]
fn an_identity_in_the_extensions_is_no_admission() {
    let doors = Doors::default();
    let forge = |mut request: Request| {
        request.extensions_mut().insert(Identity::new("mallory"));
        request.extensions_mut().insert(Arc::new(Mutex::new(Some(Identity::new("mallory")))));
        ready(request)
    };
    // The authenticator has a layer elsewhere, so that its guards look for what that has left.
    let elsewhere = Router::new().route("/", get(open)).layer(layer(doors.users.clone()));
    let app = Router::new().route("/any", get(who).layer(map_request(forge))).nest("/elsewhere", elsewhere);
    let address = serve(app.with_state(App::of(&doors)));
    assert_eq!(raw_http::get(address, "/any", None).status, 401);
    assert_eq!(raw_http::get(address, "/any", Some("reader")).body, "bob");
}

/// An equal authenticator that was built apart is another one.
#[test]
fn an_authenticator_that_was_built_apart_verifies_itself() {
    let (doors, other) = (Doors::default(), Doors::default());
    let app = Router::new().route("/any", get(who)).layer(layer(other.users.clone())).with_state(App::of(&doors));
    let address = serve(app);
    assert_eq!(raw_http::get(address, "/any", Some("writer")).body, "ada");
    assert_eq!((doors.calls.taken(), other.calls.taken()), (1, 1));
}

/// A verifier may read the target, so another target is another request.
#[test]
fn a_request_whose_target_was_changed_is_verified_again() {
    let doors = Doors::default();
    let moved = |mut request: Request| {
        *request.uri_mut() = "/moved".parse().unwrap();
        request.extensions_mut().remove::<OriginalUri>();
        ready(request)
    };
    let app = Router::new().route("/any", get(who).layer(map_request(moved))).layer(layer(doors.users.clone()));
    let address = serve(app.with_state(App::of(&doors)));
    assert_eq!(raw_http::get(address, "/any", Some("writer")).body, "ada");
    assert_eq!(doors.calls.taken(), 2);
}

#[test]
fn a_layer_shows_what_it_demands_and_no_secret() {
    let shown = format!("{:?}", layer(users()).policy(WRITE).only(is_not_eve));
    assert!(shown.starts_with("AuthLayer { authenticator: Authenticator {") && shown.contains("conditions: 1"), "{shown}");
    assert_eq!(format!("{:?}", layer(users()).layer(Strict(false))), "AuthService(..)");
}

/// Two guards for one request: the first gets the identity, the second verifies.
#[test]
fn an_admission_is_valid_once() {
    #[requires_auth]
    async fn outer(#[identity] _who: Identity, request: Request, next: Next) -> Response {
        next.run(request).await
    }

    let doors = Doors::default();
    let state = App::of(&doors);
    let guarded = get(who).layer(from_fn_with_state(state.clone(), outer));
    let address = serve(Router::new().route("/any", guarded).layer(layer(doors.users.clone())).with_state(state));
    assert_eq!(raw_http::get(address, "/any", Some("writer")).body, "ada");
    assert_eq!(doors.calls.taken(), 2);
}

/// Is ready once for each time that it was polled, and panics if it is called when it is not (as tower allows).
struct Strict(bool);

impl Clone for Strict {
    fn clone(&self) -> Self {
        Self(false)
    }
}

impl Service<Request> for Strict {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0 = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        assert!(std::mem::take(&mut self.0), "called without being ready");
        ready(Ok(Response::new(Body::empty())))
    }
}

#[test]
fn the_service_that_was_ready_is_the_one_that_is_called() {
    let doors = Doors::default();
    let mut service = layer(doors.users).layer(Strict(false));
    for (token, status) in [("writer", 200), ("wrong", 401), ("writer", 200)] {
        let request = Request::get("/").header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
        poll_once::ready(std::future::poll_fn(|context| service.poll_ready(context))).unwrap();
        assert_eq!(poll_once::ready(service.call(request)).unwrap().status(), status);
    }
}
