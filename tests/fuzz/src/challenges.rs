//! Challenges: those that are built by hand, and those of a refusal.
//!
//! Each line of the input is a call of the builder: its name, a space, its argument. `scheme`, `bearer` or `basic` stands first;
//! then `realm`, `error`, `error_description`, `error_uri`, `resource_metadata`, `scopes` (by spaces) and `param` (a name, a
//! space, a value).

use requires_auth::{Authenticator, verifiers};

use super::{
    input::{ready, request},
    rfc::{is_scope_token, is_token},
    written,
};

/// Builds the challenge, and an authenticator with the same realm and URL.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut calls = text.split('\n').map(|line| line.split_once(' ').unwrap_or((line, "")));
    let (mut built, mut model) = match calls.next() {
        Some(("basic", _)) => (requires_auth::Challenge::basic(), Model::new("Basic").param("charset", "UTF-8")),
        Some(("scheme", name)) => (requires_auth::Challenge::new(name), Model::new(name)),
        _ => (requires_auth::Challenge::bearer(), Model::new("Bearer")),
    };
    let (mut realm, mut metadata) = (None, None);
    for (call, argument) in calls {
        (built, model) = match call {
            "realm" => (built.realm(argument), model.param("realm", argument)),
            "error" => (built.error(argument), model.param("error", argument)),
            "error_description" => (built.error_description(argument), model.param("error_description", argument)),
            "error_uri" => (built.error_uri(argument), model.param("error_uri", argument)),
            "resource_metadata" => (built.resource_metadata(argument), model.param("resource_metadata", argument)),
            "scopes" => (built.scopes(argument.split(' ').filter(|scope| !scope.is_empty())), model.scopes(argument)),
            "param" => {
                let (name, value) = argument.split_once(' ').unwrap_or((argument, ""));
                (built.param(name, value), model.param(name, value))
            }
            _ => continue,
        };
        match call {
            "realm" => realm = realm.or(Some(argument)),
            "resource_metadata" => metadata = metadata.or(Some(argument)),
            _ => {}
        }
    }

    let may_be = model.may_be();
    match built.build() {
        Ok(line) => {
            assert_ne!(may_be, Some(false), "{line:?} breaks a rule");
            let read = written::read(line.to_str().expect("ASCII"));
            assert_eq!((read.scheme, read.params), (model.scheme.clone(), model.ordered()));
        }
        Err(error) => assert_ne!(may_be, Some(true), "{error}"),
    }
    refused(realm, metadata);
}

/// Reads the challenges of a refusal.
fn refused(realm: Option<&str>, metadata: Option<&str>) {
    let mut builder = Authenticator::builder(verifiers::bearer(|_| Ok(())))
        .or(verifiers::basic(|_| Ok(())))
        .or(verifiers::session_cookie(|_| Ok(())))
        .or(verifiers::api_key(|_| Ok(())));
    let mut may_be = Some(true);
    if let Some(realm) = realm {
        builder = builder.realm(realm);
        may_be = and(may_be, Some(is_text(realm)));
    }
    if let Some(url) = metadata {
        builder = builder.resource_metadata(url);
        may_be = and(may_be, is_metadata(url));
    }
    let auth = match builder.build() {
        Ok(auth) => auth,
        Err(error) => return assert_ne!(may_be, Some(true), "{error}"),
    };
    assert_ne!(may_be, Some(false), "{realm:?} and {metadata:?} break a rule");
    let request = request("GET", "/", &[]).expect("a request");
    let rejection = ready(auth.authenticate(&request)).expect_err("let in");
    let lines: Vec<_> = rejection.challenges().map(|line| written::read(line.to_str().expect("ASCII"))).collect();
    let schemes: Vec<_> = lines.iter().map(|line| &*line.scheme).collect();
    assert_eq!(schemes, ["Bearer", "ApiKey", "Cookie", "Basic"]);
    for line in &lines {
        let mut expected = vec![("realm", realm.unwrap_or("api"))];
        expected.extend((line.scheme == "Basic").then_some(("charset", "UTF-8")));
        expected.extend(metadata.filter(|_| line.scheme == "Bearer").map(|url| ("resource_metadata", url)));
        let read: Vec<_> = line.params.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(read, expected);
    }
}

// From here on: what the rules say. `None` where they leave it open.

/// The calls, as they were made.
struct Model {
    scheme: String,
    params: Vec<(String, String)>,
    /// Of each call.
    verdicts: Vec<Option<bool>>,
}

const ORDER: [&str; 8] = ["realm", "charset", "error", "error_description", "error_uri", "scope", "acr_values", "max_age"];

impl Model {
    fn new(scheme: &str) -> Self {
        Self { scheme: scheme.to_owned(), params: Vec::new(), verdicts: vec![Some(is_token(scheme))] }
    }

    fn has(&self, name: &str) -> bool {
        self.params.iter().any(|(known, _)| known == name)
    }

    fn param(mut self, name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let is_basic = self.scheme.eq_ignore_ascii_case("basic");
        let tokens = |value: &str| value.split(' ').all(is_scope_token);
        let value_may_be = match &*name {
            "charset" => Some(is_basic && value.eq_ignore_ascii_case("utf-8")),
            "error" => Some(!value.is_empty() && is_plain(value)),
            // Whether it may be empty.
            "error_description" if value.is_empty() => None,
            "error_description" => Some(is_plain(value)),
            "error_uri" => is_url(value),
            "resource_metadata" => is_metadata(value),
            "scope" | "acr_values" => Some(tokens(value)),
            "max_age" => Some(!value.is_empty() && value.chars().all(|c| c.is_ascii_digit())),
            _ => Some(is_text(value)),
        };
        self.verdicts.push(and(Some(is_token(&name) && !self.has(&name)), value_may_be));
        self.params.push((name, value.to_owned()));
        self
    }

    fn scopes(mut self, list: &str) -> Self {
        let mut once: Vec<&str> = Vec::new();
        for scope in list.split(' ').filter(|scope| !scope.is_empty()) {
            if !is_scope_token(scope) {
                self.verdicts.push(Some(false));
            }
            if !once.contains(&scope) {
                once.push(scope);
            }
        }
        if once.is_empty() { self } else { self.param("scope", &once.join(" ")) }
    }

    fn may_be(&self) -> Option<bool> {
        let is_basic = self.scheme.eq_ignore_ascii_case("basic");
        let depends = self.has("error_description") || self.has("error_uri");
        let whole = !self.params.is_empty() && (!is_basic || self.has("realm")) && (!depends || self.has("error"));
        match &self.verdicts[..] {
            _ if !whole || self.verdicts.contains(&Some(false)) => Some(false),
            verdicts => (!verdicts.contains(&None)).then_some(true),
        }
    }

    /// As clients read them best.
    fn ordered(&self) -> Vec<(String, String)> {
        let named = |name: &str| self.params.iter().filter(move |(known, _)| known == name).cloned().collect::<Vec<_>>();
        let is_other = |name: &String| !ORDER.contains(&&**name) && name != "resource_metadata";
        let others = self.params.iter().filter(|(name, _)| is_other(name)).cloned();
        let mut ordered: Vec<_> = ORDER.into_iter().flat_map(named).collect();
        ordered.extend(others);
        ordered.extend(named("resource_metadata"));
        ordered
    }
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// RFC 6750 3.
fn is_plain(value: &str) -> bool {
    value.chars().all(|c| matches!(c, '\u{20}'..='\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'))
}

/// What a quoted-string can carry to every client.
fn is_text(value: &str) -> bool {
    value.chars().all(|c| (' '..='~').contains(&c))
}

/// The URL of the metadata has no fragment (RFC 9728 1.2).
fn is_metadata(url: &str) -> Option<bool> {
    and(is_url(url), Some(!url.contains('#')))
}

/// Absolute, `https`, or `http` to a loopback host; without user information.
fn is_url(url: &str) -> Option<bool> {
    let Some((scheme, rest)) = url.split_once("://") else { return Some(false) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let after = &rest[authority.len()..];
    let port_at = authority.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match authority[port_at..].split_once(':') {
        Some((name, port)) => (&authority[..port_at + name.len()], Some(port)),
        None => (authority, None),
    };
    let is_loopback = host == "[::1]" || host.eq_ignore_ascii_case("localhost") || host.starts_with("127.");
    let is_scheme = scheme.eq_ignore_ascii_case("https") || (is_loopback && scheme.eq_ignore_ascii_case("http"));
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_visible = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if !is_visible
        || !is_scheme
        || host.is_empty()
        || authority.contains('@')
        || port.is_some_and(|port| !port.is_empty() && !is_port(port))
    {
        return Some(false);
    }
    let is_label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_alphabetic()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_plain_host = host.len() < 64 && host.split('.').all(is_label) || ["127.0.0.1", "[::1]"].contains(&host);
    let is_plain_port = port.is_none_or(|port| !port.starts_with('0') && is_port(port));
    let is_plain_rest = after.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    (["https", "http"].contains(&scheme) && is_plain_host && is_plain_port && is_plain_rest).then_some(true)
}
