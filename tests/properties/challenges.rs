//! Whatever the challenge builder writes reads back as what was given, and whatever it refuses breaks a rule.

use http::{Response, StatusCode, header::WWW_AUTHENTICATE};
use proptest::{prelude::*, sample::select};
use requires_auth::{Authenticator, Challenge, Identity, ResponseBuilder, verifiers};
use requires_auth_tests::{
    http_auth_parser::{self, Read},
    poll_once::ready,
};

/// A parameter as it is given, and whether its value obeys the rule of its name.
#[derive(Clone, Debug)]
struct Param {
    name: String,
    value: String,
    is_fine: bool,
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

fn is_printable(text: &str) -> bool {
    text.chars().all(|c| (' '..='~').contains(&c))
}

/// Without quote and backslash, even escaped.
fn is_plain(text: &str) -> bool {
    is_printable(text) && !text.contains(['"', '\\'])
}

fn is_scope_list(text: &str) -> bool {
    is_plain(text) && !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

/// Text that is mostly fine, often has what must be escaped, and sometimes what must be refused.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,20}",
        3 => "[a-z\"\\\\, =]{0,12}",
        2 => "[a-z]{1,8}",
        1 => "[\\x00-\\x7f]{0,8}",
        1 => any::<String>(),
    ]
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["realm", "error", "error_description", "scope", "acr_values", "max_age", "charset"]).prop_map(str::to_owned),
        select(vec!["Realm", "ERROR", "algs", "nonce", "x", "y"]).prop_map(str::to_owned),
        "[!#-'*+.^_`|~0-9A-Za-z-]{1,6}",
        "[ -~]{0,3}",
    ]
}

fn urls() -> impl Strategy<Value = (String, bool)> {
    prop_oneof![
        (
            "[a-z][a-z0-9_-]{0,10}(\\.[a-z0-9-]{0,3}[a-z])?",
            "(:[1-9][0-9]{0,3})?",
            "(/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}){0,12})?",
            "(\\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}){0,12})?",
        )
            .prop_map(|(host, port, path, query)| (format!("https://{host}{port}{path}{query}"), true)),
        ("(localhost|127\\.0\\.0\\.1|\\[::1\\])", "(:[1-9][0-9]{0,3})?(/[a-z]{0,5})?")
            .prop_map(|(host, rest)| (format!("http://{host}{rest}"), true)),
        select(vec![
            "",
            "/relative",
            "relative",
            "//host/x",
            "https:",
            "https://",
            "https:///path",
            "https://?q",
            "https://#f",
            "http://example.com/",
            "http://localhost.example.com",
            "http://127.0.0.2/",
            "ftp://host/",
            "javascript://host/",
            "https://a b/",
            "https://a\"b/",
            "https://a\\b/",
            "https://host/\u{e9}",
            "https://host/\n",
            "mailto:a@host",
            "https://host:0/",
            "https://host:99999/",
            "https://host:080/",
            "https://a..b/",
            "https://1.2.3/",
            "http://[::1].evil.example/",
            "https://host/%zz",
            "https://host/[",
            "https://host/#a#b",
        ])
        .prop_map(|url| (url.to_owned(), false)),
    ]
}

fn params() -> impl Strategy<Value = Param> {
    let any = (names(), texts()).prop_map(|(name, value)| {
        let is_fine = match &*name.to_ascii_lowercase() {
            "error" => !value.is_empty() && is_plain(&value),
            "error_description" => is_plain(&value),
            "scope" | "acr_values" => is_scope_list(&value),
            "max_age" => !value.is_empty() && value.chars().all(|c| c.is_ascii_digit()),
            // Fine where the scheme is Basic, and none of the texts above.
            "charset" => value.eq_ignore_ascii_case("UTF-8"),
            _ => is_printable(&value),
        };
        Param { name, value, is_fine }
    });
    let likely = select(vec![
        ("max_age", "300"),
        ("charset", "utf-8"),
        ("scope", "a b:read"),
        ("acr_values", "gold"),
        ("error", "invalid_token"),
        ("error_description", "token expired"),
        ("realm", "api"),
    ])
    .prop_map(|(name, value)| Param { name: name.to_owned(), value: value.to_owned(), is_fine: true });
    let url = (select(vec!["error_uri", "resource_metadata"]), urls()).prop_map(|(name, (value, is_fine))| Param {
        name: name.to_owned(),
        value,
        is_fine,
    });
    prop_oneof![4 => any, 3 => likely, 2 => url]
}

fn schemes() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec!["Bearer", "Basic", "bAsIc", "DPoP", "Newauth"]).prop_map(str::to_owned),
        1 => "[!#-'*+.^_`|~0-9A-Za-z-]{1,8}",
        1 => "[ -~]{0,4}",
    ]
}

/// RFC 9110 11, 6750 3, 7617 2, said a second time.
fn is_fine(scheme: &str, params: &[Param]) -> bool {
    let names: Vec<String> = params.iter().map(|param| param.name.to_ascii_lowercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let is_basic = scheme.eq_ignore_ascii_case("Basic");
    is_token(scheme)
        && !params.is_empty()
        && params.iter().all(|param| is_token(&param.name) && param.is_fine)
        && names.iter().enumerate().all(|(place, name)| !names[..place].contains(name))
        && (!is_basic || has("realm"))
        && (is_basic || !has("charset"))
        && (has("error") || (!has("error_description") && !has("error_uri")))
}

/// The order that clients read best; others stay as given, before the last.
fn place(name: &str) -> usize {
    let known = [
        "realm",
        "charset",
        "error",
        "error_description",
        "error_uri",
        "scope",
        "acr_values",
        "max_age",
        "*",
        "resource_metadata",
    ];
    known.iter().position(|known| *known == name).unwrap_or(8)
}

proptest! {
    #![proptest_config(crate::cases(2000))]

    #[test]
    fn what_is_built_reads_back_and_what_is_refused_breaks_a_rule(scheme in schemes(), params in prop::collection::vec(params(), 0..5)) {
        let builder = params.iter().fold(Challenge::new(&*scheme), |challenge, param| challenge.param(&param.name, &*param.value));
        let built = builder.build();
        prop_assert_eq!(built.is_ok(), is_fine(&scheme, &params), "{:?}", built);
        let Ok(line) = built else { return Ok(()) };
        let mut given: Vec<_> = params.into_iter().map(|param| (param.name.to_ascii_lowercase(), param.value)).collect();
        given.sort_by_key(|(name, _)| place(name));
        prop_assert_eq!(http_auth_parser::challenges(line.to_str().unwrap()), Ok(vec![Read { scheme, params: given }]));
    }

    #[test]
    fn any_realm_that_a_guard_accepts_reads_back(realm in texts()) {
        let built = Authenticator::builder(verifiers::bearer(|_| Ok(Identity::new("ada"))))
            .or(verifiers::basic(|_| Ok(Identity::new("ada"))))
            .realm(&*realm)
            .build();
        prop_assert_eq!(built.is_ok(), is_printable(&realm), "{:?}", built);
        let Ok(auth) = built else { return Ok(()) };
        let rejection = ready(auth.authenticate(&http::Request::new(()))).unwrap_err();
        let response: Response<String> = rejection.into_http();
        let lines: Vec<_> = response.headers().get_all(WWW_AUTHENTICATE).iter().map(|line| line.to_str().unwrap()).collect();
        let expected = |scheme: &str, more: &[(&str, &str)]| {
            let params = [("realm", &*realm)].iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(vec![Read { scheme: scheme.to_owned(), params }])
        };
        prop_assert_eq!(lines.len(), 2);
        prop_assert_eq!(http_auth_parser::challenges(lines[0]), expected("Bearer", &[]));
        prop_assert_eq!(http_auth_parser::challenges(lines[1]), expected("Basic", &[("charset", "UTF-8")]));
    }

    #[test]
    fn the_body_of_a_refusal_is_json_whatever_the_status_and_the_error_code(status in 100_u16..1000, code in texts()) {
        let status = StatusCode::from_u16(status).unwrap();
        let response: Response<String> = ResponseBuilder::new(status).error_code(code.clone().leak()).build();
        let body: serde_json::Value = serde_json::from_str(response.body()).unwrap();
        let error = is_plain(&code).then_some(&*code);
        prop_assert_eq!(body["status"].as_u64(), Some(u64::from(status.as_u16())));
        prop_assert_eq!(body.get("error").map(|error| error.as_str().unwrap()), error);
    }
}
