//! Throttling of wrong passwords, by name and by peer.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_executor::block_on;
use requires_auth::{
    Authenticator, Identity, Reason, Rejection,
    verifiers::{Passwords, PasswordsBuilder},
};

use crate::callers::{Call, INVALID, Outcome, ask, both, glance, hashes, let_in, one_thread, outcome, while_busy};

const HOUR: Duration = Duration::from_secs(3600);
const THROTTLED: Outcome = Err(Reason::Throttled);

fn by_name(builder: PasswordsBuilder) -> PasswordsBuilder {
    builder.throttle_names(3, HOUR)
}

fn by_peer(builder: PasswordsBuilder) -> PasswordsBuilder {
    builder.throttle_peers(3, HOUR, |head| String::from_utf8(head.header("x-peer").next()?.to_vec()).ok())
}

fn from(passwords: &Passwords, peer: Option<&str>, user: &str, password: &str) -> Result<Identity, Rejection> {
    let request =
        http::Request::builder().header("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
    let request = peer.into_iter().fold(request, |request, peer| request.header("x-peer", peer)).body(()).unwrap();
    block_on(Authenticator::new(passwords.clone()).authenticate(&request))
}

#[test]
fn nothing_is_throttled_by_default() {
    let passwords = one_thread(both()).build().unwrap();
    for _ in 0..50 {
        assert_eq!(ask(&passwords, "ada", "wrong"), INVALID);
    }
    assert_eq!((hashes(&passwords), passwords.metrics().throttled()), (50, 0));
}

/// Known and unknown names alike, so the response does not tell who exists; nor does it tell a correct password.
#[test]
fn a_name_is_throttled_after_its_wrong_passwords() {
    let passwords = by_name(one_thread(both())).build().unwrap();
    for user in ["ada", "grace", "nobody"] {
        let before = hashes(&passwords);
        assert_eq!([(); 5].map(|()| ask(&passwords, user, "wrong")), [INVALID, INVALID, INVALID, THROTTLED, THROTTLED], "{user}");
        assert_eq!(hashes(&passwords), before + 3, "no hash without a budget");
    }
    assert_eq!(ask(&passwords, "ada", "correct horse"), THROTTLED);
    assert_eq!(passwords.metrics().throttled(), 7);
    assert_eq!(ask(&passwords, "", "wrong"), INVALID);
}

#[test]
fn the_response_is_429_with_the_time_to_wait_and_nothing_else() {
    let passwords = by_name(one_thread(both())).build().unwrap();
    for _ in 0..3 {
        assert_eq!(ask(&passwords, "ada", "wrong"), INVALID);
    }
    let rejection = Call::new(&passwords, "ada", "wrong").wait().unwrap_err();
    assert_eq!(rejection.source().unwrap().to_string(), "too many wrong passwords for this user name");
    let response = rejection.into_http::<String>();
    assert_eq!(response.status(), 429);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    // A third of an hour, less what the test takes.
    assert!((600..=1200).contains(&wait), "{wait}");
    assert!(response.headers().get("www-authenticate").is_none());
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.body(), r#"{"type":"about:blank","title":"Too Many Requests","status":429}"#);
}

#[test]
fn a_remembered_pair_is_let_in_meanwhile() {
    let passwords = by_peer(by_name(one_thread(both()))).build().unwrap();
    let peer = Some("192.0.2.1");
    assert_eq!(outcome(from(&passwords, peer, "ada", "correct horse")), let_in("ada"));
    for expected in [INVALID, INVALID, INVALID, THROTTLED] {
        assert_eq!(outcome(from(&passwords, peer, "ada", "wrong")), expected);
    }
    assert_eq!(outcome(from(&passwords, peer, "ada", "correct horse")), let_in("ada"));
    // The twin: of a pair that is not remembered nobody knows whether it is correct.
    assert_eq!(outcome(from(&passwords, peer, "grace", "pässwort")), THROTTLED);
}

/// Or it could try passwords at the speed of a look-up: the correct one would be the one that is let in.
#[test]
fn a_throttled_peer_does_not_learn_what_another_one_has_sent() {
    let passwords = by_peer(one_thread(both())).build().unwrap();
    let (peer, other) = (Some("192.0.2.1"), Some("192.0.2.2"));
    assert_eq!(outcome(from(&passwords, peer, "ada", "correct horse")), let_in("ada"));
    assert_eq!([(); 3].map(|()| outcome(from(&passwords, other, "ada", "wrong"))), [INVALID; 3]);
    assert_eq!(outcome(from(&passwords, other, "ada", "wrong")), THROTTLED);
    assert_eq!(outcome(from(&passwords, other, "ada", "correct horse")), THROTTLED);
    // The twin: the peer that has sent it.
    assert_eq!(outcome(from(&passwords, peer, "ada", "correct horse")), let_in("ada"));
}

#[test]
fn a_correct_password_costs_nothing() {
    let passwords = by_name(one_thread(both())).cache_capacity(0).build().unwrap();
    for _ in 0..10 {
        assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    }
    assert_eq!([(); 2].map(|()| ask(&passwords, "ada", "wrong")), [INVALID; 2]);
    assert_eq!([(); 2].map(|()| ask(&passwords, "ada", "correct horse")), [let_in("ada"), let_in("ada")]);
    // It gives nothing back either.
    assert_eq!([(); 2].map(|()| ask(&passwords, "ada", "wrong")), [INVALID, THROTTLED]);
}

#[test]
fn a_peer_is_throttled_whatever_names_it_tries() {
    let passwords = by_peer(one_thread(both())).build().unwrap();
    let guess = |peer, user| outcome(from(&passwords, peer, user, "wrong"));
    let peer = Some("192.0.2.1");
    assert_eq!([guess(peer, "ada"), guess(peer, "grace"), guess(peer, "eve")], [INVALID; 3]);
    assert_eq!([guess(peer, "ada"), guess(peer, "mallory")], [THROTTLED; 2]);
    let rejection = from(&passwords, peer, "ada", "wrong").unwrap_err();
    assert_eq!(rejection.source().unwrap().to_string(), "too many wrong passwords from this peer");
    // Another peer, and one that the application does not name.
    assert_eq!(outcome(from(&passwords, Some("192.0.2.2"), "ada", "correct horse")), let_in("ada"));
    assert_eq!([(); 5].map(|()| guess(None, "ada")), [INVALID; 5]);
}

/// An attempt that the peer may not make is not charged to the name.
#[test]
fn a_throttled_peer_does_not_lock_out_a_name() {
    let passwords = by_peer(by_name(one_thread(both()))).build().unwrap();
    let peer = Some("192.0.2.1");
    assert_eq!([(); 3].map(|()| outcome(from(&passwords, peer, "eve", "wrong"))), [INVALID; 3]);
    assert_eq!([(); 9].map(|()| outcome(from(&passwords, peer, "ada", "wrong"))), [THROTTLED; 9]);
    assert_eq!(outcome(from(&passwords, Some("192.0.2.2"), "ada", "correct horse")), let_in("ada"));
}

/// Attempts that wait are charged, so that a burst is not hashed as a whole; those whose client hangs up get it back.
#[test]
fn attempts_that_wait_count_until_their_client_hangs_up() {
    let (seen, again) = while_busy(
        |builder| by_name(builder.max_queued_per_user(100)),
        |passwords| {
            let mut calls: Vec<_> = (0..4).map(|_| Call::new(passwords, "eve", "wrong")).collect();
            let seen: Vec<_> = calls.iter_mut().map(|call| call.poll().map(outcome)).collect();
            drop(calls);
            (seen, passwords.clone())
        },
    );
    assert_eq!(seen, [None, None, None, Some(THROTTLED)]);
    // Once the thread has skipped them.
    while again.metrics().skipped() < 3 {
        std::thread::yield_now();
    }
    assert_eq!(ask(&again, "eve", "wrong"), INVALID);
}

/// The queue is full, so nothing was guessed.
#[test]
fn what_is_rejected_for_want_of_room_is_not_charged() {
    let outcomes = while_busy(
        |builder| by_name(builder.max_queued(1)),
        |passwords| {
            let mut waits = Call::new(passwords, "bob", "wrong");
            assert!(waits.poll().is_none());
            [(); 10].map(|()| glance(passwords, "eve", "wrong"))
        },
    );
    assert_eq!(outcomes, [(); 10].map(|()| Some(Err(Reason::Unavailable))));
}

#[test]
fn a_peer_function_that_panics_lets_nobody_in() {
    let panics = one_thread(both()).throttle_peers(3, HOUR, |_| panic!("a peer that panics")).build().unwrap();
    assert_eq!(ask(&panics, "ada", "correct horse"), Err(Reason::Panicked));
}

#[test]
fn limits_that_bound_nothing_or_everything_are_errors() {
    let named = |failures, per| one_thread(both()).throttle_names(failures, per).build().map(drop).unwrap_err().to_string();
    assert!(named(0, HOUR).contains("at least 1"), "{}", named(0, HOUR));
    for per in [Duration::ZERO, Duration::from_nanos(1), 25 * HOUR] {
        assert!(named(3, per).contains("at most a day"), "{per:?}");
        assert!(one_thread(both()).throttle_peers(3, per, |_| None).build().is_err(), "{per:?}");
    }
    for capacity in [0, (1 << 20) + 1] {
        let builder = by_name(one_thread(both())).throttle_capacity(capacity);
        assert!(builder.build().map(drop).unwrap_err().to_string().contains("throttle_capacity"), "{capacity}");
        assert!(one_thread(both()).throttle_capacity(capacity).build().is_ok(), "nothing is throttled");
    }
}
