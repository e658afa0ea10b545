//! Methods of every shape, in the crate of a user who lets no lint pass.
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::unused_async, reason = "methods of services are `async`")]

use std::sync::LazyLock;

use requires_auth::{Authenticator, Identity, Rejection, requires_auth, verifiers::StaticTokens};
use requires_auth_tests::conformance::{
    owned::{LookupError, owns},
    verifiers::waiting,
};
use tonic::{Code, Extensions, Request, Response, Status, codegen::BoxFuture};

static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let ada = Identity::builder("ada").scopes("items:read").build();
    StaticTokens::new([("token", ada)]).expect("well-formed")
});

type Answer = Result<Response<String>, Status>;

/// Without a trait.
#[requires_auth(verifier = TOKENS)]
async fn function(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

#[requires_auth(verifier = TOKENS)]
fn not_async(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

#[requires_auth(verifier = TOKENS)]
async fn borrowed(request: &Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.get_ref(), who.subject())))
}

#[requires_auth(verifier = TOKENS)]
async fn generic<T: ToString + Send>(request: Request<T>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner().to_string(), who.subject())))
}

#[requires_auth(verifier = TOKENS)]
fn boxed(request: Request<String>, #[identity] who: Identity) -> BoxFuture<Response<String>, Status> {
    let asked = request.into_inner();
    Box::pin(async move { Ok(Response::new(format!("{asked} {}", who.subject()))) })
}

#[requires_auth(verifier = TOKENS, only = |who: &Identity| who.subject() == "ada")]
async fn only(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

struct Service {
    auth: Authenticator<Identity, requires_auth_tests::conformance::Waiting>,
}

impl Service {
    #[requires_auth(verifier = self.auth)]
    async fn waits(&self, request: Request<String>, #[identity] who: Identity) -> Answer {
        Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
    }
}

#[requires_auth(verifier = TOKENS, check = request.get_ref() == "hello")]
async fn checked(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

/// A check that waits, and may end the method by a status.
#[requires_auth(verifier = TOKENS, check = owns(&who, *request.get_ref()).await.map_err(by_tonic)?)]
async fn owned(request: Request<u32>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

fn by_tonic(error: LookupError) -> Status {
    match error {
        LookupError::Missing => Status::not_found("no such thing"),
        LookupError::Broken => Status::internal("the database is down"),
    }
}

/// The caller was authenticated in no known way.
#[requires_auth(verifier = TOKENS, acr("gold"), max_age = "5m")]
async fn stepped_up(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

#[requires_auth(verifier = TOKENS, optional)]
async fn maybe(request: Request<String>, #[identity] who: Option<Identity>) -> Answer {
    drop(request);
    Ok(Response::new(who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())))
}

fn hidden(_: Rejection) -> Answer {
    Err(Status::not_found("nothing here"))
}

#[requires_auth(verifier = TOKENS, on_reject = hidden)]
async fn rejected(request: Request<String>, #[identity] who: Identity) -> Answer {
    Ok(Response::new(format!("{} {}", request.into_inner(), who.subject())))
}

/// What a layer in front attached is shown to the verifier.
#[requires_auth(verifier = requires_auth::verifiers::bearer(|token| {
    let head = token.request();
    let tenant: Option<&&'static str> = head.extension();
    Ok(Identity::new(format!("{} {:?} {tenant:?}", head.method(), head.target())))
}))]
async fn shown(request: Request<String>, #[identity] who: Identity) -> Answer {
    drop(request);
    Ok(Response::new(who.subject().to_owned()))
}

fn call(message: &str, token: Option<&'static str>) -> Request<String> {
    let mut request = Request::new(message.to_owned());
    if let Some(token) = token {
        request.metadata_mut().insert("authorization", tonic::metadata::MetadataValue::from_static(token));
    }
    request
}

const GOOD: Option<&str> = Some("Bearer token");

async fn refuses_and_admits(ask: impl AsyncFn(Request<String>) -> Answer) {
    for token in [None, Some("Bearer wrong"), Some("Bearer reader")] {
        let refused = ask(call("hello", token)).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.metadata().contains_key("www-authenticate")),
            (Code::Unauthenticated, true),
            "{token:?}"
        );
    }
    let good = ask(call("hello", GOOD)).await;
    assert_eq!(good.unwrap().into_inner(), "hello ada");
}

#[test]
fn methods_of_every_shape_are_guarded() {
    super::run(async {
        refuses_and_admits(function).await;
        refuses_and_admits(async |request| not_async(request)).await;
        refuses_and_admits(async |request| borrowed(&request).await).await;
        refuses_and_admits(generic).await;
        refuses_and_admits(boxed).await;
        refuses_and_admits(only).await;
        refuses_and_admits(checked).await;

        let service = Service { auth: waiting() };
        assert_eq!(service.waits(call("hello", GOOD)).await.unwrap_err().code(), Code::Unauthenticated);
        let admitted = service.waits(call("hello", Some("Bearer waiting-writer"))).await;
        assert_eq!(admitted.unwrap().into_inner(), "hello ada");

        assert_eq!(checked(call("bye", GOOD)).await.unwrap_err().code(), Code::PermissionDenied);
        assert_eq!(maybe(call("", None)).await.unwrap().into_inner(), "nobody");
        assert_eq!(maybe(call("", GOOD)).await.unwrap().into_inner(), "ada");
        assert_eq!(maybe(call("", Some("Bearer wrong"))).await.unwrap_err().code(), Code::Unauthenticated);
        assert_eq!(rejected(call("", None)).await.unwrap_err().code(), Code::NotFound);
        assert_eq!(rejected(call("hello", GOOD)).await.unwrap().into_inner(), "hello ada");
    });
}

#[test]
fn a_method_may_demand_how_its_caller_was_authenticated() {
    super::run(async {
        let refused = stepped_up(call("hello", GOOD)).await.unwrap_err();
        let line = r#"Bearer realm="api", error="insufficient_user_authentication", acr_values="gold", max_age="300""#;
        assert_eq!(refused.code(), Code::Unauthenticated);
        assert_eq!(refused.metadata().get("www-authenticate").unwrap(), line);
    });
}

/// B12
#[test]
fn a_check_may_wait_and_end_the_method_by_a_status() {
    super::run(async {
        let ask =
            async |id, token| owned(call("", token).map(|_| id)).await.map(Response::into_inner).map_err(|error| error.code());
        assert_eq!(ask(7, GOOD).await, Ok("7 ada".to_owned()));
        assert_eq!(ask(8, GOOD).await, Err(Code::Internal));
        assert_eq!(ask(9, GOOD).await, Err(Code::NotFound));
        for id in [7, 8, 9] {
            assert_eq!(ask(id, None).await, Err(Code::Unauthenticated), "{id}");
        }
    });
}

#[test]
fn a_verifier_is_shown_a_call() {
    super::run(async {
        let (metadata, _, message) = call("", GOOD).into_parts();
        let mut extensions = Extensions::default();
        extensions.insert("acme");
        let answered = shown(Request::from_parts(metadata, extensions, message)).await;
        assert_eq!(answered.unwrap().into_inner(), r#"POST "" Some("acme")"#);
    });
}

/// A guard adds no allocation to a method that is asked without waiting.
#[test]
fn a_guard_costs_no_allocation() {
    #[requires_auth(verifier = TOKENS, scopes("items:read"))]
    async fn counted(request: Request<()>) -> Result<Response<()>, Status> {
        drop(request);
        Ok(Response::new(()))
    }

    LazyLock::force(&TOKENS);
    let request = |token| call("", token).map(|_| ());
    let count = |token| {
        let mut request = Some(request(token));
        let mut answer = None;
        let info = allocation_counter::measure(|| {
            answer = request.take().map(|request| requires_auth_tests::poll_once::ready(counted(request)));
        });
        (info.count_total, answer.is_some_and(|answer| answer.is_ok()))
    };
    count(GOOD);
    assert_eq!(count(GOOD), (0, true));
    assert!(matches!(count(None), (1.., false)));
}
