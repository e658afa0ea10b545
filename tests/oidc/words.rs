//! What the operator reads: the five likeliest mistakes, and the lines that the guide shows for them.

use std::{net::TcpListener, time::Duration};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, requires_auth,
    test_util::{TestEndpoint, TestResponse},
    verifiers::{JwtAlgorithm, Oidc},
};
use requires_auth_tests::log_recorder::{logged_everywhere, recorded};
use serde_json::{Value, json};

use crate::asking::{AUDIENCE, Api, clock, eventually, request};

const GUIDE: &str = include_str!("../../runtime/src/guide/identity_providers.md");

struct Items(Authenticator);

impl Items {
    #[requires_auth(verifier = self.0)]
    async fn list(&self, request: Request<()>) -> Response<String> {
        drop(request);
        Response::new("items".to_owned())
    }
}

/// The status, and the line of the event. The client learns nothing of it.
fn rejected(auth: &Authenticator, token: &str) -> (u16, String) {
    let items = Items(auth.clone());
    let (response, log) = recorded(|| block_on(items.list(request(token))));
    let [event] = &*log.into_iter().filter(|event| event.fields.contains_key("reason")).collect::<Vec<_>>() else {
        panic!("one event")
    };
    assert_eq!(event.fields["status"], response.status().as_u16().to_string());
    let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap());
    assert!(matches!(
        challenge,
        None | Some(
            r#"Bearer realm="api", error="invalid_token""#
                | r#"Bearer realm="api", error="invalid_token", error_description="token expired""#
        )
    ));
    (response.status().as_u16(), event.fields["source"].clone())
}

#[track_caller]
fn assert_in_guide(line: &str, url: &str) {
    let line = line.replace(url, "https://login.example.com");
    assert!(GUIDE.contains(&line), "{line}");
}

fn with(api: &Api, more: Value) -> String {
    let mut claims = json!({"sub": "ada", "aud": AUDIENCE});
    if let Value::Object(more) = more {
        claims.as_object_mut().unwrap().extend(more);
    }
    api.issuer.token(&claims)
}

#[test]
fn a_token_for_another_api() {
    let api = Api::ready();
    let (status, line) = rejected(&api.auth, &with(&api, json!({"aud": "account"})));
    assert_eq!(
        (status, &*line),
        (
            401,
            "wrong_audience: expected `https://api.example.com`, found `account`: request the token for this API, or correct the configured audience"
        )
    );
    assert_in_guide(&line, api.issuer.url());
}

#[test]
fn an_id_token_instead_of_the_access_token() {
    let api = Api::ready();
    let id_token = with(&api, json!({"aud": "web-app", "azp": "web-app", "nonce": "n-1", "at_hash": "h"}));
    let (status, line) = rejected(&api.auth, &id_token);
    assert_eq!(status, 401);
    assert!(line.starts_with("wrong_audience: expected `https://api.example.com`, found `web-app`: this is the client itself"));
    assert_in_guide(&line, api.issuer.url());
}

#[test]
fn a_slash_too_many_in_the_issuer() {
    let api = Api::ready();
    let issuer = format!("{}/", api.issuer.url());
    let verifier = Oidc::issuer(issuer).allow_http_on_loopback().audience(AUDIENCE).build().unwrap();
    eventually(|| verifier.status().attempts() > 0);
    let (status, line) = rejected(&Authenticator::new(verifier), &api.token());
    assert_eq!(status, 503);
    assert_in_guide(&line, api.issuer.url());
}

#[test]
fn a_provider_that_is_down_when_the_server_starts() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let verifier = Oidc::issuer(&*url).allow_http_on_loopback().audience(AUDIENCE).build().unwrap();
    eventually(|| verifier.status().attempts() > 0);
    let (status, line) = rejected(&Authenticator::new(verifier), "e30.e30.e30");
    assert_eq!(status, 503);
    let (shown, cause) = line.split_at(line.find("error sending request: ").unwrap() + "error sending request: ".len());
    assert!(cause.contains("refused"), "{line}");
    assert_in_guide(shown, &url);
}

#[test]
fn a_clock_that_is_off_by_ten_minutes() {
    let api = Api::ready();
    let verifier_at = |clock: &requires_auth::test_util::TestClock| {
        let verifier = api.issuer.verifier().audience(AUDIENCE).clock(clock).build().unwrap();
        block_on(verifier.ready());
        Authenticator::new(verifier)
    };
    let token = with(&api, json!({}));
    let slow = clock();
    slow.set(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600 - 600));
    let (status, line) = rejected(&verifier_at(&slow), &token);
    assert_eq!(status, 401);
    assert_in_guide(&line, api.issuer.url());
    let fast = clock();
    fast.advance(Duration::from_secs(600));
    let (status, line) = rejected(&verifier_at(&fast), &token);
    assert_eq!(
        (status, &*line),
        (401, "expired: 240 seconds after `exp` and leeway: the client must renew its token, unless a clock is off")
    );
    assert_in_guide(&line, api.issuer.url());
}

/// Logged by the thread, so that it is known before a request comes.
#[test]
fn the_thread_logs_when_keys_change_and_when_they_cannot_be_fetched() {
    let lines = std::cell::RefCell::new(Vec::new());
    logged_everywhere();
    let api = Api::ready();
    let collect = || {
        let of_this = logged_everywhere().into_iter().filter(|event| {
            event.fields.get("issuer").map(String::as_str) == Some(api.issuer.url()) && event.target.starts_with("requires_auth")
        });
        lines.borrow_mut().extend(of_this.map(|event| (event.level, event.fields)));
    };
    let has = |level: &str, message: &str, name: &str, value: &str| {
        collect();
        lines.borrow().iter().any(|(found, fields)| {
            found == level && fields["message"] == message && fields.get(name).is_some_and(|text| text.contains(value))
        })
    };
    eventually(|| has("INFO", "keys fetched", "keys", "1"));
    api.issuer.respond(TestEndpoint::Keys, TestResponse::Status(500));
    api.issuer.rotate(JwtAlgorithm::EdDsa);
    assert_eq!(api.status(&api.token()), 503);
    eventually(|| has("ERROR", "keys not fetched", "error", "the status is 500"));
    api.issuer.respond(TestEndpoint::Keys, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().keys() == 2);
    eventually(|| has("INFO", "keys fetched", "keys", "2"));
    let two = api.issuer.requests(TestEndpoint::Keys);
    let bad = r#"{"keys":[{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    api.issuer.respond(TestEndpoint::Keys, TestResponse::Body(bad.to_owned()));
    api.advance(600);
    api.issuer.wait_for_requests(TestEndpoint::Keys, two + 1);
    eventually(|| has("INFO", "key skipped", "error", "number 1"));
    assert!(!format!("{:?}", lines.borrow()).contains("c2VjcmV0"));
}
