//! Errors of configuration and of verifiers, rejections, and the responses made of them.

use std::{error::Error, time::Duration};

use http::{HeaderValue, Request, Response, StatusCode};
use requires_auth::{
    __private::{FromApp, HandlerSpec},
    Authenticator, AuthenticatorBuilder, Bearer, Challenge, Identity, Reason, Rejection, RejectionBody, ResponseBuilder,
    ResponseField, Scope, VerifyError, test_util,
    verifiers::{StaticKeys, StaticTokens, bearer},
};
use requires_auth_tests::poll_once::ready;

fn tokens() -> StaticTokens {
    StaticTokens::new([("good", Identity::new("ada"))]).unwrap()
}

/// Refuses everybody for this reason.
fn rejection(error: fn() -> VerifyError) -> Rejection {
    let auth = Authenticator::new(bearer(move |_: Bearer<'_>| Err::<Identity, _>(error())));
    let request = Request::builder().header("authorization", "Bearer token").body(()).unwrap();
    ready(auth.authenticate(&request)).unwrap_err()
}

#[test]
fn a_configuration_error_names_the_text_and_the_rule() {
    let error = Scope::try_new("a\n\"b").unwrap_err();
    assert!(error.rule().contains("not a scope-token") && error.rule().contains("RFC 6749 3.3"), "{}", error.rule());
    // Escaped, since it goes to a terminal or a log.
    assert_eq!(error.to_string(), format!(r#"scope "a\n\"b": {}"#, error.rule()));

    let error = Challenge::basic().build().unwrap_err();
    assert_eq!(error.rule(), "realm required (RFC 7617 2)");
    assert_eq!(error.to_string(), "Basic challenge: realm required (RFC 7617 2)");

    for (name, what) in [("scope", "scope \"a  b\": "), ("acr_values", "acr_values \"a  b\": ")] {
        let error = Challenge::bearer().param(name, "a  b").build().unwrap_err().to_string();
        assert!(error.starts_with(what), "{error}");
    }
}

#[test]
fn an_error_of_a_verifier_prints_its_kind_alone() {
    for (error, printed) in [
        (VerifyError::invalid(), "VerifyError(invalid)"),
        (VerifyError::expired(), "VerifyError(expired)"),
        (VerifyError::denied(), "VerifyError(denied)"),
        (VerifyError::unavailable("the table is down"), "VerifyError(unavailable)"),
    ] {
        assert_eq!(format!("{error:?}"), printed);
    }
}

#[test]
fn a_rejection_tells_why() {
    let invalid = rejection(VerifyError::invalid);
    assert_eq!(
        (invalid.reason(), invalid.error_code(), invalid.retry_after()),
        (Reason::InvalidCredentials, Some("invalid_token"), None)
    );
    assert_eq!(invalid.to_string(), "invalid credentials");
    let printed = format!("{invalid:?}");
    assert!(printed.contains("InvalidCredentials") && printed.contains(r#"Bearer realm=\"api\""#), "{printed}");
    assert!(invalid.source().is_none() && Error::source(&invalid).is_none());

    let down = rejection(|| VerifyError::unavailable("the table is down"));
    assert_eq!((down.reason(), down.error_code(), down.challenges().count()), (Reason::Unavailable, None, 0));
    assert_eq!(down.source().unwrap().to_string(), "the table is down");
    assert_eq!(Error::source(&down).unwrap().to_string(), "the table is down");
    assert_eq!(Reason::Unavailable.to_string(), Reason::Unavailable.as_str());
}

#[test]
fn when_to_try_again_is_rounded_up_to_whole_seconds() {
    fn after(nanos: u64) -> Option<u32> {
        let error = VerifyError::unavailable("down").retry_after(Duration::from_nanos(nanos));
        let error = std::sync::Mutex::new(Some(error));
        let auth = Authenticator::new(bearer(move |_: Bearer<'_>| Err::<Identity, _>(error.lock().unwrap().take().unwrap())));
        let request = Request::builder().header("authorization", "Bearer token").body(()).unwrap();
        ready(auth.authenticate(&request)).unwrap_err().retry_after()
    }
    fn throttled(time: Duration) -> (u16, Option<u32>, usize) {
        let auth = Authenticator::new(bearer(move |_: Bearer<'_>| Err::<Identity, _>(VerifyError::throttled(time))));
        let request = Request::builder().header("authorization", "Bearer token").body(()).unwrap();
        let error = ready(auth.authenticate(&request)).unwrap_err();
        (error.status().as_u16(), error.retry_after(), error.challenges().count())
    }
    for (nanos, seconds) in [(0, 0), (1, 1), (30_000_000_000, 30), (30_000_000_001, 31)] {
        assert_eq!(after(nanos), Some(seconds), "{nanos}");
    }
    let times =
        [(Duration::ZERO, 1), (Duration::from_nanos(1), 1), (Duration::from_secs(1), 1), (Duration::from_millis(60_001), 61)];
    for (time, seconds) in times.into_iter().chain([(Duration::MAX, u32::MAX)]) {
        assert_eq!(throttled(time), (429, Some(seconds), 0), "{time:?}");
    }
    // Of no other error, and not of one that has its time.
    assert_eq!(rejection(|| VerifyError::denied().retry_after(Duration::from_secs(7))).retry_after(), None);
    let throttled = rejection(|| VerifyError::throttled(Duration::from_secs(3)).retry_after(Duration::from_secs(7)));
    assert_eq!(throttled.retry_after(), Some(3));
}

fn fields(response: &Response<String>, name: &str) -> Vec<String> {
    response.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_response_has_what_its_builder_was_given() {
    let line = |text| HeaderValue::from_static(text);
    let response: Response<String> = ResponseBuilder::new(StatusCode::UNAUTHORIZED)
        .challenge(line("Bearer realm=\"a\""))
        .challenge(line("Basic realm=\"a\""))
        .challenge(line("DPoP algs=\"ES256\""))
        .error_code("invalid_dpop_proof")
        .build();
    assert_eq!(fields(&response, "www-authenticate"), ["Bearer realm=\"a\"", "Basic realm=\"a\"", "DPoP algs=\"ES256\""]);
    assert_eq!(response.body(), r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_dpop_proof"}"#);
    assert_eq!(fields(&response, "retry-after"), [""; 0]);

    let response: Response<String> = ResponseBuilder::new(StatusCode::SERVICE_UNAVAILABLE).build();
    assert_eq!((fields(&response, "retry-after"), fields(&response, "www-authenticate").len()), (vec!["5".to_owned()], 0));
    let response: Response<String> = ResponseBuilder::new(StatusCode::TOO_MANY_REQUESTS).retry_after(7).build();
    assert_eq!(fields(&response, "retry-after"), ["7"]);

    // A challenge more, on what the guard itself says.
    let response: Response<String> = ResponseBuilder::from(rejection(VerifyError::invalid)).challenge(line("Negotiate")).build();
    assert_eq!(fields(&response, "www-authenticate"), [r#"Bearer realm="api", error="invalid_token""#, "Negotiate"]);
}

/// A framework that keeps its errors asks by reference; the answer is the same.
#[test]
fn a_rejection_that_is_kept_gives_the_response_of_one_that_is_given_away() {
    let parts = |response: Response<String>| (response.status(), response.headers().clone(), response.body().clone());
    let builder = || Authenticator::builder(tokens()).or(StaticKeys::new([("key", Identity::new("robot"))]).unwrap());
    let forbidden = |_: &Rejection, _: requires_auth::RequestHead<'_>| {
        Some(RejectionBody::text("no").forbidden().field(ResponseField::SET_COOKIE, "a=b"))
    };
    let rejections = [
        rejection(VerifyError::expired),
        rejection(VerifyError::denied),
        rejection(|| VerifyError::unavailable("down")),
        rejection(|| VerifyError::unavailable("down").retry_after(Duration::from_secs(30))),
        rejection(|| VerifyError::throttled(Duration::from_secs(30)).because("used up")),
        refused(&builder().build().unwrap()),
        refused(&builder().renderer(|_, _| Some(RejectionBody::html("<p>no"))).build().unwrap()),
        refused(&builder().renderer(forbidden).build().unwrap()),
        refused(&builder().login_page("/login").build().unwrap()),
        refused(&builder().login_page("/login").renderer(forbidden).build().unwrap()),
    ];
    let statuses: Vec<_> = rejections.iter().map(|rejection| rejection.status().as_u16()).collect();
    assert_eq!(statuses, [401, 403, 503, 503, 429, 401, 401, 403, 303, 303]);
    for rejection in rejections {
        let kept = parts(ResponseBuilder::from(&rejection).build());
        assert_eq!(kept, parts(rejection.into_http()));
    }
}

fn refused(auth: &Authenticator) -> Rejection {
    let request = Request::builder().header("sec-fetch-mode", "navigate").body(()).unwrap();
    ready(auth.authenticate(&request)).unwrap_err()
}

#[test]
fn a_body_has_the_media_type_that_was_given() {
    let markdown = RejectionBody::new("text/markdown", "# no").unwrap();
    for (body, media, text) in [
        (markdown, "text/markdown", "# no"),
        (RejectionBody::json("{}"), "application/json", "{}"),
        (RejectionBody::text("no"), "text/plain; charset=utf-8", "no"),
        (RejectionBody::html("<p>no"), "text/html; charset=utf-8", "<p>no"),
    ] {
        let response: Response<String> = ResponseBuilder::new(StatusCode::FORBIDDEN).body(body).build();
        assert_eq!((fields(&response, "content-type"), response.body().as_str()), (vec![media.to_owned()], text));
        assert_eq!(fields(&response, "cache-control"), ["no-store"]);
    }
}

#[test]
fn authenticators_and_their_builders_print_what_they_accept_and_what_is_wrong() {
    let keys = StaticKeys::new([("key", Identity::new("robot"))]).unwrap();
    let printed = format!("{:?}", Authenticator::builder(tokens()).or(keys).build().unwrap());
    assert!(printed.contains("Authenticator") && printed.contains("[Bearer, ApiKey]"), "{printed}");
    let right: AuthenticatorBuilder<Identity> = Authenticator::builder(tokens());
    let printed = format!("{right:?}");
    assert!(printed.contains("AuthenticatorBuilder") && printed.contains("fault: None"), "{printed}");
    let printed = format!("{:?}", right.realm("\n"));
    assert!(printed.contains("control character"), "{printed}");
}

/// The attribute never emits one. Whoever writes it by hand has demanded a scope of a type that has none, so nobody is let in.
#[test]
fn a_policy_that_is_said_to_have_no_scopes_and_has_one_lets_nobody_in() {
    enum Scoped {}
    impl HandlerSpec for Scoped {
        const NAME: &'static str = "handler";
        const SCOPES: &'static str = "a";
    }
    let auth = Authenticator::new(StaticTokens::new([("good", Identity::builder("ada").scopes("a").build())]).unwrap());
    let request = Request::builder().header("authorization", "Bearer good").body(()).unwrap();
    let refused = ready(test_util::guard::<Identity, FromApp<Scoped>, _, _>(&auth, request)).unwrap_err();
    assert_eq!(refused.reason(), Reason::InsufficientScope);
}
