//! B8: names and passwords in several Unicode forms (RFC 7617 2.1).

use requires_auth::verifiers::{PasswordTable, Passwords};

use crate::callers::{ARGON2ID, BCRYPT, INVALID, OTHER, ask, both, hashes, let_in, one, one_thread};

/// `pässwort`, with the `ä` as two characters.
const DECOMPOSED: &str = "pa\u{308}sswort";
/// `ädä`, composed and not.
const ADA: (&str, &str) = ("\u{e4}d\u{e4}", "a\u{308}da\u{308}");

fn composed(table: PasswordTable) -> Passwords {
    one_thread(table).normalize_unicode().build().unwrap()
}

#[test]
fn a_password_of_another_form_is_another_password_unless_it_is_asked_for() {
    let passwords = one_thread(both()).build().unwrap();
    assert_eq!(ask(&passwords, "grace", DECOMPOSED), INVALID);
    assert_eq!(ask(&passwords, "grace", "pässwort"), let_in("grace"));

    let passwords = composed(both());
    assert_eq!(
        [DECOMPOSED, "pässwort", DECOMPOSED].map(|password| ask(&passwords, "grace", password)),
        [(); 3].map(|()| let_in("grace"))
    );
    // One hash; the other form of what was right is remembered with it.
    assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (1, 2));
    for wrong in ["passwort", "pa\u{308}\u{308}sswort", "pa\u{300}sswort", "p\u{e4}sswort ", ""] {
        assert_eq!(ask(&passwords, "grace", wrong), INVALID, "{wrong:?}");
    }
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
}

#[test]
fn a_name_of_another_form_is_another_user_unless_it_is_asked_for() {
    for (in_table, sent) in [ADA, (ADA.1, ADA.0)] {
        let passwords = one_thread(one(in_table, ARGON2ID)).build().unwrap();
        assert_eq!(ask(&passwords, sent, "correct horse"), INVALID);
        assert_eq!(ask(&passwords, in_table, "correct horse"), let_in(in_table));

        let passwords = composed(one(in_table, ARGON2ID));
        // The identity is that of the table.
        assert_eq!([sent, in_table].map(|name| ask(&passwords, name, "correct horse")), [(); 2].map(|()| let_in(in_table)));
        assert_eq!((hashes(&passwords), passwords.metrics().remembered()), (1, 1));
        assert_eq!(ask(&passwords, "ada", "correct horse"), INVALID);
    }
    // Compatible characters are not equal ones: that would be NFKC.
    assert_eq!(ask(&composed(one("\u{fb01}n", ARGON2ID)), "fin", "correct horse"), INVALID);
}

/// Two users of one name: a table of both forms is fine as it is, and an error where they are one.
#[test]
fn two_names_that_are_one_are_an_error() {
    let table = || one(ADA.0, ARGON2ID).user(ADA.1, OTHER).unwrap();
    let file = || PasswordTable::from_htpasswd(&format!("{}:{ARGON2ID}\n{}:{OTHER}\n", ADA.0, ADA.1)).unwrap();
    let passwords = one_thread(table()).build().unwrap();
    assert_eq!(ask(&passwords, ADA.0, "correct horse"), let_in(ADA.0));
    assert_eq!(ask(&passwords, ADA.1, "battery staple"), let_in(ADA.1));
    assert_eq!(ask(&passwords, ADA.1, "correct horse"), INVALID);

    let rule = "the user appears twice, in two Unicode forms of one name";
    let told = one_thread(file()).normalize_unicode().build().unwrap_err().to_string();
    assert!(told.starts_with("htpasswd \"line 1, user ") && told.ends_with(rule), "{told}");
    let passwords = composed(one("ada", ARGON2ID));
    assert_eq!(passwords.replace(table()).unwrap_err().rule(), rule);
    // The old one stays, and what replaces it is normalised too.
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    passwords.replace(one(ADA.1, BCRYPT)).unwrap();
    assert_eq!(ask(&passwords, ADA.0, DECOMPOSED), let_in(ADA.1));
}

/// bcrypt reads 72 bytes of what is compared, not of what was sent.
#[test]
fn the_length_counts_behind_the_normalisation() {
    let seventy_two = "$2y$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    let passwords = composed(one("ada", seventy_two));
    assert_eq!(ask(&passwords, "ada", &"a".repeat(72)), let_in("ada"));
    assert_eq!(ask(&passwords, "ada", &format!("{}\u{308}", "a".repeat(72))), INVALID);
    // What becomes much longer, and what never ends to combine, is a wrong password as any other.
    for long in ["\u{1d160}".repeat(1000), format!("a{}", "\u{308}".repeat(2000)), "\u{fb2c}".repeat(1000)] {
        assert_eq!(ask(&passwords, "ada", &long), INVALID);
        assert_eq!(ask(&passwords, &long, "x"), INVALID);
    }
}
