//! Everything that may stand in `acr(..)` and `max_age`, for every shape of function and identity.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use super::common::*;
use requires_auth::{Authenticator, HasAuthentication, Policy, StepUpPolicy, policy, verifiers::bearer};

const ACR: StepUpPolicy = policy!(acr("gold"));
const MAX_AGE: StepUpPolicy = policy!(max_age = "5m");
static ALL: StepUpPolicy =
    policy!(scopes(READ, any("a", "b")), acr("gold", r"urn:x:silver",), max_age = "1d", crate = ::requires_auth);
const SCOPES: Policy = policy!(scopes("a"));

/// An identity that has no scopes.
struct Person(Option<&'static str>);

impl HasAuthentication for Person {
    fn acr(&self) -> Option<&str> {
        self.0
    }

    fn auth_time(&self) -> Option<SystemTime> {
        SystemTime::now().checked_sub(Duration::from_secs(10))
    }
}

static PEOPLE: LazyLock<Authenticator> = LazyLock::new(|| {
    let token = |acr: &str| Identity::builder("ada").scopes("items:read").acr(acr).auth_time(SystemTime::now()).build();
    Authenticator::new(StaticTokens::new([("secret", token("gold")), ("weak", token("bronze"))]).expect("well-formed tokens"))
});

fn person(token: &str) -> Result<Person, VerifyError> {
    Ok(Person(if token == "secret" { Some("gold") } else { None }))
}

#[requires_auth(verifier = PEOPLE, acr("silver", "gold"), max_age = "60s")]
async fn function(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = bearer(|token: Bearer<'_>| person(token.expose())), acr("gold"), max_age = "11s")]
fn not_async(req: Request<String>, #[identity] who: Person) -> Answer {
    answer(format!("{}{}", who.0.unwrap_or_default(), req.body()))
}

#[requires_auth(verifier = bearer(|token: Bearer<'_>| person(token.expose()).map(Arc::new)), acr("gold"))]
async fn shared(req: Request<String>, #[identity] who: Arc<Person>) -> Answer {
    answer(format!("{}{}", who.0.unwrap_or_default(), req.body()))
}

#[requires_auth(verifier = PEOPLE, scopes(READ), acr("gold"), only = |who| who.subject() == "ada", check = who.acr() == Some("gold"))]
async fn everything(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

struct Shop;

#[requires_auth(verifier = PEOPLE, acr("gold"))]
impl Shop {
    async fn inherits(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    /// What the block demands is replaced.
    #[requires_auth(max_age = "1h")]
    async fn replaces(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn token(token: &str) -> Request<String> {
    Request::builder().header("authorization", format!("Bearer {token}")).body("body".to_owned()).expect("a request")
}

#[test]
fn runs() {
    let refused = |response: Answer| {
        let line = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert_eq!(response.status(), 401);
        assert!(line.contains(r#"error="insufficient_user_authentication""#), "{line}");
    };
    assert_eq!(run(function(token("secret"))).body(), "body");
    refused(run(function(token("weak"))));
    assert_eq!(not_async(token("secret")).body(), "goldbody");
    refused(not_async(token("other")));
    assert_eq!(run(shared(token("secret"))).body(), "goldbody");
    refused(run(shared(token("other"))));
    assert_eq!(run(everything(token("secret"))).body(), "adabody");
    refused(run(everything(token("weak"))));
    assert_eq!(run(Shop.inherits(token("secret"))).body(), "body");
    refused(run(Shop.inherits(token("weak"))));
    assert_eq!(run(Shop.replaces(token("weak"))).body(), "body");

    let now = SystemTime::now();
    let gold = Identity::builder("ada").scopes("items:read a").acr("gold").auth_time(now).build();
    for policy in [ACR, MAX_AGE, ALL, SCOPES.into()] {
        assert!(policy.is_met_by(&gold, now), "{policy:?}");
        assert!(!policy.is_met_by(&Identity::new("eve"), now), "{policy:?}");
    }
}
