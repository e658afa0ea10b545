//! The reason that a verifier adds for the operator: it is in the event and in `Rejection::source()`, and nowhere else.

use std::{borrow::Cow, error::Error, io, time::Duration};

use http::Response;
use requires_auth::{Authenticator, Identity, Rejection, RejectionBody, ResponseBuilder, VerifyError, requires_auth, verifiers};
use requires_auth_tests::{log_recorder::recorded, poll_once::ready};

use crate::sent::{self, KEY, PASSWORD, SESSION, TOKEN, USER, assert_clean, assert_clean_response, request};

/// Hostile and long: it holds what was sent, control characters, and more than a line of a log should have.
fn hostile() -> String {
    format!("no such row\r\n\u{1b}[31m for SENT-{}\u{202e}", "x".repeat(2000))
}

/// The error, its status, the level of its event, and how the reason begins there.
type Case = (fn() -> VerifyError, u16, &'static str, &'static str);

const CASES: [Case; 9] = [
    (|| VerifyError::invalid().because("SENT revoked"), 401, "INFO", "SENT revoked"),
    (|| VerifyError::invalid().because(hostile()), 401, "INFO", r"no such row\r\n\u{1b}[31m for SENT-xxx"),
    (|| VerifyError::invalid().because(Cow::Borrowed("SENT")), 401, "INFO", "SENT"),
    (|| VerifyError::expired().because("SENT since May"), 401, "INFO", "SENT since May"),
    (|| VerifyError::denied().because("SENT barred"), 403, "INFO", "SENT barred"),
    (|| VerifyError::denied().because("first SENT").because("then"), 403, "INFO", "then: first SENT"),
    (|| VerifyError::throttled(Duration::ZERO).because("SENT used up"), 429, "INFO", "SENT used up"),
    (|| VerifyError::unavailable("SENT refused").because("sessions"), 503, "ERROR", "sessions: SENT refused"),
    (|| VerifyError::from(io::Error::other("SENT broken")).because("row 7"), 503, "ERROR", "row 7: SENT broken"),
];

fn requests() -> Vec<http::Request<String>> {
    let lines: [(&str, String); 4] = [
        ("authorization", format!("Bearer {TOKEN}")),
        ("authorization", sent::basic(USER, PASSWORD)),
        ("x-api-key", KEY.to_owned()),
        ("cookie", format!("session={SESSION}")),
    ];
    lines.iter().map(|(name, value)| request(&[(name, value)])).collect()
}

fn every_scheme(error: fn() -> VerifyError) -> requires_auth::AuthenticatorBuilder<Identity> {
    Authenticator::builder(verifiers::bearer(move |_| Err(error())))
        .or(verifiers::basic_async(move |_, _| async move { Err(error()) }))
        .or(verifiers::api_key(move |_| Ok(error)))
        .or(verifiers::session_cookie(move |_| Ok(error)))
        .and_then(|error: fn() -> VerifyError| async move { Err(error()) })
}

/// One event for each rejection, whose `source` is the reason, and a rejection that has it as well.
fn refused(auth: &Authenticator, request: &http::Request<String>, (_, status, level, reason): Case) -> Rejection {
    let (rejection, logged) = recorded(|| ready(auth.authenticate(request)).unwrap_err());
    let [event] = &logged[..] else { panic!("{logged:?}") };
    let source = &event.fields["source"];
    assert!(source.starts_with(reason), "{source:?}");
    assert!(!source.contains(char::is_control) && !source.contains('\u{202e}'), "{source:?}");
    assert!(source.chars().count() <= 514, "{source:?}");
    assert_eq!((&*event.level, &event.fields["status"]), (level, &status.to_string()));
    assert_eq!(rejection.status(), status);
    rejection
}

#[test]
fn a_reason_is_in_the_event_and_the_source_and_in_no_response() {
    for case in CASES {
        assert_clean("`Debug` of the error", &format!("{:?}", case.0()));
        let auth = every_scheme(case.0).build().unwrap();
        for request in &requests() {
            let rejection = refused(&auth, request, case);
            assert!(Error::source(&rejection).is_some() && rejection.source().is_some());
            assert_clean("`Debug` and `Display` of the rejection", &format!("{rejection:?} {rejection:#?} {rejection}"));
            let kept = ResponseBuilder::from(&rejection);
            assert_clean("`Debug` of the builder", &format!("{kept:?}"));
            for response in [kept.build::<String>(), rejection.into_http()] {
                assert_clean_response("the response", &response);
                assert_clean("`Debug` of the response", &format!("{response:?}"));
            }
        }
    }
}

/// The response is the one that the error would have without a reason.
#[test]
fn a_reason_changes_nothing_else() {
    type Make = fn() -> VerifyError;
    let plain: [(Make, Make); 4] = [
        (VerifyError::invalid, || VerifyError::invalid().because("x")),
        (VerifyError::expired, || VerifyError::expired().because("x")),
        (VerifyError::denied, || VerifyError::denied().because("x")),
        (|| VerifyError::unavailable("y"), || VerifyError::unavailable("y").because("x")),
    ];
    for (plain, reasoned) in plain {
        let [plain, reasoned] = [plain, reasoned].map(|error| every_scheme(error).login_page("/login").build().unwrap());
        for mut request in requests() {
            for mode in ["cors", "navigate"] {
                request.headers_mut().insert("sec-fetch-mode", http::HeaderValue::from_static(mode));
                let answers = [&plain, &reasoned].map(|auth| {
                    let response: Response<String> = ready(auth.authenticate(&request)).unwrap_err().into_http();
                    format!("{response:?}")
                });
                assert_eq!(answers[0], answers[1]);
            }
        }
    }
}

/// A renderer may read it, as an application that logs by itself does.
#[test]
fn a_renderer_sees_the_reason() {
    let auth = every_scheme(|| VerifyError::denied().because("barred"))
        .renderer(|rejection, _| rejection.source().map(|reason| RejectionBody::text(format!("told: {reason}"))))
        .build()
        .unwrap();
    for request in &requests() {
        assert_eq!(ready(auth.authenticate(request)).unwrap_err().into_http::<String>().body(), "told: barred");
    }
}

/// In a guarded handler, inline: the event names the handler, the caller sees what everybody sees.
#[test]
fn a_guarded_handler_hides_the_reason() {
    #[requires_auth(verifier = verifiers::bearer(|_| Err::<Identity, _>(VerifyError::invalid().because("SENT revoked"))))]
    fn hello(req: http::Request<String>) -> Response<String> {
        Response::new(req.into_body())
    }
    for request in requests() {
        let (answer, logged) = recorded(|| hello(request.clone()));
        assert_clean_response("the response", &answer);
        assert_clean("`Debug` of the response", &format!("{answer:?}"));
        assert_eq!(answer.status(), 401);
        let told = request.headers().get("authorization").is_some_and(|line| line.as_bytes().starts_with(b"Bearer "));
        assert_eq!(logged[0].fields.get("source").map(String::as_str), told.then_some("SENT revoked"));
    }
}
