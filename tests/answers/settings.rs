//! What realm, metadata, renderer and `on_reject` change of an answer.

use futures_executor::block_on;
use http::{Request, Response, StatusCode};
use requires_auth::{
    Authenticator, FromRejection, Identity, Policy, Rejection, RejectionBody, policy, requires_auth, scheme,
    verifiers::{StaticKeys, StaticTokens},
};

use super::{ALL, BEARER, KEY, PLAIN, all, answer, get, problem};

#[test]
fn realm_and_metadata_stand_in_the_challenges() {
    let auth = all()
        .realm(r#"the "API""#)
        .resource_metadata("https://api.example/.well-known/oauth-protected-resource")
        .build()
        .unwrap();
    let lines = |fields: &[(&str, &str)]| {
        block_on(auth.authenticate(&get(fields))).unwrap_err().challenges().cloned().collect::<Vec<_>>()
    };
    let metadata = r#"resource_metadata="https://api.example/.well-known/oauth-protected-resource""#;
    assert_eq!(
        lines(&[]),
        [
            &format!(r#"Bearer realm="the \"API\"", {metadata}"#),
            r#"ApiKey realm="the \"API\"""#,
            r#"Cookie realm="the \"API\"""#,
            r#"Basic realm="the \"API\"", charset="UTF-8""#
        ]
    );
    assert_eq!(
        lines(&[("authorization", "Bearer wrong")])[0],
        format!(r#"Bearer realm="the \"API\"", error="invalid_token", {metadata}"#)
    );
    const READ: Policy = policy!(scopes("a", "b"));
    let rejection = block_on(auth.authorize(&READ, &get(&[BEARER]))).unwrap_err();
    assert_eq!(
        rejection.challenges().collect::<Vec<_>>(),
        [&format!(r#"Bearer realm="the \"API\"", error="insufficient_scope", scope="a b", {metadata}"#)]
    );
}

#[test]
fn a_scheme_keeps_a_realm_of_its_own() {
    let tokens = StaticTokens::new([("good", Identity::new("good"))]).unwrap().scheme(scheme::Bearer::new().realm("tokens"));
    let keys = StaticKeys::new([("key", Identity::new("key"))]).unwrap();
    let rejection = block_on(Authenticator::new(&*Box::leak(Box::new(tokens))).authenticate(&get(&[]))).unwrap_err();
    assert_eq!(rejection.challenges().collect::<Vec<_>>(), [r#"Bearer realm="tokens""#]);
    let tokens = StaticTokens::new([("good", Identity::new("good"))]).unwrap().scheme(scheme::Bearer::new().realm("tokens"));
    let auth = Authenticator::builder(tokens).or(keys).realm("all").build().unwrap();
    let rejection = block_on(auth.authenticate(&get(&[]))).unwrap_err();
    assert_eq!(rejection.challenges().collect::<Vec<_>>(), [r#"Bearer realm="tokens""#, r#"ApiKey realm="all""#]);
}

#[test]
fn a_renderer_replaces_the_body_and_keeps_the_challenge() {
    let auth = all()
        .renderer(|rejection, head| {
            assert_eq!(head.target(), "/path?query");
            (rejection.status() == StatusCode::UNAUTHORIZED).then(|| RejectionBody::html("<h1>log in</h1>"))
        })
        .build()
        .unwrap();
    let response: Response<String> = block_on(auth.authenticate(&get(&[]))).unwrap_err().into_http();
    assert_eq!(answer(&response), (401, PLAIN.map(str::to_owned).to_vec(), "<h1>log in</h1>".to_owned()));
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store");
    // `None` leaves the default body.
    let response: Response<String> = block_on(auth.authenticate(&get(&[BEARER, BEARER]))).unwrap_err().into_http();
    assert_eq!(response.body(), &problem(400, Some("invalid_request")));
}

#[requires_auth(verifier = ALL, on_reject = teapot)]
async fn with_on_reject(request: Request<()>) -> u16 {
    200
}

fn teapot(rejection: Rejection) -> u16 {
    rejection.status().as_u16() + 17
}

struct AppResponse(u16);

impl FromRejection for AppResponse {
    fn from_rejection(rejection: Rejection) -> Self {
        Self(rejection.status().as_u16())
    }
}

#[requires_auth(verifier = ALL)]
async fn with_own_response(request: Request<()>) -> AppResponse {
    AppResponse(200)
}

#[requires_auth(verifier = ALL)]
async fn with_result(request: Request<()>) -> Result<Response<Vec<u8>>, std::io::Error> {
    Ok(Response::new(vec![]))
}

#[test]
fn refusals_fit_other_return_types() {
    assert_eq!(block_on(with_on_reject(get(&[]))), 418);
    assert_eq!(block_on(with_on_reject(get(&[KEY]))), 200);
    assert_eq!(block_on(with_own_response(get(&[]))).0, 401);
    assert_eq!(block_on(with_own_response(get(&[KEY]))).0, 200);
    assert_eq!(block_on(with_result(get(&[]))).unwrap().status(), 401);
    assert_eq!(block_on(with_result(get(&[KEY]))).unwrap().status(), 200);
}
