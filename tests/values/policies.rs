//! Policies as values, and which line of a refusal says what was wrong.

use http::{Request, Response};
use requires_auth::{
    __private::{Policy as Demanded, Rule},
    Authenticator, Identity, Policy, VerifyError, policy,
    verifiers::{basic, bearer},
};
use requires_auth_tests::ready::ready;

#[test]
fn a_policy_says_where_it_stands() {
    const READ: Policy = policy!(scopes("items:read"));
    assert!(READ.handler().contains("values/policies.rs:"), "{}", READ.handler());
}

#[test]
fn an_empty_set_of_scopes_is_no_policy() {
    for rule in [Rule::Any(&[]), Rule::All(&[]), Rule::All(&[Rule::Is("a"), Rule::Any(&[])])] {
        assert!(std::panic::catch_unwind(|| Demanded::new("handler", rule)).is_err(), "{rule:?}");
    }
    assert_eq!(Demanded::new("handler", Rule::Any(&[Rule::Is("a")])).handler(), "handler");
}

/// What went wrong with the credentials of one scheme is said in no line of another.
#[test]
fn an_error_stands_on_the_line_of_its_scheme_only() {
    let auth = Authenticator::builder(bearer(|_| Err::<Identity, _>(VerifyError::expired())))
        .or(basic(|_| Err::<Identity, _>(VerifyError::expired())))
        .build()
        .unwrap();
    let lines = |value: &str| {
        let request = Request::builder().header("authorization", value).body(()).unwrap();
        let response: Response<String> = ready(auth.authenticate(&request)).unwrap_err().into_http();
        response.headers().get_all("www-authenticate").iter().map(|line| line.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let basic = r#"Basic realm="api", charset="UTF-8""#;
    let expired = r#"Bearer realm="api", error="invalid_token", error_description="token expired""#;
    assert_eq!(lines("Basic YTpi"), [r#"Bearer realm="api""#, basic]);
    assert_eq!(lines("Bearer x"), [expired, basic]);
}
