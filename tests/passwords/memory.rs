//! What is remembered, for how long, and what ends it.

use std::{sync::LazyLock, time::Duration};

use requires_auth::{
    Authenticator, Identity,
    verifiers::{PasswordTable, Passwords},
};

use crate::callers::{ARGON2ID, BCRYPT, Call, INVALID, OTHER, ask, both, hashes, let_in, one, one_thread, outcome, while_busy};

#[test]
fn a_right_password_is_hashed_once_and_a_wrong_one_each_time() {
    let passwords = Passwords::new(both()).unwrap();
    assert_eq!([(); 3].map(|()| ask(&passwords, "ada", "correct horse")), [(); 3].map(|()| let_in("ada")));
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (1, 2));
    assert_eq!([(); 3].map(|()| ask(&passwords, "ada", "correct horsf")), [INVALID; 3]);
    // The right password of somebody else, and texts that only together are the same.
    assert_eq!(ask(&passwords, "grace", "correct horse"), INVALID);
    assert_eq!(ask(&passwords, "adac", "orrect horse"), INVALID);
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (6, 2));
    assert_eq!(ask(&passwords.clone(), "ada", "correct horse"), let_in("ada"));
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (6, 3));
}

#[test]
fn what_is_over_or_never_begins_is_hashed_again() {
    for builder in [
        one_thread(both()).cache_ttl(Duration::ZERO),
        one_thread(both()).cache_ttl(Duration::from_nanos(1)),
        one_thread(both()).cache_capacity(0),
    ] {
        let passwords = builder.build().unwrap();
        assert_eq!([(); 3].map(|()| ask(&passwords, "ada", "correct horse")), [(); 3].map(|()| let_in("ada")));
        assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (3, 0));
    }
    let longest = one_thread(both()).cache_ttl(Duration::MAX).build().unwrap();
    assert_eq!([(); 3].map(|()| ask(&longest, "ada", "correct horse")), [(); 3].map(|()| let_in("ada")));
    assert_eq!(longest.metrics().remembered(), 2);
}

#[test]
fn no_more_pairs_are_remembered_than_there_is_room_for() {
    let passwords = one_thread(both()).cache_capacity(1).build().unwrap();
    for (user, password, remembered) in [
        ("ada", "correct horse", 0),
        ("ada", "correct horse", 1),
        ("grace", "pässwort", 1),
        ("grace", "pässwort", 2),
        ("ada", "correct horse", 2),
    ] {
        assert_eq!(ask(&passwords, user, password), let_in(user));
        assert_eq!(passwords.metrics().remembered(), remembered);
    }
}

#[test]
fn a_changed_password_ends_the_memory_at_once() {
    let passwords = Passwords::new(both()).unwrap();
    assert_eq!((ask(&passwords, "ada", "correct horse"), ask(&passwords, "grace", "pässwort")), (let_in("ada"), let_in("grace")));
    passwords.replace(one("ada", OTHER).user("grace", BCRYPT).unwrap()).unwrap();
    assert_eq!(ask(&passwords, "ada", "correct horse"), INVALID);
    assert_eq!(ask(&passwords, "ada", "battery staple"), let_in("ada"));
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (4, 0));
    // Nobody else has to be hashed again.
    assert_eq!(ask(&passwords, "grace", "pässwort"), let_in("grace"));
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (4, 1));
}

#[test]
fn a_removed_user_is_forgotten_at_once() {
    let passwords = Passwords::new(both()).unwrap();
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    // Somebody else has the very same hash; it is not hers any more.
    passwords.replace(one("eve", ARGON2ID)).unwrap();
    assert_eq!(ask(&passwords, "ada", "correct horse"), INVALID);
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (2, 0));
}

#[test]
fn the_identity_is_that_of_the_table_of_now() {
    let scopes = |scopes: &str| {
        let identity = Identity::builder("ada").scopes(scopes).build();
        PasswordTable::new().user_as("ada", ARGON2ID, identity).unwrap()
    };
    let passwords = Passwords::new(scopes("read write")).unwrap();
    assert_eq!(Call::new(&passwords, "ada", "correct horse").wait().unwrap().scopes(), "read write");
    passwords.replace(scopes("read")).unwrap();
    assert_eq!(Call::new(&passwords, "ada", "correct horse").wait().unwrap().scopes(), "read");
    assert_eq!(passwords.metrics().remembered(), 1);
}

#[test]
fn an_empty_table_replaces_nothing() {
    let passwords = Passwords::new(both()).unwrap();
    assert!(passwords.replace(PasswordTable::new()).is_err());
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
}

/// A table that comes while a password waits for its hash decides.
#[test]
fn a_user_who_is_replaced_while_hashing_is_judged_by_the_new_table() {
    for (table, expected) in
        [(both as fn() -> PasswordTable, let_in("ada")), (|| one("ada", OTHER), INVALID), (|| one("grace", ARGON2ID), INVALID)]
    {
        let look = |passwords: &Passwords| {
            let mut call = Call::new(passwords, "ada", "correct horse");
            let waits = call.poll().is_none();
            passwords.replace(table()).unwrap();
            (waits, call)
        };
        let (waits, call) = while_busy(|builder| builder.cache_capacity(0), look);
        assert!(waits);
        assert_eq!(outcome(call.wait()), expected);
    }
}

#[test]
fn a_static_serves_as_a_verifier() {
    static PASSWORDS: LazyLock<Passwords> = LazyLock::new(|| Passwords::new(both()).unwrap());
    let request = http::Request::builder().header("authorization", "Basic YWRhOmNvcnJlY3QgaG9yc2U=").body(()).unwrap();
    let who = futures_executor::block_on(Authenticator::new(&PASSWORDS).authenticate(&request)).unwrap();
    assert_eq!(who.subject(), "ada");
}
