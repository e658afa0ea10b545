//! JWTs, which must be accepted exactly if a second reading accepts them, and JWK sets.
//!
//! The first line says what follows:
//!
//! - `generic` or `rfc9068`: the header in one line, and then the claims. They are signed with the right key.
//! - `raw`: a token, which nobody signed.
//! - `keys`: a JWK set. The right key is put behind its members.

use std::{
    collections::BTreeSet,
    fmt,
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use requires_auth::{
    Authenticator,
    test_util::TestClock,
    verifiers::{Jwt, JwtBuilder, JwtKey, JwtKeys, JwtProfile},
};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{
    input::{ready, request},
    rfc::base64_encoded,
};

const ISSUER: &str = "https://fuzz.example";
const AUDIENCE: &str = "fuzz";
const KID: &str = "fuzz-key";
/// In seconds.
const NOW: u64 = 2_000_000_000;
const LEEWAY: f64 = 60.0;

static KEY: LazyLock<Ed25519KeyPair> = LazyLock::new(|| Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed"));

/// One verifier for each profile, so that what is cached meets what comes later.
static VERIFIERS: LazyLock<[Authenticator; 2]> = LazyLock::new(|| {
    [JwtProfile::Generic, JwtProfile::Rfc9068].map(|profile| verifier(profile, vec![JwtKey::jwk(jwk()).expect("a key")]))
});

fn jwk() -> String {
    format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{KID}","x":"{}"}}"#, base64url(KEY.public_key().as_ref()))
}

fn verifier(profile: JwtProfile, keys: Vec<JwtKey>) -> Authenticator {
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE).profile(profile).clock(&clock());
    Authenticator::new(keys.into_iter().fold(builder, JwtBuilder::key).build().expect("a verifier"))
}

fn clock() -> TestClock {
    TestClock::at(UNIX_EPOCH + Duration::from_secs(NOW))
}

fn base64url(bytes: &[u8]) -> String {
    base64_encoded(bytes).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
}

/// Asks with what the first line says.
pub fn check(input: &[u8]) {
    let (first, rest) = cut(input);
    match first {
        b"generic" => check_token(rest, JwtProfile::Generic),
        b"rfc9068" => check_token(rest, JwtProfile::Rfc9068),
        b"raw" => check_raw(rest),
        b"keys" => check_keys(rest),
        _ => {}
    }
}

fn cut(input: &[u8]) -> (&[u8], &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    (&input[..end], input.get(end + 1..).unwrap_or_default())
}

/// Whether the token is accepted; `None` if no request can carry it.
fn accepts(auth: &Authenticator, token: &str) -> Option<bool> {
    let fields = [("authorization".to_owned(), format!("Bearer {token}").into_bytes())];
    let request = request("GET", "/", &fields)?;
    Some(match ready(auth.authenticate(&request)) {
        Ok(who) => {
            assert!(!who.subject().is_empty() && who.issuer() == Some(ISSUER));
            true
        }
        Err(rejection) => {
            assert!(matches!(rejection.status().as_u16(), 400 | 401 | 431), "{rejection}");
            false
        }
    })
}

fn signed(header: &[u8], claims: &[u8]) -> String {
    let message = format!("{}.{}", base64url(header), base64url(claims));
    format!("{message}.{}", base64url(KEY.sign(message.as_bytes()).as_ref()))
}

fn check_token(input: &[u8], profile: JwtProfile) {
    let (header, claims) = cut(input);
    let is_strict = profile == JwtProfile::Rfc9068;
    let token = signed(header, claims);
    let auth = &VERIFIERS[usize::from(is_strict)];
    let Some(expected) = is_right(header, claims, is_strict) else { return };
    let expected = expected && token.len() <= 8192;
    for _ in 0..2 {
        assert_eq!(
            accepts(auth, &token),
            Some(expected),
            "{} {}",
            String::from_utf8_lossy(header),
            String::from_utf8_lossy(claims)
        );
    }
    // Never a token that was changed, also while the right one is cached.
    for at in (0..token.len()).step_by(token.len() / 16 + 1) {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("ASCII");
        assert_ne!(accepts(auth, &changed), Some(true), "{changed}");
    }
    assert_ne!(accepts(auth, &token[..token.len() - 1]), Some(true));
    assert_ne!(accepts(auth, &format!("{token}A")), Some(true));
}

fn check_raw(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for auth in &*VERIFIERS {
        assert_ne!(accepts(auth, &text), Some(true), "nobody signed {text}");
    }
}

fn check_keys(input: &[u8]) {
    let read = JwtKeys::jwk_set(input);
    if let Err(error) = &read {
        assert!(!error.to_string().is_empty());
    }
    let Some(Value::Object(set)) = value(input) else { return };
    let Some(Value::Array(members)) = set.get("keys") else {
        assert!(read.is_err(), "a set without keys");
        return;
    };
    let public = |member: &Value| ["RSA", "EC", "OKP"].iter().any(|kty| member["kty"] == *kty);
    if let Ok(keys) = &read {
        let usable = members.iter().filter(|member| public(member) && member.get("d").is_none()).count();
        assert!((1..=usable).contains(&keys.len()), "{} of {usable}", keys.len());
        assert!(keys.skipped().len() >= members.len().saturating_sub(usable).min(1));
    }
    // Whatever stands before it, a good key is read; unless another has its name, or too many come first.
    if members.len() >= 64 || members.iter().any(|member| member["kid"] == KID) || input.len() > 200_000 {
        return;
    }
    let mut members = members.clone();
    members.push(serde_json::from_str(&jwk()).expect("a key"));
    let set = serde_json::json!({ "keys": members }).to_string();
    let keys = JwtKeys::jwk_set(&set).expect("a set with a good key");
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE).clock(&clock()).keys(keys);
    let auth = Authenticator::new(builder.build().expect("keys of a set do not contradict each other"));
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"u","exp":{}}}"#, NOW + 100);
    let token = signed(format!(r#"{{"alg":"EdDSA","kid":"{KID}"}}"#).as_bytes(), claims.as_bytes());
    assert_eq!(accepts(&auth, &token), Some(true));
    let other = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).expect("a seed");
    let message = token.rsplit_once('.').expect("a token").0;
    assert_eq!(accepts(&auth, &format!("{message}.{}", base64url(other.sign(message.as_bytes()).as_ref()))), Some(false));
}

/// The second reading: through `serde_json`'s own values. `None` if it cannot read a number.
fn is_right(header: &[u8], claims: &[u8], is_strict: bool) -> Option<bool> {
    for json in [header, claims] {
        let overflows = |error: serde_json::Error| error.to_string().starts_with("number out of range");
        if serde_json::from_slice::<IgnoredAny>(json).is_ok() && serde_json::from_slice::<Value>(json).is_err_and(overflows) {
            return None;
        }
    }
    let (Some(Value::Object(header_value)), Some(Value::Object(claims))) = (value(header), value(claims)) else {
        return Some(false);
    };
    Some(
        header.len() <= 4096
            && header_is_right(&Value::Object(header_value), is_strict)
            && claims_are_right(&Value::Object(claims), is_strict),
    )
}

fn header_is_right(header: &Value, is_strict: bool) -> bool {
    let media_type = |name: &str| {
        header.get(name).map(|value| {
            let text = value.as_str().unwrap_or("?").to_ascii_lowercase();
            text.strip_prefix("application/").unwrap_or(&text).to_owned()
        })
    };
    let typ = media_type("typ");
    header.as_object().is_some_and(|members| members.len() <= 64)
        && ["crit", "b64", "zip", "enc"].iter().all(|name| header.get(name).is_none())
        && header.get("cty").is_none_or(Value::is_string)
        && media_type("cty").as_deref() != Some("jwt")
        && (typ.as_deref() == Some("at+jwt") || (!is_strict && matches!(typ.as_deref(), None | Some("jwt"))))
        && (header["alg"] == "EdDSA" || header["alg"] == "Ed25519")
        && header.get("kid").is_none_or(|kid| kid == KID)
}

/// What a token may say that it is, instead of an access token.
const OTHER_PURPOSES: [&str; 14] = [
    "id",
    "id_token",
    "refresh",
    "refresh_token",
    "offline",
    "logout",
    "logout_token",
    "initial-access-token",
    "registrationaccesstoken",
    "logout+jwt",
    "secevent+jwt",
    "dpop+jwt",
    "token-introspection+jwt",
    "oauth-authz-req+jwt",
];

fn claims_are_right(claims: &Value, is_strict: bool) -> bool {
    let now = f64::from(u32::try_from(NOW).expect("this century"));
    let has = |name: &str| claims.get(name).is_some();
    let is_name = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty() && !text.chars().any(char::is_control));
    let is_text_of = |value: &Value, fits: fn(char) -> bool| value.as_str().is_some_and(|text| text.chars().all(fits));
    let time = |name: &str| claims.get(name).map(|value| value.as_f64().filter(|at| (0.0..9_007_199_254_740_992.0).contains(at)));
    let word = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_marked = |name: &str| {
        let word = word(name).to_ascii_lowercase();
        OTHER_PURPOSES.contains(&word.strip_prefix("application/").unwrap_or(&word))
    };
    let is_for_something_else = ["at_hash", "c_hash", "s_hash", "events", "token_introspection"].into_iter().any(has)
        || (has("htm") && has("htu"))
        || ["token_use", "token_type", "typ"].into_iter().any(is_marked)
        || ["refresh", "refresh_token"].contains(&word("type"))
        || (has("nonce") && !has("scope") && !has("scp") && !has("client_id"));
    let audience = match &claims["aud"] {
        Value::String(one) => one == AUDIENCE,
        Value::Array(several) => several.iter().all(Value::is_string) && several.iter().any(|one| one == AUDIENCE),
        _ => false,
    };
    claims.as_object().is_some_and(|members| members.len() <= 64)
        && claims["iss"] == ISSUER
        && audience
        && claims.get("sub").is_some_and(is_name)
        && ["jti", "client_id"].iter().all(|name| claims.get(name).is_none_or(is_name))
        && time("exp").flatten().is_some_and(|at| now < at + LEEWAY)
        && time("nbf").is_none_or(|at| at.is_some_and(|at| at - LEEWAY <= now))
        && time("iat").is_none_or(|at| at.is_some_and(|at| at <= now + LEEWAY))
        && time("auth_time").is_none_or(|at| at.is_some())
        && claims.get("acr").is_none_or(Value::is_string)
        && claims
            .get("scope")
            .is_none_or(|scope| is_text_of(scope, |char| matches!(char, ' '..='~') && char != '"' && char != '\\'))
        && !has("cnf")
        && if is_strict { has("iat") && has("jti") && has("client_id") } else { !is_for_something_else }
}

/// A text whose objects have each name once, at most 16 levels deep.
fn value(json: &[u8]) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    Unique(1).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    serde_json::from_slice(json).ok()
}

/// Looks at every name.
struct Unique(usize);

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if self.0 > 16 || name.starts_with("$serde_json::private::") || !names.insert(name) {
                return Err(A::Error::custom("not strict"));
            }
            map.next_value_seed(Self(self.0 + 1))?;
        }
        if self.0 > 16 { Err(A::Error::custom("too deep")) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Self(self.0 + 1))?.is_some() {}
        if self.0 > 16 { Err(A::Error::custom("too deep")) } else { Ok(()) }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
