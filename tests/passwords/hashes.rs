//! Passwords against hashes that others made.

use requires_auth::{Reason, verifiers::Passwords};

use crate::callers::{ARGON2ID, BCRYPT, USUAL, ask, one};

fn fits(hash: &str, password: &str) -> bool {
    let passwords = Passwords::builder(one("ada", hash)).max_concurrent_hashes(1).build().unwrap();
    let answer = ask(&passwords, "ada", password);
    assert_eq!(passwords.metrics().argon2id() + passwords.metrics().bcrypt(), 1, "whatever is sent, one hash");
    match answer {
        Ok(_) => true,
        Err(Reason::InvalidCredentials) => false,
        Err(reason) => panic!("{reason}"),
    }
}

/// The vectors of the reference implementation (phc-winner-argon2, `src/test.c`), and one of version 16.
#[test]
fn argon2id_hashes_of_the_reference_implementation() {
    for hash in [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ] {
        assert!(fits(hash, "password"), "{hash}");
        assert!(!fits(hash, "Password"), "{hash}");
        // One bit of the cost, and it is another hash.
        assert!(!fits(&hash.replace("t=2", "t=3"), "password"), "{hash}");
    }
    let version_16 = "$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$tVFYbLgIjUGhBQJahevdgEzwtbuufac67CsvY3gtj30";
    assert!(fits(version_16, "correct horse"));
    assert!(!fits(&version_16.replace("v=16", "v=19"), "correct horse"));
    assert!(fits(USUAL, "correct horse"));
    assert!(!fits(USUAL, ""));
}

/// Made by libxcrypt.
#[test]
fn bcrypt_hashes_of_another_implementation() {
    let rest = "04$abcdefghijklmnopqrstuu";
    for prefix in ["$2y$", "$2b$", "$2a$"] {
        for (password, hash) in [
            ("pässwort", "WPyT3zuK3JxmyXx5UFcdTiysSm3GF5K"),
            ("", "byCG3zY1GIXMyxfivm.ClDiInHzxjiq"),
            (&*"a".repeat(71), "MCu.k1vM/ywQwiONaEn3oEMlZoCVBd6"),
            (&*"a".repeat(72), "BzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe"),
        ] {
            let hash = format!("{prefix}{rest}{hash}");
            assert!(fits(&hash, password), "{hash}");
            assert!(!fits(&hash, &format!("{password}x")), "{hash}");
            assert!(!fits(&hash, "password"), "{hash}");
        }
    }
    assert!(fits("$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.", "correct horse"));
}

/// To bcrypt alone the two are the same.
#[test]
fn bcrypt_refuses_what_it_would_cut_and_hashes_it_all_the_same() {
    let seventy_two = "$2y$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    assert!(fits(seventy_two, &"a".repeat(72)));
    assert!(!fits(seventy_two, &"a".repeat(73)));
    assert!(!fits(seventy_two, &"a".repeat(4000)));
    // In bytes, not in characters.
    assert!(!fits(BCRYPT, &"ä".repeat(37)));
}

#[test]
fn argon2id_takes_long_passwords() {
    assert!(!fits(ARGON2ID, &format!("correct horse{}", "x".repeat(4000))));
}
