//! How much runs and waits at once, and what becomes of those for whom there is no room.

use std::thread::yield_now;

use requires_auth::{
    Reason,
    verifiers::{Passwords, PasswordsBuilder},
};

use crate::callers::{
    ARGON2ID, BCRYPT, Call, UNAVAILABLE, ask, both, glance, hashes, let_in, one, one_thread, outcome, while_busy,
};

#[test]
fn never_more_hashes_than_the_bound_run_while_300_clients_hang_up() {
    let passwords =
        Passwords::builder(one("ada", BCRYPT)).max_concurrent_hashes(2).max_queued(301).max_queued_per_user(301).build().unwrap();
    for _ in 0..300 {
        // Polls once, and hangs up: before the hash, in the middle of it, seldom after it.
        assert_ne!(glance(&passwords, "ada", "wrong"), Some(UNAVAILABLE));
    }
    assert_eq!(ask(&passwords, "ada", "pässwort"), let_in("ada"));
    while passwords.metrics().running() > 0 {
        yield_now();
    }
    let metrics = passwords.metrics();
    assert!((1..=2).contains(&metrics.highest_running()), "{metrics:?}");
    assert_eq!((metrics.bcrypt() + metrics.skipped(), metrics.queued(), metrics.rejected()), (301, 0, 0));
}

#[test]
fn never_more_hashes_than_the_bound_run_while_40_clients_wait() {
    let passwords = Passwords::builder(one("ada", BCRYPT))
        .max_concurrent_hashes(3)
        .max_queued_per_user(64)
        .cache_capacity(0)
        .build()
        .unwrap();
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let mut call = Call::new(&passwords, "ada", "pässwort");
            call.poll().map_or_else(|| Err(call), Ok)
        })
        .collect();
    for call in calls {
        assert_eq!(outcome(call.unwrap_or_else(Call::wait)), let_in("ada"));
    }
    assert!((1..=3).contains(&passwords.metrics().highest_running()));
    assert_eq!((hashes(&passwords), passwords.metrics().skipped()), (40, 0));
}

#[test]
fn a_full_queue_is_unavailable_at_once_for_known_and_unknown_users_alike() {
    let seen = while_busy(
        |builder| builder.max_queued(2),
        |passwords| {
            let mut waiting = [Call::new(passwords, "ada", "wrong"), Call::new(passwords, "nobody", "wrong")];
            let pending = waiting.each_mut().map(|call| call.poll().is_none());
            let refused = [("ada", "wrong"), ("grace", "wrong"), ("someone", "wrong"), ("nobody", "correct horse")]
                .map(|(user, password)| Call::new(passwords, user, password).poll().unwrap().unwrap_err());
            (pending, refused, passwords.metrics().queued(), passwords.metrics().rejected())
        },
    );
    let (pending, refused, queued, counted) = seen;
    assert_eq!((pending, queued, counted), ([true; 2], 2, 4));
    for rejection in refused {
        assert_eq!(rejection.reason(), Reason::Unavailable);
        assert_eq!(rejection.source().unwrap().to_string(), "the queue of passwords to verify is full");
        let response: http::Response<String> = rejection.into_http();
        assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &"5".parse().unwrap()));
        assert!(!response.headers().contains_key("www-authenticate"));
    }
}

#[test]
fn who_hangs_up_in_the_queue_makes_room() {
    let seen = while_busy(
        |builder| builder.max_queued(1),
        |passwords| {
            let mut first = Call::new(passwords, "ada", "wrong");
            let waits = first.poll().is_none();
            let refused = glance(passwords, "grace", "wrong");
            drop(first);
            (waits, refused, glance(passwords, "grace", "wrong"))
        },
    );
    assert_eq!(seen, (true, Some(UNAVAILABLE), None));
}

#[test]
fn one_name_takes_its_share_of_the_queue_only_whether_it_is_known_or_not() {
    for name in ["ada", "nobody"] {
        let look = |passwords: &Passwords| {
            let mut calls: Vec<_> = (0..5).map(|number| Call::new(passwords, name, &format!("guess {number}"))).collect();
            let answers: Vec<_> = calls.iter_mut().map(|call| call.poll().map(outcome)).collect();
            (answers, glance(passwords, "grace", "wrong"), glance(passwords, "someone", "wrong"))
        };
        let (answers, grace, someone) = while_busy(|builder| builder, look);
        assert_eq!(answers, [None, None, None, None, Some(UNAVAILABLE)], "{name}");
        assert_eq!((grace, someone), (None, None));
    }
}

#[test]
fn a_remembered_user_is_answered_while_thread_and_queue_are_full() {
    let seen = while_busy(
        |builder| builder.max_queued(1),
        |passwords| {
            let mut waiting = Call::new(passwords, "nobody", "wrong");
            let waits = waiting.poll().is_none();
            (
                waits,
                ["correct horse", "wrong"].map(|password| glance(passwords, "ada", password)),
                glance(passwords, "grace", "pässwort"),
            )
        },
    );
    assert_eq!(seen, (true, [Some(let_in("ada")), Some(UNAVAILABLE)], Some(let_in("grace"))));
}

/// The twin: without memory they wait like everybody else.
#[test]
fn a_user_who_is_not_remembered_is_not_answered_meanwhile() {
    let look = |passwords: &Passwords| glance(passwords, "ada", "correct horse");
    assert_eq!(while_busy(|builder| builder.cache_capacity(0), look), None);
}

#[test]
fn the_threads_end_with_the_last_clone() {
    let passwords = Passwords::builder(both()).max_concurrent_hashes(3).build().unwrap();
    let (clone, metrics) = (passwords.clone(), passwords.metrics());
    drop(passwords);
    assert_eq!(metrics.threads(), 3);
    assert_eq!(ask(&clone, "ada", "correct horse"), let_in("ada"));
    drop(clone);
    while metrics.threads() > 0 {
        yield_now();
    }
}

#[test]
fn bounds_of_zero_are_refused_when_it_is_built() {
    let builder = || Passwords::builder(one("ada", ARGON2ID));
    for (name, builder) in [
        ("max_concurrent_hashes", builder().max_concurrent_hashes(0)),
        ("max_queued", builder().max_queued(0)),
        ("max_queued_per_user", builder().max_queued_per_user(0)),
    ] {
        assert_eq!(
            builder.build().unwrap_err().to_string(),
            format!("passwords {name:?}: must be at least 1: 0 would reject every request")
        );
    }
    // B9: so are those that no machine has room for; the twins beside them.
    for (name, most, set) in [
        (
            "max_concurrent_hashes",
            1024,
            (|builder, number| builder.max_concurrent_hashes(number)) as fn(PasswordsBuilder, usize) -> _,
        ),
        ("max_queued", 65_536, |builder, number| builder.max_queued(number)),
        ("cache_capacity", 1_048_576, |builder, number| builder.cache_capacity(number)),
    ] {
        for above in [most + 1, usize::MAX] {
            let told = set(builder(), above).build().unwrap_err().to_string();
            assert!(told.starts_with(&format!("passwords {name:?}: must be at most {most}")), "{told}");
        }
        assert!(name == "max_concurrent_hashes" || set(builder(), most).build().is_ok(), "{name}");
    }
    assert!(one_thread(one("ada", ARGON2ID)).max_queued(1).max_queued_per_user(1).build().is_ok());
}
