//! What is missing, nested, over the limit or asked by hand.

use actix_web::{
    App, Error, HttpResponse, Responder,
    body::{MessageBody, to_bytes},
    dev::ServiceResponse,
    http::StatusCode,
    rt::System,
    test::{TestRequest, call_service, init_service},
    web::{self, Bytes, Data, PayloadConfig, ServiceConfig},
};
use requires_auth::{Authenticator, Identity, Rejection, actix_web::requires_auth};
use requires_auth_tests::{
    conformance::{Partner, Staff, Waiting, verifiers},
    log_recorder::recorded,
    raw_http::{Reply, exchange},
};

use crate::{get, serve};

#[requires_auth]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Partner, only = |who| who.subject() == "acme")]
async fn partner() -> &'static str {
    "partner"
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

/// Status and body of ada's request, in process: the log is that of the thread.
fn ask(config: fn(&mut ServiceConfig), target: &str) -> (u16, String) {
    System::new().block_on(async {
        let service = init_service(App::new().configure(config)).await;
        let request = TestRequest::with_uri(target).insert_header(("authorization", "Bearer writer"));
        whole(call_service(&service, request.to_request()).await).await
    })
}

async fn whole(response: ServiceResponse<impl MessageBody>) -> (u16, String) {
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body()).await.ok().unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn routes(config: &mut ServiceConfig) {
    config.route("/any", web::get().to(any)).route("/partner", web::get().to(partner)).route("/maybe", web::get().to(maybe));
}

/// In a process in which no other test installs a subscriber.
#[test]
fn without_an_authenticator_and_a_subscriber_standard_error_says_why_once() {
    const CHILD: &str = "WITHOUT_AUTHENTICATOR";
    if std::env::var_os(CHILD).is_some() {
        for _ in 0..2 {
            assert_eq!(ask(routes, "/any").0, 500);
        }
        return;
    }
    let name = "fails_closed::without_an_authenticator_and_a_subscriber_standard_error_says_why_once";
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", name, "--nocapture"]).env(CHILD, "1");
    let output = child.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let ours: Vec<&str> = said.lines().filter(|line| line.starts_with("requires-auth: ")).collect();
    let [line] = ours[..] else { panic!("{said}") };
    assert!(
        output.status.success() && line.contains("holds no `Authenticator<Identity>`") && line.contains("App::app_data(auth)")
    );
}

#[test]
fn without_an_authenticator_nobody_is_let_in_and_the_log_names_the_type() {
    for (target, name) in
        [("/any", "`Authenticator<Identity>`"), ("/partner", "::Partner>`"), ("/maybe", "`Authenticator<Identity>`")]
    {
        let (answer, log) = recorded(|| ask(routes, target));
        let problem = r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#;
        assert_eq!(answer, (500, problem.to_owned()), "{target}");
        let ours: Vec<_> = log.iter().filter(|logged| logged.target.starts_with("requires_auth")).collect();
        let [event] = ours[..] else { panic!("{target}: {log:?}") };
        assert_eq!(event.level, "ERROR");
        let source = event.fields.get("source").unwrap();
        assert!(source.contains("App::app_data(auth)") && source.contains(name), "{target}: {source}");
    }
}

#[test]
fn with_one_the_same_routes_answer() {
    let with = |config: &mut ServiceConfig| {
        config.app_data(verifiers::users());
        routes(config);
    };
    assert_eq!(ask(with, "/any"), (200, "ada".to_owned()));
    assert_eq!(ask(with, "/maybe"), (200, "true".to_owned()));
}

#[test]
fn an_authenticator_of_another_type_is_none() {
    let staff_only = |config: &mut ServiceConfig| {
        config.app_data(verifiers::staff()).app_data(verifiers::users().tagged::<Partner>());
        routes(config);
    };
    assert_eq!(ask(staff_only, "/any").0, 500);
    let wrapped = |config: &mut ServiceConfig| {
        config.app_data(Data::new(verifiers::users()));
        routes(config);
    };
    assert_eq!(ask(wrapped, "/any").0, 500);
}

#[requires_auth]
async fn fallback(#[identity] who: Staff) -> String {
    who.name
}

#[requires_auth(authenticator = Partner)]
async fn nested() -> &'static str {
    "nested"
}

#[test]
fn a_scope_brings_its_own_authenticator_and_no_other_handler_uses_it() {
    let address = serve(|| {
        let scope = web::scope("/partner").app_data(verifiers::partners()).route("/any", web::get().to(nested));
        App::new().app_data(verifiers::staff()).service(scope).default_service(web::to(fallback))
    });
    let (partner, staff) = ("authorization: Bearer partner", "cookie: session=staff-1");
    assert_eq!(get(address, "/partner/any", partner).body, "nested");
    // The fallback that the scope inherits is the staff's, also there.
    for target in ["/partner/none", "/none"] {
        assert_eq!(get(address, target, staff).body, "eve", "{target}");
        for field in ["", partner] {
            let reply = get(address, target, field);
            assert_eq!((reply.status, reply.all("www-authenticate")), (401, vec![r#"Cookie realm="api""#]), "{target} {field}");
        }
    }
    assert_eq!(get(address, "/partner/any", staff).status, 401);
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
async fn upload(body: Bytes) -> String {
    body.len().to_string()
}

#[test]
fn a_body_over_the_limit_counts_only_for_those_who_may_send_one() {
    let address = serve(|| {
        let limit = PayloadConfig::new(8);
        App::new().app_data(verifiers::waiting()).app_data(limit).route("/upload", web::post().to(upload))
    });
    let post = |token: &str, body: &str| {
        let length = body.len();
        let head = format!("POST /upload HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n");
        let reply = exchange(address, format!("{head}authorization: Bearer {token}\r\n\r\n{body}").as_bytes());
        (reply.status, reply.body)
    };
    assert_eq!(post("waiting-writer", "12345678"), (200, "8".to_owned()));
    assert_eq!(post("waiting-writer", "123456789").0, 413);
    assert_eq!(post("waiting-reader", "123456789").0, 403);
    assert_eq!(post("nobody", "123456789").0, 401);
}

#[test]
fn the_guard_does_not_look_at_the_method() {
    let address = serve(|| App::new().app_data(verifiers::users()).route("/any", web::to(any)));
    let ask = |method: &str, field: &str| {
        exchange(address, format!("{method} /any HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{field}\r\n").as_bytes())
    };
    let refused = ask("GET", "");
    assert_eq!(refused.status, 401);
    for method in ["OPTIONS", "POST", "PUT", "TRACE", "BREW"] {
        assert_eq!(ask(method, ""), refused, "{method}");
        assert_eq!(ask(method, "authorization: Bearer writer\r\n").body, "ada", "{method}");
    }
    // The same fields, no body (RFC 9110 9.3.2).
    assert_eq!(ask("HEAD", ""), Reply { body: String::new(), ..refused });
}

fn in_words(rejection: Rejection) -> (String, StatusCode) {
    (format!("no: {}", rejection.reason()), StatusCode::IM_A_TEAPOT)
}

fn as_it_is(rejection: Rejection) -> Rejection {
    rejection
}

fn as_response(rejection: Rejection) -> Result<HttpResponse, Error> {
    Err(rejection.into())
}

#[requires_auth(on_reject = in_words)]
async fn words() -> &'static str {
    "words"
}

#[requires_auth(on_reject = as_it_is)]
async fn is() -> &'static str {
    "is"
}

#[requires_auth(on_reject = as_response, check = who.subject() == "bob")]
async fn response(#[identity] who: Identity) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::Ok().finish())
}

#[test]
fn on_reject_answers_with_any_responder() {
    let address = serve(|| {
        let app = App::new().app_data(verifiers::users()).route("/any", web::get().to(any));
        app.route("/words", web::to(words)).route("/is", web::to(is)).route("/response", web::to(response))
    });
    let words = get(address, "/words", "");
    assert_eq!((words.status, words.body.as_str()), (418, "no: no credentials"));
    assert_eq!(get(address, "/words", "authorization: Bearer writer").body, "words");
    let usual = get(address, "/any", "");
    assert_eq!(get(address, "/is", ""), usual);
    assert_eq!(get(address, "/response", ""), usual);
    assert_eq!(get(address, "/response", "authorization: Bearer writer").status, 403);
}

async fn by_hand(request: actix_web::HttpRequest, auth: Data<Authenticator>) -> Result<impl Responder, Rejection> {
    let who = auth.authenticate(request.head()).await?;
    Ok(who.subject().to_owned())
}

async fn closure() -> &'static str {
    "behind a middleware"
}

#[test]
fn by_hand_the_answers_are_the_same() {
    let address = serve(|| {
        let scope = web::scope("/behind").route("/any", web::get().to(closure)).wrap(actix_web::middleware::from_fn(
            |request: actix_web::dev::ServiceRequest, next: actix_web::middleware::Next<_>| async move {
                verifiers::users().authenticate(&request).await?;
                next.call(request).await
            },
        ));
        let auth = verifiers::users();
        App::new()
            .app_data(Data::new(auth.clone()))
            .app_data(auth)
            .service(scope)
            .route("/any", web::get().to(any))
            .route("/by_hand", web::get().to(by_hand))
    });
    for field in ["", "authorization: Bearer wrong", "authorization: Bearer down", "authorization: Basic YTpi"] {
        let guarded = get(address, "/any", field);
        assert_ne!(guarded.status, 200);
        assert_eq!(get(address, "/by_hand", field), guarded, "{field}");
        assert_eq!(get(address, "/behind/any", field), guarded, "{field}");
    }
    assert_eq!(get(address, "/by_hand", "authorization: Bearer writer").body, "ada");
    assert_eq!(get(address, "/behind/any", "authorization: Bearer writer").body, "behind a middleware");
}

/// The refusal may be a way to the login page.
#[test]
fn a_browser_is_sent_to_the_login_page() {
    let address = serve(|| {
        let auth = Authenticator::builder(verifiers::users()).login_page("/login").build().unwrap();
        App::new().app_data(auth).route("/any", web::get().to(any))
    });
    let sent = get(address, "/any", "sec-fetch-mode: navigate");
    assert_eq!((sent.status, sent.all("location"), sent.body.as_str()), (303, vec!["/login?return_to=%2Fany"], ""));
    assert_eq!(get(address, "/any", "sec-fetch-mode: cors").status, 401);
}

/// A middleware finds the rejection in the response's error, and may ask it for the response again.
#[test]
fn a_refusal_is_the_error_of_its_response() {
    System::new().block_on(async {
        let service = init_service(App::new().app_data(verifiers::users()).configure(routes)).await;
        let response = call_service(&service, TestRequest::with_uri("/any").to_request()).await;
        let rejection = response.response().error().and_then(|error| error.as_error::<Rejection>()).unwrap();
        assert_eq!(rejection.status(), 401);
        let error: &dyn actix_web::ResponseError = rejection;
        for _ in 0..2 {
            let again = error.error_response();
            assert_eq!((again.status(), again.headers().len()), (response.status(), response.headers().len()));
            let body = to_bytes(again.into_body()).await.unwrap();
            assert_eq!(body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
        }
        assert_eq!(error.status_code(), StatusCode::UNAUTHORIZED);
    });
}
