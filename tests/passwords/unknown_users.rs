//! That nothing tells an unknown user from a known one.

use std::collections::HashSet;

use requires_auth::verifiers::Passwords;

use crate::callers::{ARGON2ID, BCRYPT, INVALID, ask, both, hashes, let_in, one, one_thread};

/// The verifications of each kind that one request costs.
fn cost(passwords: &Passwords, user: &str, password: &str) -> (u64, u64) {
    let metrics = passwords.metrics();
    let before = (metrics.argon2id(), metrics.bcrypt());
    assert_eq!(ask(passwords, user, password), INVALID);
    (metrics.argon2id() - before.0, metrics.bcrypt() - before.1)
}

#[test]
fn an_unknown_user_costs_one_stored_hash_and_always_the_same() {
    let passwords = Passwords::new(both()).unwrap();
    let mut kinds = HashSet::new();
    for number in 0..64 {
        let name = format!("nobody {number}");
        let costs = ["one", "two", "correct horse", "pässwort"].map(|password| cost(&passwords, &name, password));
        assert!([[(1, 0); 4], [(0, 1); 4]].contains(&costs), "{name}: {costs:?}");
        kinds.extend(costs);
    }
    assert_eq!(kinds.len(), 2, "each kind stands in for some");
    assert_eq!([cost(&passwords, "ada", "wrong"), cost(&passwords, "grace", "wrong")], [(1, 0), (0, 1)]);
}

/// As often as it is in the table: else its time would tell a known user of the rarer kind.
#[test]
fn each_kind_stands_in_as_often_as_it_is_stored() {
    let table = (0..9).fold(one("grace", BCRYPT), |table, number| table.user(format!("user {number}"), ARGON2ID).unwrap());
    let passwords = Passwords::new(table).unwrap();
    let bcrypt: u64 = (0..1000).map(|number| cost(&passwords, &format!("nobody {number}"), "wrong").1).sum();
    // 100 expected, with a deviation of 9.5.
    assert!((30..=170).contains(&bcrypt), "{bcrypt}");
}

#[test]
fn an_unknown_user_with_the_password_of_a_known_one_is_invalid_and_never_remembered() {
    let passwords = Passwords::new(one("ada", ARGON2ID)).unwrap();
    assert_eq!([(); 3].map(|()| cost(&passwords, "eve", "correct horse")), [(1, 0); 3]);
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    assert_eq!([(); 3].map(|()| cost(&passwords, "eve", "correct horse")), [(1, 0); 3]);
    assert_eq!(passwords.metrics().remembered(), 0);
}

#[test]
fn names_are_compared_byte_by_byte() {
    let passwords = Passwords::new(one("ada", ARGON2ID).user("ädä", ARGON2ID).unwrap()).unwrap();
    for name in ["Ada", "ada ", " ada", "a", "adaa", "a\u{308}da\u{308}"] {
        assert_eq!(ask(&passwords, name, "correct horse"), INVALID, "{name}");
    }
    for name in ["ada", "ädä"] {
        assert_eq!(ask(&passwords, name, "correct horse"), let_in(name));
    }
}

#[test]
fn an_empty_user_name_is_invalid_without_a_hash() {
    let passwords = one_thread(both()).build().unwrap();
    assert_eq!(ask(&passwords, "", "correct horse"), INVALID);
    assert_eq!(hashes(&passwords), 0);
}
