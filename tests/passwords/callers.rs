//! What callers send, and hashes that cost as little or as much as a test needs.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
    thread::yield_now,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use requires_auth::{
    Authenticator, Identity, Reason, Rejection,
    verifiers::{PasswordTable, Passwords, PasswordsBuilder},
};

/// Of `correct horse`; as cheap as argon2id can be.
pub(crate) const ARGON2ID: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4";
/// Of `battery staple`, with the same salt.
pub(crate) const OTHER: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$QkgxUbshJC4BUkCHv1++EKwDlb0gWvmhaeji7WiMxD8";
/// Of `pässwort`; as cheap as bcrypt can be.
pub(crate) const BCRYPT: &str = "$2y$04$abcdefghijklmnopqrstuuWPyT3zuK3JxmyXx5UFcdTiysSm3GF5K";
/// Of `correct horse`, with the costs that are usual.
pub(crate) const USUAL: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$k9ohroejZy1PN5E1SbHNPug6vB8eQAahb5SOAp6iGF4";

pub(crate) fn one(name: &str, hash: &str) -> PasswordTable {
    PasswordTable::new().user(name, hash).unwrap()
}

/// Both of a cheap kind: `ada` by argon2id with `correct horse`, `grace` by bcrypt with `pässwort`.
pub(crate) fn both() -> PasswordTable {
    one("ada", ARGON2ID).user("grace", BCRYPT).unwrap()
}

pub(crate) fn one_thread(table: PasswordTable) -> PasswordsBuilder {
    Passwords::builder(table).max_concurrent_hashes(1)
}

/// One request, from its first poll on.
pub(crate) struct Call(Pin<Box<dyn Future<Output = Result<Identity, Rejection>> + Send>>);

impl Call {
    pub(crate) fn new(passwords: &Passwords, user: &str, password: &str) -> Self {
        let auth = Authenticator::new(passwords.clone());
        let credentials = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let request = http::Request::builder().header("authorization", credentials).body(()).unwrap();
        Self(Box::pin(async move { auth.authenticate(&request).await }))
    }

    /// The answer, where there is one without waiting.
    pub(crate) fn poll(&mut self) -> Option<Result<Identity, Rejection>> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        }
    }

    pub(crate) fn wait(self) -> Result<Identity, Rejection> {
        futures_executor::block_on(self.0)
    }
}

/// Subject or reason.
pub(crate) type Outcome = Result<String, Reason>;

pub(crate) const INVALID: Outcome = Err(Reason::InvalidCredentials);
pub(crate) const UNAVAILABLE: Outcome = Err(Reason::Unavailable);

#[allow(clippy::unnecessary_wraps, reason = "answers are compared with it")]
pub(crate) fn let_in(user: &str) -> Outcome {
    Ok(user.to_owned())
}

pub(crate) fn outcome(answer: Result<Identity, Rejection>) -> Outcome {
    answer.map(|who| who.subject().to_owned()).map_err(|rejection| rejection.reason())
}

pub(crate) fn ask(passwords: &Passwords, user: &str, password: &str) -> Outcome {
    outcome(Call::new(passwords, user, password).wait())
}

/// What is answered at once; `None` where the request waits, and then it hangs up.
pub(crate) fn glance(passwords: &Passwords, user: &str, password: &str) -> Option<Outcome> {
    Call::new(passwords, user, password).poll().map(outcome)
}

pub(crate) fn hashes(passwords: &Passwords) -> u64 {
    passwords.metrics().argon2id() + passwords.metrics().bcrypt()
}

/// Runs `look` while the only thread hashes for the user `slow`; `ada` and `grace` were let in before.
///
/// The hash is real work and waits for nobody; where it was over before `look` was, all is done again with a longer one.
pub(crate) fn while_busy<T>(build: fn(PasswordsBuilder) -> PasswordsBuilder, look: impl Fn(&Passwords) -> T) -> T {
    for doubled in 0..8 {
        let slow = ARGON2ID.replace("t=1", &format!("t={}", 100_000 << doubled));
        let passwords = build(one_thread(both().user("slow", &slow).unwrap()).allow_any_cost()).build().unwrap();
        assert!(ask(&passwords, "ada", "correct horse").is_ok() && ask(&passwords, "grace", "pässwort").is_ok());
        let before = hashes(&passwords);
        let mut busy = Call::new(&passwords, "slow", "wrong");
        assert!(busy.poll().is_none());
        while passwords.metrics().running() == 0 && hashes(&passwords) == before {
            yield_now();
        }
        let seen = look(&passwords);
        if hashes(&passwords) == before {
            return seen;
        }
    }
    panic!("the hash was always over too soon");
}
