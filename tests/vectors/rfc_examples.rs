//! `rfc-examples.json`: what the RFCs print, as far as it is of HTTP.

use http::{Response, StatusCode, header::WWW_AUTHENTICATE};
use requires_auth::{Authenticator, Challenge, Reason, ResponseBuilder, Scope, verifiers};
use requires_auth_tests::{
    expected_bodies::assert_refusal,
    http_auth_parser::{self, Read},
};

use crate::cases::{Case, Seen, authorization, cases, request_with, required};

const QUERY_OR_FORM: &str = "credentials in the query or the body are not offered";
const TOKEN: &str = "tokens are verified by a feature that is not built";
const INTROSPECTION: &str = "introspection is not built";
const DPOP: &str = "DPoP is not built";
const METADATA: &str = "metadata documents are not built";

const SKIPPED: &[(&str, &str)] = &[
    ("bearer-form", QUERY_OR_FORM),
    ("bearer-query", QUERY_OR_FORM),
    ("introspect-active", INTROSPECTION),
    ("introspect-inactive", INTROSPECTION),
    ("jwt-hs256", TOKEN),
    ("jwt-es256", TOKEN),
    ("jwt-unsecured", TOKEN),
    ("jws-crit-negative", TOKEN),
    ("jws-ed25519", TOKEN),
    ("thumbprint-rsa", TOKEN),
    ("stepup-at", TOKEN),
    ("dpop-token-request", DPOP),
    ("dpop-resource", DPOP),
    ("dpop-bound-at-claims", DPOP),
    ("prm-path", METADATA),
    ("prm-root", METADATA),
    ("as-meta-path", METADATA),
    ("oidc-meta-path", METADATA),
];

#[test]
fn what_the_rfcs_print_is_read_and_written() {
    cases!("rfc-examples").each(SKIPPED, 18, 18, |case| {
        match (case.text("authorization"), case.text("www_authenticate"), case.text("scope")) {
            (Some(line), None, None) => read(case, line),
            (None, Some(line), None) => write(case, line),
            (None, None, Some(scope)) => name_scopes(scope),
            _ => case.unknown(),
        }
        if let Some(challenge) = case.text("challenge") {
            assert_eq!(rebuilt(challenge), challenge, "{}", case.name);
        }
    });
}

fn read(case: &Case<'_>, line: &str) {
    let auth = Authenticator::builder(verifiers::bearer(|token| Ok(Seen::bearer(token.expose()))))
        .or(verifiers::basic(|basic| Ok(Seen::basic(basic.user(), basic.expose_password()))))
        .build()
        .unwrap();
    let expected = match (case.text("token"), case.text("user"), case.text("password")) {
        (Some(token), None, None) => Seen::bearer(token),
        (None, Some(user), Some(password)) => Seen::basic(user, password),
        // The credentials of RFC 6749's client.
        (None, None, None) if case.name == "introspect-basic" => Seen::basic("s6BhdRkqt3", "gX1fBat3bV"),
        _ => case.unknown(),
    };
    assert_eq!(required(&auth, &authorization(line)).unwrap(), expected, "{}", case.name);
}

/// Our builder writes what was printed, but for the order of the parameters, and the response carries it as it is.
fn write(case: &Case<'_>, line: &str) {
    let status = case.get("status").map_or(401, |status| status.as_u64().unwrap());
    let status = StatusCode::from_u16(status.try_into().unwrap()).unwrap();
    let printed = http_auth_parser::challenges(line).unwrap();
    let built: Vec<_> = printed.iter().map(|challenge| challenge_of(challenge).build().unwrap()).collect();
    let response: Response<String> = built.iter().cloned().fold(ResponseBuilder::new(status), ResponseBuilder::challenge).build();
    assert_eq!(response.status(), status);
    let lines: Vec<_> = response.headers().get_all(WWW_AUTHENTICATE).iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.len(), printed.len(), "{}", case.name);
    for (line, printed) in lines.iter().zip(&printed) {
        let [read] = &http_auth_parser::challenges(line).unwrap()[..] else { panic!("{}: {line}", case.name) };
        assert_eq!(sorted(read), sorted(printed), "{}", case.name);
    }
}

fn sorted(challenge: &Read) -> Read {
    let mut challenge = challenge.clone();
    challenge.params.sort();
    challenge
}

fn challenge_of(read: &Read) -> Challenge {
    read.params.iter().fold(Challenge::new(&*read.scheme), |challenge, (name, value)| challenge.param(name, &**value))
}

fn rebuilt(line: &str) -> String {
    let [read] = &http_auth_parser::challenges(line).unwrap()[..] else { panic!("{line}") };
    challenge_of(read).build().unwrap().to_str().unwrap().to_owned()
}

fn name_scopes(list: &str) {
    let line = Challenge::bearer().scopes(list.split(' ')).build().unwrap();
    assert_eq!(line, format!(r#"Bearer scope="{list}""#));
    for token in list.split(' ') {
        assert!(Scope::try_new(token.to_owned().leak()).is_ok());
    }
}

/// RFC 6750 3 prints the answer to nobody; the guard gives it, byte for byte.
#[test]
fn a_guard_of_realm_example_answers_nobody_as_rfc_6750_prints_it() {
    let auth =
        Authenticator::builder(verifiers::bearer(|token| Ok(Seen::bearer(token.expose())))).realm("example").build().unwrap();
    let rejection = required(&auth, &request_with([])).unwrap_err();
    assert_eq!(rejection.reason(), Reason::MissingCredentials);
    assert_refusal(rejection.into_http(), "bearer-401-none", 401, &[r#"Bearer realm="example""#], None);
}
