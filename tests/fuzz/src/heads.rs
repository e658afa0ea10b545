//! Which credentials a request carries, where any mix of schemes is accepted, and how it is answered.
//!
//! The first line has a letter for each scheme: `B` and `b` (at most 8 bytes) are Bearer, `U` and `u` (at most 24 bytes) Basic,
//! `K` and `k` API keys in `x-api-key` and `x-other-key`, `C` and `c` the cookies `session` and `sid`. The request is a `GET`.

use std::{collections::HashMap, sync::Mutex};

use http::{HeaderValue, Request, Response};
use requires_auth::{
    ApiKey, Authenticator, AuthenticatorBuilder, Basic, Bearer, Reason, Rejection, SessionCookie, SyncVerifier, VerifyError,
    requires_auth, scheme,
};

use super::{
    input::{Field, head, ready, request, values},
    rfc::{base64_decoded, is_cookie_value, is_tchar, is_token68, trimmed, user_and_password},
};

/// The letter of the scheme, and what its verifier saw: `user:password` of Basic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen(char, String);

/// One that accepts whatever obeys the grammar.
struct Recorder<S> {
    letter: char,
    scheme: S,
}

macro_rules! records {
    ($($credentials:ident: |$read:ident| $text:expr;)*) => {$(
        impl SyncVerifier for Recorder<scheme::$credentials> {
            type Scheme = scheme::$credentials;
            type Identity = Seen;

            fn scheme(&self) -> &scheme::$credentials {
                &self.scheme
            }

            fn verify(&self, $read: $credentials<'_>) -> Result<Seen, VerifyError> {
                Ok(Seen(self.letter, $text))
            }
        }
    )*};
}

records! {
    Bearer: |token| token.expose().to_owned();
    Basic: |basic| format!("{}:{}", basic.user(), basic.expose_password());
    ApiKey: |key| key.expose().to_owned();
    SessionCookie: |cookie| cookie.expose().to_owned();
}

static BEARER: Recorder<scheme::Bearer> = Recorder { letter: 'B', scheme: scheme::Bearer::new() };
static BASIC: Recorder<scheme::Basic> = Recorder { letter: 'U', scheme: scheme::Basic::new() };
static API_KEY: Recorder<scheme::ApiKey> = Recorder { letter: 'K', scheme: scheme::ApiKey::header("x-api-key") };
static COOKIE: Recorder<scheme::SessionCookie> = Recorder { letter: 'C', scheme: scheme::SessionCookie::named("session") };
static SHORT_BEARER: Recorder<scheme::Bearer> = Recorder { letter: 'b', scheme: scheme::Bearer::new().max_length(8) };
static SHORT_BASIC: Recorder<scheme::Basic> = Recorder { letter: 'u', scheme: scheme::Basic::new().max_length(24) };
static OTHER_KEY: Recorder<scheme::ApiKey> = Recorder { letter: 'k', scheme: scheme::ApiKey::header("x-other-key") };
static OTHER_COOKIE: Recorder<scheme::SessionCookie> = Recorder { letter: 'c', scheme: scheme::SessionCookie::named("sid") };

/// The letters that count, in the order of their verifiers; one at least, and one for each place.
fn enabled(line: &str) -> String {
    let mut letters = String::new();
    for letter in line.chars().filter(|letter| "BbUuKkCc".contains(*letter)) {
        let is_taken = match letter {
            'B' | 'b' | 'U' | 'u' => letters.to_lowercase().contains(letter.to_ascii_lowercase()),
            _ => letters.contains(letter),
        };
        if !is_taken {
            letters.push(letter);
        }
    }
    if letters.is_empty() { "B".to_owned() } else { letters }
}

fn authenticator(letters: &str) -> Authenticator<Seen> {
    static KNOWN: Mutex<Option<HashMap<String, Authenticator<Seen>>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let known = known.get_or_insert_default();
    known.entry(letters.to_owned()).or_insert_with(|| build(letters)).clone()
}

fn build(letters: &str) -> Authenticator<Seen> {
    let mut builder: Option<AuthenticatorBuilder<Seen>> = None;
    for letter in letters.chars() {
        macro_rules! with {
            ($verifier:expr) => {
                match builder.take() {
                    None => Authenticator::builder(&$verifier),
                    Some(builder) => builder.or(&$verifier),
                }
            };
        }
        builder = Some(match letter {
            'B' => with!(BEARER),
            'b' => with!(SHORT_BEARER),
            'U' => with!(BASIC),
            'u' => with!(SHORT_BASIC),
            'K' => with!(API_KEY),
            'k' => with!(OTHER_KEY),
            'C' => with!(COOKIE),
            _ => with!(OTHER_COOKIE),
        });
    }
    builder.expect("one scheme at least").build().expect("one verifier for each place")
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    LetIn(Option<Seen>),
    Refused { reason: Reason, status: u16, challenges: Vec<String>, error: Option<&'static str> },
}

/// Asks for all ways of calling a guard.
pub fn check(input: &[u8]) {
    let (line, fields) = head(input);
    // What upgrades is a write, which `origins` asks about.
    if fields.iter().any(|(name, _)| name == "upgrade") {
        return;
    }
    let letters = enabled(&line);
    let Some(mut request) = request("GET", "/items?token=in-no-query", &fields) else { return };
    let auth = authenticator(&letters);

    let required = expected(&letters, &fields, false);
    assert_eq!(outcome(ready(auth.authenticate(&request)).map(Some)), required, "by hand, of {letters}");
    let optionally = outcome(ready(optional(&auth, &request)));
    assert_eq!(optionally, expected(&letters, &fields, true), "optional, of {letters}");
    // A verifier that stands alone is asked without an authenticator around it.
    let alone = match &*letters {
        "B" => bearer_alone(&mut request),
        "U" => basic_alone(&mut request),
        "K" => api_key_alone(&mut request),
        "C" => cookie_alone(&mut request),
        _ => return,
    };
    assert_eq!(outcome(alone.map(Some)), required, "alone, of {letters}");
    // A second line of these is refused, so the first is all that a handler can see.
    let read = match &*letters {
        "K" => "x-api-key",
        "C" => "cookie",
        _ => "authorization",
    };
    assert!(request.headers().get(read).is_none_or(HeaderValue::is_sensitive), "`Debug` shows {read}");
}

async fn optional(auth: &Authenticator<Seen>, request: &Request<()>) -> Result<Option<Seen>, Rejection> {
    #[requires_auth(verifier = *auth, optional, request = request, on_reject = Err)]
    async fn guarded(
        auth: &Authenticator<Seen>,
        request: &Request<()>,
        #[identity] who: Option<Seen>,
    ) -> Result<Option<Seen>, Rejection> {
        Ok(who)
    }
    guarded(auth, request).await
}

macro_rules! alone {
    ($($name:ident by $verifier:ident;)*) => {$(
        #[requires_auth(verifier = $verifier, on_reject = Err)]
        fn $name(request: &mut Request<()>, #[identity] who: Seen) -> Result<Seen, Rejection> {
            Ok(who)
        }
    )*};
}

alone! {
    bearer_alone by BEARER;
    basic_alone by BASIC;
    api_key_alone by API_KEY;
    cookie_alone by COOKIE;
}

fn outcome(decided: Result<Option<Seen>, Rejection>) -> Outcome {
    match decided {
        Ok(who) => Outcome::LetIn(who),
        Err(rejection) => {
            let reason = rejection.reason();
            let error = rejection.error_code();
            let response: Response<String> = rejection.into_http();
            let status = response.status().as_u16();
            let code = error.map(|error| format!(r#","error":"{error}""#)).unwrap_or_default();
            let title = response.status().canonical_reason().unwrap_or_default();
            let problem = format!(r#"{{"type":"about:blank","title":"{title}","status":{status}{code}}}"#);
            assert_eq!(*response.body(), problem);
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            assert_eq!(response.headers()["cache-control"], "no-store");
            let lines = response.headers().get_all("www-authenticate").iter();
            let challenges = lines.map(|line| line.to_str().expect("ASCII").to_owned()).collect();
            Outcome::Refused { reason, status, challenges, error }
        }
    }
}

// From here on: what the rules say.

/// Why credentials do not count, and whether a bearer token was meant.
type No = (Reason, bool);

/// What a request carries by the rules of all places together.
///
/// # Errors
///
/// Why what it carries does not count.
fn read(letters: &str, fields: &[Field], is_optional: bool) -> Result<Option<Seen>, No> {
    let lines = values(fields, "authorization");
    let is_in_authorization = letters.contains(['B', 'b', 'U', 'u']);
    let authorization = if is_in_authorization {
        match lines[..] {
            [] => Line::Blank,
            [line] => authorization(letters, line),
            _ => return Err((Reason::MultipleCredentials, false)),
        }
    } else if is_optional && lines.iter().any(|line| !trimmed(line).is_empty()) {
        Line::Unsupported
    } else {
        Line::Blank
    };
    // Ambiguous in itself.
    if let Line::Taken(Err(no @ (Reason::MultipleCredentials, _))) = authorization {
        return Err(no);
    }

    // The explicit places that carry something.
    let mut explicit = Vec::new();
    let is_unsupported = matches!(authorization, Line::Unsupported);
    if let Line::Taken(found) = authorization {
        explicit.push(found);
    }
    for letter in letters.chars().filter(|letter| "Kk".contains(*letter)) {
        let lines = values(fields, if letter == 'K' { "x-api-key" } else { "x-other-key" });
        if lines.len() > 1 {
            return Err((Reason::ConflictingCredentials, false));
        }
        let carried = lines.into_iter().map(trimmed).filter(|key| !key.is_empty());
        explicit.extend(carried.map(|key| api_key(letter, key)));
    }
    match (explicit.len(), explicit.pop()) {
        (0, _) => {}
        (1, Some(found)) => return found.map(Some),
        _ => return Err((Reason::ConflictingCredentials, false)),
    }

    match cookie(letters, fields)? {
        None if is_unsupported => Err((Reason::UnsupportedScheme, false)),
        found => Ok(found),
    }
}

enum Line {
    Blank,
    Unsupported,
    Taken(Result<Seen, No>),
}

/// One `Authorization` line.
fn authorization(letters: &str, line: &[u8]) -> Line {
    let line = trimmed(line);
    if line.is_empty() {
        return Line::Blank;
    }
    let length = line.iter().take_while(|byte| is_tchar(**byte)).count();
    let (word, rest) = line.split_at(length);
    let word = String::from_utf8_lossy(word).to_ascii_lowercase();
    let letter = letters.chars().find(|letter| match letter {
        'B' | 'b' => word == "bearer",
        'U' | 'u' => word == "basic",
        _ => false,
    });
    let no = |reason| Line::Taken(Err((reason, matches!(letter, Some('B' | 'b')))));
    if word.is_empty() || !(rest.is_empty() || rest[0] == b' ') {
        return no(Reason::MalformedCredentials);
    }
    let Some(letter) = letter else { return Line::Unsupported };
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let rest = &rest[spaces..];
    let longest = match letter {
        'b' => 8,
        'u' => 24,
        _ => 8192,
    };
    if rest.is_empty() {
        no(Reason::IncompleteCredentials)
    } else if rest.len() > longest {
        no(Reason::CredentialsTooLong)
    } else if rest.contains(&b',') {
        no(Reason::MultipleCredentials)
    } else if "Bb".contains(letter) {
        let token = String::from_utf8_lossy(rest).into_owned();
        if is_token68(rest) { Line::Taken(Ok(Seen(letter, token))) } else { no(Reason::MalformedCredentials) }
    } else {
        match base64_decoded(rest).and_then(user_and_password) {
            Some((user, password)) => Line::Taken(Ok(Seen(letter, format!("{user}:{password}")))),
            None => no(Reason::MalformedCredentials),
        }
    }
}

/// An API key that is not blank.
fn api_key(letter: char, key: &[u8]) -> Result<Seen, No> {
    if key.len() > 512 {
        return Err((Reason::CredentialsTooLong, false));
    }
    match str::from_utf8(key) {
        Ok(text) if text.chars().all(|c| ('\u{21}'..='\u{7e}').contains(&c)) => Ok(Seen(letter, text.to_owned())),
        _ => Err((Reason::MalformedCredentials, false)),
    }
}

/// The one value of all session cookies that are enabled, by the first that has it.
fn cookie(letters: &str, fields: &[Field]) -> Result<Option<Seen>, No> {
    let pairs = || {
        let lines = values(fields, "cookie");
        lines.into_iter().flat_map(|line| line.split(|byte| *byte == b';')).filter_map(|pair| {
            let equals = pair.iter().position(|byte| *byte == b'=')?;
            Some((trimmed(&pair[..equals]), trimmed(&pair[equals + 1..])))
        })
    };
    let mut found: Option<(char, &str, &[u8])> = None;
    for letter in letters.chars().filter(|letter| "Cc".contains(*letter)) {
        let wanted = if letter == 'C' { "session" } else { "sid" };
        for (name, value) in pairs() {
            if name != wanted.as_bytes() || value.is_empty() {
                continue;
            }
            match found {
                Some((_, _, known)) if known != value => return Err((Reason::ConflictingCookies, false)),
                Some(_) => {}
                None => found = Some((letter, wanted, value)),
            }
        }
    }
    let Some((letter, name, value)) = found else { return Ok(None) };
    if name.len() + value.len() > 4096 {
        return Err((Reason::CredentialsTooLong, false));
    }
    match str::from_utf8(value) {
        Ok(text) if is_cookie_value(value) => Ok(Some(Seen(letter, text.to_owned()))),
        _ => Err((Reason::MalformedCredentials, false)),
    }
}

/// What must come out of a guard that is optional, or not.
fn expected(letters: &str, fields: &[Field], is_optional: bool) -> Outcome {
    let (reason, is_bearer) = match read(letters, fields, is_optional) {
        Ok(None) if !is_optional => (Reason::MissingCredentials, false),
        Ok(who) => return Outcome::LetIn(who),
        Err(no) => no,
    };
    let status = match reason {
        Reason::MultipleCredentials | Reason::ConflictingCredentials => 400,
        Reason::CredentialsTooLong => 431,
        _ => 401,
    };
    // What the Bearer line says beside its realm.
    let (error, more) = match reason {
        Reason::MalformedCredentials if is_bearer => (Some("invalid_token"), r#", error="invalid_token""#),
        Reason::MultipleCredentials => {
            (Some("invalid_request"), r#", error="invalid_request", error_description="multiple credentials""#)
        }
        Reason::ConflictingCredentials => (Some("invalid_request"), r#", error="invalid_request""#),
        _ => (None, ""),
    };
    let has = |of: [char; 2]| letters.contains(of);
    let mut challenges = Vec::new();
    if status != 431 && has(['B', 'b']) {
        challenges.push(format!(r#"Bearer realm="api"{more}"#));
    }
    if status == 401 {
        let others = [
            (['K', 'k'], r#"ApiKey realm="api""#),
            (['C', 'c'], r#"Cookie realm="api""#),
            (['U', 'u'], r#"Basic realm="api", charset="UTF-8""#),
        ];
        challenges.extend(others.into_iter().filter(|(of, _)| has(*of)).map(|(_, line)| line.to_owned()));
    }
    // The body names the code where a challenge does.
    let error = error.filter(|_| challenges.iter().any(|line| line.contains("error=")));
    Outcome::Refused { reason, status, challenges, error }
}
