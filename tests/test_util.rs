//! What feature `test-util` gives to the tests of an application; each assertion has a twin that does not hold.
#![allow(missing_docs, clippy::unused_async, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::{Request, Response};
use requires_auth::{
    Authenticate, Authenticator, Bearer, Identity, SyncVerifier, Verifier, VerifyError, assert_challenge, requires_auth, scheme,
    test_util::{self, Conformance, WithCredentials},
    verifiers::{self, PasswordTable, Passwords, StaticKeys, StaticTokens},
};
use requires_auth_tests::poll_once::ready;

/// What a panic says.
fn panic_of<T>(call: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(call)) else { panic!("holds, and must not") };
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&'static str>().unwrap()).to_owned(),
    }
}

fn check<V: Authenticate<Via>, Via>(conformance: Conformance<V, Via>) {
    futures_executor::block_on(conformance.check());
}

#[test]
fn verifiers_of_every_scheme_answer_the_table() {
    let ada = || Identity::new("ada");
    check(
        Conformance::new(StaticTokens::new([("token-of-ada", ada())]).unwrap())
            .accepts(test_util::bearer("token-of-ada"))
            .rejects(test_util::bearer("token-of-eve")),
    );
    check(Conformance::new(StaticKeys::new([("key-123456", ada())]).unwrap()).accepts(test_util::api_key("key-123456")));
    check(
        Conformance::new(verifiers::session_cookie_async(|cookie| {
            let known = cookie.expose() == "sess-123456";
            async move { if known { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) } }
        }))
        .accepts(test_util::session_cookie("sess-123456"))
        .rejects(test_util::session_cookie("sess-of-yesterday")),
    );
    check(
        Conformance::new(verifiers::basic(|basic| {
            let good = basic.user() == "ada" && basic.expose_password() == "correct horse";
            if good { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) }
        }))
        .accepts(test_util::basic("ada", "correct horse"))
        .rejects(test_util::basic("eve", "correct horse")),
    );
}

#[test]
fn the_password_table_and_a_whole_authenticator_answer_the_table() {
    // The password is `correct horse`; the least work that argon2id knows.
    let hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4";
    let passwords = Passwords::new(PasswordTable::new().user("ada", hash).unwrap()).unwrap();
    check(
        Conformance::new(passwords)
            .accepts(test_util::basic("ada", "correct horse"))
            .rejects(test_util::basic("ada", "battery staple"))
            .rejects(test_util::basic("nobody", "correct horse")),
    );
    let auth = Authenticator::builder(StaticTokens::new([("token-of-ada", Identity::new("ada"))]).unwrap())
        .or(StaticKeys::new([("key-123456", Identity::new("ci"))]).unwrap())
        .realm("shop")
        .build()
        .unwrap();
    check(
        Conformance::new(auth)
            .accepts(test_util::bearer("token-of-ada"))
            .accepts(test_util::api_key("key-123456"))
            .rejects(test_util::api_key("key-of-eve")),
    );
}

/// A bearer verifier by a closure.
fn bearer(
    verify: impl Fn(&str) -> Result<Identity, VerifyError> + Send + Sync + 'static,
) -> impl SyncVerifier<Scheme = scheme::Bearer, Identity = Identity> {
    verifiers::bearer(move |token: Bearer<'_>| verify(token.expose()))
}

#[test]
fn what_is_wrong_with_a_verifier_is_told_by_row() {
    let ada = || Ok(Identity::new("ada"));
    let wrong = |verify: fn(&str) -> Result<Identity, VerifyError>| {
        panic_of(|| {
            check(Conformance::new(bearer(verify)).accepts(test_util::bearer("token-of-ada")).rejects(test_util::bearer("old")));
        })
    };
    let everybody = wrong(|_| Ok(Identity::new("ada")));
    for row in ["with a byte appended: accepted", "with a byte changed: accepted", "rejected 1: accepted"] {
        assert!(everybody.contains(row), "{everybody}");
    }
    let by_prefix =
        wrong(|token| if token.starts_with("token") { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) });
    assert!(
        by_prefix.contains("accepted 1, with its last character removed: accepted") && !by_prefix.contains("rejected 1"),
        "{by_prefix}"
    );
    let panics = wrong(|token| if token == "token-of-ada" { Ok(Identity::new("ada")) } else { panic!("no such token") });
    assert!(panics.contains("rejected 1: expected 401, rejected with 500"), "{panics}");
    let unavailable =
        wrong(|token| if token == "token-of-ada" { Ok(Identity::new("ada")) } else { Err(VerifyError::unavailable("no row")) });
    assert!(unavailable.contains("rejected 1: expected 401, rejected with 503"), "{unavailable}");
    let talks = wrong(|token| {
        let known = token == "token-of-ada";
        if known { Ok(Identity::new("ada")) } else { Err(VerifyError::unavailable(format!("no row for {token}"))) }
    });
    assert!(talks.contains("the source of the error, which is logged, contains the credentials"), "{talks}");
    let nobody = wrong(|_| Err(VerifyError::invalid()));
    assert!(nobody.contains("accepted 1, as it is: rejected with 401"), "{nobody}");

    let asked = std::sync::atomic::AtomicUsize::new(0);
    let once =
        bearer(move |token| match asked.fetch_add(usize::from(token == "token-of-ada"), std::sync::atomic::Ordering::Relaxed) {
            0 if token == "token-of-ada" => Ok(Identity::new("ada")),
            _ => Err(VerifyError::invalid()),
        });
    let once = panic_of(|| check(Conformance::new(once).accepts(test_util::bearer("token-of-ada"))));
    assert!(once.contains("the second time"), "{once}");

    let unnamed = panic_of(|| check(Conformance::new(bearer(move |_| ada()))));
    assert!(unnamed.contains("add valid credentials"), "{unnamed}");

    let elsewhere = panic_of(|| check(Conformance::new(bearer(move |_| ada())).accepts(test_util::api_key("key"))));
    assert_eq!(elsewhere, "`accepts` was called with credentials in `x-api-key`, but the verifier reads `authorization`");
}

#[test]
fn an_authenticator_is_asked_with_its_settings() {
    let sessions = || {
        verifiers::session_cookie(|cookie| if cookie.expose() == "sess-123456" { Ok(()) } else { Err(VerifyError::invalid()) })
    };
    let strict = Authenticator::builder(sessions()).build().unwrap();
    check(Conformance::new(strict).accepts(test_util::session_cookie("sess-123456")));
    let open = Authenticator::builder(sessions()).allow_cross_site_writes().build().unwrap();
    let why = panic_of(|| check(Conformance::new(open).accepts(test_util::session_cookie("sess-123456"))));
    assert!(why.contains("from another site: accepted") && why.contains("from another origin: accepted"), "{why}");
}

/// The stores and libraries that let in what is near.
#[test]
fn what_is_near_to_a_credential_is_asked() {
    let or_invalid = |good: bool| if good { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) };
    let wrong = |verify: fn(&str) -> bool| {
        let bearer = bearer(move |token| or_invalid(verify(token)));
        panic_of(|| check(Conformance::new(bearer).accepts(("Authorization", "Bearer aGVhZGVy.Y2xhaW1z.c2lnbmF0dXJl"))))
    };
    for (said, why) in [
        ("in the other letter case: accepted", wrong(|token| token.eq_ignore_ascii_case("aGVhZGVy.Y2xhaW1z.c2lnbmF0dXJl"))),
        ("without its signature: accepted", wrong(|token| token.starts_with("aGVhZGVy.Y2xhaW1z."))),
        ("with `alg` none: accepted", wrong(|token| token.split('.').nth(1) == Some("Y2xhaW1z"))),
        ("with `=` appended: accepted", wrong(|token| token.trim_end_matches('=') == "aGVhZGVy.Y2xhaW1z.c2lnbmF0dXJl")),
        ("with its first byte changed: accepted", wrong(|token| token.get(1..) == Some("GVhZGVy.Y2xhaW1z.c2lnbmF0dXJl"))),
        (
            "with `_` for each byte: accepted",
            wrong(|token| token.len() == 30 && (token.starts_with("__") || token.starts_with("aGVh"))),
        ),
    ] {
        assert!(why.contains(said), "{said}: {why}");
    }
    let basic = |verify: fn(&str, &str) -> bool| {
        let basic = verifiers::basic(move |basic| or_invalid(verify(basic.user(), basic.expose_password())));
        let conformance = Conformance::new(basic).accepts(test_util::basic("ada", "correct horse"));
        panic_of(|| check(conformance.accepts(test_util::basic("bob", "battery staple"))))
    };
    let crossed = basic(|_, password| password == "correct horse" || password == "battery staple");
    assert!(crossed.contains("the name of one, the password of another: accepted"), "{crossed}");
    let empty = basic(|user, password| password.is_empty() || (user, password) == ("ada", "correct horse") || user == "bob");
    assert!(empty.contains("accepted 1, with an empty password: accepted"), "{empty}");
}

/// Waits for nothing, but holds a place for each caller and never gives it back.
struct Leaking(std::sync::atomic::AtomicUsize);

impl Verifier for Leaking {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        if token.expose() != "token-of-ada" {
            return Err(VerifyError::invalid());
        }
        if self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 8 {
            return Err(VerifyError::unavailable("no place"));
        }
        let mut first = true;
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if std::mem::take(&mut first) { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
        })
        .await;
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        Ok(Identity::new("ada"))
    }
}

#[test]
fn a_verifier_that_callers_exhaust_by_hanging_up_is_told() {
    let leaking = Conformance::new(Leaking(std::sync::atomic::AtomicUsize::new(0))).accepts(test_util::bearer("token-of-ada"));
    let why = panic_of(|| check(leaking));
    assert!(why.contains("after clients that disconnected: rejected with 503"), "{why}");
}

#[requires_auth(verifier = auth, scopes("items:read"), request = req)]
async fn items(auth: &Authenticator, req: Request<()>, #[identity] who: Identity) -> Response<String> {
    drop(req);
    Response::new(who.subject().to_owned())
}

#[test]
fn known_callers_are_let_in_by_their_tokens_and_no_one_else() {
    let reader = Identity::builder("ada").scopes("items:read").build();
    let auth = test_util::authenticator([("reader", reader), ("without-scopes", Identity::new("eve"))]);
    let ask = |line| ready(items(&auth, Request::get("/items").with_credentials(line).body(()).unwrap()));
    assert_eq!(ask(test_util::bearer("reader")).body(), "ada");
    assert_challenge!(ask(test_util::bearer("wrong")), 401, Bearer, realm = "api", error = "invalid_token", scope = "items:read");
    assert_challenge!(ask(test_util::bearer("without-scopes")), 403, Bearer, error = "insufficient_scope");
    assert_challenge!(ask(test_util::api_key("reader")), 401, Bearer, scope = "items:read".to_owned());
    let empty = panic_of(|| test_util::authenticator::<Identity, &str>([]));
    assert!(empty.contains("give at least one"), "{empty}");
}

#[test]
fn a_response_that_refuses_otherwise_fails_the_assertion() {
    let auth = test_util::authenticator([("token", Identity::new("ada"))]);
    let wrong = Request::get("/").with_credentials(test_util::bearer("wrong")).body(()).unwrap();
    let rejection = ready(auth.authenticate(&wrong)).unwrap_err();
    assert_challenge!(rejection, 401, Bearer, error = "invalid_token");
    let response: Response<String> = rejection.into_http();
    let with = |name: &'static str, value: &'static str| {
        let mut response = response.clone();
        response.headers_mut().insert(name, http::HeaderValue::from_static(value));
        response
    };
    for (why, said) in [
        (panic_of(|| assert_challenge!(response, 403, Bearer, error = "invalid_token")), "expected status 403"),
        (panic_of(|| assert_challenge!(response, 401, Basic)), "expected one challenge `Basic`"),
        (panic_of(|| assert_challenge!(response, 401, Bearer)), "expected no error, found \"invalid_token\""),
        (
            panic_of(|| assert_challenge!(response, 401, Bearer, error = "other")),
            "expected error \"other\", found \"invalid_token\"",
        ),
        (
            panic_of(|| assert_challenge!(response, 401, Bearer, scope = "a", error = "invalid_token")),
            "expected scope \"a\", found none",
        ),
        (panic_of(|| assert_challenge!(response, 401)), "expected no challenge"),
        (panic_of(|| assert_challenge!(with("cache-control", "public"), 401, Bearer, error = "invalid_token")), "no-store"),
        (panic_of(|| assert_challenge!(with("www-authenticate", "Bearer realm=\""), 401, Bearer)), "malformed (RFC 9110 11.6.1)"),
    ] {
        assert!(why.contains(said) && why.contains("\n  status 401\n  www-authenticate: "), "{why}");
    }
    let answer = |status: u16, challenge: Option<&'static str>| {
        let lines = challenge.map(|line| ("www-authenticate", line)).into_iter().chain([("cache-control", "no-store")]);
        lines.fold(Response::builder().status(status), |response, (name, value)| response.header(name, value)).body(()).unwrap()
    };
    let twice = r#"Bearer realm="api", error="invalid_token", error="x""#;
    for (why, said) in [
        (panic_of(|| assert_challenge!(answer(200, None), 200)), "200 is not the status of a rejection"),
        (panic_of(|| assert_challenge!(answer(401, None), 401)), "a 401 must have a challenge"),
        (panic_of(|| assert_challenge!(answer(401, Some(twice)), 401, Bearer, error = "invalid_token")), "error appears twice"),
    ] {
        assert!(why.starts_with(said), "{why}");
    }
    let broken = Authenticator::new(bearer(|_| Err(VerifyError::unavailable("down"))));
    assert_challenge!(ready(broken.authenticate(&wrong)).unwrap_err(), 503);
}

#[cfg(feature = "axum")]
mod axum_handlers {
    use axum::{Json, extract::Path};
    use requires_auth::{Reason, axum::requires_auth};

    use super::{Authenticator, Identity, Request, WithCredentials, ready, test_util};

    enum Partner {}

    #[requires_auth(scopes("items:read"))]
    async fn item(#[identity] who: Identity, Path(number): Path<u32>, Json(text): Json<String>) -> String {
        format!("{} {number} {text}", who.subject())
    }

    #[requires_auth(optional)]
    async fn maybe(#[identity] who: Option<Identity>) -> String {
        who.map_or("nobody".to_owned(), |who| who.subject().to_owned())
    }

    #[requires_auth(authenticator = Partner, only = |who| who.subject() == "ada")]
    async fn partner(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[test]
    fn a_handler_is_called_with_a_guard_that_a_verification_made() {
        let reader = Identity::builder("ada").scopes("items:read").build();
        let auth = test_util::authenticator([("reader", reader), ("without-scopes", Identity::new("eve"))]);
        let with = |token: &str| Request::get("/").with_credentials(test_util::bearer(token)).body(()).unwrap();
        let guard = ready(test_util::guard(&auth, with("reader"))).unwrap();
        assert_eq!(ready(item(guard, Path(7), Json("x".to_owned()))), "ada 7 x");
        // The policy is the handler's, by its type.
        let refused = |answer: Result<String, requires_auth::Rejection>| answer.unwrap_err().reason();
        let ask = |request| ready(test_util::guard(&auth, request)).map(|guard| ready(item(guard, Path(7), Json(String::new()))));
        assert_eq!(refused(ask(with("without-scopes"))), Reason::InsufficientScope);
        assert_eq!(refused(ask(with("wrong"))), Reason::InvalidCredentials);
        assert_eq!(refused(ask(Request::new(()))), Reason::MissingCredentials);

        let ask = |request| ready(test_util::guard(&auth, request)).map(|guard| ready(maybe(guard)));
        assert_eq!(ask(Request::new(())).unwrap(), "nobody");
        assert_eq!(ask(with("without-scopes")).unwrap(), "eve");
        assert_eq!(refused(ask(with("wrong"))), Reason::InvalidCredentials);

        let partners: Authenticator<Identity, Partner> = auth.clone().tagged();
        let ask = |request| ready(test_util::guard(&partners, request)).map(|guard| ready(partner(guard)));
        assert_eq!(ask(with("reader")).unwrap(), "ada");
        assert_eq!(refused(ask(with("without-scopes"))), Reason::Denied);
    }
}

#[cfg(feature = "actix-web")]
mod actix_web_handlers {
    use actix_web::web::Path;
    use requires_auth::actix_web::requires_auth;

    use super::{Identity, Request, WithCredentials, ready, test_util};

    #[requires_auth]
    async fn item(#[identity] who: Identity, number: Path<u32>) -> String {
        format!("{} {number}", who.subject())
    }

    #[test]
    fn a_handler_is_called_with_a_guard_and_the_other_arguments() {
        let auth = test_util::authenticator([("token", Identity::new("ada"))]);
        let request = Request::get("/").with_credentials(test_util::bearer("token")).body(()).unwrap();
        let guard = ready(test_util::guard(&auth, request)).unwrap();
        assert_eq!(ready(item(test_util::bundle(guard, (Path::from(7),)))), "ada 7");
        let Err(rejection) =
            ready(test_util::guard(&auth, Request::new(()))).map(|guard| item(test_util::bundle(guard, (Path::from(7),))))
        else {
            panic!("an unauthenticated request passes")
        };
        requires_auth::assert_challenge!(rejection, 401, Bearer);
    }
}
