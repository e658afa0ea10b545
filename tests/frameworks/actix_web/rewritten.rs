//! B12: which code of a user's may make something else of a refusal. That of an extractor's errors does not see it, a middleware does.

use actix_web::{
    App, HttpResponse,
    error::InternalError,
    http::{
        StatusCode,
        header::{HeaderValue, LOCATION},
    },
    middleware::{ErrorHandlerResponse, ErrorHandlers},
    web::{Json, JsonConfig, Path, PathConfig, Query, QueryConfig, post},
};
use requires_auth::{Identity, Rejection, actix_web::requires_auth};
use requires_auth_tests::{
    conformance::{Waiting, verifiers},
    raw_http::ask,
};

use crate::serve;

#[requires_auth]
async fn guarded(#[identity] who: Identity, _path: Path<u32>, _query: Query<Vec<(String, u32)>>, _body: Json<u32>) -> String {
    who.subject().to_owned()
}

#[requires_auth(authenticator = Waiting)]
async fn waits(#[identity] who: Identity, _path: Path<u32>, _query: Query<Vec<(String, u32)>>, _body: Json<u32>) -> String {
    who.subject().to_owned()
}

fn own<E: std::fmt::Debug + std::fmt::Display + 'static>(error: E) -> actix_web::Error {
    InternalError::from_response(error, HttpResponse::ImATeapot().body("short and stout")).into()
}

const BODY: &str = "content-type: application/json\r\ncontent-length: 1\r\n\r\n7";
const BAD: &str = "content-type: application/json\r\ncontent-length: 1\r\n\r\nx";

#[test]
fn what_is_set_for_other_extractors_does_not_see_a_refusal() {
    let address = serve(|| {
        App::new()
            .app_data(verifiers::users())
            .app_data(verifiers::waiting())
            .app_data(JsonConfig::default().error_handler(|error, _| own(error)))
            .app_data(PathConfig::default().error_handler(|error, _| own(error)))
            .app_data(QueryConfig::default().error_handler(|error, _| own(error)))
            .route("/now/{id}", post().to(guarded))
            .route("/later/{id}", post().to(waits))
    });
    for (path, token) in [("/now", "writer"), ("/later", "waiting-writer")] {
        for (target, rest) in [("/7?a=1", BODY), ("/x?a=1", BODY), ("/7?a=x", BODY), ("/7?a=1", BAD)] {
            let target = format!("{path}{target}");
            let reply = ask(address, "POST", &target, Some("wrong"), rest);
            assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1), "{target} {rest}");
            let reply = ask(address, "POST", &target, Some(token), rest);
            let good = target.ends_with("/7?a=1") && rest == BODY;
            let expected = if good { (200, "ada") } else { (418, "short and stout") };
            assert_eq!((reply.status, reply.body.as_str()), expected, "{target} {rest}");
        }
    }
}

/// It finds the rejection, may change the body and keep the fields, or send the caller elsewhere.
#[test]
fn an_error_handler_sees_a_refusal_and_has_the_last_word() {
    let address = serve(|| {
        let page = |response: actix_web::dev::ServiceResponse<_>| {
            let reason = response.response().error().and_then(|error| error.as_error::<Rejection>()).map(Rejection::reason);
            let text = format!("<p>{}</p>", reason.unwrap());
            Ok(ErrorHandlerResponse::Response(response.map_body(|_, _| text).map_into_boxed_body().map_into_right_body()))
        };
        let away = |mut response: actix_web::dev::ServiceResponse<_>| {
            *response.response_mut().status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(LOCATION, HeaderValue::from_static("/login"));
            Ok(ErrorHandlerResponse::Response(response.map_into_left_body()))
        };
        let handlers = ErrorHandlers::new().handler(StatusCode::UNAUTHORIZED, page).handler(StatusCode::FORBIDDEN, away);
        App::new().app_data(verifiers::users()).wrap(handlers).route("/now/{id}", post().to(guarded))
    });
    let reply = ask(address, "POST", "/now/7", None, BODY);
    assert_eq!((reply.status, reply.body.as_str()), (401, "<p>no credentials</p>"));
    assert_eq!(reply.all("www-authenticate"), [r#"Bearer realm="api""#]);
    let reply = ask(address, "POST", "/now/7", Some("denied"), BODY);
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/login"]));
    assert_eq!(ask(address, "POST", "/now/7", Some("writer"), BODY).body, "ada");
}
