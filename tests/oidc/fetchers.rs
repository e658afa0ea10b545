//! HTTP clients that the application brings.

use std::{
    collections::HashMap,
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::{Request, Response};
use requires_auth::verifiers::Fetcher;
use tokio::sync::Semaphore;

/// Documents by address. It remembers what it was asked for.
#[derive(Clone, Default)]
pub(crate) struct Documents(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    documents: HashMap<String, String>,
    asked: Vec<String>,
    panics: bool,
}

impl Documents {
    pub(crate) fn with(self, url: &str, document: &str) -> Self {
        self.0.lock().unwrap().documents.insert(url.to_owned(), document.to_owned());
        self
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }

    /// How many own these documents.
    pub(crate) fn owners(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    pub(crate) fn panic(&self, panics: bool) {
        self.0.lock().unwrap().panics = panics;
    }
}

impl Fetcher for Documents {
    async fn fetch(&self, request: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        let url = request.uri().to_string();
        let (document, panics) = {
            let mut state = self.0.lock().unwrap();
            state.asked.push(url.clone());
            (state.documents.get(&url).cloned(), state.panics)
        };
        assert!(!panics, "the fetcher panics");
        let mut response = Response::new(document.clone().unwrap_or_default().into_bytes());
        *response.status_mut() = if document.is_some() { 200 } else { 404 }.try_into()?;
        Ok(response)
    }
}

pub(crate) const JWKS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

#[test]
fn a_fetcher_that_panics_has_failed_and_is_called_again() {
    let documents = Documents::default().with("https://idp.example/keys", JWKS);
    documents.panic(true);
    let clock = crate::asking::clock();
    let builder = requires_auth::verifiers::Oidc::issuer("https://idp.example").jwks_url("https://idp.example/keys");
    let verifier = builder.audience("api").fetcher(documents.clone()).clock(&clock).build().unwrap();
    crate::asking::eventually(|| verifier.status().attempts() > 0);
    assert_eq!(verifier.status().error(), Some("the keys at `https://idp.example/keys`: the fetcher panicked"));
    documents.panic(false);
    crate::asking::eventually(|| {
        clock.advance(std::time::Duration::from_secs(1));
        verifier.status().is_ready()
    });
    assert_eq!(verifier.status().error(), None);
}

/// Nothing refers to the fetcher any more, so nothing runs that would.
#[test]
fn the_thread_ends_with_the_last_clone_of_the_verifier() {
    let documents = Documents::default().with("https://idp.example/keys", JWKS);
    let builder = requires_auth::verifiers::Oidc::issuer("https://idp.example").jwks_url("https://idp.example/keys");
    let verifier = builder.audience("api").fetcher(documents.clone()).build().unwrap();
    let clone = verifier.clone();
    drop(verifier);
    futures_executor::block_on(clone.ready());
    assert!(documents.owners() > 1);
    drop(clone);
    crate::asking::eventually(|| documents.owners() == 1);
}

/// As in a server that is shut down and started again, or one runtime for each test.
#[test]
fn a_runtime_of_the_application_may_come_and_go() {
    let documents = Documents::default().with("https://idp.example/keys", JWKS);
    let clock = crate::asking::clock();
    let build = || {
        let builder = requires_auth::verifiers::Oidc::issuer("https://idp.example").jwks_url("https://idp.example/keys");
        builder.audience("api").fetcher(documents.clone()).clock(&clock).build().unwrap()
    };
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let verifier = runtime().block_on(async {
        let verifier = build();
        verifier.ready().await;
        // Dropped in a runtime, where another runtime cannot be dropped.
        drop(build());
        verifier
    });
    clock.advance(std::time::Duration::from_secs(600));
    crate::asking::eventually(|| verifier.status().attempts() == 2);
}

/// Responds with 404 as often as it may.
struct Slow {
    asked: AtomicUsize,
    may_respond: Semaphore,
}

impl Fetcher for &'static Slow {
    async fn fetch(&self, _: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.may_respond.acquire().await?.forget();
        Ok(Response::builder().status(404).body(Vec::new())?)
    }
}

/// Each document comes in time, and all of them take too long.
#[test]
fn an_attempt_is_given_up_after_10_seconds() {
    let slow: &'static Slow = Box::leak(Box::new(Slow { asked: AtomicUsize::new(0), may_respond: Semaphore::new(0) }));
    let clock = crate::asking::clock();
    let builder = requires_auth::verifiers::Oidc::issuer("https://idp.example/path").audience("api").fetcher(slow);
    let verifier = builder.clock(&clock).build().unwrap();
    for asked in 1..=2 {
        crate::asking::eventually(|| slow.asked.load(Ordering::SeqCst) == asked);
        clock.advance(std::time::Duration::from_secs(4));
        slow.may_respond.add_permits(1);
    }
    crate::asking::eventually(|| slow.asked.load(Ordering::SeqCst) == 3);
    clock.advance(std::time::Duration::from_millis(1999));
    assert_eq!(verifier.status().attempts(), 0);
    clock.advance(std::time::Duration::from_millis(1));
    crate::asking::eventually(|| verifier.status().attempts() == 1);
    assert_eq!(verifier.status().error(), Some("no keys within 10s"));
}
