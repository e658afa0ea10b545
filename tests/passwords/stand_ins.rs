//! Which costs an unknown name has in a table of several, and what changes them.

use requires_auth::verifiers::{PasswordTable, Passwords};

use crate::callers::{ARGON2ID, BCRYPT, INVALID, OTHER, ask, one};

/// Of nobody in the table; enough that none is told by chance.
const NAMES: usize = 200;
const KEY: &str = "sixteen bytes or";

/// For each unknown name, whether it costs argon2id.
fn choices(passwords: &Passwords) -> Vec<bool> {
    let choose = |number| {
        let before = passwords.metrics().argon2id();
        assert_eq!(ask(passwords, &format!("nobody {number}"), "wrong"), INVALID);
        passwords.metrics().argon2id() > before
    };
    (0..NAMES).map(choose).collect()
}

fn keyless(table: PasswordTable) -> Passwords {
    Passwords::new(table).unwrap()
}

fn keyed(table: PasswordTable) -> Passwords {
    Passwords::builder(table).decoy_key(KEY).build().unwrap()
}

/// Six users, half of each kind.
fn mixed() -> PasswordTable {
    with(with(PasswordTable::new(), "a", 3, ARGON2ID), "b", 3, BCRYPT)
}

fn with(table: PasswordTable, prefix: &str, number: usize, hash: &str) -> PasswordTable {
    (0..number).fold(table, |table, number| table.user(format!("{prefix}{number}"), hash).unwrap())
}

fn differing(one: &[bool], other: &[bool]) -> usize {
    one.iter().zip(other).filter(|(one, other)| one != other).count()
}

/// Both kinds stand in, or there would be nothing to tell apart.
#[test]
fn the_same_table_in_another_process_chooses_the_same() {
    for built in [keyless as fn(PasswordTable) -> Passwords, keyed] {
        let first = choices(&built(mixed()));
        assert!((50..=150).contains(&differing(&first, &[true; NAMES])));
        assert_eq!(choices(&built(mixed())), first);
        // The order in which users were added is nothing to it.
        let backwards = with(with(PasswordTable::new(), "b", 3, BCRYPT), "a", 3, ARGON2ID);
        assert_eq!(choices(&built(backwards)), first);
    }
}

/// What is derived from the table is as secret as the table: another salt, another choice.
#[test]
fn another_table_chooses_anew_unless_a_key_is_given() {
    let changed = || with(with(PasswordTable::new(), "a", 2, ARGON2ID), "b", 3, BCRYPT).user("a2", OTHER).unwrap();
    let (old, new) = (choices(&keyless(mixed())), choices(&keyless(changed())));
    assert!((50..=150).contains(&differing(&old, &new)), "{}", differing(&old, &new));
    assert_eq!(choices(&keyed(mixed())), choices(&keyed(changed())));
}

#[test]
fn another_key_chooses_anew() {
    let other = Passwords::builder(mixed()).decoy_key("another key of 24 bytes!").build().unwrap();
    let differing = differing(&choices(&keyed(mixed())), &choices(&other));
    assert!((50..=150).contains(&differing), "{differing}");
}

/// A table with as many more of each kind, with other names and passwords: its proportions are the same.
#[test]
fn with_a_key_users_who_keep_the_proportions_change_nothing() {
    let grown = with(with(mixed(), "c", 3, OTHER), "d", 3, BCRYPT);
    let passwords = keyed(mixed());
    let before = choices(&passwords);
    assert_eq!(choices(&keyed(grown)), before);
    passwords.replace(with(with(PasswordTable::new(), "e", 1, OTHER), "f", 1, BCRYPT)).unwrap();
    assert_eq!(choices(&passwords), before, "the table that replaces is read by the same key");
}

#[test]
fn with_a_key_only_as_many_names_move_as_the_kind_of_a_new_user_grew_by() {
    let (old, new) = (choices(&keyed(mixed())), choices(&keyed(mixed().user("new", ARGON2ID).unwrap())));
    // From 3 of 6 to 4 of 7: a fourteenth of the names, with a deviation of 3.7 about 14.3.
    assert!((1..=29).contains(&differing(&old, &new)), "{}", differing(&old, &new));
    for (name, (was, is)) in old.into_iter().zip(new).enumerate() {
        assert!(is || !was, "nobody {name} moved to the kind that nobody was added to");
    }
}

/// The rest stay where they are.
#[test]
fn with_a_key_a_new_kind_takes_its_share_only() {
    let alone = with(PasswordTable::new(), "a", 3, ARGON2ID);
    assert_eq!(choices(&keyed(alone)), [true; NAMES]);
    let table = with(PasswordTable::new(), "a", 3, ARGON2ID).user("new", BCRYPT).unwrap();
    let moved = choices(&keyed(table)).iter().filter(|stays| !**stays).count();
    // A fourth, with a deviation of 6.1.
    assert!((25..=75).contains(&moved), "{moved}");
}

#[test]
fn a_key_that_can_be_guessed_is_refused() {
    let build = |key: &str| Passwords::builder(one("ada", ARGON2ID)).decoy_key(key).build();
    for key in ["", "fifteen bytes !"] {
        assert_eq!(
            build(key).unwrap_err().to_string(),
            "passwords \"decoy_key\": must have at least 16 bytes, random and secret"
        );
    }
    assert!(build(KEY).is_ok());
    let shown = format!("{:?}", Passwords::builder(mixed()).decoy_key(KEY));
    assert!(!shown.contains("sixteen"), "{shown}");
}
