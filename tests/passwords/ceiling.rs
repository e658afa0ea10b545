//! Hashes that cost more than anybody can mean: an error where the table is used, with a way out.

use requires_auth::verifiers::{PasswordTable, Passwords};

use crate::callers::{ARGON2ID, BCRYPT, ask, let_in, one, one_thread};

const WAY_OUT: &str = "lower it, or allow it with `PasswordsBuilder::allow_any_cost`";

fn argon2id(costs: &str) -> String {
    ARGON2ID.replace("m=8,t=1,p=1", costs)
}

fn bcrypt(cost: &str) -> String {
    BCRYPT.replace("$04$", &format!("${cost}$"))
}

/// Each with its nearest twin that is taken; nobody is hashed here.
#[test]
fn a_cost_above_the_ceiling_is_told_by_user_or_line_and_rule() {
    let memory = "argon2id above `m=2097152`, 2 GiB for each hash that runs";
    let work = "argon2id with `m` times `t` above 4194304 takes many seconds";
    for (above, below, rule) in [
        (bcrypt("17"), bcrypt("16"), "bcrypt cost above 16 takes many seconds"),
        (bcrypt("31"), bcrypt("16"), "bcrypt cost above 16 takes many seconds"),
        (argon2id("m=2097153,t=1,p=1"), argon2id("m=2097152,t=1,p=4"), memory),
        (argon2id("m=4294967295,t=4294967295,p=1"), argon2id("m=2097152,t=2,p=1"), memory),
        (argon2id("m=2097152,t=3,p=1"), argon2id("m=2097152,t=2,p=1"), work),
        (argon2id("m=8,t=524289,p=1"), argon2id("m=8,t=524288,p=1"), work),
        (argon2id("m=8,t=4294967295,p=1"), argon2id("m=8,t=64,p=1"), work),
        (argon2id("m=520,t=1,p=65"), argon2id("m=520,t=1,p=64"), "argon2id above `p=64`"),
    ] {
        let table = |hash: &str| one("ada", ARGON2ID).user("grace", hash).unwrap();
        let file = |hash: &str| PasswordTable::from_htpasswd(&format!("# staff\nada:{ARGON2ID}\ngrace:{hash}")).unwrap();
        let told = |table| Passwords::new(table).unwrap_err().to_string();
        assert_eq!(told(table(&above)), format!("password of user \"grace\": {rule}; {WAY_OUT}"));
        assert_eq!(told(file(&above)), format!("htpasswd \"line 3, user grace\": {rule}; {WAY_OUT}"));
        for table in [table, file] {
            assert!(Passwords::new(table(&below)).is_ok(), "{below}");
            assert!(Passwords::builder(table(&above)).allow_any_cost().build().is_ok(), "{above}");
        }
    }
}

#[test]
fn a_table_that_replaces_obeys_the_same_ceiling() {
    let passwords = one_thread(one("ada", ARGON2ID)).build().unwrap();
    let told = passwords.replace(one("ada", &bcrypt("17"))).unwrap_err().to_string();
    assert!(told.starts_with("password of user \"ada\": bcrypt cost above 16"), "{told}");
    // The old one stays.
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    let without = one_thread(one("ada", ARGON2ID)).allow_any_cost().build().unwrap();
    assert!(without.replace(one("ada", &bcrypt("17"))).is_ok());
}

/// A hash is not shown, also where it stands in place of the name.
#[test]
fn no_hash_is_shown() {
    let told = Passwords::new(one(&bcrypt("04"), &bcrypt("17"))).unwrap_err().to_string();
    assert!(told.starts_with("password of user \"(not shown: looks like a hash)\": bcrypt cost above 16"), "{told}");
}
