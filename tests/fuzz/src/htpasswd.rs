//! Users of an `htpasswd` file, who must be those that nginx and Apache both find in it, with the same hashes.
//!
//! In the input `@A` and `@O` stand for argon2id hashes of `correct horse` and `battery staple`, `@B` for a bcrypt hash of
//! `pässwort`; all are as cheap as they can be.

use std::{collections::BTreeMap, sync::LazyLock};

use futures_executor::block_on;
use requires_auth::{
    Authenticator, Reason,
    verifiers::{PasswordTable, Passwords},
};

use super::{input::request, rfc::base64_encoded};

/// What is written, the hash, and its password.
const HASHES: [(&str, &str, &str); 3] = [
    ("@A", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$fGboIvzlkt1eU7JnWpaFoCiFdQqj41xKJW/x6HC4Hu4", "correct horse"),
    ("@O", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$QkgxUbshJC4BUkCHv1++EKwDlb0gWvmhaeji7WiMxD8", "battery staple"),
    ("@B", "$2y$04$abcdefghijklmnopqrstuuWPyT3zuK3JxmyXx5UFcdTiysSm3GF5K", "pässwort"),
];

/// One set of threads for all inputs.
static PASSWORDS: LazyLock<Passwords> = LazyLock::new(|| {
    let table = PasswordTable::new().user("first", HASHES[0].1).expect("a hash");
    Passwords::builder(table).max_concurrent_hashes(1).build().expect("threads")
});

/// Asks for the table, and lets its users sign in.
pub fn check(input: &[u8]) {
    let text = HASHES.iter().fold(String::from_utf8_lossy(input).into_owned(), |text, (sign, hash, _)| text.replace(sign, hash));
    // A text of C ends there, and Apache takes no longer line.
    if text.contains('\0') || text.len() > 8000 {
        return;
    }
    let table = match PasswordTable::from_htpasswd(&text) {
        Ok(table) => table,
        Err(error) => {
            let message = format!("{error} {error:?}");
            for (_, hash, password) in HASHES {
                let secret = &hash[hash.len() - 20..];
                // Inside of a name with a hash behind it, it is taken for a part of the name.
                let is_in_a_name = text.lines().any(|line| line.split(':').next().is_some_and(|name| name.contains(secret)));
                assert!(is_in_a_name || !message.contains(secret), "the message shows a hash: {message}");
                assert!(text.contains(password) || !message.contains(password), "the message shows a password: {message}");
            }
            assert!(!is_plain(&text), "refused, though nothing is wrong with it: {error}");
            return;
        }
    };

    // A byte order mark in front is the editor's: those servers would take it for a part of the first name.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let names = text.split('\n').flat_map(|line| {
        let name = line.split(':').next().unwrap_or_default();
        [name, name.trim(), name.trim_start(), name.trim_end()]
    });
    let mut both = BTreeMap::new();
    let mut others = Vec::new();
    for name in names {
        match (nginx(text, name), apache(text, name)) {
            (Some(one), Some(other)) if one == other => drop(both.insert(name.to_owned(), one)),
            (None, None) => {}
            _ => others.push(name),
        }
    }
    let shown = format!("{table:?}");
    assert!(shown.contains(&format!("count: {},", both.len())), "{shown}, but nginx and Apache both find {:?}", both.keys());

    // What is not one of the three may take long.
    let is_cheap = both.values().all(|hash| HASHES.iter().any(|(_, known, _)| known == hash));
    if !is_cheap || PASSWORDS.replace(table).is_err() {
        return;
    }
    for (name, hash) in both.iter().take(3) {
        for (_, known, password) in HASHES {
            let expected = if known == hash { Ok(name.clone()) } else { Err(Reason::InvalidCredentials) };
            assert_eq!(ask(name, password), expected);
        }
    }
    for name in others.into_iter().filter(|name| !both.contains_key(*name)).take(2) {
        for (_, _, password) in HASHES {
            assert!(ask(name, password).is_err(), "only one of nginx and Apache knows {name:?}");
        }
    }
}

fn ask(name: &str, password: &str) -> Result<String, Reason> {
    let pair = base64_encoded(format!("{name}:{password}").as_bytes());
    let field = ("authorization".to_owned(), format!("Basic {pair}").into_bytes());
    let request = request("GET", "/", &[field]).expect("a request");
    let auth = Authenticator::new(PASSWORDS.clone());
    block_on(auth.authenticate(&request)).map(|who| who.subject().to_owned()).map_err(|rejection| rejection.reason())
}

/// What must be accepted: users of plain names, each once, with one of the hashes; comments and empty lines.
fn is_plain(text: &str) -> bool {
    let mut names = Vec::new();
    let mut is_plain = true;
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        if line.is_empty() || line.starts_with('#') && !line.ends_with('\\') && !line.contains('\r') {
            continue;
        }
        let (name, hash) = line.split_once(':').unwrap_or_default();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        is_plain &= is_name && !names.contains(&name) && HASHES.iter().any(|(_, known, _)| *known == hash);
        names.push(name);
    }
    is_plain && !names.is_empty()
}

/// As `ngx_http_auth_basic_module` reads: byte by byte, next to what the user sent.
fn nginx(text: &str, user: &str) -> Option<String> {
    enum State {
        Login,
        Password,
        Skip,
    }
    let sent = format!("{user}:");
    let (mut state, mut login, mut password) = (State::Login, 0, Vec::new());
    for byte in text.bytes() {
        match state {
            State::Login if login == 0 && matches!(byte, b'#' | b'\r') => state = State::Skip,
            State::Login if login == 0 && byte == b'\n' => {}
            State::Login if sent.as_bytes()[login] != byte => state = State::Skip,
            State::Login if login == user.len() => state = State::Password,
            State::Login => login += 1,
            State::Password if matches!(byte, b'\n' | b'\r' | b':') => return String::from_utf8(password).ok(),
            State::Password => password.push(byte),
            State::Skip if byte == b'\n' => (state, login) = (State::Login, 0),
            State::Skip => {}
        }
    }
    match state {
        State::Password => String::from_utf8(password).ok(),
        State::Login | State::Skip => None,
    }
}

/// As `mod_authn_file` reads: line by line; one that ends with a backslash goes on in the next.
fn apache(text: &str, user: &str) -> Option<String> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let mut lines = text.split_inclusive('\n');
    while let Some(first) = lines.next() {
        let mut line = first.to_owned();
        while let Some(begun) = line.strip_suffix("\\\n").or(line.strip_suffix("\\\r\n")) {
            line = format!("{begun}{}", lines.next().unwrap_or_default());
        }
        let line = line.trim_matches(is_space);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, rest) = line.split_once(':').unwrap_or((line, ""));
        if name == user {
            return rest.trim_start_matches(':').split(':').next().map(str::to_owned);
        }
    }
    None
}
