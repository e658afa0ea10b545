//! The rows, which are derived from the credentials that are known to be valid or invalid.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{Method, Request, header::HeaderValue};

use crate::{
    decision::Authenticate,
    rejection::{Reason, Rejection, ResponseBuilder},
    test_util::{
        answers::{all, ask, ask_optional, hang_up},
        challenge::challenges,
    },
};

use super::malformed::{Field, blank, field, malformed};

/// A request, and the expected result.
pub(super) struct Row {
    name: String,
    method: Method,
    fields: Vec<(String, Vec<u8>)>,
    expected: Expected,
    /// The text that no response may contain.
    secret: Option<String>,
}

enum Expected {
    /// Accepted, each time.
    Accepted,
    /// Rejected with one of these statuses, also by an `optional` guard: the credentials are present and not valid. For an `optional`
    /// guard a session cookie that is well-formed and not valid may be unauthenticated as well.
    Rejected(&'static [u16]),
    /// Rejected without an error in the challenge, and unauthenticated for an `optional` guard: the credentials are missing.
    Unauthenticated,
    /// Accepted, after this number of clients has disconnected.
    AfterHangUps(usize),
    /// Accepted, for this number of concurrent requests. A bounded verifier may reject some with 503.
    AtOnce(usize),
}

const BAD: &[u16] = &[400, 401, 431];

pub(super) fn rows<V: Authenticate<Via>, Via>(verifier: &V, accepted: &[Field], rejected: &[Field]) -> Vec<Row> {
    let mut rows = vec![Row::new("no credentials", &[], Expected::Unauthenticated)];
    for scheme in verifier.schemes().iter() {
        let malformed = malformed(scheme).into_iter();
        rows.extend(malformed.map(|(name, line)| Row::new(name, &[(field(scheme), &line)], Expected::Rejected(BAD))));
        rows.extend(
            blank(scheme)
                .iter()
                .map(|line| Row::new(format!("blank {}", shown(line)), &[borrowed(line)], Expected::Unauthenticated)),
        );
    }
    for (number, line) in accepted.iter().enumerate() {
        rows.extend(good(number + 1, line));
    }
    rows.extend(beside_blank(verifier, accepted));
    rows.extend(crossed(accepted));
    for (number, (name, value)) in rejected.iter().enumerate() {
        let row = Row::new(format!("rejected {}", number + 1), &[(name.as_str(), value.as_bytes())], Expected::Rejected(&[401]));
        rows.push(row.secret(value));
    }
    rows
}

/// Returns the fields that the verifier reads.
pub(super) fn places<V: Authenticate<Via>, Via>(verifier: &V) -> Vec<&'static str> {
    verifier.schemes().iter().map(field).collect()
}

/// Returns rows with variations of valid credentials.
fn good(number: usize, (name, value): &Field) -> Vec<Row> {
    let name = name.as_str();
    let whole = (name, value.as_bytes());
    let named = |what: &str| format!("accepted {number}, {what}");
    let mut rows = vec![
        Row::new(named("as it is"), &[whole], Expected::Accepted),
        Row::new(named("after clients that disconnected"), &[whole], Expected::AfterHangUps(64)),
        Row::new(named("many at once"), &[whole], Expected::AtOnce(16)),
    ];
    let Some(credential) = Credential::of(name, value) else { return rows };
    for (what, secret) in spoilt(&credential.secret) {
        let line = credential.with(&secret);
        rows.push(Row::new(named(what), &[(name, line.as_bytes())], Expected::Rejected(BAD)));
    }
    if matches!(credential.form, Form::Basic(_)) {
        let line = credential.with("");
        rows.push(Row::new(named("with an empty password"), &[(name, line.as_bytes())], Expected::Rejected(BAD)));
    }
    // A cookie counts as two credentials only if its values differ.
    let other = credential.with(&format!("{}x", credential.secret));
    rows.push(Row::new(named("together with another"), &[whole, (name, other.as_bytes())], Expected::Rejected(&[400, 401])));
    if name == "authorization" {
        rows.push(Row::new(named("twice"), &[whole, whole], Expected::Rejected(&[400])));
        let mut bare =
            Row::new(named("without its scheme"), &[("authorization", credential.secret.as_bytes())], Expected::Rejected(BAD));
        bare.secret = None;
        rows.push(bare);
    }
    if credential.is_ambient {
        for (what, field) in [
            ("from another site", ("sec-fetch-site", b"cross-site".as_slice())),
            ("from another origin", ("origin", b"https://attacker.example")),
        ] {
            let mut row = Row::new(named(what), &[whole, ("host", b"localhost"), field], Expected::Rejected(&[403]));
            row.method = Method::POST;
            rows.push(row);
        }
    }
    rows.into_iter().map(|row| row.secret(&credential.secret)).collect()
}

fn borrowed((name, value): &Field) -> (&str, &[u8]) {
    (name, value.as_bytes())
}

fn shown((name, value): &Field) -> String {
    format!("{name}: {}", value.escape_debug())
}

/// Returns rows with valid credentials and a blank line in another place, which counts as absent. For cookies it may be the same
/// place.
fn beside_blank<V: Authenticate<Via>, Via>(verifier: &V, accepted: &[Field]) -> Vec<Row> {
    let blanks: Vec<Field> = verifier.schemes().iter().flat_map(blank).collect();
    let pairs = accepted.iter().enumerate().flat_map(|good| blanks.iter().map(move |blank| (good, blank)));
    let others = pairs.filter(|((_, good), blank)| good.0 != blank.0 || blank.0 == "cookie");
    let row = |((number, good), blank): ((usize, &Field), &Field)| {
        let name = format!("accepted {}, together with {}", number + 1, shown(blank));
        Row::new(name, &[borrowed(good), borrowed(blank)], Expected::Accepted)
    };
    others.map(row).collect()
}

/// Returns rows with the name of one user and the password of another.
fn crossed(accepted: &[Field]) -> Vec<Row> {
    let basic: Vec<_> = accepted
        .iter()
        .filter_map(|(name, value)| Credential::of(name, value))
        .filter(|credential| matches!(credential.form, Form::Basic(_)))
        .collect();
    let pairs = basic.iter().zip(basic.iter().skip(1)).filter(|(one, next)| one.secret != next.secret);
    let row = |(one, next): (&Credential, &Credential)| {
        let line = one.with(&next.secret);
        Row::new("the name of one, the password of another", &[("authorization", line.as_bytes())], Expected::Rejected(BAD))
    };
    pairs.map(row).collect()
}

/// Returns almost-valid secrets. A faulty verifier would accept them: one that compares prefixes, a store that folds case or knows
/// wildcards, or a token library that trusts the `alg` of the token.
fn spoilt(secret: &str) -> Vec<(&'static str, String)> {
    let other = |old: char| if old == 'A' { 'B' } else { 'A' };
    let changed = |place: usize| secret.chars().enumerate().map(|(at, old)| if at == place { other(old) } else { old }).collect();
    let mut spoilt = vec![
        ("with a byte appended", format!("{secret}x")),
        ("with a byte prepended", format!("x{secret}")),
        ("with `=` appended", format!("{secret}=")),
        ("with its first byte changed", changed(0)),
        // Not the last byte, which in an encoding may have unused bits.
        ("with a byte changed", changed(secret.chars().count() / 2)),
        ("with `%` for the whole", "%".to_owned()),
        ("with `_` for each byte", secret.chars().map(|_| '_').collect()),
    ];
    let mut characters = secret.chars();
    if characters.next_back().is_some() && !characters.as_str().is_empty() {
        spoilt.push(("with its last character removed", characters.as_str().to_owned()));
    }
    // Hexadecimal digits may be read in either case.
    if !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let folded =
            |letter: char| if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
        spoilt.push(("in the other letter case", secret.chars().map(folded).collect()));
    }
    if let [_, claims, _] = secret.split('.').collect::<Vec<_>>()[..] {
        // RFC 8725 2.1
        spoilt.push(("with `alg` none", format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))));
        spoilt.push(("without its signature", secret.rsplit_once('.').map_or(secret, |(signed, _)| signed).to_owned() + "."));
    }
    spoilt.retain(|(_, other)| other != secret);
    spoilt
}

/// A line, split into its secret and the rest.
struct Credential {
    secret: String,
    form: Form,
    is_ambient: bool,
}

enum Form {
    /// The text before the secret.
    Plain(String),
    /// The user name.
    Basic(String),
}

impl Credential {
    /// Returns `None` for a line of an unknown form. No rows are derived from it.
    fn of(name: &str, value: &str) -> Option<Self> {
        let plain = |front: &str, secret: &str, is_ambient| {
            Some(Self { secret: secret.to_owned(), form: Form::Plain(front.to_owned()), is_ambient })
        };
        match name {
            "authorization" => {
                let (scheme, rest) = value.split_once(' ')?;
                if !scheme.eq_ignore_ascii_case("basic") {
                    return plain(&format!("{scheme} "), rest, false);
                }
                let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
                let (user, password) = pair.split_once(':')?;
                Some(Self { secret: password.to_owned(), form: Form::Basic(user.to_owned()), is_ambient: true })
            }
            "cookie" => {
                let (name, value) = value.split_once('=')?;
                plain(&format!("{name}="), value, true)
            }
            _ => plain("", value, false),
        }
    }

    fn with(&self, secret: &str) -> String {
        match &self.form {
            Form::Plain(front) => format!("{front}{secret}"),
            Form::Basic(user) => format!("Basic {}", STANDARD.encode(format!("{user}:{secret}"))),
        }
    }
}

impl Row {
    fn new(name: impl Into<String>, fields: &[(&str, &[u8])], expected: Expected) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect();
        Self { name: name.into(), method: Method::GET, fields, expected, secret: None }
    }

    fn secret(mut self, secret: &str) -> Self {
        // A short secret may appear in any text by chance.
        self.secret = self.secret.or_else(|| (secret.len() > 7).then(|| secret.to_owned()));
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn request(&self) -> Result<Request<()>, String> {
        let mut request = Request::builder().method(&self.method).uri("/conformance");
        for (name, value) in &self.fields {
            let value = HeaderValue::from_bytes(value).map_err(|_| "cannot be sent in a field line".to_owned())?;
            request = request.header(name, value);
        }
        request.body(()).map_err(|error| error.to_string())
    }

    pub(super) async fn holds<V: Authenticate<Via>, Via>(&self, verifier: &V) -> Result<(), String> {
        let request = self.request()?;
        match self.expected {
            Expected::Accepted => {
                for time in ["the first", "the second"] {
                    self.accepted(ask(verifier, request.clone()).await).map_err(|why| format!("{why}, {time} time"))?;
                }
                Ok(())
            }
            Expected::AfterHangUps(count) => {
                for _ in 0..count {
                    hang_up(verifier, request.clone()).await;
                }
                self.accepted(ask(verifier, request).await)
            }
            Expected::AtOnce(count) => {
                let answers = all((0..count).map(|_| ask(verifier, request.clone()))).await;
                let accepted = answers.iter().filter(|answer| answer.is_ok()).count();
                let is_busy =
                    |answer: &Result<V::Identity, Rejection>| matches!(answer, Err(rejection) if rejection.status() == 503);
                let busy = answers.iter().filter(|answer| is_busy(answer)).count();
                if accepted == 0 || accepted + busy < count {
                    return Err(format!("of {count} requests, {accepted} were accepted and {busy} rejected with 503"));
                }
                Ok(())
            }
            Expected::Rejected(statuses) => {
                let answer = ask(verifier, request.clone()).await.map(drop);
                let is_invalid = matches!(&answer, Err(rejection) if rejection.reason() == Reason::InvalidCredentials);
                let is_expired = matches!(&answer, Err(rejection) if rejection.reason() == Reason::ExpiredCredentials);
                self.rejected(statuses, answer)?;
                match ask_optional(verifier, request).await {
                    Ok(None) if (is_invalid || is_expired) && self.is_cookie_alone() => Ok(()),
                    answer => self.rejected(statuses, answer.map(drop)).map_err(|why| format!("{why}, `optional`")),
                }
            }
            Expected::Unauthenticated => {
                let Err(rejection) = ask(verifier, request.clone()).await else { return Err("accepted".to_owned()) };
                if challenges(&rejection)?.iter().any(|challenge| challenge.param("error").is_some()) {
                    return Err("a challenge has an error, but the request has no credentials (RFC 6750 3.1)".to_owned());
                }
                self.rejected(&[401], Err(rejection))?;
                match ask_optional(verifier, request).await {
                    Ok(None) => Ok(()),
                    Ok(Some(_)) => Err("accepted with an identity, `optional`".to_owned()),
                    Err(rejection) => Err(format!("rejected with {}, `optional`", rejection.status())),
                }
            }
        }
    }

    fn is_cookie_alone(&self) -> bool {
        self.fields.iter().all(|(name, _)| name == "cookie")
    }

    fn accepted<Id>(&self, answer: Result<Id, Rejection>) -> Result<(), String> {
        match answer {
            Ok(_) => Ok(()),
            Err(rejection) => {
                self.hides(&rejection)?;
                Err(format!("rejected with {}: {}", rejection.status(), rejection.reason()))
            }
        }
    }

    fn rejected(&self, statuses: &[u16], answer: Result<(), Rejection>) -> Result<(), String> {
        let Err(rejection) = answer else { return Err("accepted".to_owned()) };
        self.hides(&rejection)?;
        let status = rejection.status().as_u16();
        if !statuses.contains(&status) {
            let expected = statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
            return Err(format!("expected {expected}, rejected with {status}: {}", rejection.reason()));
        }
        if status == 401 && challenges(&rejection)?.is_empty() {
            return Err("a 401 without a challenge (RFC 9110 15.5.2)".to_owned());
        }
        Ok(())
    }

    fn hides(&self, rejection: &Rejection) -> Result<(), String> {
        let Some(secret) = &self.secret else { return Ok(()) };
        let response = ResponseBuilder::from(rejection).build::<String>();
        let source = rejection.source().map(ToString::to_string).unwrap_or_default();
        for (place, text) in [
            ("the response", format!("{:?} {}", response.headers(), response.body())),
            ("`Debug` of the rejection", format!("{rejection:?}")),
            ("the source of the error, which is logged,", source),
        ] {
            if text.contains(secret.as_str()) {
                return Err(format!("{place} contains the credentials"));
            }
        }
        Ok(())
    }
}
