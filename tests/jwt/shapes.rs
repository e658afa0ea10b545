//! Sizes at their limits, white space, types, and places.

use std::sync::LazyLock;

use http::{Request, Response};
use requires_auth::{
    Authenticator, Identity, requires_auth, scheme,
    test_util::Conformance,
    verifiers::{InCookie, Jwt, JwtAlgorithm},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    claims::{auth, es256, rfc9068},
    forge::{header, with_claim},
    issuer::{AUDIENCE, CLAIMS, ISSUER, reason, signer},
};

#[test]
fn sizes_count_at_their_limits() {
    let auth = auth(|builder| builder);
    let alg = r#""alg":"ES256""#;
    let reasons = |tokens: [String; 2]| tokens.map(|token| reason(&auth, &token));

    let claims = |count: usize| {
        CLAIMS
            .len()
            .min(count)
            .checked_sub(8)
            .map(|more| (0..more).map(|at| format!(r#","c{at}":{at}"#)).collect::<Vec<_>>().concat())
    };
    let claims = |count| format!("{}{}}}", &CLAIMS[..CLAIMS.len() - 1], claims(count).unwrap());
    assert_eq!(reasons([es256().issue(&claims(64)), es256().issue(&claims(65))]), ["accepted", "malformed_claims"]);

    let nested = |depth: usize| es256().issue(&with_claim("x", &format!("{}{}", "[".repeat(depth - 1), "]".repeat(depth - 1))));
    assert_eq!(reasons([nested(16), nested(17)]), ["accepted", "malformed_claims"]);

    let padded = |length: usize| {
        let header = header(&format!(r#"{alg},"x":"""#));
        let pad = "x".repeat(length - header.len());
        es256().token(header.replace(r#""x":"""#, &format!(r#""x":"{pad}""#)), CLAIMS)
    };
    assert_eq!(reasons([padded(4096), padded(4097)]), ["accepted", "malformed_header"]);

    let members = |count: usize| {
        es256().token(
            header(&format!("{alg}{}", (0..count - 2).map(|at| format!(r#","h{at}":{at}"#)).collect::<Vec<_>>().concat())),
            CLAIMS,
        )
    };
    assert_eq!(reasons([members(64), members(65)]), ["accepted", "malformed_header"]);

    let named = |length: usize| es256().token(header(&format!(r#"{alg},"kid":"{}""#, "k".repeat(length))), CLAIMS);
    assert_eq!(reasons([named(256), named(257)]), ["unknown_key", "malformed_header"]);
}

/// The guard's limit and the verifier's are one setting.
#[test]
fn a_token_may_be_as_long_as_the_scheme_says() {
    let token = |length: usize| {
        let empty = es256().issue(&with_claim("x", r#""""#)).len();
        // Four characters for three bytes.
        let pad = "x".repeat((length - empty) / 4 * 3);
        es256().issue(&with_claim("x", &format!(r#""{pad}""#)))
    };
    let ask = |auth: &Authenticator, token: &str| {
        crate::issuer::asked(auth, token).unwrap().map_or_else(|rejection| rejection.status().as_u16(), |_| 200)
    };
    let (default, short) = (auth(|builder| builder), auth(|builder| builder.scheme(scheme::Bearer::new().max_length(600))));
    let long = auth(|builder| builder.scheme(scheme::Bearer::new().max_length(20_000)));
    assert!(token(8192).len() > 8180 && token(8192).len() <= 8192);
    assert_eq!(
        [ask(&default, &token(8192)), ask(&default, &token(8200)), ask(&long, &token(8200)), ask(&short, &token(700))],
        [200, 431, 200, 431]
    );
}

#[test]
fn white_space_and_escapes_are_read_as_json_has_them() {
    let auth = rfc9068();
    let spaced = CLAIMS.replace(',', " ,\r\n\t").replace(':', " : ").replace("https : ", "https:");
    for claims in [format!("{CLAIMS}\n "), format!(" \t\r\n{CLAIMS}"), spaced] {
        assert_eq!(reason(&auth, &es256().issue(&claims)), "accepted", "{claims}");
    }
    for header in
        [r#"{"alg":"\u0045S256","typ":"at\u002bjwt"}"#, "{\r\n \"alg\" : \"ES256\" ,\t\"typ\":\"application/AT+jwt\" }\n"]
    {
        assert_eq!(reason(&auth, &es256().token(header, CLAIMS)), "accepted", "{header}");
    }
    for wrong in ["\u{feff}", "\u{a0}", "\u{2028}", "\0", "\u{b}", "\u{c}", "//\n", "x"] {
        assert_eq!(reason(&auth, &es256().issue(&format!("{wrong}{CLAIMS}"))), "malformed_claims", "{wrong:?}");
        assert_eq!(reason(&auth, &es256().issue(&format!("{CLAIMS}{wrong}"))), "malformed_claims", "{wrong:?}");
        assert_eq!(
            reason(&auth, &es256().token(format!("{}{wrong}", es256().header()), CLAIMS)),
            "malformed_header",
            "{wrong:?}"
        );
    }
}

#[test]
fn types_are_compared_as_media_types() {
    let typed = |typ: &str| es256().token(format!(r#"{{"alg":"ES256"{typ}}}"#), CLAIMS);
    let (generic, strict) = (auth(|builder| builder), rfc9068());
    for (typ, reasons) in [
        ("", ["accepted", "wrong_type"]),
        (r#","typ":"JWT""#, ["accepted", "wrong_type"]),
        (r#","typ":"jwt""#, ["accepted", "wrong_type"]),
        (r#","typ":"application/jwt""#, ["accepted", "wrong_type"]),
        (r#","typ":"at+jwt""#, ["accepted", "accepted"]),
        (r#","typ":"application/at+jwt""#, ["accepted", "accepted"]),
        (r#","typ":"APPLICATION/AT+JWT""#, ["accepted", "accepted"]),
        (r#","typ":"application/application/at+jwt""#, ["wrong_type", "wrong_type"]),
        (r#","typ":"at+jwt;v=1""#, ["wrong_type", "wrong_type"]),
        (r#","typ":" at+jwt""#, ["wrong_type", "wrong_type"]),
        (r#","typ":"""#, ["wrong_type", "wrong_type"]),
        (r#","typ":null"#, ["malformed_header", "malformed_header"]),
        (r#","typ":["at+jwt"]"#, ["malformed_header", "malformed_header"]),
    ] {
        assert_eq!([reason(&generic, &typed(typ)), reason(&strict, &typed(typ))], reasons, "{typ}");
    }
}

/// As behind Google's Identity-Aware Proxy.
#[test]
fn a_token_may_be_in_another_field() {
    let scheme = const { scheme::Bearer::in_header("x-goog-iap-jwt-assertion") };
    let auth = auth(|builder| builder.scheme(scheme));
    let ask = |name: &str, token: &str| {
        let request = Request::builder().header(name, token).body(()).unwrap();
        ready(auth.authenticate(&request)).map_or_else(|rejection| rejection.status().as_u16(), |_| 200)
    };
    let token = es256().issue(CLAIMS);
    let changed = format!("{}AAAA", &token[..token.len() - 4]);
    assert_eq!(ask("x-goog-iap-jwt-assertion", &token), 200);
    assert_eq!([ask("x-goog-iap-jwt-assertion", &changed), ask("authorization", &format!("Bearer {token}"))], [401, 401]);
}

const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");

fn in_cookie() -> InCookie<Jwt> {
    Jwt::issuer(ISSUER).audience(AUDIENCE).key(es256().key()).build().unwrap().in_cookie(SESSION)
}

#[test]
fn a_token_may_be_in_a_session_cookie() {
    let others = [("sub", "7"), ("aud", "\"other\""), ("exp", "1")].map(|(name, value)| es256().issue(&with_claim(name, value)));
    let cookie = |token: &str| ("cookie", format!("__Host-session={token}"));
    let table = Conformance::new(in_cookie()).accepts(cookie(&es256().issue(CLAIMS)));
    ready(others.iter().fold(table, |table, token| table.rejects(cookie(token))).check());
}

/// It waits for nothing, so a plain `fn` can name it.
#[test]
fn a_function_that_is_not_async_can_be_guarded_by_a_token_in_a_cookie() {
    static COOKIE: LazyLock<InCookie<Jwt>> = LazyLock::new(in_cookie);

    #[requires_auth(verifier = COOKIE)]
    fn name(_: Request<()>, #[identity] who: Identity) -> Response<String> {
        Response::new(who.subject().to_owned())
    }

    let ask = |value: &str| name(Request::builder().header("cookie", format!("__Host-session={value}")).body(()).unwrap());
    assert_eq!(ask(&es256().issue(CLAIMS)).body(), "u1");
    assert_eq!(ask(&signer(JwtAlgorithm::EdDsa).issue(CLAIMS)).status(), 401);
    assert_eq!(format!("{:?}", *COOKIE).matches("__Host-session").count(), 1, "Debug shows the place");
}

/// A scheme's rules for tokens hold in the cookie, too.
#[test]
fn a_token_in_a_cookie_obeys_the_scheme_of_its_verifier() {
    let token = es256().issue(CLAIMS);
    let ask = |longest: usize| {
        let scheme = scheme::Bearer::new().max_length(longest);
        let verifier = es256().verifier().scheme(scheme).build().unwrap().in_cookie(SESSION);
        let request = Request::builder().header("cookie", format!("__Host-session={token}")).body(()).unwrap();
        ready(Authenticator::new(verifier).authenticate(&request))
            .map_err(|rejection| (rejection.status().as_u16(), rejection.source().map(ToString::to_string).unwrap_or_default()))
    };
    assert_eq!(ask(token.len()).unwrap().subject(), "u1");
    let (status, words) = ask(token.len() - 1).unwrap_err();
    assert!(status == 401 && words.starts_with("malformed_token"), "{words}");
}
