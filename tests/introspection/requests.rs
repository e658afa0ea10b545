//! What is sent to the issuer (RFC 7662 2.1).

use std::{
    error::Error,
    sync::{Arc, Mutex},
};

use http::{Request, Response};
use requires_auth::{
    Authenticator, scheme,
    verifiers::{Fetcher, Introspection, IntrospectionBuilder},
};

use crate::asking::ask;

/// Keeps what it was asked, and says that every token is active.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Request<Vec<u8>>>>>);

impl Fetcher for Recorder {
    async fn fetch(&self, request: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        self.0.lock().unwrap().push(request);
        Ok(Response::new(br#"{"active":true,"sub":"ada"}"#.to_vec()))
    }
}

fn sent(set: impl FnOnce(IntrospectionBuilder) -> IntrospectionBuilder, token: &str) -> Request<Vec<u8>> {
    let recorder = Recorder::default();
    let builder = Introspection::endpoint("https://idp.example/introspect").without_audience().fetcher(recorder.clone());
    let verifier = set(builder.scheme(scheme::Bearer::new().opaque())).build().unwrap();
    assert_eq!(ask(&Authenticator::new(verifier), token).unwrap().subject(), "ada");
    recorder.0.lock().unwrap().pop().unwrap()
}

fn body(request: &Request<Vec<u8>>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn credentials_are_in_authorization_or_in_the_form() {
    let request = sent(|builder| builder.client_secret_basic("items api", "a:b+c%/="), "token-1");
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "https://idp.example/introspect"));
    let authorization = &request.headers()["authorization"];
    // `items%20api:a%3Ab%2Bc%25%2F%3D`
    assert_eq!(authorization, "Basic aXRlbXMlMjBhcGk6YSUzQWIlMkJjJTI1JTJGJTNE");
    assert!(authorization.is_sensitive());
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.headers()["accept"], "application/json, application/jwk-set+json");
    assert_eq!(body(&request), "token=token-1&token_type_hint=access_token");

    let request = sent(|builder| builder.client_secret_post("items api", "a&b"), "token-1");
    assert!(!request.headers().contains_key("authorization"));
    assert_eq!(body(&request), "token=token-1&token_type_hint=access_token&client_id=items%20api&client_secret=a%26b");
}

/// A token cannot add a field to the form.
#[test]
fn tokens_are_encoded() {
    let request = sent(|builder| builder.client_secret_basic("id", "secret"), "1|a&client_id=x+y%26#=");
    assert_eq!(body(&request), "token=1%7Ca%26client_id%3Dx%2By%2526%23%3D&token_type_hint=access_token");
}

const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");

#[test]
fn a_token_in_a_session_cookie_is_asked_about_unless_another_site_writes_with_it() {
    let recorder = Recorder::default();
    let builder = Introspection::endpoint("https://idp.example/introspect").without_audience().fetcher(recorder.clone());
    let verifier = builder.client_secret_post("api", "secret").build().unwrap();
    let auth = Authenticator::new(verifier.in_cookie(SESSION));
    let status = |value: &str, site: &str| {
        let request = Request::post("/").header("cookie", format!("__Host-session={value}")).header("sec-fetch-site", site);
        let decided = futures_executor::block_on(auth.authenticate(&request.body(()).unwrap()));
        decided.map_or_else(|rejection| rejection.status().as_u16(), |_| 200)
    };
    assert_eq!(status("opaque", "cross-site"), 403);
    // The endpoint is asked about tokens only.
    assert_eq!([status("\"opaque\"", "same-origin"), status("a|b", "same-origin")], [401, 401]);
    assert_eq!(recorder.0.lock().unwrap().len(), 0);
    assert_eq!(status("opaque", "same-origin"), 200);
    assert_eq!(recorder.0.lock().unwrap().len(), 1);
}
