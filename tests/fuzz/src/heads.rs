//! Which credentials a request carries, where any mix of schemes is accepted, and how it is answered.
//!
//! The first line has a letter for each scheme: `B` and `b` (at most 8 bytes) are Bearer, `U` and `u` (at most 24 bytes) Basic,
//! `K` and `k` API keys in `x-api-key` and `x-other-key`, `C` and `c` the cookies `session` and `sid`. Moved ones: `T` is an opaque
//! Bearer token after the word `Token`, `H` one in `x-assertion`, `W` an API key after the word `GenieKey` (at most 12 bytes). `!`
//! ignores unsupported schemes. The request is a `GET`.

use std::{collections::HashMap, sync::Mutex};

use http::{HeaderValue, Request};
use requires_auth::{
    ApiKey, Authenticator, AuthenticatorBuilder, Basic, Bearer, Rejection, SessionCookie, SyncVerifier, VerifyError,
    requires_auth, scheme,
};

use super::{
    input::{head, ready, request},
    outcome::{Seen, outcome},
    places::{Asked, At, Kind, Spec, expected},
};

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
static WORD: Recorder<scheme::Bearer> = Recorder { letter: 'T', scheme: scheme::Bearer::authorization("Token").opaque() };
static FIELD: Recorder<scheme::Bearer> = Recorder { letter: 'H', scheme: scheme::Bearer::in_header("x-assertion") };
static KEY_WORD: Recorder<scheme::ApiKey> =
    Recorder { letter: 'W', scheme: scheme::ApiKey::authorization("GenieKey").max_length(12) };
static OTHER_COOKIE: Recorder<scheme::SessionCookie> = Recorder { letter: 'c', scheme: scheme::SessionCookie::named("sid") };

/// What each letter stands for, in the words of the rules.
fn spec(letter: char) -> Option<Spec> {
    let (kind, at, longest) = match letter {
        'B' => (Kind::Bearer, At::Word("Bearer"), 8192),
        'b' => (Kind::Bearer, At::Word("Bearer"), 8),
        'U' => (Kind::Basic, At::Word("Basic"), 8192),
        'u' => (Kind::Basic, At::Word("Basic"), 24),
        'K' => (Kind::ApiKey, At::Field("x-api-key"), 512),
        'k' => (Kind::ApiKey, At::Field("x-other-key"), 512),
        'C' => (Kind::Cookie, At::Cookie("session"), 4096),
        'c' => (Kind::Cookie, At::Cookie("sid"), 4096),
        'T' => (Kind::Bearer, At::Word("Token"), 8192),
        'H' => (Kind::Bearer, At::Field("x-assertion"), 8192),
        'W' => (Kind::ApiKey, At::Word("GenieKey"), 12),
        _ => return None,
    };
    Some(Spec { letter, kind, at, is_opaque: letter == 'T', longest })
}

/// The schemes that count, in the order of their verifiers; one at least, and one for each place.
fn enabled(line: &str) -> Vec<Spec> {
    let mut specs: Vec<Spec> = Vec::new();
    for next in line.chars().filter_map(spec) {
        if specs.iter().all(|spec| spec.at != next.at) {
            specs.push(next);
        }
    }
    if specs.is_empty() { spec('B').into_iter().collect() } else { specs }
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
            'T' => with!(WORD),
            'H' => with!(FIELD),
            'W' => with!(KEY_WORD),
            '!' => builder.take().expect("a scheme comes first").ignore_unsupported_schemes(),
            _ => with!(OTHER_COOKIE),
        });
    }
    builder.expect("one scheme at least").build().expect("one verifier for each place")
}

/// Asks for all ways of calling a guard.
pub fn check(input: &[u8]) {
    let (line, fields) = head(input);
    // What upgrades is a write, which `origins` asks about.
    if fields.iter().any(|(name, _)| name == "upgrade") {
        return;
    }
    let specs = enabled(&line);
    let mut asked = Asked { is_optional: false, ignores_unsupported: line.contains('!') };
    let mut letters: String = specs.iter().map(|spec| spec.letter).collect();
    if asked.ignores_unsupported {
        letters.push('!');
    }
    let Some(mut request) = request("GET", "/items?token=in-no-query", &fields) else { return };
    let auth = authenticator(&letters);

    let required = expected(&specs, &fields, asked);
    assert_eq!(outcome(ready(auth.authenticate(&request)).map(Some)), required, "by hand, of {letters}");
    let optionally = outcome(ready(optional(&auth, &request)));
    asked.is_optional = true;
    assert_eq!(optionally, expected(&specs, &fields, asked), "optional, of {letters}");
    // A verifier that stands alone is asked without an authenticator around it.
    let alone = match &*letters {
        "B" => bearer_alone(&mut request),
        "U" => basic_alone(&mut request),
        "K" => api_key_alone(&mut request),
        "C" => cookie_alone(&mut request),
        "T" => word_alone(&mut request),
        "H" => field_alone(&mut request),
        "W" => key_word_alone(&mut request),
        _ => return,
    };
    assert_eq!(outcome(alone.map(Some)), required, "alone, of {letters}");
    // A second line of these is refused, so the first is all that a handler can see.
    let read = match &*letters {
        "K" => "x-api-key",
        "C" => "cookie",
        "H" => "x-assertion",
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
    word_alone by WORD;
    field_alone by FIELD;
    key_word_alone by KEY_WORD;
}
