//! Step-up (RFC 9470) by the claims of a token, and by the clock of its verifier.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Request;
use requires_auth::{Authenticator, Reason, Rejection, StepUpPolicy, policy, test_util::TestClock, verifiers::JwtAlgorithm};
use requires_auth_tests::poll_once::ready;

use crate::{
    cache::{auth, is_cached},
    forge::with_claim,
    issuer::{reason, signer},
};

const PAY: StepUpPolicy = policy!(scopes("read"), acr("gold"), max_age = "5m");
const NOW: u64 = 2_000_000_000;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn pay(auth: &Authenticator, token: &str) -> Result<(), Rejection> {
    let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
    ready(auth.authorize(&PAY, &request)).map(drop)
}

#[track_caller]
fn assert_lacking(auth: &Authenticator, token: &str, what: &str) {
    let rejection = pay(auth, token).unwrap_err();
    assert_eq!((rejection.status().as_u16(), rejection.reason()), (401, Reason::InsufficientUserAuthentication), "{what}");
    let line = r#"Bearer realm="api", error="insufficient_user_authentication", scope="read", acr_values="gold", max_age="300""#;
    assert_eq!(rejection.challenges().collect::<Vec<_>>(), [line], "{what}");
}

/// Claims, with `auth_time` as JSON.
fn claims(acr: &str, auth_time: &str) -> String {
    with_claim("acr", acr).replacen('{', &format!(r#"{{"auth_time":{auth_time},"#), 1)
}

#[test]
fn the_age_is_looked_at_on_every_hit_of_the_cache() {
    let (signer, clock) = (signer(JwtAlgorithm::Es256), TestClock::at(at(NOW)));
    let auth = auth(signer, |builder| builder.clock(&clock));
    let token = signer.issue(&claims(r#""gold""#, &(NOW - 100).to_string()));
    assert!(pay(&auth, &token).is_ok());
    assert!(is_cached(&auth, &token));
    clock.advance(Duration::from_secs(200));
    assert!(pay(&auth, &token).is_ok(), "to the second");
    clock.advance(Duration::from_millis(1));
    assert!(is_cached(&auth, &token), "the token itself is accepted");
    assert_lacking(&auth, &token, "too old now");
    // Another authentication, another token.
    let fresh = signer.issue(&claims(r#""gold""#, &(NOW + 200).to_string()));
    assert!(pay(&auth, &fresh).is_ok());
    // An administrator sets the clock back: what was too old is not any more, and what was fresh is of the future.
    clock.set(at(NOW));
    assert!(pay(&auth, &token).is_ok());
    assert_lacking(&auth, &fresh, "200 seconds ahead");
    clock.set(at(NOW + 140));
    assert!(pay(&auth, &fresh).is_ok(), "60 seconds ahead");
}

#[test]
fn what_a_token_does_not_say_is_not_met() {
    let (signer, clock) = (signer(JwtAlgorithm::Es256), TestClock::at(at(NOW)));
    let auth = auth(signer, |builder| builder.clock(&clock));
    let now = NOW.to_string();
    for (what, claims) in [
        ("neither", with_claim("x", "1")),
        ("no time", with_claim("acr", r#""gold""#)),
        ("no class", with_claim("auth_time", &now)),
        ("an empty class", claims(r#""""#, &now)),
        ("two classes in one", claims(r#""gold silver""#, &now)),
        ("another case", claims(r#""Gold""#, &now)),
        ("1970", claims(r#""gold""#, "0")),
        ("a fraction too old", claims(r#""gold""#, &format!("{}.5", NOW - 301))),
        ("the year 2100", claims(r#""gold""#, "4102444800")),
    ] {
        assert_lacking(&auth, &signer.issue(&claims), what);
    }
    assert!(pay(&auth, &signer.issue(&claims(r#""gold""#, &format!("{}.5", NOW - 300)))).is_ok(), "a fraction");
    // Claims of another type are no claims: the token is invalid, whatever is demanded.
    for claims in [claims("[\"gold\"]", &now), claims(r#""gold""#, r#""now""#), claims(r#""gold""#, "-1"), claims("7", &now)] {
        assert_eq!(reason(&auth, &signer.issue(&claims)), "invalid_claim", "{claims}");
        assert_eq!(pay(&auth, &signer.issue(&claims)).unwrap_err().reason(), Reason::InvalidCredentials, "{claims}");
    }
}

/// The clock is that of the verifier, also behind `and_then`, a reference and another scheme.
#[test]
fn every_way_to_a_verifier_leads_to_its_clock() {
    use requires_auth::{Identity, verifiers::api_key};
    let (signer, clock) = (signer(JwtAlgorithm::Es256), TestClock::at(at(NOW)));
    let jwt = || signer.verifier().clock(&clock).build().unwrap();
    let token = signer.issue(&claims(r#""gold""#, &NOW.to_string()));
    let keys = || api_key(|_| Ok(Identity::builder("robot").scopes("read").acr("gold").auth_time(at(NOW)).build()));
    let both = Authenticator::builder(keys()).or(jwt()).build().unwrap();
    let mapped = Authenticator::builder(jwt()).and_then(|who: Identity| async move { Ok(who) }).build().unwrap();
    for auth in [both.clone(), mapped, Authenticator::new(std::sync::Arc::new(jwt()))] {
        assert!(pay(&auth, &token).is_ok());
    }
    // The twin: by the time of the machine that is of the future.
    let request = Request::builder().header("x-api-key", "key").body(()).unwrap();
    assert_eq!(ready(both.authorize(&PAY, &request)).unwrap_err().reason(), Reason::InsufficientUserAuthentication);
}
