//! What is refused when the table is made, and what is said of it.

use requires_auth::{
    Authenticator, ConfigError, Identity, scheme,
    verifiers::{PasswordTable, Passwords},
};

use crate::callers::{ARGON2ID, BCRYPT, ask, let_in, one};

const PLAIN: &str = "plain text is not accepted; hash the password, for example with `htpasswd -B`";
const ANEW: &str = "is not accepted; hash the password again, for example with `htpasswd -B`";
const UNKNOWN: &str = "a hash of an unknown kind; argon2id and bcrypt are accepted";
const FORM: &str = "a broken argon2id hash; the form is `$argon2id$v=19$m=..,t=..,p=..$salt$hash`, without other parameters";
const VERSION: &str = "a broken argon2id hash; the version after `$argon2id$` must be `v=19` or `v=16`";
const TRUNCATED: &str = "a truncated argon2id hash; the form is `$argon2id$v=19$m=..,t=..,p=..$salt$hash`";
const BASE64: &str = "a broken or truncated argon2id hash; salt and hash are in base64 without padding";
const SALT: &str = "a broken argon2id hash; the salt must have 8 to 64 bytes";
const OUTPUT: &str = "a broken or truncated argon2id hash; 16 to 64 bytes must follow the salt";
const BLANK: &str = "a blank before or after the hash, which no password would match; remove it";
const COSTS: &str = "argon2id costs out of range: `t` and `p` are at least 1, `m` at least 8 times `p` (RFC 9106 3.1)";
const BCRYPT_FORM: &str =
    "a broken bcrypt hash; the form is `$2y$`, a cost of two digits, `$`, and 53 characters of bcrypt's base64";
const BCRYPT_TRUNCATED: &str = "a truncated bcrypt hash; 53 characters of bcrypt's base64 must follow the cost";
const BCRYPT_LONGER: &str = "a broken bcrypt hash; text follows its 53 characters of bcrypt's base64";
const ALPHABET: &str = "a broken bcrypt hash; it has a character outside bcrypt's base64";
const LAST_BITS: &str = "a broken bcrypt hash; salt or hash ends in a character that bcrypt does not write there";

#[test]
fn an_htpasswd_file_is_read_with_comments_and_blank_lines() {
    let text = format!("\u{feff}# staff\r\n\r\nada:{ARGON2ID}\r\n   \n#grace:plain\ngrace:{BCRYPT}\nädä lovelace:{BCRYPT}");
    let passwords = Passwords::new(PasswordTable::from_htpasswd(&text).unwrap()).unwrap();
    for (user, password) in [("ada", "correct horse"), ("grace", "pässwort"), ("ädä lovelace", "pässwort")] {
        assert_eq!(ask(&passwords, user, password), let_in(user));
    }
    assert!(ask(&passwords, "#grace", "plain").is_err());
}

/// B8: each fault has a separate text, which must not show the hash.
#[test]
fn a_hash_that_is_not_accepted_is_told_by_line_user_and_rule() {
    let argon2id = |from: &str, to: &str| ARGON2ID.replace(from, to);
    let bcrypt = |from: &str, to: &str| BCRYPT.replace(from, to);
    let cases = [
        ("$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00".to_owned(), format!("apr1 (MD5) {ANEW}")),
        ("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=".to_owned(), format!("unsalted SHA-1 {ANEW}")),
        ("$1$salt$qJH7.N4xYta3aEG/dfqo/0".to_owned(), format!("MD5 crypt {ANEW}")),
        ("$5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1".to_owned(), format!("SHA-256 crypt {ANEW}")),
        ("$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5i".to_owned(), format!("SHA-512 crypt {ANEW}")),
        (bcrypt("$2y$", "$2x$"), format!("the faulty bcrypt `$2x$` {ANEW}")),
        ("{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=".to_owned(), format!("salted SHA-1 {ANEW}")),
        ("{PLAIN}password".to_owned(), PLAIN.to_owned()),
        ("{MD5}X03MO1qnZdYdgyfeuILPmQ==".to_owned(), UNKNOWN.to_owned()),
        ("rqXexS6ZhobKA".to_owned(), format!("this looks like a DES crypt hash, which {ANEW}")),
        ("_J9..rasmBYk8r9AiWNc".to_owned(), format!("this looks like an extended DES crypt hash, which {ANEW}")),
        ("$7$CU..../....2Q9obwLhin8qvQl6sisAO/$sc7F".to_owned(), format!("scrypt {ANEW}")),
        ("$y$j9T$salt$hash".to_owned(), format!("yescrypt {ANEW}")),
        ("$gy$j9T$salt$hash".to_owned(), format!("yescrypt {ANEW}")),
        ("$pbkdf2-sha256$29000$salt$hash".to_owned(), format!("PBKDF2 {ANEW}")),
        (bcrypt("$2y$", "$2$"), format!("the first bcrypt `$2$` {ANEW}")),
        ("password".to_owned(), PLAIN.to_owned()),
        ("_password".to_owned(), PLAIN.to_owned()),
        ("thirteen chrs".to_owned(), PLAIN.to_owned()),
        (String::new(), "no hash: every request of this user would be rejected".to_owned()),
        (format!(" {ARGON2ID}"), BLANK.to_owned()),
        (format!("\t{BCRYPT}"), BLANK.to_owned()),
        (format!("{BCRYPT} "), BLANK.to_owned()),
        (argon2id("argon2id", "argon2i"), "argon2i is not accepted, argon2id is (RFC 9106 4)".to_owned()),
        (argon2id("argon2id", "argon2d"), "argon2d is not accepted, argon2id is (RFC 9106 4)".to_owned()),
        (argon2id("argon2id", "argon2"), UNKNOWN.to_owned()),
        (argon2id("argon2id", "ARGON2ID"), UNKNOWN.to_owned()),
        ("$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4".to_owned(), format!("scrypt {ANEW}")),
        (bcrypt("$2y$", "$2c$"), UNKNOWN.to_owned()),
        (argon2id("$v=19", ""), VERSION.to_owned()),
        (argon2id("v=19", "v=20"), VERSION.to_owned()),
        (argon2id("m=8,t=1,p=1", "t=1,m=8,p=1"), FORM.to_owned()),
        (argon2id("p=1", "p=1,keyid=Hj5+dsK0"), FORM.to_owned()),
        (argon2id("m=8", "m=08"), FORM.to_owned()),
        (argon2id("m=8", "m=+8"), FORM.to_owned()),
        (argon2id("m=8", "m="), FORM.to_owned()),
        (argon2id("m=8", "m=4294967296"), FORM.to_owned()),
        (format!("{ARGON2ID}$"), FORM.to_owned()),
        ("$argon2id".to_owned(), TRUNCATED.to_owned()),
        ("$argon2id$".to_owned(), TRUNCATED.to_owned()),
        ("$argon2id$v=19$m=8,t=1,p=1".to_owned(), TRUNCATED.to_owned()),
        (ARGON2ID.rsplit_once('$').unwrap().0.to_owned(), TRUNCATED.to_owned()),
        (format!("{}$", ARGON2ID.rsplit_once('$').unwrap().0), TRUNCATED.to_owned()),
        (argon2id("m=8", "m=7"), COSTS.to_owned()),
        (argon2id("p=1", "p=2"), COSTS.to_owned()),
        (argon2id("p=1", "p=0"), COSTS.to_owned()),
        (argon2id("p=1", "p=4294967295"), COSTS.to_owned()),
        (argon2id("t=1", "t=0"), COSTS.to_owned()),
        (format!("{ARGON2ID}="), BASE64.to_owned()),
        (argon2id("Hu4", "Hu5"), BASE64.to_owned()),
        (argon2id("Hu4", "Hu"), BASE64.to_owned()),
        (argon2id("c29tZXNhbHRzb21lc2FsdA", "c29tZXM"), SALT.to_owned()),
        (argon2id("fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4", "fGboIvzlkt1eU7JnWpaF"), OUTPUT.to_owned()),
        (format!("{ARGON2ID} "), BLANK.to_owned()),
        (bcrypt("$04$", "$03$"), "bcrypt cost out of range: 04 to 31".to_owned()),
        (bcrypt("$04$", "$32$"), "bcrypt cost out of range: 04 to 31".to_owned()),
        (bcrypt("$04$", "$4$"), BCRYPT_FORM.to_owned()),
        (bcrypt("$04$", "$+4$"), BCRYPT_FORM.to_owned()),
        (bcrypt("3GF5K", "3GF5"), BCRYPT_TRUNCATED.to_owned()),
        (bcrypt("3GF5K", "3GF5KK"), BCRYPT_LONGER.to_owned()),
        (bcrypt("abcd", "ab=d"), ALPHABET.to_owned()),
        (bcrypt("abcdefghijklmnopqrstuu", "äbcdefghijklmnopqrstu"), ALPHABET.to_owned()),
        (bcrypt("stuuWPy", "stuvWPy"), LAST_BITS.to_owned()),
        (bcrypt("3GF5K", "3GF5L"), LAST_BITS.to_owned()),
        ("$2y$04$short".to_owned(), BCRYPT_TRUNCATED.to_owned()),
        ("$2y$04".to_owned(), BCRYPT_TRUNCATED.to_owned()),
        ("$2y$".to_owned(), BCRYPT_TRUNCATED.to_owned()),
        ("$2y".to_owned(), BCRYPT_TRUNCATED.to_owned()),
    ];
    for (hash, rule) in cases {
        let by_line = PasswordTable::from_htpasswd(&format!("# one\ngrace:{BCRYPT}\n\nada:{hash}\n")).unwrap_err();
        // Where the hash is none, the name may be the password.
        let user = if hash.trim().starts_with(['$', '{']) { "ada" } else { "(not shown: may be a password)" };
        assert_eq!(by_line.to_string(), format!("htpasswd \"line 4, user {user}\": {rule}"), "{hash}");
        let by_name = PasswordTable::new().user("ada", &hash).unwrap_err();
        assert_eq!(by_name.to_string(), format!("password of user \"{user}\": {rule}"), "{hash}");
        for error in [by_line, by_name] {
            assert!(rule.contains(hash.trim()) || !format!("{error} {error:?}").contains(hash.trim()), "{error}");
        }
    }
}

#[test]
fn a_line_or_a_name_that_is_not_one_is_told() {
    let twice = format!("ada:{ARGON2ID}\nada:{BCRYPT}");
    let no_hash = format!("{ARGON2ID}:ada");
    for (text, told) in [
        (&*twice, "htpasswd \"line 2, user ada\": the user appears twice"),
        ("secret", "htpasswd \"line 1\": no colon between user and hash"),
        (&format!(":{ARGON2ID}"), "htpasswd \"line 1, user \": a user name must not be empty"),
        (
            &format!("a\tda:{ARGON2ID}"),
            "htpasswd \"line 1, user a\\tda\": a user name must not contain a colon or a control character (RFC 7617 2)",
        ),
        (&*no_hash, &format!("htpasswd \"line 1, user (not shown: looks like a hash)\": {PLAIN}")),
        ("", "password table: give at least one user: without any, every request would be rejected"),
        ("\n# nobody\n", "password table: give at least one user: without any, every request would be rejected"),
    ] {
        assert_eq!(PasswordTable::from_htpasswd(text).unwrap_err().to_string(), told);
    }
    let told = |table: Result<PasswordTable, ConfigError>| table.unwrap_err().to_string();
    let colon = told(PasswordTable::new().user("a:da", ARGON2ID));
    assert_eq!(colon, "password of user \"a:da\": a user name must not contain a colon or a control character (RFC 7617 2)");
    assert_eq!(told(PasswordTable::new().user("", ARGON2ID)), "password of user \"\": a user name must not be empty");
    assert_eq!(told(one("ada", ARGON2ID).user("ada", BCRYPT)), "password of user \"ada\": the user appears twice");
    assert_eq!(
        told(PasswordTable::new().user(ARGON2ID, "ada")),
        format!("password of user \"(not shown: looks like a hash)\": {PLAIN}")
    );
    let empty = Passwords::new(PasswordTable::new()).unwrap_err().to_string();
    assert_eq!(empty, "password table: give at least one user: without any, every request would be rejected");
}

#[test]
fn debug_shows_neither_hash_nor_password_nor_name() {
    let table = || one("ada", ARGON2ID).user_as("grace", BCRYPT, Identity::new("hopper")).unwrap();
    let passwords = Passwords::new(table()).unwrap();
    ask(&passwords, "ada", "correct horse").unwrap();
    let (builder, metrics) = (Passwords::builder(table()), passwords.metrics());
    let shown = [format!("{:?}", table()), format!("{builder:?}"), format!("{passwords:?}"), format!("{metrics:?}")];
    for (shown, expected) in shown.iter().zip([
        "PasswordTable { count: 2,",
        "PasswordsBuilder { table: PasswordTable { count: 2, .. }, max_concurrent_hashes: ",
        "Passwords { count: 2, metrics: PasswordMetrics { threads: ",
        "running: 0, ",
    ]) {
        assert!(shown.contains(expected), "{shown}");
    }
    let shown = shown.concat();
    for secret in ["$argon2id$v", "$2y$", "fGbo", "c29t", "abcdefgh", "correct", "ada", "grace", "hopper"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn the_scheme_is_the_one_that_was_set() {
    let passwords = Passwords::builder(one("ada", ARGON2ID)).scheme(scheme::Basic::new().realm("staff")).build().unwrap();
    let refused = futures_executor::block_on(Authenticator::new(passwords).authenticate(&http::Request::new(()))).unwrap_err();
    assert_eq!(refused.challenges().collect::<Vec<_>>(), [r#"Basic realm="staff", charset="UTF-8""#]);
}
