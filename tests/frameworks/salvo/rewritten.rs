//! B12: which code of a user's may make something else of a refusal. A catcher does not get one that has a body, a hoop does.

use requires_auth::{Identity, Rejection, salvo::requires_auth};
use requires_auth_tests::{conformance::verifiers::users, raw_http::get};
use salvo::{
    Depot, FlowCtrl, Request, Response, Router, Service, Writer as _, catcher::Catcher, extract::QueryParam, handler,
    http::StatusCode, writing::Text,
};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity, _page: QueryParam<u32, true>) -> String {
    who.subject().to_owned()
}

#[requires_auth(on_reject = status)]
#[handler]
async fn bare(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn status(_: Rejection) -> StatusCode {
    StatusCode::UNAUTHORIZED
}

fn routes() -> Router {
    Router::new().hoop(users()).push(Router::with_path("guarded").get(guarded)).push(Router::with_path("bare").get(bare))
}

#[test]
fn a_catcher_writes_only_what_has_no_body() {
    #[handler]
    async fn catch(response: &mut Response, flow: &mut FlowCtrl) {
        response.status_code(StatusCode::IM_A_TEAPOT);
        response.render("short and stout");
        flow.skip_rest();
    }
    let address = serve(Service::new(routes()).catcher(Catcher::default().hoop(catch)));
    let reply = get(address, "/guarded?page=1", None);
    assert_eq!((reply.status, reply.all("www-authenticate")), (401, vec![r#"Bearer realm="api""#]));
    assert_eq!(reply.body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
    assert_eq!(get(address, "/guarded", None), reply);
    // A status alone asks for the catcher.
    let reply = get(address, "/bare", None);
    assert_eq!((reply.status, reply.body.as_str()), (418, "short and stout"));
    for (path, body) in [("/guarded?page=1", "ada"), ("/bare", "ada"), ("/missing", "short and stout")] {
        assert_eq!(get(address, path, Some("writer")).body, body, "{path}");
    }
}

#[test]
fn a_hoop_has_the_last_word() {
    #[handler]
    async fn page(request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        flow.call_next(request, depot, response).await;
        if response.status_code == Some(StatusCode::UNAUTHORIZED) {
            let _ = response.take_body();
            response.render(Text::Html("<p>who are you?</p>"));
        }
    }
    let address = serve(Router::new().hoop(page).push(routes()));
    let reply = get(address, "/guarded?page=1", None);
    assert_eq!((reply.status, reply.body.as_str(), reply.all("www-authenticate").len()), (401, "<p>who are you?</p>", 1));
    assert_eq!(get(address, "/guarded?page=1", Some("writer")).body, "ada");
}
