//! `http-credential-places.json`: which credentials count where several places carry some.

use http::{Request, Uri};
use requires_auth::{Authenticator, Reason, verifiers};
use requires_auth_tests::expected_bodies::assert_refusal;

use crate::cases::{Case, Seen, cases, optional, request_with, required};

const QUERY_OR_FORM: &str = "credentials in the query or the body are not offered";
const DPOP: &str = "DPoP is not built; its scheme is an unsupported one, which http-authorization.json checks";

const SKIPPED: &[(&str, &str)] = &[
    ("query-twice", QUERY_OR_FORM),
    ("query-encoded-name", QUERY_OR_FORM),
    ("header+query", QUERY_OR_FORM),
    ("header+query+form", QUERY_OR_FORM),
    ("dpop-no-proof", DPOP),
    ("dpop-two-proofs", DPOP),
];

const BEARER: &str = r#"Bearer realm="api""#;
const INVALID_TOKEN: &str = r#"Bearer realm="api", error="invalid_token""#;
const INVALID_REQUEST: &str = r#"Bearer realm="api", error="invalid_request""#;
const API_KEY: &str = r#"ApiKey realm="api""#;

#[test]
fn the_places_count_as_the_vectors_say() {
    cases!("http-credential-places").each(SKIPPED, 16, 6, run);
}

fn run(case: &Case<'_>) {
    let with_key = match case.texts("enable")[..] {
        [] => false,
        ["apikey"] => true,
        _ => case.unknown(),
    };
    let builder = Authenticator::builder(verifiers::bearer(|token| Ok(Seen::bearer(token.expose()))));
    let key = verifiers::api_key(|key| Ok(Seen::ApiKey(key.expose().to_owned())));
    let auth = if with_key { builder.or(key) } else { builder }.build().unwrap();

    let request = request(case);
    let decided = if case.get("optional").is_some() { optional(&auth, &request) } else { required(&auth, &request).map(Some) };
    let both: &[&str] = if with_key { &[BEARER, API_KEY] } else { &[BEARER] };
    let (reason, status, challenges, error): (_, _, &[&str], _) = match case.text("expect").unwrap() {
        "use header" => {
            assert_eq!(decided.expect(&case.name), Some(Seen::bearer("tok")), "{}", case.name);
            return;
        }
        "anonymous" => {
            assert_eq!(decided.expect(&case.name), None, "{}", case.name);
            return;
        }
        "absent" => (Reason::MissingCredentials, 401, both, None),
        "invalid" => (Reason::MalformedCredentials, 401, both, None),
        "invalid_token" => (Reason::MalformedCredentials, 401, &[INVALID_TOKEN], Some("invalid_token")),
        "invalid_request" => (Reason::ConflictingCredentials, 400, &[INVALID_REQUEST], Some("invalid_request")),
        _ => case.unknown(),
    };
    assert_eq!(case.get("status").unwrap().as_u64(), Some(u64::from(status)), "{}", case.name);
    let rejection = decided.expect_err(&case.name);
    assert_eq!(rejection.reason(), reason, "{}", case.name);
    assert_refusal(rejection.into_http(), &case.name, status, challenges, error);
}

fn request(case: &Case<'_>) -> Request<()> {
    let texts = |key, name| case.texts(key).into_iter().map(move |line| (name, line.as_bytes().to_vec()));
    let hex = case.texts("authorization_latin1_hex").into_iter().map(|line| ("authorization", bytes(line)));
    let lines =
        texts("authorization", "authorization").chain(hex).chain(texts("x_api_key", "x-api-key")).chain(texts("dpop", "dpop"));
    let mut request = request_with(lines);
    if let Some(query) = case.text("query") {
        *request.uri_mut() = Uri::try_from(format!("/?{query}")).unwrap();
    }
    request
}

/// The bytes of hexadecimal digits.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
