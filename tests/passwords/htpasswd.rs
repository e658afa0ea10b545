//! B8: the lines of an `htpasswd` file, read as nginx and Apache read them, where both read them alike; else an error.

use requires_auth::verifiers::{PasswordTable, Passwords};

use crate::callers::{ARGON2ID, BCRYPT, INVALID, OTHER, ask, let_in};

fn told(text: &str) -> String {
    PasswordTable::from_htpasswd(text).unwrap_err().to_string()
}

fn read(text: &str) -> Passwords {
    Passwords::new(PasswordTable::from_htpasswd(text).unwrap()).unwrap()
}

#[test]
fn what_stands_behind_the_hash_is_a_comment() {
    for comment in ["", "staff", " since 2019, by \"grace\"", "a:b:c", "\tü #", "$2y$04$nothing", ARGON2ID] {
        for hash in [ARGON2ID, OTHER] {
            let passwords = read(&format!("ada:{hash}:{comment}\ngrace:{BCRYPT}:\n"));
            assert_eq!(ask(&passwords, "ada", "correct horse"), if hash == ARGON2ID { let_in("ada") } else { INVALID });
            assert_eq!(ask(&passwords, "grace", "pässwort"), let_in("grace"));
            for no_user in ["", comment, "staff", &format!("ada:{hash}")] {
                assert!(ask(&passwords, no_user, "correct horse").is_err(), "{no_user}");
            }
        }
    }
    // Of a line only: a hash that is given alone has no comment.
    assert!(PasswordTable::new().user("ada", &format!("{ARGON2ID}:staff")).is_err());
    assert!(PasswordTable::new().user("ada", &format!("{BCRYPT}:staff")).is_err());
}

#[test]
fn a_comment_may_be_indented() {
    for blank in ["", " ", "\t", " \t  "] {
        let passwords = read(&format!("{blank}# staff\n{blank}#ada:{OTHER}\nada:{ARGON2ID}\n{blank}\n{blank}#\n"));
        assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
        assert_eq!(ask(&passwords, "ada", "battery staple"), INVALID);
        for name in ["#ada", &format!("{blank}#ada"), "# staff"] {
            assert!(ask(&passwords, name, "battery staple").is_err());
        }
    }
}

#[test]
fn lines_end_with_a_line_feed_with_or_without_a_carriage_return() {
    for end in ["\n", "\r\n", "\r\r\n", "\n\n\r\n"] {
        for last in [end, "", "\r"] {
            let passwords = read(&format!("# staff{end}ada:{ARGON2ID}{end}grace:{BCRYPT}{last}"));
            assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
            assert_eq!(ask(&passwords, "grace", "pässwort"), let_in("grace"));
        }
    }
    // A comment may have any character but a line feed.
    assert!(PasswordTable::from_htpasswd(&format!("ada:{ARGON2ID}:a\rb\n")).is_ok());
    let rule = "has a carriage return inside; end each line with a line feed, or with both";
    assert_eq!(told(&format!("ada:{ARGON2ID}\rgrace:{BCRYPT}\r")), format!("htpasswd \"line 1\": {rule}"));
    assert_eq!(told(&format!("#\na\rda:{ARGON2ID}\n")), format!("htpasswd \"line 2\": {rule}"));
    // All of it is one comment.
    assert!(told(&format!("# staff\rada:{ARGON2ID}\r")).contains("give at least one user"));
}

#[test]
fn a_byte_order_mark_is_left_out_where_the_file_begins_and_an_error_elsewhere() {
    let passwords = read(&format!("\u{feff}ada:{ARGON2ID}\n"));
    assert_eq!(ask(&passwords, "ada", "correct horse"), let_in("ada"));
    assert_eq!(ask(&passwords, "\u{feff}ada", "correct horse"), INVALID);
    let rule = "has a byte order mark before or after the user name, which would be part of it; remove it";
    assert_eq!(told(&format!("ada:{ARGON2ID}\n\u{feff}grace:{BCRYPT}\n")), format!("htpasswd \"line 2\": {rule}"));
    assert_eq!(told(&format!("\u{feff}\u{feff}ada:{ARGON2ID}\n")), format!("htpasswd \"line 1\": {rule}"));
    assert_eq!(told(&format!("ada\u{feff}:{ARGON2ID}\n")), format!("htpasswd \"line 1\": {rule}"));
}

/// Each is read as one user by nginx and as another, or as none, by Apache; or as one that is hardly meant by both.
#[test]
fn what_the_two_read_differently_is_an_error_with_its_line() {
    let before = "begins with a blank, which nginx reads as part of the user name and Apache does not; remove it";
    let behind = "has a blank between user name and colon, which would be part of the name; remove it";
    let continued =
        "ends with a backslash, after which Apache continues with the next line and nginx does not; remove the backslash";
    let hash = format!("grace:{BCRYPT}\n");
    for (line, rule) in [
        (format!(" ada:{ARGON2ID}"), before),
        (format!("\tada:{ARGON2ID}"), before),
        (format!("\u{a0}ada:{ARGON2ID}"), before),
        (format!("   :{ARGON2ID}"), before),
        (format!("ada :{ARGON2ID}"), behind),
        (format!("ada\t:{ARGON2ID}"), behind),
        (format!("ada\u{3000}:{ARGON2ID}"), behind),
        ("# staff \\".to_owned(), continued),
        ("\\".to_owned(), continued),
        (format!("ada:{ARGON2ID}\\"), continued),
        (format!("ada:{ARGON2ID}:staff\\\r"), continued),
        ("ada".to_owned(), "no colon between user and hash"),
        (ARGON2ID.to_owned(), "no colon between user and hash"),
    ] {
        assert_eq!(told(&format!("{hash}{line}\n{hash}")), format!("htpasswd \"line 2\": {rule}"), "{line:?}");
    }
    let blank = "a blank before or after the hash, which no password would match; remove it";
    for line in [
        format!("ada: {ARGON2ID}"),
        format!("ada:{ARGON2ID} "),
        format!("ada:{ARGON2ID}\t\r"),
        format!("ada:{ARGON2ID} :staff"),
        format!("ada:\t{BCRYPT}"),
    ] {
        assert_eq!(told(&format!("{hash}{line}\n{hash}")), format!("htpasswd \"line 2, user ada\": {blank}"), "{line:?}");
    }
    // The twin: a blank inside a name is a part of it, to both.
    assert_eq!(ask(&read(&format!("ada lovelace:{ARGON2ID}: \n")), "ada lovelace", "correct horse"), let_in("ada lovelace"));
}

/// The first line counts for nginx and Apache, so that the second one would never be seen.
#[test]
fn a_user_who_stands_twice_is_an_error() {
    let twice = format!("ada:{ARGON2ID}\n#\nada:{ARGON2ID}:again\n");
    assert_eq!(told(&twice), "htpasswd \"line 3, user ada\": the user appears twice");
}

/// B9: whatever is in the wrong place, no error shows it.
#[test]
fn a_line_in_the_wrong_order_shows_no_secret() {
    for secret in
        [ARGON2ID, BCRYPT, "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "rqXexS6ZhobKA", "hunter2", "correct horse", "pass\tword"]
    {
        for line in [
            format!("{secret}:ada"),
            format!("{secret}:"),
            format!("{secret}:ada:staff"),
            format!(" {secret}:ada"),
            format!("{secret} :ada"),
            secret.to_owned(),
            format!("ada {secret}"),
            format!("ada::{secret}"),
        ] {
            let error = PasswordTable::from_htpasswd(&line).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(secret) && !shown.contains(&secret.escape_debug().to_string()), "{shown}");
            assert!(error.to_string().starts_with("htpasswd \"line 1"), "{error}");
        }
        let error = PasswordTable::new().user(secret, "ada").unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&secret.escape_debug().to_string()), "{error}");
    }
}
