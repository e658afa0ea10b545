//! What becomes of a refusal: without an authenticator, in front of other handlers, where it is no error.

use requires_auth::{Authenticator, Identity, Rejection, salvo::requires_auth, verifiers::StaticTokens};
use requires_auth_tests::{
    conformance::verifiers::users,
    log_recorder::{Logged, recorded},
    raw_http::{Reply, ask, get},
};
use salvo::{FlowCtrl, Request, Response, Router, Service, catcher::Catcher, handler, http::StatusCode, writing::Redirect};

use crate::{bound, serve};

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

enum Other {}

#[requires_auth(authenticator = Other)]
#[handler]
async fn others(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn routes() -> Vec<Router> {
    vec![Router::with_path("guarded").goal(guarded), Router::with_path("others").goal(others)]
}

/// Served by this thread, so that what is logged is logged here.
fn logged(app: Router, path: &'static str) -> (Reply, Vec<Logged>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (address, server) = bound(app);
    recorded(|| {
        runtime.block_on(async {
            let server = tokio::spawn(server);
            let reply = tokio::task::spawn_blocking(move || get(address, path, Some("writer"))).await.unwrap();
            server.abort();
            reply
        })
    })
}

#[test]
fn without_an_authenticator_of_its_own_a_handler_lets_nobody_in_and_says_why() {
    let (reply, log) = logged(Router::new().hoop(users()).append(&mut routes()), "/others");
    let body = r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#;
    assert_eq!((reply.status, reply.body.as_str()), (500, body));
    let said = |event: &Logged| {
        event.level == "ERROR"
            && event.fields.values().any(|text| {
                ["Authenticator<", "refusals::Other", "Router::new().hoop(auth)"].iter().all(|part| text.contains(part))
            })
    };
    assert!(log.iter().any(said), "{log:?}");

    let (reply, log) = logged(Router::new().hoop(users()).append(&mut routes()), "/guarded");
    assert_eq!(reply.body, "ada");
    assert!(!log.iter().any(|event| event.level == "ERROR"), "{log:?}");
    assert_eq!(get(serve(Router::new().append(&mut routes())), "/guarded", Some("writer")).status, 500);
}

/// Two of one type and tag: the inner one is asked inside, and nowhere else.
#[test]
fn an_inner_authenticator_decides_inside_only() {
    let inner: Authenticator = Authenticator::new(StaticTokens::new([("inner", Identity::new("ina"))]).unwrap());
    let app = serve(
        Router::new()
            .hoop(users())
            .push(Router::with_path("in").hoop(inner).push(Router::with_path("guarded").goal(guarded)))
            .push(Router::with_path("{**rest}").goal(guarded)),
    );
    for (path, token, status) in [
        ("/in/guarded", "inner", 200),
        ("/in/guarded", "writer", 401),
        ("/guarded", "writer", 200),
        ("/guarded", "inner", 401),
        ("/in/else", "inner", 401),
    ] {
        assert_eq!(get(app, path, Some(token)).status, status, "{path} {token}");
    }
}

/// It is not behind an inner authenticator, even where it is asked after one.
#[test]
fn a_guarded_catcher_asks_the_authenticator_around_it() {
    #[handler]
    async fn missing(response: &mut Response) {
        response.status_code(StatusCode::NOT_FOUND);
    }
    let inner: Authenticator = Authenticator::new(StaticTokens::new([("inner", Identity::new("ina"))]).unwrap());
    let routes =
        Router::new().push(Router::with_path("in").hoop(inner).goal(missing)).push(Router::with_path("out").goal(missing));
    let app = serve(Service::new(routes).hoop(users()).catcher(Catcher::default().hoop(guarded)));
    for path in ["/in", "/out"] {
        assert_eq!(get(app, path, Some("inner")).status, 401, "{path}");
        assert_eq!(get(app, path, Some("writer")).body, "ada", "{path}");
    }
}

/// What salvo brings for its depot serves as well, but for the way to a login page.
#[test]
fn an_injected_authenticator_decides_too() {
    let app = serve(Router::new().hoop(salvo::affix_state::inject(users())).append(&mut routes()));
    for (token, status) in [(None, 401), (Some("wrong"), 401), (Some("writer"), 200)] {
        assert_eq!(get(app, "/guarded", token).status, status, "{token:?}");
    }
    assert_eq!(get(app, "/others", Some("writer")).status, 500);
}

/// A guarded handler in front of others: who is refused does not get past it.
#[test]
fn a_guarded_hoop_stops_an_unauthenticated_request() {
    #[requires_auth(on_reject = smooth)]
    #[handler]
    async fn smoothly() {}
    fn smooth(_: Rejection) -> &'static str {
        "nothing to see"
    }
    #[requires_auth]
    #[handler]
    async fn plainly() {}
    #[handler]
    async fn open() -> &'static str {
        "open"
    }
    let app = serve(
        Router::new()
            .hoop(users())
            .push(Router::with_path("plainly").hoop(plainly).goal(open))
            .push(Router::with_path("smoothly").hoop(smoothly).goal(open)),
    );
    assert_eq!(get(app, "/plainly", Some("wrong")).status, 401);
    let reply = get(app, "/smoothly", Some("wrong"));
    assert_eq!((reply.status, reply.body.as_str()), (200, "nothing to see"));
    for path in ["/plainly", "/smoothly"] {
        assert_eq!(get(app, path, Some("writer")).body, "open");
    }
}

/// Where no route was found salvo calls what stands behind a hoop whatever that answered, but for one that ends the chain.
#[test]
fn a_hoop_by_hand_stops_an_unauthenticated_request_where_no_route_was_found() {
    #[requires_auth]
    #[handler]
    async fn guarded_hoop() {}
    #[handler]
    async fn by_hand(request: &mut Request, response: &mut Response, flow: &mut FlowCtrl) {
        if let Err(rejection) = users().authenticate(&*request).await {
            response.render(rejection);
            flow.skip_rest();
        }
    }
    #[handler]
    async fn open(response: &mut Response) {
        response.status_code(StatusCode::OK);
        response.render("open");
    }
    let routes = || Router::new().push(Router::with_path("known").get(open));
    let by_attribute = serve(Service::new(routes()).hoop(users()).hoop(guarded_hoop).hoop(open));
    let asked = serve(Service::new(routes()).hoop(users()).hoop(by_hand).hoop(open));
    for (path, goes_on) in [("/known", false), ("/unknown", true)] {
        assert_eq!(get(by_attribute, path, None).body.ends_with("open"), goes_on, "{path}");
        let reply = get(asked, path, None);
        assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1), "{path}");
        assert!(!reply.body.contains("open"), "{path} {reply:?}");
        assert!(get(asked, path, Some("writer")).body.starts_with("open"), "{path}");
    }
}

/// Salvo makes a 400 of what an extractor answers if it is no error; behind the authenticator it stays what it is.
#[test]
fn a_redirection_stays_one() {
    #[requires_auth(on_reject = away)]
    #[handler]
    async fn elsewhere() -> &'static str {
        "here"
    }
    fn away(_: Rejection) -> Redirect {
        Redirect::temporary("/elsewhere")
    }
    let auth: Authenticator = Authenticator::builder(StaticTokens::new([("token", Identity::new("ada"))]).unwrap())
        .login_page("/login")
        .build()
        .unwrap();
    let app = Router::new()
        .hoop(auth)
        .push(Router::with_path("a/guarded").goal(guarded))
        .push(Router::with_path("elsewhere").goal(elsewhere));
    let address = serve(app);
    let navigation = "sec-fetch-mode: navigate\r\n\r\n";
    let reply = ask(address, "GET", "/a/guarded?x=1", None, navigation);
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/login?return_to=%2Fa%2Fguarded%3Fx%3D1"]));
    assert_eq!(get(address, "/a/guarded", None).status, 401);
    assert_eq!(ask(address, "GET", "/a/guarded", Some("token"), navigation).body, "ada");
    let reply = get(address, "/elsewhere", None);
    assert_eq!((reply.status, reply.all("location")), (307, vec!["/elsewhere"]));
    assert_eq!(get(address, "/elsewhere", Some("token")).body, "here");
}

/// What a hoop wrote before does not mix with the refusal.
#[test]
fn a_refusal_replaces_what_was_written_before() {
    #[handler]
    async fn early(response: &mut Response) {
        response.headers_mut().insert("www-authenticate", "Negotiate".parse().unwrap());
        response.headers_mut().insert("cache-control", "public, max-age=600".parse().unwrap());
        response.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
        response.headers_mut().insert("x-request-id", "7".parse().unwrap());
        response.render("early");
    }
    let app = Router::new().hoop(users()).push(Router::with_path("guarded").hoop(early).goal(guarded));
    let reply = get(serve(app), "/guarded", None);
    assert_eq!(reply.status, 401);
    assert_eq!(reply.all("www-authenticate"), [r#"Bearer realm="api""#]);
    assert_eq!(reply.all("content-encoding"), [""; 0]);
    assert_eq!((reply.all("cache-control"), reply.all("x-request-id")), (vec!["no-store"], vec!["7"]));
    assert_eq!(reply.body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
}
