//! Row 26: the caller is known, and was authenticated in another way, or too long ago (RFC 9470).

use std::time::{Duration, SystemTime};

use requires_auth::{HasAuthentication, HasScopes, LoginPage, Scope, StepUpPolicy, verifiers::api_key};

use requires_auth_tests::http_auth_parser;

use super::*;

const ERROR: &str = "insufficient_user_authentication";
const PAY: StepUpPolicy = policy!(scopes("pay", any("eu", "us")), acr("gold", "platinum"), max_age = "5m");

/// `<scopes>.<acr>.<age in seconds>`, each of which may be missing.
fn described(text: &str) -> Result<Identity, VerifyError> {
    let mut parts = text.split('.');
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let who = Identity::builder("ada").scopes(part().unwrap_or_default().replace('-', " "));
    let who = if let Some(acr) = part() { who.acr(acr) } else { who };
    let now = SystemTime::now();
    let who = match part().map(|age| age.parse::<i64>().unwrap()) {
        Some(age) if age < 0 => who.auth_time(now + Duration::from_secs(age.unsigned_abs())),
        Some(age) => who.auth_time(now - Duration::from_secs(age.unsigned_abs())),
        None => who,
    };
    Ok(who.build())
}

/// Each scheme admits whatever it is sent.
fn each() -> requires_auth::AuthenticatorBuilder<Identity> {
    Authenticator::builder(session_cookie(|cookie| described(cookie.expose())))
        .or(basic(|basic| described(basic.user())))
        .or(api_key(|key| described(key.expose())))
        .or(bearer(|token| described(token.expose())))
}

static EACH: LazyLock<Authenticator> = LazyLock::new(|| each().build().unwrap());

#[requires_auth(verifier = EACH, scopes("pay", any("eu", "us")), acr("gold", "platinum"), max_age = "5m")]
async fn pay(request: Request<()>, #[identity] who: Identity) -> Response<String> {
    Response::new(who.subject().to_owned())
}

#[requires_auth(verifier = EACH, acr("gold"))]
async fn gold(request: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

#[requires_auth(verifier = EACH, max_age = "1h")]
async fn recent(request: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

#[requires_auth(verifier = EACH, acr("gold"), scopes("pay"), only = |_| panic!("asked too early"))]
async fn only_panics(request: Request<()>) -> Response<String> {
    Response::new("in".to_owned())
}

fn token(text: &str) -> Request<()> {
    get(&[("authorization", &format!("Bearer {text}"))])
}

/// The lines of a 401 by a bearer token: the Bearer one with these parameters behind the realm.
fn stepped_up(params: &str) -> Answer {
    let bearer = format!(r#"Bearer realm="api", error="{ERROR}"{params}"#);
    unauthorized(&[&bearer, PLAIN[1], PLAIN[2], PLAIN[3]], Some(ERROR))
}

#[test]
fn row_26_names_what_is_demanded_to_a_bearer() {
    let pay = |text: &str| answer(&block_on(pay(token(text))));
    let both = |scope: &str| stepped_up(&format!(r#", scope="{scope}", acr_values="gold platinum", max_age="300""#));
    assert_eq!(pay("pay-eu.gold.0"), let_in("ada"));
    assert_eq!(pay("pay-eu.platinum.295"), let_in("ada"));
    for lacking in ["pay-eu", "pay-eu.gold", "pay-eu..1", "pay-eu.silver.1", "pay-eu.gold.301", "pay-eu.GOLD.1"] {
        assert_eq!(pay(lacking), both("pay eu"), "{lacking}");
    }
    // The clock of the issuer may be ahead by a minute.
    assert_eq!(pay("pay-eu.gold.-55"), let_in("ada"));
    assert_eq!(pay("pay-eu.gold.-120"), both("pay eu"));

    let gold = |text: &str| answer(&block_on(gold(token(text))));
    assert_eq!(gold(".gold"), let_in("in"));
    assert_eq!(gold(".silver"), stepped_up(r#", acr_values="gold""#));
    let recent = |text: &str| answer(&block_on(recent(token(text))));
    assert_eq!(recent("..3590"), let_in("in"));
    assert_eq!(recent("..3601"), stepped_up(r#", max_age="3600""#));
    assert_eq!(recent(".gold"), stepped_up(r#", max_age="3600""#));
}

/// One new token can then have all that is demanded. Those scopes are named that the caller can most easily have.
#[test]
fn row_26_comes_before_the_scopes_and_names_them() {
    let pay = |text: &str| answer(&block_on(pay(token(text))));
    for (text, scope) in [(".silver.1", "pay eu"), ("us.silver.1", "pay us"), ("pay-us.gold.400", "pay us")] {
        let line = format!(r#", scope="{scope}", acr_values="gold platinum", max_age="300""#);
        assert_eq!(pay(text), stepped_up(&line), "{text}");
    }
    // Met: then the scopes count, and the challenge is that of row 24.
    let line = r#"Bearer realm="api", error="insufficient_scope", scope="pay us""#;
    assert_eq!(pay("us.gold.1"), (403, vec![line.to_owned()], problem(403, Some("insufficient_scope"))));
    // `only` is called for those who meet both.
    assert_eq!(block_on(only_panics(token("pay.silver"))).status(), 401);
    assert_eq!(block_on(only_panics(token(".gold"))).status(), 403);
    assert_eq!(block_on(only_panics(token("pay.gold"))).status(), 500);
}

/// The parameters belong to access tokens (RFC 9470 3). Other schemes get the challenges of row 1.
#[test]
fn row_26_gives_other_schemes_their_plain_challenges() {
    for field in
        [("x-api-key", "pay-eu.silver.1"), ("cookie", "session=pay-eu.silver.1"), ("authorization", "Basic LnNpbHZlcjpw")]
    {
        let scoped = r#"Bearer realm="api", scope="pay eu""#;
        assert_eq!(
            answer(&block_on(pay(get(&[field])))),
            unauthorized(&[scoped, PLAIN[1], PLAIN[2], PLAIN[3]], None),
            "{field:?}"
        );
        assert_eq!(answer(&block_on(gold(get(&[field])))), unauthorized(&PLAIN, None), "{field:?}");
    }
    assert_eq!(answer(&block_on(gold(get(&[("x-api-key", ".gold")])))), let_in("in"));
}

/// Without credentials, and with those that are not valid, the challenge is as without `acr`.
#[test]
fn row_26_is_for_known_callers() {
    assert_eq!(answer(&block_on(gold(get(&[])))), unauthorized(&PLAIN, None));
    assert_eq!(answer(&block_on(gold(token("a b")))), unauthorized(&INVALID, Some("invalid_token")));
}

#[test]
fn row_26_is_in_the_line_of_the_credentials_that_were_sent() {
    const FIELD: scheme::Bearer = scheme::Bearer::in_header("x-assertion").realm("other");
    let builder = Authenticator::builder(bearer(|token| described(token.expose())));
    let builder = builder.or(bearer(|token| described(token.expose())).scheme(FIELD));
    let auth = builder.resource_metadata("https://api.example/.well-known/oauth-protected-resource").build().unwrap();
    let rejection = block_on(auth.authorize(&PAY, &get(&[("x-assertion", "pay-eu.silver.1")]))).unwrap_err();
    let metadata = r#"resource_metadata="https://api.example/.well-known/oauth-protected-resource""#;
    let params = r#"scope="pay eu", acr_values="gold platinum", max_age="300""#;
    let lines: Vec<_> = rejection.challenges().map(|line| line.to_str().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            format!(r#"Bearer realm="api", scope="pay eu", {metadata}"#),
            format!(r#"Bearer realm="other", error="{ERROR}", {params}, {metadata}"#),
        ]
    );
    assert_eq!((rejection.reason(), rejection.error_code()), (Reason::InsufficientUserAuthentication, Some(ERROR)));
}

/// Built by hand, the challenge is the same.
#[test]
fn row_26_is_what_a_challenge_by_hand_would_be() {
    let response = block_on(pay(token("pay-eu.silver.1")));
    let challenge = requires_auth::Challenge::bearer().realm("api").error(ERROR).scopes(["pay", "eu"]);
    let challenge = challenge.param("acr_values", "gold platinum").param("max_age", "300").build().unwrap();
    assert_eq!(response.headers()["www-authenticate"], challenge);
    assert_eq!(response.headers()["cache-control"], "no-store");
    // Another crate reads it.
    let read = http_auth_parser::challenges(challenge.to_str().unwrap()).unwrap();
    let params: Vec<_> = read[0].params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [("realm", "api"), ("error", ERROR), ("scope", "pay eu"), ("acr_values", "gold platinum"), ("max_age", "300")];
    assert_eq!((read.len(), params), (1, expected.to_vec()));
}

/// A verifier alone, without an authenticator, and a HEAD.
#[test]
fn row_26_of_a_verifier_and_for_head() {
    #[requires_auth(verifier = bearer(|token| described(token.expose())), acr("gold"))]
    fn alone(request: Request<()>) -> Response<String> {
        Response::new("in".to_owned())
    }
    let line = format!(r#"Bearer realm="api", error="{ERROR}", acr_values="gold""#);
    assert_eq!(answer(&alone(token(".silver"))), (401, vec![line.clone()], problem(401, Some(ERROR))));
    let head = request("HEAD", &[("authorization", "Bearer .silver")]);
    assert_eq!(answer(&alone(head)), (401, vec![line], String::new()));
}

/// The caller is logged in: a login page that sends such a browser back would send it in a circle.
#[test]
fn row_26_is_no_redirect() {
    let auth = each().login_page(LoginPage::at("/login").every_client()).build().unwrap();
    let rejection = |fields: &[(&str, &str)]| block_on(auth.authorize(&PAY, &get(fields))).unwrap_err();
    assert_eq!(rejection(&[("cookie", "session=pay-eu.silver.1")]).status(), 401);
    assert_eq!(rejection(&[("authorization", "Bearer pay-eu.silver.1")]).status(), 401);
    assert_eq!(rejection(&[]).status(), 303, "the twin");
}

struct Panics;

impl HasScopes for Panics {
    fn has_scope(&self, _: &Scope) -> bool {
        true
    }
}

impl HasAuthentication for Panics {
    fn acr(&self) -> Option<&str> {
        panic!("an identity that panics")
    }

    fn auth_time(&self) -> Option<SystemTime> {
        panic!("an identity that panics")
    }
}

#[test]
fn row_31_an_identity_that_panics_is_a_500() {
    let auth = Authenticator::new(bearer(|_| Ok(Panics)));
    for policy in [policy!(acr("gold")), policy!(max_age = "5m")] {
        let rejection = block_on(auth.authorize(&policy, &token("any"))).err().unwrap();
        assert_eq!((rejection.status().as_u16(), rejection.reason()), (500, Reason::Panicked));
    }
    // The twin: the identity is not asked if neither key is there.
    assert!(block_on(auth.authorize(&StepUpPolicy::from(policy!(scopes("a"))), &token("any"))).is_ok());
}

#[test]
fn an_identity_in_a_box_says_what_it_says_itself() {
    let shared = Authenticator::new(bearer(|token| described(token.expose()).map(std::sync::Arc::new)));
    let boxed = Authenticator::new(bearer(|token| described(token.expose()).map(Box::new)));
    let unmet = Err(Reason::InsufficientUserAuthentication);
    for (text, expected) in [("pay-eu.gold.1", Ok(())), ("pay-eu.silver.1", unmet), ("pay-eu.gold.301", unmet)] {
        let shared = block_on(shared.authorize(&PAY, &token(text))).map(drop).map_err(|rejection| rejection.reason());
        let boxed = block_on(boxed.authorize(&PAY, &token(text))).map(drop).map_err(|rejection| rejection.reason());
        assert_eq!((shared, boxed), (expected, expected), "{text}");
    }
}

#[test]
fn a_policy_by_hand_demands_what_the_attribute_does() {
    let by_hand = |text: &str| match block_on(EACH.authorize(&PAY, &token(text))) {
        Ok(who) => Response::new(who.subject().to_owned()),
        Err(rejection) => rejection.into_http(),
    };
    for text in ["", "pay-eu.gold.1", "pay.gold.1", "pay-us.silver.1", "pay-us.platinum.301", ".gold", "..1"] {
        assert_eq!(answer(&by_hand(text)), answer(&block_on(pay(token(text)))), "{text}");
    }
    assert!(PAY.handler().contains("step_up.rs"), "{}", PAY.handler());
}
