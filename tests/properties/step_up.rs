//! How and when a caller was authenticated, against a model: the attribute, `policy!` and `is_met_by` decide alike.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Request, Response};
use proptest::{prelude::*, sample::select};
use requires_auth::{
    __private::{Policy, Rule, StepUp},
    Authenticator, Bearer, Identity, StepUpPolicy, VerifyError, policy, requires_auth,
    verifiers::bearer,
};
use requires_auth_tests::poll_once::ready;

const NAMES: [&str; 5] = ["gold", "platinum", "gol", "Gold", "gold2"];

/// The accepted values, the maximum age, the `acr` and the age of an identity, in seconds. A negative age is of the future.
type Case = (Vec<&'static str>, u32, Option<String>, Option<i64>);

fn cases() -> impl Strategy<Value = Case> {
    let accepted = prop::collection::vec(select(NAMES.to_vec()), 0..4);
    let max_age = prop_oneof![Just(0), 1..10u32, any::<u32>()];
    let acr = prop_oneof![select(NAMES.to_vec()).prop_map(str::to_owned), "[a-z ]{0,12}", Just("gold platinum".to_owned())];
    let age = prop_oneof![-70..20i64, -5_000_000_000..5_000_000_000i64];
    (accepted, max_age, prop::option::of(acr), prop::option::of(age))
}

/// What RFC 9470 says, read plainly.
fn model((accepted, max_age, acr, age): &Case) -> bool {
    let acr_is_right = match (accepted.is_empty(), acr) {
        (true, _) => true,
        (false, None) => false,
        (false, Some(acr)) => accepted.contains(&acr.as_str()),
    };
    let age_is_right = match (*max_age, *age) {
        (0, _) => true,
        (_, None) => false,
        (max_age, Some(age)) => age <= i64::from(max_age) && age >= -60,
    };
    acr_is_right && age_is_right
}

fn identity(acr: Option<&str>, auth_time: Option<SystemTime>) -> Identity {
    let who = Identity::builder("ada").scopes("a");
    let who = if let Some(acr) = acr { who.acr(acr) } else { who };
    let who = if let Some(at) = auth_time { who.auth_time(at) } else { who };
    who.build()
}

fn ago(now: SystemTime, age: i64) -> SystemTime {
    let by = Duration::from_secs(age.unsigned_abs());
    if age < 0 { now + by } else { now - by }
}

proptest! {
    #![proptest_config(super::cases(2000))]

    #[test]
    fn what_is_met_is_what_the_model_says(case in cases()) {
        let now = UNIX_EPOCH + Duration::from_secs(6_000_000_000);
        let (accepted, max_age, acr, age) = &case;
        let policy = StepUpPolicy::from(Policy::new("h", Rule::Empty));
        let policy = StepUpPolicy::<Policy>(policy.0, StepUp(accepted.join(" ").leak(), *max_age), policy.2);
        let who = identity(acr.as_deref(), age.map(|age| ago(now, age)));
        prop_assert_eq!(policy.is_met_by(&who, now), model(&case), "{:?}", case);
    }
}

/// The token is `<acr>~<age>`, each of which may be missing.
fn described(token: Bearer<'_>) -> Result<Identity, VerifyError> {
    let (acr, age) = token.expose().split_once('~').ok_or_else(VerifyError::invalid)?;
    let at = age.parse().ok().map(|age| ago(SystemTime::now(), age));
    Ok(identity(Some(acr).filter(|acr| !acr.is_empty()), at))
}

fn request(token: &str) -> Request<()> {
    Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap()
}

type Answer = (u16, Option<String>);

fn answer(response: &Response<String>) -> Answer {
    let line = response.headers().get("www-authenticate").map(|line| line.to_str().unwrap().to_owned());
    (response.status().as_u16(), line)
}

macro_rules! pairs {
    ($($name:ident($($demands:tt)*);)*) => {
        $(
            #[requires_auth(verifier = bearer(described), $($demands)*)]
            fn $name(request: Request<()>) -> Response<String> {
                Response::default()
            }
        )*

        /// The answers of the attribute and of `policy!`, for each demand.
        fn answers(token: &str) -> Vec<(&'static str, Answer, Answer)> {
            let auth = Authenticator::new(bearer(described));
            let by_hand = |policy: StepUpPolicy| match ready(auth.authorize(&policy, &request(token))) {
                Ok(_) => Response::default(),
                Err(rejection) => rejection.into_http(),
            };
            vec![$((stringify!($($demands)*), answer(&$name(request(token))), answer(&by_hand(policy!($($demands)*))))),*]
        }
    };
}

pairs! {
    acr_alone(acr("gold"));
    acr_of_two(acr("platinum", "gold"));
    age_alone(max_age = "2m");
    both(max_age = "1h", acr("gold"));
    all(scopes("a"), acr("gold"), max_age = "1d");
    missing_scope(scopes("a", "b"), acr("gold"));
}

proptest! {
    #![proptest_config(super::cases(200))]

    #[test]
    fn the_attribute_and_the_policy_agree(
        acr in select(vec!["", "gold", "platinum", "gol", "GOLD"]),
        // Not near a limit: the clock goes on between the two questions.
        age in prop::option::of(select(vec![-1000, -30, 0, 100, 140, 3500, 3700, 86_000, 87_000])),
    ) {
        let token = format!("{acr}~{}", age.map(|age: i64| age.to_string()).unwrap_or_default());
        for (demands, attribute, policy) in answers(&token) {
            prop_assert_eq!(&attribute, &policy, "{} {}", demands, token);
            prop_assert!(matches!(attribute.0, 200 | 401 | 403));
        }
    }
}
