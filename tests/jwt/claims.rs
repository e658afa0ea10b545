//! Claims of every wrong shape, all correctly signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use requires_auth::{
    Authenticator,
    test_util::TestClock,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtProfile},
};

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, asked, reason, signer, verdict},
};

pub(crate) fn es256() -> &'static Signer {
    signer(JwtAlgorithm::Es256)
}

pub(crate) fn auth(change: impl FnOnce(JwtBuilder) -> JwtBuilder) -> Authenticator {
    Authenticator::new(change(es256().verifier()).build().unwrap())
}

pub(crate) fn rfc9068() -> Authenticator {
    auth(|builder| builder.profile(JwtProfile::Rfc9068))
}

/// For each claim the reason for each value, `accepted` among them.
fn assert_reasons(auth: &Authenticator, name: &str, reasons: &[(&str, &[&str])]) {
    for (expected, values) in reasons {
        for value in *values {
            assert_eq!(reason(auth, &es256().issue(&with_claim(name, value))), *expected, "{name}: {value}");
        }
    }
}

const NO_TEXT: &[&str] = &["null", "true", "false", "0", "-1.5e3", "[]", "{}", r#"["u1"]"#, r#"{"u1":"u1"}"#];

#[test]
fn names_are_strings_with_something_in_them() {
    let (both, generic) = ([rfc9068(), auth(|builder| builder)], auth(JwtBuilder::without_cache));
    for auth in both.iter().chain([&generic]) {
        for name in ["sub", "jti", "client_id", "iss"] {
            assert_reasons(auth, name, &[("invalid_claim", NO_TEXT)]);
            assert_reasons(
                auth,
                name,
                &[("invalid_claim", &[r#""""#, r#""u1\u0000""#, r#""\n""#, r#""u\u007f""#, r#""u\u0085""#])],
            );
        }
        for name in ["sub", "jti", "client_id"] {
            assert_reasons(auth, name, &[("accepted", &[r#""u""#, r#"" ""#, r#""\u00e4\ud83d\ude00""#, r#""\"\\/""#])]);
        }
        assert_reasons(auth, "acr", &[("accepted", &[r#""""#, r#""gold""#]), ("invalid_claim", NO_TEXT)]);
        assert_reasons(auth, "cnf", &[("bound_token", &["{}", r#"{"jkt":"x"}"#, "null", "7", r#""""#, "[]"])]);
    }
}

#[test]
fn the_issuer_is_compared_exactly() {
    let others = [
        "https://as.example.net/",
        "https://AS.example.net",
        "http://as.example.net",
        " https://as.example.net",
        "https://as.example.ne",
    ];
    let others = others.map(|text| format!("\"{text}\""));
    assert_reasons(&rfc9068(), "iss", &[("wrong_issuer", &others.each_ref().map(String::as_str))]);
    assert_reasons(&rfc9068(), "iss", &[("accepted", &[r#""https:\/\/as.example.net""#, r#""\u0068ttps://as.example.net""#])]);
}

#[test]
fn an_audience_is_a_string_or_a_list_of_strings() {
    let accepted = [
        r#""https://rs.example.com""#,
        r#"["https://rs.example.com"]"#,
        r#"["x","https://rs.example.com"]"#,
        r#"["https://rs.example.com","https://rs.example.com",""]"#,
    ];
    let wrong = [
        "[]",
        r#""""#,
        r#"[""]"#,
        r#""https://rs.example.com/""#,
        r#""HTTPS://rs.example.com""#,
        r#""x https://rs.example.com""#,
        r#"["https://rs.example.com x"]"#,
    ];
    let invalid = [
        "null",
        "true",
        "7",
        "{}",
        r#"["https://rs.example.com",7]"#,
        r#"["https://rs.example.com",null]"#,
        r#"[["https://rs.example.com"]]"#,
        r#"{"https://rs.example.com":1}"#,
    ];
    for auth in [rfc9068(), auth(|builder| builder.audience("other"))] {
        assert_reasons(&auth, "aud", &[("accepted", &accepted), ("wrong_audience", &wrong), ("invalid_claim", &invalid)]);
    }
    // One of several; none at all, which is still of the right type.
    let several = auth(|builder| builder.audience("other"));
    assert_reasons(&several, "aud", &[("accepted", &[r#""other""#, r#"["a","other"]"#])]);
    let any = Authenticator::new(Jwt::issuer(ISSUER).without_audience().key(es256().key()).build().unwrap());
    assert_reasons(&any, "aud", &[("accepted", &wrong), ("accepted", &accepted), ("invalid_claim", &invalid)]);
    let without = CLAIMS.replace(r#""aud":"https://rs.example.com","#, "");
    assert_eq!(
        [reason(&any, &es256().issue(&without)), reason(&several, &es256().issue(&without))],
        ["accepted", "missing_claim"]
    );
}

#[test]
fn every_claim_of_the_profile_must_be_there() {
    let members: Vec<&str> = CLAIMS[1..CLAIMS.len() - 1].split(",\"").collect();
    for (profile, required) in [
        (JwtProfile::Generic, &["iss", "aud", "sub", "exp"][..]),
        (JwtProfile::Rfc9068, &["iss", "aud", "sub", "client_id", "iat", "jti", "exp"]),
    ] {
        let auth = auth(|builder| builder.profile(profile));
        for absent in 0..members.len() {
            let kept: Vec<_> = members
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != absent)
                .map(|(_, member)| member.trim_start_matches('"'))
                .collect();
            let name = members[absent].trim_start_matches('"').split('"').next().unwrap();
            let claims = format!("{{\"{}}}", kept.join(",\""));
            let expected = if required.contains(&name) { "missing_claim" } else { "accepted" };
            assert_eq!(reason(&auth, &es256().issue(&claims)), expected, "{name} {profile:?}");
        }
    }
}

/// RFC 9068 2.2: REQUIRED, whatever else the verifier reads, or does not compare.
#[test]
fn the_claims_of_rfc9068_must_be_there_whatever_is_waived() {
    let key = || es256().key();
    let all = ["iss", "aud", "sub", "exp", "client_id", "iat", "jti"];
    let verifiers = [
        Jwt::issuer(ISSUER).audience(AUDIENCE).key(key()),
        Jwt::issuer(ISSUER).audience(AUDIENCE).key(key()).subject_from("client_id"),
        Jwt::issuer(ISSUER).without_audience().key(key()),
        Jwt::without_issuer().audience(AUDIENCE).key(key()),
        Jwt::without_issuer().without_audience().key(key()).subject_from("scope"),
    ];
    for verifier in verifiers {
        let auth = Authenticator::new(verifier.profile(JwtProfile::Rfc9068).build().unwrap());
        assert_eq!(reason(&auth, &es256().issue(CLAIMS)), "accepted");
        for name in all {
            // Another name, so that the claim is absent.
            let claims = CLAIMS.replace(&format!("\"{name}\":"), &format!("\"{name}2\":"));
            assert_ne!(claims, CLAIMS);
            let text = verdict(&auth, &es256().issue(&claims)).unwrap_err();
            assert_eq!(text, format!("missing_claim: the token has no `{name}`"));
        }
    }
}

#[test]
fn times_are_numbers_in_range() {
    let bad = [
        "null",
        "true",
        r#""1700000000""#,
        "[]",
        "{}",
        "[1700000000]",
        "-1",
        "-0.5",
        "-1e3",
        "9007199254740992",
        "18446744073709551615",
        "18446744073709551616",
        "1e30",
        "1e400",
        "1e16",
    ];
    for auth in [rfc9068(), auth(|builder| builder)] {
        for name in ["exp", "nbf", "iat", "auth_time"] {
            assert_reasons(&auth, name, &[("invalid_claim", &bad)]);
        }
        assert_reasons(
            &auth,
            "exp",
            &[
                (
                    "accepted",
                    &["4102444800", "4102444800.5", "4.1024448e9", "4.1024448E+9", "9007199254740991", "41024448000e-1"],
                ),
                ("expired", &["0", "-0", "1", "1.5e3", "1700000000.999"]),
            ],
        );
        assert_reasons(
            &auth,
            "nbf",
            &[("accepted", &["0", "-0", "1700000000", "1.5e3", "1700000000.999"]), ("not_yet_valid", &["4102444800", "4.1e9"])],
        );
        assert_reasons(
            &auth,
            "iat",
            &[("accepted", &["0", "1.5e3", "1700000000"]), ("issued_in_the_future", &["4102444800", "4.1e9"])],
        );
        assert_reasons(&auth, "auth_time", &[("accepted", &["0", "1700000000", "4102444800"])]);
    }
    let who = verdict(&rfc9068(), &es256().issue(&with_claim("exp", "4102444800.5"))).unwrap();
    assert_eq!(who.expires_at(), Some(UNIX_EPOCH + Duration::from_millis(4_102_444_800_500)));
}

/// A29, and what is beside it.
#[test]
fn the_leeway_counts_on_both_sides() {
    let now = 2_000_000_000;
    let clock = TestClock::at(UNIX_EPOCH + Duration::from_secs(now));
    for leeway in [0, 60, 300] {
        let auth = auth(|builder| builder.clock(&clock).leeway(Duration::from_secs(leeway)));
        let ask = |name: &str, at: u64| {
            let claims = with_claim("iat", "1").replace("4102444800", if name == "exp" { "0" } else { "4102444800" });
            let claims = match name {
                "exp" => claims.replace(r#""exp":0"#, &format!(r#""exp":{at}"#)),
                "iat" => claims.replace(r#""iat":1"#, &format!(r#""iat":{at}"#)),
                _ => format!(r#"{},"{name}":{at}}}"#, &claims[..claims.len() - 1]),
            };
            reason(&auth, &es256().issue(&claims))
        };
        assert_eq!([ask("exp", now - leeway + 1), ask("exp", now - leeway)], ["accepted", "expired"]);
        assert_eq!([ask("nbf", now + leeway), ask("nbf", now + leeway + 1)], ["accepted", "not_yet_valid"]);
        assert_eq!([ask("iat", now + leeway), ask("iat", now + leeway + 1)], ["accepted", "issued_in_the_future"]);
    }
    // The default.
    let auth = auth(|builder| builder.clock(&clock));
    let with_exp = |at: u64| reason(&auth, &es256().issue(&with_claim("exp", &at.to_string())));
    assert_eq!([with_exp(now - 59), with_exp(now - 60)], ["accepted", "expired"]);
}

#[test]
fn a_lifetime_may_be_limited() {
    let clock = TestClock::at(UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    let auth = auth(|builder| builder.clock(&clock).max_lifetime(Duration::from_secs(3600)));
    let ask = |iat: &str, exp: &str| reason(&auth, &es256().issue(&with_claim("exp", exp).replace(r#""iat":1700000000,"#, iat)));
    assert_eq!(ask(r#""iat":2000000000,"#, "2000003600"), "accepted");
    assert_eq!(ask(r#""iat":2000000000,"#, "2000003601"), "lifetime_too_long");
    assert_eq!(ask(r#""iat":1999999000,"#, "2000003600"), "lifetime_too_long");
    assert_eq!([ask("", "2000003600"), ask("", "2000003601")], ["accepted", "lifetime_too_long"]);
}

/// Whatever a token says: nobody can tell whether it has expired.
#[test]
fn with_a_clock_that_is_not_set_no_token_is_decided() {
    let beginning_of_2023 = 1_672_531_200;
    let clock = TestClock::at(SystemTime::UNIX_EPOCH);
    let old = CLAIMS.replace(r#""iat":1700000000,"#, "");
    for auth in [auth(|builder| builder.clock(&clock)), auth(|builder| builder.clock(&clock).without_cache())] {
        for (seconds, status) in
            [(beginning_of_2023, 200), (0, 503), (1, 503), (beginning_of_2023 - 1, 503), (beginning_of_2023, 200)]
        {
            clock.set(UNIX_EPOCH + Duration::from_secs(seconds));
            let answer = asked(&auth, &es256().issue(&old)).unwrap();
            assert_eq!(answer.map_or_else(|rejection| rejection.status().as_u16(), |_| 200), status, "{seconds}");
            let answer = asked(&auth, &es256().issue(&with_claim("exp", "1"))).unwrap().unwrap_err();
            assert_eq!(answer.status(), if status == 200 { 401 } else { status }, "{seconds}");
        }
    }
}

#[test]
fn a_test_clock_stops_at_its_last_time() {
    let clock = TestClock::at(UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    let auth = auth(|builder| builder.clock(&clock));
    clock.advance(Duration::MAX);
    clock.advance(Duration::from_secs(1));
    assert_eq!(reason(&auth, &es256().issue(CLAIMS)), "expired");
}

#[test]
fn the_subject_may_be_another_claim() {
    let auth = auth(|builder| builder.subject_from("user.id"));
    let subject = |value: &str| verdict(&auth, &es256().issue(&with_claim("user", value))).map(|who| who.subject().to_owned());
    assert_eq!(subject(r#"{"id":"ada"}"#).as_deref(), Ok("ada"));
    for value in [r#"{"id":7}"#, r#"{"id":""}"#, r#"{"id":null}"#] {
        assert!(subject(value).unwrap_err().starts_with("invalid_claim: `user.id`"), "{value}");
    }
    assert_eq!(subject("{}").unwrap_err(), "missing_claim: the token has no `user.id`");
    let access = with_claim("user", r#"{"id":"ada"}"#).replacen('{', r#"{"user.id":{"x":"eve"},"#, 1);
    assert_eq!(verdict(&auth, &es256().issue(&access)).unwrap().subject(), "ada", "an object is no subject");
    assert_eq!(
        reason(&auth, &es256().issue(&with_claim("user", r#"{"id":"ada"}"#).replace(r#""sub":"u1""#, r#""sub":7"#))),
        "invalid_claim"
    );
}

#[test]
fn the_identity_has_what_the_token_says() {
    let claims = format!(r#"{},"acr":"gold","auth_time":1699999999}}"#, &CLAIMS[..CLAIMS.len() - 1]);
    let who = verdict(&rfc9068(), &es256().issue(&claims)).unwrap();
    assert_eq!((who.subject(), who.scopes(), who.issuer(), who.acr()), ("u1", "read", Some(ISSUER), Some("gold")));
    let at = |seconds| Some(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!((who.expires_at(), who.auth_time()), (at(4_102_444_800), at(1_699_999_999)));
    // Whoever the issuer is, without the check.
    let any = Jwt::without_issuer().audience(AUDIENCE).key(es256().key()).build().unwrap();
    let other = verdict(&Authenticator::new(any.clone()), &es256().issue(&with_claim("iss", r#""x""#))).unwrap();
    assert_eq!(other.issuer(), Some("x"));
    assert_eq!(reason(&Authenticator::new(any), &es256().issue(&with_claim("iss", "7"))), "invalid_claim");
}
