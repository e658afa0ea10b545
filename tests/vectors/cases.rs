//! The cases of one file, and what all of them need: a request, and guards that show what their verifier saw.

use std::collections::BTreeSet;

use http::{HeaderValue, Request, header::AUTHORIZATION};
use requires_auth::{Authenticator, Rejection, requires_auth};
use serde_json::Value;

/// A file of cases, as it was built in.
macro_rules! cases {
    ($file:literal) => {
        crate::cases::Cases::new($file, include_str!(concat!("./", $file, ".json")))
    };
}
pub(crate) use cases;

pub(crate) struct Cases {
    file: &'static str,
    cases: Vec<Value>,
}

impl Cases {
    pub(crate) fn new(file: &'static str, text: &str) -> Self {
        let document: Value = serde_json::from_str(text).expect("a JSON document");
        let cases = document.get("cases").or(document.get("examples")).and_then(Value::as_array).expect("a list of cases");
        Self { file, cases: cases.clone() }
    }

    /// Runs every case but those that `skipped` names, each with a reason, and holds both numbers to what the file is known
    /// to have: a case that got lost is not a case that passed.
    pub(crate) fn each(&self, skipped: &[(&str, &str)], ran: usize, left_out: usize, run: impl Fn(&Case<'_>)) {
        let mut names = BTreeSet::new();
        let (mut run_count, mut skip_count) = (0, 0);
        let mut unused: BTreeSet<&str> = skipped.iter().map(|(name, _)| *name).collect();
        for value in &self.cases {
            let case = Case { value, name: name(value) };
            assert!(names.insert(case.name.clone()), "{}: two cases are called {}", self.file, case.name);
            let skip = skipped.iter().find(|(skipped, _)| *skipped == case.name || value["alphabet"] == *skipped);
            if let Some((name, reason)) = skip {
                assert!(!reason.is_empty());
                unused.remove(name);
                skip_count += 1;
            } else {
                run(&case);
                run_count += 1;
            }
        }
        assert!(unused.is_empty(), "{}: no case is called {unused:?}", self.file);
        assert_eq!((run_count, skip_count), (ran, left_out), "{}: (run, skipped)", self.file);
    }
}

/// Those without an id are called by what they ask.
fn name(value: &Value) -> String {
    match value["id"].as_str() {
        Some(id) => id.to_owned(),
        None => format!("{} {}", value["alphabet"].as_str().expect("an id or an alphabet"), value["input"]),
    }
}

pub(crate) struct Case<'a> {
    value: &'a Value,
    pub(crate) name: String,
}

impl<'a> Case<'a> {
    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key)
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).map(|value| value.as_str().unwrap_or_else(|| panic!("{}: `{key}` is no text", self.name)))
    }

    /// A list of texts, empty where there is none.
    pub(crate) fn texts(&self, key: &str) -> Vec<&'a str> {
        self.get(key).and_then(Value::as_array).into_iter().flatten().map(|item| item.as_str().expect("a text")).collect()
    }

    /// What nobody has said how to run.
    pub(crate) fn unknown(&self) -> ! {
        panic!("{}: neither run nor skipped: {}", self.name, self.value)
    }
}

/// What a verifier saw, as the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Bearer(String),
    Basic { user: String, password: String },
    ApiKey(String),
    Cookie(String),
}

impl Seen {
    pub(crate) fn bearer(token: &str) -> Self {
        Self::Bearer(token.to_owned())
    }

    pub(crate) fn basic(user: &str, password: &str) -> Self {
        Self::Basic { user: user.to_owned(), password: password.to_owned() }
    }
}

/// A guard that takes nobody for anonymous.
pub(crate) fn required(auth: &Authenticator<Seen>, request: &Request<()>) -> Result<Seen, Rejection> {
    requires_auth_tests::poll_once::ready(auth.authenticate(request))
}

/// A guard that lets a caller without any credentials in as nobody.
pub(crate) fn optional(auth: &Authenticator<Seen>, request: &Request<()>) -> Result<Option<Seen>, Rejection> {
    #[requires_auth(verifier = *auth, optional, request = request, on_reject = Err)]
    async fn guarded(
        auth: &Authenticator<Seen>,
        request: &Request<()>,
        #[identity] who: Option<Seen>,
    ) -> Result<Option<Seen>, Rejection> {
        Ok(who)
    }
    requires_auth_tests::poll_once::ready(guarded(auth, request))
}

pub(crate) fn request_with<'a>(lines: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Request<()> {
    let lines = lines.into_iter().map(|(name, value)| (name, HeaderValue::from_bytes(&value).expect("a header value")));
    lines.fold(Request::builder(), |builder, (name, value)| builder.header(name, value)).body(()).expect("a request")
}

pub(crate) fn authorization(line: &str) -> Request<()> {
    request_with([(AUTHORIZATION.as_str(), line.as_bytes().to_vec())])
}
