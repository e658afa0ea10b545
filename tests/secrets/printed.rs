//! `Debug` and `Display` of everything public.

use std::{fmt, sync::Mutex};

use requires_auth::{
    Authenticator, Challenge, ConfigError, Identity, Policy, Reason, RejectionBody, ResponseBuilder, Scope, VerifyError, policy,
    scheme,
    verifiers::{self, StaticKeys, StaticTokens},
};
use requires_auth_tests::{log_recorder::recorded, poll_once::ready};

use crate::sent::{self, KEY, PASSWORD, SESSION, TOKEN, USER, assert_clean, request};

const READ: Policy = policy!(scopes("items:read", any("eu", "us")));

#[track_caller]
fn clean(what: &str, value: &dyn fmt::Debug) -> String {
    let printed = format!("{value:?} {value:#?}");
    assert_clean(what, &printed);
    printed
}

/// The credentials exist only while a verifier looks at them, so they are printed there.
#[test]
fn credentials_and_the_head_of_their_request_print_no_secret() {
    static PRINTED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    fn keep(values: &[&dyn fmt::Debug]) {
        PRINTED.lock().unwrap().extend(values.iter().map(|value| clean("credentials", *value)));
    }
    let sync = Authenticator::builder(verifiers::bearer(|token| {
        assert_eq!(token.expose(), TOKEN);
        keep(&[&token, &token.request()]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::basic(|basic| {
        assert_eq!((basic.user(), basic.expose_password()), (USER, PASSWORD));
        keep(&[&basic, &basic.clone(), &basic.request()]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::api_key(|key| {
        assert_eq!(key.expose(), KEY);
        keep(&[&key, &key.request()]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::session_cookie(|cookie| {
        assert_eq!(cookie.expose(), SESSION);
        keep(&[&cookie, &cookie.request()]);
        Ok(Identity::new("ada"))
    }))
    .build()
    .unwrap();
    let owned = Authenticator::builder(verifiers::bearer_async(|token| async move {
        keep(&[&token]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::basic_async(|_, password| async move {
        keep(&[&password]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::api_key_async(|key| async move {
        keep(&[&key]);
        Ok(Identity::new("ada"))
    }))
    .or(verifiers::session_cookie_async(|cookie| async move {
        keep(&[&cookie]);
        Ok(Identity::new("ada"))
    }))
    .build()
    .unwrap();
    for auth in [sync, owned] {
        for lines in [
            [("authorization", &*format!("Bearer {TOKEN}"))],
            [("authorization", &*sent::basic(USER, PASSWORD))],
            [("x-api-key", KEY)],
            [("cookie", &*format!("session={SESSION}"))],
        ] {
            ready(auth.authenticate(&request(&lines))).unwrap();
        }
    }
    let printed = PRINTED.lock().unwrap();
    assert_eq!(printed.len(), 13);
    for name in ["Bearer(***)", "Basic(***)", "ApiKey(***)", "SessionCookie(***)", "Secret(***)"] {
        assert!(printed.iter().any(|text| text.contains(name)), "{name}: {printed:?}");
    }
}

#[test]
fn stores_authenticators_and_their_builders_print_no_secret() {
    let tokens = || StaticTokens::new([(TOKEN, Identity::new("ada"))]).unwrap();
    let keys = || StaticKeys::new([(KEY, Identity::new("ada"))]).unwrap();
    clean("StaticTokens", &tokens());
    clean("StaticKeys", &keys());
    let secret = TOKEN.to_owned();
    let closure = verifiers::bearer(move |token| if token.expose() == secret { Ok(()) } else { Err(VerifyError::invalid()) });
    clean("FnVerifier", &closure);
    clean("AsyncFnVerifier", &verifiers::api_key_async(|_| async { Ok(KEY) }));
    clean("AuthenticatorBuilder", &Authenticator::builder(tokens()).or(keys()));
    clean("AuthenticatorBuilder with a fault", &Authenticator::builder(tokens()).or(tokens()));
    clean("Authenticator", &Authenticator::builder(tokens()).or(keys()).build().unwrap());
    clean("the fault of an authenticator", &Authenticator::builder(tokens()).or(tokens()).build().unwrap_err());
}

#[test]
fn errors_and_rejections_print_no_source_and_nothing_sent() {
    clean("VerifyError", &[VerifyError::invalid(), VerifyError::expired(), VerifyError::denied()]);
    clean("VerifyError", &VerifyError::unavailable(format!("no answer about {TOKEN}")));
    clean("VerifyError", &VerifyError::from(std::io::Error::other(TOKEN)));

    let auth: Authenticator = Authenticator::builder(verifiers::bearer(|token| match token.expose() {
        "SENT-unavailable" => Err(VerifyError::unavailable("no answer about SENT-unavailable")),
        "SENT-panic" => panic!("SENT"),
        "SENT-expired" => Err(VerifyError::expired()),
        _ => Err(VerifyError::invalid()),
    }))
    .renderer(|_, head| Some(RejectionBody::text(format!("{head:?}"))))
    .build()
    .unwrap();
    for credentials in ["SENT-unavailable", "SENT-panic", "SENT-expired", "SENT", "SENT malformed", "SENT,SENT"] {
        let request = request(&[("authorization", &format!("Bearer {credentials}"))]);
        let (decided, logged) = recorded(|| ready(auth.authenticate(&request)));
        let rejection = decided.unwrap_err();
        assert_eq!(logged.len(), 1, "{credentials}");
        clean(credentials, &rejection);
        assert_clean(credentials, &rejection.to_string());
        clean("Reason", &rejection.reason());
        assert_clean("Reason", &rejection.reason().to_string());
        clean("ResponseBuilder", &ResponseBuilder::from(rejection));
    }
}

#[test]
fn a_bad_secret_in_the_configuration_is_named_by_its_place() {
    let who = || Identity::new("ada");
    let faults: [ConfigError; 6] = [
        StaticTokens::new([("SENT malformed", who())]).unwrap_err(),
        StaticTokens::new([(TOKEN, who()), (TOKEN, who())]).unwrap_err(),
        StaticTokens::new([("good", who()), ("SENT\"", who())]).unwrap_err(),
        StaticKeys::new([("SENT malformed", who())]).unwrap_err(),
        StaticKeys::new([(KEY, who()), (KEY, who())]).unwrap_err(),
        StaticKeys::new([(format!("SENT{}", "k".repeat(600)), who())]).unwrap_err(),
    ];
    for fault in &faults {
        clean("ConfigError", fault);
        assert_clean("ConfigError", &fault.to_string());
        assert!(fault.to_string().contains("number "), "{fault}");
    }
}

#[test]
fn identities_policies_and_schemes_print_what_they_are_and_no_claim() {
    #[derive(Debug)]
    #[allow(dead_code, reason = "it is there to be printed, and must not be")]
    struct Raw(&'static str);
    let who = Identity::builder("ada").scopes("items:read").claim(Raw(TOKEN));
    clean("IdentityBuilder", &who);
    assert!(clean("Identity", &who.build()).contains("ada"));
    assert!(clean("Policy", &READ).contains("items:read"));
    clean("Scope", &Scope::new("items:read"));
    clean("Reason", &Reason::MissingCredentials);
    clean("scheme::Bearer", &scheme::Bearer::new());
    clean("scheme::Basic", &scheme::Basic::new());
    clean("scheme::ApiKey", &scheme::ApiKey::header("x-acme-key"));
    clean("scheme::SessionCookie", &scheme::SessionCookie::named("id"));
    clean("Challenge", &Challenge::bearer().realm("api"));
}
