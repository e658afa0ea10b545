//! Who writes the answer to a refused caller, and what a guard costs.

use std::sync::Mutex;

use requires_auth::{Authenticator, Identity, Rejection, RejectionBody, VerifyError, rocket::requires_auth, verifiers::bearer};
use requires_auth_tests::conformance::{
    Staff,
    verifiers::{staff, users},
};
use rocket::{
    Build, Request, Rocket,
    fairing::AdHoc,
    form::Form,
    get,
    http::{Header, Status, uri::Host},
    local::blocking::{Client, LocalResponse},
    post, put,
    request::{FromRequest, Outcome},
    response::Redirect,
    routes, uri,
};

use super::{ask, framework_first::any, get, quiet, serve};

#[get("/open")]
fn open() -> &'static str {
    "open"
}

const PROBLEM: &str = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;

fn client(app: Rocket<Build>) -> Client {
    Client::untracked(app).unwrap()
}

fn one<'r>(response: &'r LocalResponse<'_>, name: &str) -> Option<&'r str> {
    let lines: Vec<_> = response.headers().get(name).collect();
    assert!(lines.len() < 2, "{name}: {lines:?}");
    lines.first().copied()
}

#[test]
fn a_catcher_runs_and_does_not_take_the_answer() {
    #[rocket::catch(401)]
    fn unauthorized() -> (rocket::http::ContentType, &'static str) {
        (rocket::http::ContentType::HTML, "<p>who are you?</p>")
    }
    #[rocket::catch(default)]
    fn failing(status: Status, _request: &Request<'_>) -> Result<(), Status> {
        Err(status)
    }

    for catchers in [rocket::catchers![unauthorized], rocket::catchers![failing]] {
        let client = client(quiet().attach(users()).mount("/", routes![any]).register("/", catchers));
        let refused = client.get("/any").dispatch();
        assert_eq!(refused.status(), Status::Unauthorized);
        assert_eq!(one(&refused, "content-type"), Some("application/problem+json"));
        assert_eq!(one(&refused, "cache-control"), Some("no-store"));
        assert_eq!(one(&refused, "www-authenticate"), Some(r#"Bearer realm="api""#));
        assert_eq!(refused.into_string().as_deref(), Some(PROBLEM));
    }
}

#[test]
fn a_catcher_may_send_the_caller_somewhere_else() {
    #[rocket::catch(401)]
    fn login() -> Redirect {
        Redirect::to("/login")
    }

    let client = client(quiet().attach(users()).mount("/", routes![any]).register("/", rocket::catchers![login]));
    let refused = client.get("/any").dispatch();
    assert_eq!((refused.status(), one(&refused, "location")), (Status::SeeOther, Some("/login")));
}

#[test]
fn an_encoding_of_the_catchers_page_does_not_stay() {
    let encode = AdHoc::on_response("encode", |_, response| {
        Box::pin(async move {
            response.set_raw_header("Content-Encoding", "gzip");
            response.set_raw_header("Access-Control-Allow-Origin", "*");
        })
    });
    let client = client(quiet().attach(encode).attach(users()).mount("/", routes![any]));
    let refused = client.get("/any").dispatch();
    assert_eq!(one(&refused, "content-encoding"), None);
    assert_eq!(one(&refused, "access-control-allow-origin"), Some("*"));
    let admitted = client.get("/any").header(Header::new("authorization", "Bearer writer")).dispatch();
    assert_eq!((one(&admitted, "content-encoding"), one(&admitted, "www-authenticate")), (Some("gzip"), None));
}

#[test]
fn on_reject_answers_with_anything_that_rocket_can() {
    fn page(rejection: Rejection) -> (Status, Option<String>) {
        (Status::new(rejection.status().as_u16()), Some(rejection.reason().to_string()))
    }
    fn redirect(_: Rejection) -> Redirect {
        Redirect::to("/login")
    }
    fn nothing(_: Rejection) -> (Status, ()) {
        (Status::Forbidden, ())
    }

    #[requires_auth(on_reject = page)]
    #[get("/page")]
    fn with_page() {}
    #[requires_auth(on_reject = redirect)]
    #[get("/redirect")]
    fn with_redirect() {}
    #[requires_auth(on_reject = nothing)]
    #[get("/nothing")]
    fn with_nothing() {}
    #[requires_auth(check = who.subject() == "nobody", on_reject = page)]
    #[get("/checked")]
    fn with_check(#[identity] who: Identity) -> (Status, Option<String>) {
        (Status::Ok, None)
    }

    let client = client(quiet().attach(users()).mount("/", routes![with_page, with_redirect, with_nothing, with_check]));
    let get = |path: &'static str| client.get(path).dispatch();
    assert_eq!(get("/page").into_string().as_deref(), Some("no credentials"));
    assert_eq!(get("/page").status(), Status::Unauthorized);
    assert_eq!(one(&get("/redirect"), "location"), Some("/login"));
    assert_eq!(get("/redirect").status(), Status::SeeOther);
    assert_eq!((get("/nothing").status(), get("/nothing").into_string()), (Status::Forbidden, None));
    let checked = client.get("/checked").header(Header::new("authorization", "Bearer writer")).dispatch();
    assert_eq!((checked.status(), checked.into_string().as_deref()), (Status::Forbidden, Some("denied")));
}

#[test]
fn the_renderer_writes_the_body() {
    let auth: Authenticator = Authenticator::builder(bearer(|_| Err(VerifyError::invalid())))
        .renderer(|_, head| Some(RejectionBody::html(format!("<p>not {}</p>", head.target()))))
        .build()
        .unwrap();
    let client = client(quiet().attach(auth).mount("/", routes![any]));
    let refused = client.get("/any?page=1").dispatch();
    assert_eq!(one(&refused, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(one(&refused, "www-authenticate"), Some(r#"Bearer realm="api""#));
    assert_eq!(refused.into_string().as_deref(), Some("<p>not /any?page=1</p>"));
}

#[test]
fn a_refusal_is_not_forwarded_to_an_open_route() {
    #[get("/any", rank = 9)]
    fn open_too() -> &'static str {
        "open"
    }

    let address = serve(quiet().attach(users()).mount("/", routes![any, open, open_too]));
    assert_eq!(get(address, "/any", None).status, 401);
    assert_eq!(get(address, "/any", Some("authorization: Bearer writer")).body, "ada");
    assert_eq!(get(address, "/open", None).body, "open");
    // Of other routes an unauthenticated request learns nothing by a guard.
    assert_eq!(get(address, "/missing", None).all("www-authenticate"), Vec::<&str>::new());
}

#[test]
fn a_fallback_for_all_paths_is_guarded_by_its_own_authenticator() {
    #[requires_auth]
    #[get("/<_..>", rank = 100)]
    fn fallback(#[identity] who: Staff) -> String {
        who.name
    }
    #[requires_auth]
    #[get("/number/<n>")]
    fn number(n: u8) -> String {
        n.to_string()
    }

    let address = serve(quiet().attach(users()).attach(staff()).mount("/", routes![any, fallback, number]));
    let writer = "authorization: Bearer writer";
    for path in ["/", "/missing", "/any/more", "/number/x"] {
        for field in [None, Some(writer), Some("authorization: Bearer partner")] {
            let refused = get(address, path, field);
            // The route that matches first challenges an unauthenticated request.
            let scheme = if path == "/number/x" && field != Some(writer) { "Bearer" } else { "Cookie" };
            assert_eq!(refused.status, 401, "{path}");
            assert!(refused.all("www-authenticate").iter().all(|line| line.starts_with(scheme)), "{path} {field:?} {refused:?}");
        }
        assert_eq!(ask(address, "HEAD", path, None).status, 401);
    }
    assert_eq!(get(address, "/missing", Some("cookie: session=staff-1")).body, "eve");
    assert_eq!(get(address, "/number/7", Some(writer)).body, "7");
    // Let in by the first route, not by the second.
    assert_eq!(get(address, "/number/x", Some("cookie: session=staff-1")).status, 401);
}

#[test]
fn head_is_the_get_without_its_body() {
    let address = serve(quiet().attach(users()).mount("/", routes![any]));
    let (head, get) = (ask(address, "HEAD", "/any", None), get(address, "/any", None));
    assert_eq!((head.status, &head.fields, head.body.as_str()), (401, &get.fields, ""));
    assert_eq!(ask(address, "HEAD", "/any", Some("authorization: Bearer writer")).status, 200);
}

/// Rocket lets a form of another site choose the method: the guard sees the one that is routed.
#[test]
fn a_form_that_chooses_its_method_is_a_cross_site_write_still() {
    #[requires_auth]
    #[put("/account", data = "<_form>")]
    fn change(#[identity] who: Staff, _form: Form<Vec<String>>) -> String {
        who.name
    }
    #[requires_auth]
    #[post("/account")]
    fn create(#[identity] who: Staff) -> String {
        who.name
    }

    let client = client(quiet().attach(staff()).mount("/", routes![change, create]));
    let form = |site: &'static str| {
        let form = client.post("/account").header(rocket::http::ContentType::Form).body("_method=put");
        form.header(Header::new("cookie", "session=staff-1")).header(Header::new("sec-fetch-site", site)).dispatch()
    };
    assert_eq!(form("cross-site").status(), Status::Forbidden);
    assert_eq!(form("same-origin").into_string().as_deref(), Some("eve"));

    let post = |fields: &[(&'static str, &'static str)]| {
        let mut request = client.post("/account").header(Header::new("cookie", "session=staff-1"));
        for (name, value) in fields {
            request.add_header(Header::new(*name, *value));
        }
        request.dispatch().status()
    };
    assert_eq!(post(&[("host", "app.example"), ("origin", "https://app.example")]), Status::Ok);
    assert_eq!(post(&[("host", "app.example"), ("origin", "https://evil.example")]), Status::Forbidden);
    assert_eq!(post(&[("host", "app.example"), ("host", "evil.example"), ("origin", "https://evil.example")]), Status::Forbidden);
    assert_eq!(post(&[("origin", "https://evil.example")]), Status::Forbidden);
}

/// Over HTTP/2 rocket's own host is the `:authority`. There needs to be no `Host` line beside it, and no other.
#[test]
fn a_host_without_a_line_is_the_authority() {
    #[requires_auth]
    #[post("/account")]
    fn create(#[identity] who: Staff) -> String {
        who.name
    }

    let host =
        AdHoc::on_request("host", |request, _| Box::pin(async move { request.set_host(Host::from(uri!("app.example:8080"))) }));
    let client = client(quiet().attach(staff()).attach(host).mount("/", routes![create]));
    for (origin, status) in [
        ("https://app.example:8080", Status::Ok),
        ("https://app.example", Status::Forbidden),
        ("https://evil.example:8080", Status::Forbidden),
    ] {
        let request = client.post("/account").header(Header::new("cookie", "session=staff-1"));
        let request = request.header(Header::new("origin", origin));
        assert_eq!(request.clone().dispatch().status(), status, "{origin}");
        assert_eq!(request.clone().header(Header::new("host", "app.example:8080")).dispatch().status(), status, "{origin}");
        for other in ["app.example", "evil.example:8080", ""] {
            let refused = request.clone().header(Header::new("host", other)).dispatch();
            assert_eq!(refused.status(), Status::Forbidden, "{origin} {other}");
        }
    }
}

/// What a verifier is shown of the request.
#[test]
fn the_verifier_sees_the_head() {
    let seen: &'static Mutex<Vec<String>> = Box::leak(Box::default());
    let auth: Authenticator = Authenticator::new(bearer(|token| {
        let head = token.request();
        let lines: Vec<_> = head.header("Accept").map(String::from_utf8_lossy).collect();
        seen.lock().unwrap().push(format!("{} {} {lines:?}", head.method(), head.target()));
        Ok(Identity::new("ada"))
    }));
    let address = serve(quiet().attach(auth).mount("/", routes![any]));
    let fields = "authorization: Bearer x\r\naccept: a\r\nAccept: b";
    assert_eq!(get(address, "/any?a=%20b", Some(fields)).status, 200);
    assert_eq!(ask(address, "GET", "/any", Some("authorization: Bearer x")).status, 200);
    assert_eq!(*seen.lock().unwrap(), [r#"GET /any?a=%20b ["a", "b"]"#, "GET /any []"]);
}

/// A fairing may send a request elsewhere: what decides is where it goes, whoever asked before.
#[test]
fn a_target_that_changes_is_seen() {
    let seen: &'static Mutex<Vec<String>> = Box::leak(Box::default());
    let auth: Authenticator = Authenticator::new(bearer(|token| {
        seen.lock().unwrap().push(token.request().target().to_owned());
        Ok(Identity::new("ada"))
    }));
    let asks = |auth: Authenticator, next: &'static str| {
        AdHoc::on_request("asks", move |request, _| {
            let auth = auth.clone();
            Box::pin(async move {
                assert!(auth.authenticate(&*request).await.is_ok());
                request.set_uri(rocket::http::uri::Origin::parse(next).unwrap());
            })
        })
    };
    let (first, second) = (asks(auth.clone(), "/any?a=2"), asks(auth.clone(), "/any?a=1"));
    // A target that the first begins with is another one.
    let third = asks(auth.clone(), "/any?a");
    let app = quiet().attach(auth).attach(first).attach(second).attach(third).mount("/", routes![any]);
    assert_eq!(get(serve(app), "/any?a=1", Some("authorization: Bearer x")).status, 200);
    assert_eq!(*seen.lock().unwrap(), ["/any?a=1", "/any?a=2", "/any?a=1", "/any?a"]);
}

/// A guard allocates as often as a request guard that does nothing, whose future rocket boxes.
#[test]
fn a_guard_costs_as_many_allocations_as_any_request_guard() {
    struct Idle;
    #[rocket::async_trait]
    impl<'r> FromRequest<'r> for Idle {
        type Error = ();

        async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
            Outcome::Success(Self)
        }
    }
    #[get("/idle")]
    fn idle(_idle: Idle) -> &'static str {
        "idle"
    }
    #[requires_auth(scopes("items:read"))]
    #[get("/busy")]
    fn busy(#[identity] _who: Identity) -> &'static str {
        "idle"
    }

    let ada = Identity::builder("ada").scopes("items:read").build();
    let tokens = || requires_auth::verifiers::StaticTokens::new([("writer", ada.clone())]).unwrap();
    let plain = client(quiet().mount("/", routes![idle]));
    let guarded = client(quiet().attach(Authenticator::new(tokens())).mount("/", routes![busy]));
    let count = |client: &Client, path: &'static str| {
        let ask = || client.get(path).header(Header::new("authorization", "Bearer writer")).dispatch().status();
        assert_eq!(ask(), Status::Ok);
        allocation_counter::measure(|| {
            ask();
        })
        .count_total
    };
    assert_eq!(count(&guarded, "/busy"), count(&plain, "/idle"));
    assert_ne!(count(&plain, "/idle"), 0);
}
