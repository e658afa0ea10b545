//! B10: a process that is forked off has none of the threads that were started before. What needs one answers 503 there, at once,
//! whatever was locked when it was forked; it never hangs.
//!
//! Without the harness: its threads and their locks would be copied too.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(unix)]
#[path = "passwords/callers.rs"]
#[allow(dead_code, reason = "others need more of it")]
mod callers;

#[cfg(unix)]
mod forked {
    use std::{
        future::pending,
        io::{Read, Write},
        os::unix::net::UnixStream,
        panic::{AssertUnwindSafe, catch_unwind},
        process::Command,
        sync::atomic::{AtomicBool, Ordering},
        task::{Context, Waker},
        thread::{self, yield_now},
        time::Duration,
    };

    use fork::{Fork, fork, waitpid};
    use futures_executor::block_on;
    use http::{Request, Response};
    use requires_auth::{
        Authenticator, Identity, Rejection, VerifyError,
        verifiers::{Passwords, bearer_async},
    };

    use crate::callers::{ARGON2ID, Call, INVALID, ask, both, let_in, one, one_thread, while_busy};

    /// Runs `call` in a forked process, and fails where it panics there, or comes to no end within 10 seconds.
    #[track_caller]
    fn in_child(call: impl FnOnce()) {
        let (mut ours, mut theirs) = UnixStream::pair().unwrap();
        ours.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        match fork().unwrap() {
            Fork::Child => {
                let passed = catch_unwind(AssertUnwindSafe(call)).is_ok();
                theirs.write_all(&[u8::from(passed)]).unwrap();
                std::process::exit(0);
            }
            Fork::Parent(child) => {
                drop(theirs);
                let mut passed = [0];
                let told = ours.read_exact(&mut passed);
                if told.is_err() {
                    let _ = Command::new("kill").args(["-9", &child.to_string()]).status();
                }
                waitpid(child).unwrap();
                told.expect("the child comes to an end");
                assert_eq!(passed, [1], "the child failed");
            }
        }
    }

    #[track_caller]
    fn assert_forked(rejection: Rejection, build: &str) {
        let source = rejection.source().unwrap().to_string();
        assert!(source.contains("forked off") && source.ends_with(build), "{source}");
        let response: Response<String> = rejection.into_http();
        assert_eq!(response.status(), 503);
        assert!(response.headers().contains_key("retry-after"));
    }

    #[track_caller]
    fn is_unavailable(passwords: &Passwords, user: &str, password: &str) {
        let answer = Call::new(passwords, user, password).poll().expect("answered at once");
        assert_forked(answer.unwrap_err(), "build `Passwords` after the fork");
    }

    fn passwords_answer_503() {
        let passwords = Passwords::new(both()).unwrap();
        assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
        in_child(|| {
            // Remembered, right, wrong, unknown: all alike.
            for (user, password) in [("ada", "correct horse"), ("grace", "pässwort"), ("ada", "wrong"), ("nobody", "wrong")] {
                is_unavailable(&passwords, user, password);
            }
            let error = passwords.replace(one("ada", ARGON2ID)).unwrap_err().to_string();
            assert!(error.contains("forked off"), "{error}");
            assert!(format!("{passwords:?}").starts_with("Passwords {"));
            drop(passwords.clone());
            // The twin: what is built there works there, and so does its child's.
            let own = Passwords::new(both()).unwrap();
            assert_eq!(ask(&own, "ada", "correct horse"), let_in("ada"));
            in_child(|| {
                is_unavailable(&own, "ada", "correct horse");
                is_unavailable(&passwords, "ada", "correct horse");
            });
            assert_eq!((ask(&own, "grace", "pässwort"), ask(&own, "ada", "wrong")), (let_in("grace"), INVALID));
            drop((own, passwords.clone()));
        });
        // Nothing changed here.
        assert_eq!((ask(&passwords, "grace", "pässwort"), ask(&passwords, "ada", "wrong")), (let_in("grace"), INVALID));
        in_child(move || drop(passwords));
    }

    /// A request that waits when its process is forked.
    fn who_waits_is_answered() {
        while_busy(
            |builder| builder,
            |passwords| {
                let mut waiting = Call::new(passwords, "ada", "wrong");
                assert!(waiting.poll().is_none());
                in_child(|| {
                    let answer = waiting.poll().expect("answered at once");
                    assert_forked(answer.unwrap_err(), "build `Passwords` after the fork");
                });
            },
        );
    }

    /// Forks again and again while others take and leave every lock there is.
    fn no_lock_is_waited_for() {
        let passwords = one_thread(both()).max_queued(2).build().unwrap();
        let timed = hanging().timeout(Duration::from_micros(50)).build().unwrap();
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    drop(passwords.replace(both()));
                }
            });
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let _ = (ask(&passwords, "ada", "correct horse"), ask(&passwords, "ada", "wrong"));
                }
            });
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    drop(block_on(timed.authenticate(&request())));
                }
            });
            while passwords.metrics().remembered() == 0 {
                yield_now();
            }
            let (passwords, timed) = (&passwords, &timed);
            let forked = catch_unwind(AssertUnwindSafe(|| {
                for _ in 0..60 {
                    in_child(move || {
                        is_unavailable(passwords, "ada", "correct horse");
                        assert!(passwords.replace(both()).is_err());
                        assert!(format!("{passwords:?}").starts_with("Passwords {"));
                        assert!(block_on(timed.authenticate(&request())).is_err());
                    });
                }
            }));
            over.store(true, Ordering::Relaxed);
            forked.unwrap();
        });
    }

    fn request() -> Request<()> {
        Request::builder().header("authorization", "Bearer x").body(()).unwrap()
    }

    fn hanging() -> requires_auth::AuthenticatorBuilder<Identity> {
        Authenticator::builder(bearer_async(|_| pending::<Result<Identity, VerifyError>>()))
    }

    fn a_time_out_is_not_waited_for() {
        let build = || hanging().timeout(Duration::from_millis(1)).build().unwrap();
        let (used, unused) = (build(), build());
        let is_over = |auth: &Authenticator| {
            let rejection = block_on(auth.authenticate(&request())).unwrap_err();
            assert!(rejection.source().unwrap().to_string().contains("within 1ms"));
        };
        is_over(&used);
        let request = request();
        let long = hanging().timeout(Duration::from_secs(60)).build().unwrap();
        let mut waiting = Box::pin(long.authenticate(&request));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        in_child(|| {
            assert_forked(block_on(used.authenticate(&request)).unwrap_err(), "build the authenticator after the fork");
            assert_forked(block_on(waiting).unwrap_err(), "build the authenticator after the fork");
            // The twins: no request waited for these before the fork.
            is_over(&unused);
            is_over(&build());
            drop((used.clone(), unused.clone()));
        });
        is_over(&used);
        is_over(&unused);
    }

    #[cfg(feature = "introspection")]
    mod issuers {
        use std::time::{Duration, SystemTime};

        use futures_executor::block_on;
        use http::Request;
        use requires_auth::{
            Authenticator, Identity, Rejection,
            test_util::{TestClock, TestEndpoint, TestIssuer, TestResponse, WithCredentials, bearer},
        };
        use serde_json::json;

        use super::{assert_forked, in_child};

        const BUILD: &str = "build the verifier after the fork";

        fn ask(auth: &Authenticator, token: &str) -> Result<Identity, Rejection> {
            block_on(auth.authenticate(&Request::get("/").with_credentials(bearer(token)).body(()).unwrap()))
        }

        pub(super) fn keys_that_are_not_fetched_again_are_not_used() {
            let clock = TestClock::at(SystemTime::now());
            let issuer = TestIssuer::with_clock(&clock);
            let build = || {
                let verifier = issuer.verifier().audience("api").build().unwrap();
                block_on(verifier.ready());
                (Authenticator::new(verifier.clone()), verifier)
            };
            let (auth, verifier) = build();
            let token = issuer.token(&json!({"sub": "ada", "aud": "api"}));
            let unknown = issuer.sign(r#"{"alg":"ES256","kid":"unknown"}"#, "{}");
            assert!(ask(&auth, &token).is_ok());
            in_child(|| {
                assert_forked(ask(&auth, &unknown).unwrap_err(), BUILD);
                clock.advance(Duration::from_secs(60));
                assert_forked(ask(&auth, &token).unwrap_err(), BUILD);
                assert!(!verifier.status().is_ready() && verifier.status().error().unwrap().ends_with(BUILD));
                // The twin.
                assert!(ask(&build().0, &token).is_ok());
            });
            clock.advance(Duration::from_secs(60));
            assert!(ask(&auth, &token).is_ok());
            // One that has no keys yet.
            issuer.respond(TestEndpoint::Keys, TestResponse::Status(500));
            let auth = Authenticator::new(issuer.verifier().audience("api").build().unwrap());
            in_child(|| assert_forked(ask(&auth, &token).unwrap_err(), BUILD));
        }

        pub(super) fn no_question_is_waited_for() {
            let issuer = TestIssuer::start();
            let build = || Authenticator::new(issuer.introspection().audience("api").build().unwrap());
            let auth = build();
            let token = issuer.opaque_token(&json!({"sub": "ada", "aud": "api"}));
            in_child(|| {
                assert_forked(ask(&auth, &token).unwrap_err(), BUILD);
                assert!(ask(&build(), &token).is_ok());
            });
            assert!(ask(&auth, &token).is_ok());
        }
    }

    pub(super) fn main() {
        for (name, test) in [
            ("passwords_answer_503", passwords_answer_503 as fn()),
            ("who_waits_is_answered", who_waits_is_answered),
            ("a_time_out_is_not_waited_for", a_time_out_is_not_waited_for),
            ("no_lock_is_waited_for", no_lock_is_waited_for),
            #[cfg(feature = "introspection")]
            ("keys_that_are_not_fetched_again_are_not_used", issuers::keys_that_are_not_fetched_again_are_not_used),
            #[cfg(feature = "introspection")]
            ("no_question_is_waited_for", issuers::no_question_is_waited_for),
        ] {
            test();
            println!("test forked::{name} ... ok");
        }
    }
}

fn main() {
    #[cfg(unix)]
    forked::main();
}
