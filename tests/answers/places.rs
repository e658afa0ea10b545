//! Schemes that are moved and renamed: every pair of places, with every kind of content in both, against a second reading of the
//! rules that calls no parser of the crate.
#![allow(missing_docs, unreachable_pub, reason = "the second reading is shared with the fuzz targets")]

#[allow(dead_code, reason = "the other half reads the input of a fuzzer")]
#[path = "../fuzz/src/input.rs"]
mod input;
#[path = "../fuzz/src/outcome.rs"]
mod outcome;
#[allow(dead_code, reason = "the rest is for other targets")]
#[path = "../fuzz/src/rfc.rs"]
mod rfc;
#[path = "../fuzz/src/places.rs"]
mod rules;

use std::collections::BTreeMap;

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, AuthenticatorBuilder, ConfigError, Identity, Policy, Rejection, VerifyError, policy, requires_auth, scheme,
    verifiers::{self, StaticKeys, StaticTokens},
};

use self::{
    input::{Field, request},
    outcome::{Outcome, Seen, outcome},
    rules::{Asked, At, Kind, Spec, expected},
};

/// A scheme, as the crate and as the rules say it.
#[derive(Clone, Copy)]
enum Scheme {
    Bearer(scheme::Bearer),
    Basic(scheme::Basic),
    ApiKey(scheme::ApiKey),
    Cookie(scheme::SessionCookie),
}

const BEARER: scheme::Bearer = scheme::Bearer::new();
const OPAQUE: scheme::Bearer = scheme::Bearer::new().opaque().max_length(20);
const WORD: scheme::Bearer = scheme::Bearer::authorization("Token");
const OPAQUE_WORD: scheme::Bearer = scheme::Bearer::authorization("x-Opaque").opaque();
const FIELD: scheme::Bearer = scheme::Bearer::in_header("x-assertion");
const OPAQUE_FIELD: scheme::Bearer = scheme::Bearer::in_header("x-forwarded-access-token").opaque().max_length(20);
const SOCKET: scheme::Bearer = scheme::Bearer::in_subprotocol("bearer");
const OPAQUE_SOCKET: scheme::Bearer = scheme::Bearer::in_subprotocol("x-opaque").opaque().max_length(20);
const KEY: scheme::ApiKey = scheme::ApiKey::header("x-api-key");
const LONG_KEY: scheme::ApiKey = scheme::ApiKey::header("x-long-key").max_length(700);
const KEY_WORD: scheme::ApiKey = scheme::ApiKey::authorization("GenieKey");
const SHORT_KEY_WORD: scheme::ApiKey = scheme::ApiKey::authorization("apikey").max_length(20);
const BASIC: scheme::Basic = scheme::Basic::new();
const COOKIE: scheme::SessionCookie = scheme::SessionCookie::named("session");
const SHORT_COOKIE: scheme::SessionCookie = scheme::SessionCookie::named("sid").max_length(20);

const POOL: [(Scheme, Kind, At, bool, usize); 15] = [
    (Scheme::Bearer(BEARER), Kind::Bearer, At::Word("Bearer"), false, 8192),
    (Scheme::Bearer(OPAQUE), Kind::Bearer, At::Word("Bearer"), true, 20),
    (Scheme::Bearer(WORD), Kind::Bearer, At::Word("Token"), false, 8192),
    (Scheme::Bearer(OPAQUE_WORD), Kind::Bearer, At::Word("x-Opaque"), true, 8192),
    (Scheme::Bearer(FIELD), Kind::Bearer, At::Field("x-assertion"), false, 8192),
    (Scheme::Bearer(OPAQUE_FIELD), Kind::Bearer, At::Field("x-forwarded-access-token"), true, 20),
    (Scheme::Bearer(SOCKET), Kind::Bearer, At::Subprotocol("bearer"), false, 8192),
    (Scheme::Bearer(OPAQUE_SOCKET), Kind::Bearer, At::Subprotocol("x-opaque"), true, 20),
    (Scheme::ApiKey(KEY), Kind::ApiKey, At::Field("x-api-key"), true, 512),
    (Scheme::ApiKey(LONG_KEY), Kind::ApiKey, At::Field("x-long-key"), true, 700),
    (Scheme::ApiKey(KEY_WORD), Kind::ApiKey, At::Word("GenieKey"), true, 512),
    (Scheme::ApiKey(SHORT_KEY_WORD), Kind::ApiKey, At::Word("apikey"), true, 20),
    (Scheme::Basic(BASIC), Kind::Basic, At::Word("Basic"), false, 8192),
    (Scheme::Cookie(COOKIE), Kind::Cookie, At::Cookie("session"), false, 4096),
    (Scheme::Cookie(SHORT_COOKIE), Kind::Cookie, At::Cookie("sid"), false, 20),
];

fn spec(number: usize) -> Spec {
    let (_, kind, at, is_opaque, longest) = POOL[number];
    Spec { letter: char::from(b'a' + u8::try_from(number).unwrap()), kind, at, is_opaque, longest }
}

/// Adds a verifier that lets in whatever obeys the grammar.
fn with(builder: Option<AuthenticatorBuilder<Seen>>, scheme: Scheme, letter: char) -> AuthenticatorBuilder<Seen> {
    macro_rules! add {
        ($verifier:expr) => {
            match builder {
                None => Authenticator::builder($verifier),
                Some(builder) => builder.or($verifier),
            }
        };
    }
    let seen = move |text: &str| Ok::<_, VerifyError>(Seen(letter, text.to_owned()));
    match scheme {
        Scheme::Bearer(scheme) => add!(verifiers::bearer(move |token| seen(token.expose())).scheme(scheme)),
        Scheme::ApiKey(scheme) => add!(verifiers::api_key(move |key| seen(key.expose())).scheme(scheme)),
        Scheme::Cookie(scheme) => add!(verifiers::session_cookie(move |cookie| seen(cookie.expose())).scheme(scheme)),
        Scheme::Basic(scheme) => {
            add!(verifiers::basic(move |basic| seen(&format!("{}:{}", basic.user(), basic.expose_password()))).scheme(scheme))
        }
    }
}

fn built(numbers: &[usize], ignores_unsupported: bool) -> Result<Authenticator<Seen>, ConfigError> {
    let builder =
        numbers.iter().fold(None, |builder, number| Some(with(builder, POOL[*number].0, spec(*number).letter))).unwrap();
    if ignores_unsupported { builder.ignore_unsupported_schemes().build() } else { builder.build() }
}

/// Every content of one place, among them those that are good.
fn contents(at: At) -> Vec<Vec<Field>> {
    let long = "x".repeat(600);
    let texts = ["a.b-c", "1|abc", "a:b", "a,b", "a b", "=", "a==", "\"a\"", "\u{e9}", "YTpi", "twenty-one-characters", &*long];
    let line = |name: &str, value: String| (name.to_owned(), value.into_bytes());
    let mut contents = vec![Vec::new()];
    match at {
        At::Word(word) => {
            let field = |value: String| line("authorization", value);
            for blank in ["", " \t"] {
                contents.push(vec![field(blank.to_owned())]);
            }
            for value in [word.to_owned(), format!("{word}\ta"), format!("{word},a"), format!("{word}  "), format!("{word}   a")]
            {
                contents.push(vec![field(value)]);
            }
            contents.extend(texts.iter().map(|text| vec![field(format!("{word} {text}"))]));
            contents.push(vec![field(format!("{} a", word.to_ascii_uppercase()))]);
            contents.push(vec![field(format!("{word} a")), field(format!("{word} a"))]);
            contents.push(vec![field(format!("{word} a")), field(String::new())]);
            contents.push(vec![field("Digest a, b=\"c\"".to_owned())]);
        }
        At::Field(name) => {
            contents.extend(["", " \t"].iter().chain(&texts).map(|text| vec![line(name, (*text).to_owned())]));
            contents.push(vec![line(name, "a".to_owned()), line(name, "a".to_owned())]);
            contents.push(vec![line(name, "a".to_owned()), line(name, String::new())]);
            contents.push(vec![line(name, "Bearer a".to_owned())]);
        }
        At::Subprotocol(name) => {
            let field = |value: String| line("sec-websocket-protocol", value);
            contents.extend(["", " \t"].map(|blank| vec![field(blank.to_owned())]));
            contents.extend(texts.iter().map(|text| vec![field(format!("{name}, {text}"))]));
            for value in ["chat", "N", "chat, N", "N,", "N, N", "N, a, N, b", "chat, N, a, more", ",N,, a"] {
                contents.push(vec![field(value.replace('N', name))]);
            }
            contents.push(vec![field(name.to_owned()), field("a, b".to_owned())]);
            contents.push(vec![field("chat".to_owned()), field(format!("{name}, a"))]);
            contents.push(vec![field(name.to_ascii_uppercase() + ", a")]);
        }
        At::Cookie(name) => {
            contents.extend([""].iter().chain(&texts).map(|text| vec![line("cookie", format!("{name}={text}"))]));
            contents.push(vec![line("cookie", format!("{name}=a; {name}=a"))]);
            contents.push(vec![line("cookie", format!("{name}=a; {name}=b"))]);
        }
    }
    contents
}

async fn optional(auth: &Authenticator<Seen>, request: &Request<()>) -> Result<Option<Seen>, Rejection> {
    #[requires_auth(verifier = *auth, optional, request = request, on_reject = Err)]
    async fn guarded(
        auth: &Authenticator<Seen>,
        request: &Request<()>,
        #[identity] who: Option<Seen>,
    ) -> Result<Option<Seen>, Rejection> {
        Ok(who)
    }
    guarded(auth, request).await
}

/// Asks with the contents of two places at once, and counts what came out.
fn ask(numbers: &[usize], ignores_unsupported: bool, counts: &mut BTreeMap<String, u32>) {
    let specs: Vec<Spec> = numbers.iter().map(|number| spec(*number)).collect();
    let auth = built(numbers, ignores_unsupported).unwrap();
    let others = specs.get(1).map_or(vec![Vec::new()], |other| contents(other.at));
    for first in contents(specs[0].at) {
        for second in &others {
            let fields: Vec<Field> = first.iter().chain(second).cloned().collect();
            let request = request("GET", "/", &fields).unwrap();
            for is_optional in [false, true] {
                let found = if is_optional {
                    outcome(block_on(optional(&auth, &request)))
                } else {
                    outcome(block_on(auth.authenticate(&request)).map(Some))
                };
                let asked = Asked { is_optional, ignores_unsupported };
                assert_eq!(found, expected(&specs, &fields, asked), "{specs:?} {asked:?} {fields:?}");
                let name = match found {
                    Outcome::LetIn(who) => format!("let in: {}", who.is_some()),
                    Outcome::Refused { reason, .. } => format!("{reason:?}"),
                };
                *counts.entry(name).or_default() += 1;
            }
        }
    }
}

#[test]
fn rows_38_43_every_pair_of_places_is_read_as_the_rules_say() {
    let mut counts = BTreeMap::new();
    for (first, (_, _, at, ..)) in POOL.iter().enumerate() {
        ask(&[first], false, &mut counts);
        for (second, _) in POOL.iter().enumerate().filter(|(_, (_, _, other, ..))| other != at) {
            ask(&[first, second], first > second, &mut counts);
        }
    }
    // The table is worth something: each outcome happens often.
    assert_eq!(counts.len(), 10, "{counts:?}");
    assert!(counts.values().all(|count| *count > 50), "{counts:?}");
}

#[test]
fn two_verifiers_of_one_place_do_not_build_whatever_their_kind() {
    let more = [
        (Scheme::Bearer(scheme::Bearer::authorization("TOKEN").opaque()), At::Word("token")),
        (Scheme::Bearer(scheme::Bearer::authorization("apiKEY")), At::Word("apikey")),
        (Scheme::Bearer(scheme::Bearer::in_header("x-api-key")), At::Field("x-api-key")),
        (Scheme::ApiKey(scheme::ApiKey::authorization("token")), At::Word("token")),
        (Scheme::ApiKey(scheme::ApiKey::header("x-assertion")), At::Field("x-assertion")),
        (Scheme::ApiKey(scheme::ApiKey::header("token")), At::Field("token")),
        (Scheme::Cookie(scheme::SessionCookie::named("token")), At::Cookie("token")),
    ];
    let lower = |at| match at {
        At::Word(word) => ("word", word.to_ascii_lowercase()),
        At::Field(name) => ("field", name.to_owned()),
        At::Subprotocol(name) => ("subprotocol", name.to_owned()),
        At::Cookie(name) => ("cookie", name.to_owned()),
    };
    let all: Vec<_> = POOL.iter().map(|(scheme, _, at, ..)| (*scheme, *at)).chain(more).collect();
    for (first, first_at) in &all {
        for (second, second_at) in &all {
            let built = with(Some(with(None, *first, 'a')), *second, 'b').build();
            let collides = lower(*first_at) == lower(*second_at);
            assert_eq!(built.is_err(), collides, "{first_at:?} {second_at:?}");
            if let Err(error) = built {
                assert_eq!(
                    error.rule(),
                    "two verifiers of one place (a word in `Authorization`, a header field, a cookie) are ambiguous"
                );
            }
        }
    }
}

const READ: Policy = policy!(scopes("read"));

fn challenges(auth: &Authenticator, fields: &[(&str, &str)]) -> (u16, Vec<String>) {
    let request =
        fields.iter().fold(Request::builder(), |request, (name, value)| request.header(*name, *value)).body(()).unwrap();
    let response: Response<String> = block_on(auth.authorize(&READ, &request)).unwrap_err().into_http();
    let lines = response.headers().get_all("www-authenticate").iter().map(|line| line.to_str().unwrap().to_owned());
    (response.status().as_u16(), lines.collect())
}

#[requires_auth(verifier = verifiers::api_key(|_| Ok::<_, VerifyError>(Identity::new("ada"))).scheme(const { KEY_WORD }))]
async fn by_word(request: Request<()>) -> Response<String> {
    Response::new(String::new())
}

/// Rows 4, 9, 13, 24 and 38, where several Bearer lines are challenged: an error is on the line of the credentials that were sent.
#[test]
fn what_is_challenged_follows_the_words() {
    let token = |token: &str| match token {
        "good" => Ok(Identity::new("ada")),
        "old" => Err(VerifyError::expired()),
        _ => Err(VerifyError::invalid()),
    };
    let auth: Authenticator = Authenticator::builder(verifiers::bearer(move |sent| token(sent.expose())).scheme(WORD))
        .or(verifiers::bearer(move |sent| token(sent.expose())))
        .or(verifiers::bearer(move |sent| token(sent.expose())).scheme(FIELD.realm("proxy")))
        .or(verifiers::api_key(move |sent| token(sent.expose())).scheme(KEY_WORD))
        .or(verifiers::api_key(move |sent| token(sent.expose())))
        .resource_metadata("https://api.example/metadata")
        .build()
        .unwrap();
    let lines = |errors: [&str; 3]| {
        let line = |word, realm, error| {
            format!(r#"{word} realm="{realm}"{error}, scope="read", resource_metadata="https://api.example/metadata""#)
        };
        vec![line("Bearer", "api", errors[0]), line("Bearer", "proxy", errors[1]), line("Token", "api", errors[2])]
    };
    let all = |errors| {
        let keys = [r#"ApiKey realm="api""#, r#"GenieKey realm="api""#].map(ToOwned::to_owned);
        (401, lines(errors).into_iter().chain(keys).collect::<Vec<_>>())
    };
    let invalid = r#", error="invalid_token""#;
    let expired = r#", error="invalid_token", error_description="token expired""#;
    let multiple = r#", error="invalid_request", error_description="multiple credentials""#;
    let conflict = r#", error="invalid_request""#;
    let scope = r#", error="insufficient_scope""#;
    let ask = |fields: &[(&str, &str)]| challenges(&auth, fields);

    assert_eq!(ask(&[]), all(["", "", ""]));
    assert_eq!(ask(&[("authorization", "Digest x")]), all(["", "", ""]));
    assert_eq!(ask(&[("authorization", "GenieKey bad")]), all(["", "", ""]));
    assert_eq!(ask(&[("authorization", "Bearer bad")]), all([invalid, "", ""]));
    assert_eq!(ask(&[("x-assertion", "bad")]), all(["", invalid, ""]));
    assert_eq!(ask(&[("authorization", "token a b")]), all(["", "", invalid]));
    assert_eq!(ask(&[("authorization", "token old")]), all(["", "", expired]));
    assert_eq!(ask(&[("authorization", "token good")]), (403, vec![lines(["", "", scope]).remove(2)]));
    assert_eq!(ask(&[("x-assertion", "good")]), (403, vec![lines(["", scope, ""]).remove(1)]));
    assert_eq!(ask(&[("authorization", "GenieKey good")]), (403, vec![]));
    assert_eq!(ask(&[("authorization", "token a,b")]), (400, lines([multiple; 3])));
    assert_eq!(ask(&[("x-assertion", "a"), ("x-assertion", "a")]), (400, lines([multiple; 3])));
    assert_eq!(ask(&[("x-assertion", "good"), ("authorization", "Bearer good")]), (400, lines([conflict; 3])));
    assert_eq!(ask(&[("authorization", &format!("Token {}", "x".repeat(8193)))]), (431, vec![]));

    // One renamed scheme alone.
    let alone = Authenticator::new(verifiers::bearer(move |sent| token(sent.expose())).scheme(WORD));
    assert_eq!(challenges(&alone, &[]), (401, vec![r#"Token realm="api", scope="read""#.to_owned()]));
    let line = r#"Token realm="api", error="insufficient_scope", scope="read""#.to_owned();
    assert_eq!(challenges(&alone, &[("authorization", "Token good")]), (403, vec![line]));
    let keys = Authenticator::new(verifiers::api_key(move |sent| token(sent.expose())).scheme(KEY_WORD));
    assert_eq!(challenges(&keys, &[("authorization", "Bearer good")]), (401, vec![r#"GenieKey realm="api""#.to_owned()]));
    // And without an authenticator around it.
    let rejected = block_on(by_word(Request::default()));
    assert_eq!(
        (rejected.status().as_u16(), &rejected.headers()["www-authenticate"]),
        (401, &r#"GenieKey realm="api""#.parse().unwrap())
    );
}

/// A proxy that signs people in by a cookie adds the field to every request of the browser.
// Row 35b.
#[test]
fn a_write_of_another_site_that_a_proxy_has_signed_is_rejected() {
    let verifier = |scheme| Authenticator::new(verifiers::bearer(|_| Ok::<_, VerifyError>(Identity::new("ada"))).scheme(scheme));
    for (scheme, name, value, rejected) in [
        (FIELD, "x-assertion", "good", true),
        (OPAQUE_FIELD, "x-forwarded-access-token", "good", true),
        (WORD, "authorization", "Token good", false),
        (SOCKET, "sec-websocket-protocol", "bearer, good", false),
        (OPAQUE, "authorization", "Bearer good", false),
        (BEARER, "authorization", "Bearer good", false),
    ] {
        let auth = verifier(scheme);
        for (method, site, is_write) in
            [("POST", "cross-site", true), ("POST", "same-origin", false), ("GET", "cross-site", false)]
        {
            let request = Request::builder().method(method).header(name, value).header("sec-fetch-site", site).body(()).unwrap();
            let status = block_on(auth.authenticate(&request)).map_or_else(|rejection| rejection.status().as_u16(), |_| 200);
            assert_eq!(status, if rejected && is_write { 403 } else { 200 }, "{name} {value} {method} {site}");
        }
    }
}

#[test]
fn places_that_mean_something_else_are_refused_at_start_up() {
    for word in ["", "a b", "a,b", "caf\u{e9}", "basic", "Basic", "DIGEST", "Negotiate", "ntlm", "dpop", "a\r\nb"] {
        assert!(scheme::Bearer::try_authorization(word).is_err(), "{word:?}");
        assert!(scheme::ApiKey::try_authorization(word).is_err(), "{word:?}");
    }
    assert!(scheme::ApiKey::try_authorization("bearer").unwrap_err().rule().contains("scheme::Bearer"));
    for name in ["", "a b", "x:y", "Authorization", "cookie", "host", "upgrade", "Sec-WebSocket-Protocol", "te", "caf\u{e9}"] {
        assert!(scheme::Bearer::try_in_header(name).is_err(), "{name:?}");
        assert!(scheme::ApiKey::try_header(name).is_err(), "{name:?}");
    }
    assert!(std::panic::catch_unwind(|| scheme::Bearer::in_header("X-Upper")).is_err());
    assert!(std::panic::catch_unwind(|| scheme::ApiKey::authorization("Bearer")).is_err());
    for refused in [|| _ = scheme::ApiKey::header("x").max_length(0), || _ = scheme::SessionCookie::named("sid").max_length(3)] {
        assert!(std::panic::catch_unwind(refused).is_err());
    }
    assert!(scheme::Bearer::try_authorization("Token").is_ok() && scheme::ApiKey::try_authorization("Token").is_ok());
    assert!(scheme::Bearer::try_in_subprotocol("a b").is_err() && scheme::Bearer::try_in_subprotocol("Bearer").is_ok());
    assert!(std::panic::catch_unwind(|| scheme::Bearer::in_subprotocol("")).is_err());
    assert!(scheme::Bearer::try_in_header("X-Goog-Iap-Jwt-Assertion").is_ok());
}

/// A secret that its place can never carry is a mistake.
#[test]
fn fixed_secrets_fit_their_place() {
    let tokens = |scheme, token: &str| StaticTokens::with_scheme(scheme, [(token, Identity::new("ada"))]).is_ok();
    let keys = |scheme, key: &str| StaticKeys::with_scheme(scheme, [(key, Identity::new("ada"))]).is_ok();
    let long = "k".repeat(513);
    assert!(tokens(OPAQUE, "1|abc") && tokens(OPAQUE_FIELD, "1|abc") && !tokens(BEARER, "1|abc") && !tokens(FIELD, "1|abc"));
    assert!(!tokens(OPAQUE, "a,b") && !tokens(OPAQUE, "") && !tokens(OPAQUE, "a b") && !tokens(OPAQUE, &"a".repeat(21)));
    assert!(keys(KEY, "a,b") && !keys(KEY_WORD, "a,b") && keys(KEY_WORD, "a|b"));
    assert!(!keys(KEY, &long) && keys(LONG_KEY, &long) && !keys(SHORT_KEY_WORD, &"k".repeat(21)));
}
