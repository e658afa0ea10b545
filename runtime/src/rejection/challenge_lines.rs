//! The challenges of a rejection: one line for each enabled scheme, and the parameters that the `Bearer` line adds.

use std::sync::Arc;

use http::HeaderValue;

use super::custom_challenge::LineWriter;
use crate::vocabulary::{Scope, StepUp};

/// The scheme of a challenge. The order of the variants is the order of the challenge lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum SchemeName {
    Bearer,
    ApiKey,
    Cookie,
    Basic,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchemeChallenge<'a> {
    pub(crate) scheme: SchemeName,
    /// The word with which the line begins, if it is not the scheme's own. `None` comes first.
    pub(crate) word: Option<&'a str>,
    pub(crate) realm: &'a str,
}

/// The scheme of the credentials that were sent, and its position among the accepted ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Used {
    pub(crate) scheme: SchemeName,
    pub(crate) index: u32,
}

/// The error of a `Bearer` challenge (RFC 6750 3.1), or its absence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BearerError {
    Plain,
    InvalidToken,
    Expired,
    MultipleCredentials,
    InvalidRequest,
    InsufficientScope,
    InsufficientUserAuthentication,
}

/// The scopes and the step-up that the `Bearer` line of one handler names.
#[derive(Clone, Copy, Default)]
pub(crate) struct Named<'a> {
    pub(crate) scopes: &'a [Scope],
    /// The demand that the caller's authentication does not meet (RFC 9470 3), if that is the error.
    pub(crate) step_up: Option<StepUp>,
}

/// The challenge lines of one rejection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Challenges {
    first: Option<HeaderValue>,
    more: More,
}

#[derive(Clone, Debug, Default)]
enum More {
    #[default]
    None,
    Shared(Arc<[HeaderValue]>),
    Own(Vec<HeaderValue>),
}

/// The source of challenges: a verifier or an authenticator, seen as its schemes and their realms.
pub(crate) trait ChallengeSource {
    /// The scheme at `index`; `None` after the last one.
    fn offer(&self, index: u32) -> Option<SchemeChallenge<'_>>;
    fn resource_metadata(&self) -> Option<&str>;
    /// The lines without scopes, if they were built in advance.
    fn cached(&self) -> Option<&CachedChallenges>;
}

pub(crate) const DEFAULT_REALM: &str = "api";

impl BearerError {
    pub(crate) const fn error(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::InvalidToken | Self::Expired => Some("invalid_token"),
            Self::MultipleCredentials | Self::InvalidRequest => Some("invalid_request"),
            Self::InsufficientScope => Some("insufficient_scope"),
            Self::InsufficientUserAuthentication => Some("insufficient_user_authentication"),
        }
    }

    const fn description(self) -> Option<&'static str> {
        match self {
            Self::Expired => Some("token expired"),
            Self::MultipleCredentials => Some("multiple credentials"),
            _ => None,
        }
    }

    /// A 401 challenges for every scheme. A 400 or 403 concerns only the credentials that were sent.
    const fn is_for_bearer_only(self) -> bool {
        matches!(self, Self::MultipleCredentials | Self::InvalidRequest | Self::InsufficientScope)
    }
}

impl Challenges {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &HeaderValue> {
        let more: &[HeaderValue] = match &self.more {
            More::None => &[],
            More::Shared(lines) => lines,
            More::Own(lines) => lines,
        };
        self.first.iter().chain(more)
    }

    /// Passes each line on. A line that was built for this rejection is moved, because cloning it would allocate.
    pub(crate) fn take_each(self, mut take: impl FnMut(HeaderValue)) {
        self.first.into_iter().for_each(&mut take);
        match self.more {
            More::None => {}
            More::Shared(lines) => lines.iter().cloned().for_each(take),
            More::Own(lines) => lines.into_iter().for_each(take),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    pub(crate) fn push(&mut self, line: HeaderValue) {
        if let More::Own(lines) = &mut self.more {
            lines.push(line);
        } else {
            *self = Self { first: None, more: More::Own(self.iter().cloned().chain([line]).collect()) };
        }
    }

    /// Returns the lines for `note`, an error of the credentials of `used`. Scopes and step-up depend on handler and caller, so this
    /// function builds a line with them each time. All other lines were built in advance or are constants.
    pub(crate) fn of(source: &dyn ChallengeSource, note: BearerError, used: Option<Used>, named: Named<'_>) -> Self {
        if source.cached().is_some_and(|cached| cached.has_several_bearers) {
            return Self { first: None, more: More::Own(lines_of_several(source, note, used, named)) };
        }
        let is_named = !named.scopes.is_empty() || named.step_up.is_some();
        let cached = source.cached();
        let mut offers = (0..).map_while(|index| source.offer(index));
        // Cached lines without scopes do not depend on it.
        let is_asked = is_named || cached.is_none();
        let bearer = if is_asked { offers.find(|offer| offer.scheme == SchemeName::Bearer) } else { None };
        match (bearer, cached) {
            (Some(bearer), cached) if is_named => {
                let first = Some(line(bearer, note, named, source.resource_metadata()));
                let others = cached.filter(|_| !note.is_for_bearer_only()).map(|cached| Arc::clone(&cached.behind_bearer));
                Self { first, more: others.map_or(More::None, More::Shared) }
            }
            (_, Some(cached)) => Self { first: None, more: More::Shared(Arc::clone(cached.get(note))) },
            (None, None) if note.is_for_bearer_only() => Self::default(),
            (_, None) => {
                let usual = |offer: &SchemeChallenge<'_>| {
                    *offer == SchemeChallenge { realm: DEFAULT_REALM, word: None, ..*offer }
                        && source.resource_metadata().is_none()
                };
                let first = source.offer(0).map(|offer| {
                    if usual(&offer) {
                        HeaderValue::from_static(constant_line(offer.scheme, note))
                    } else {
                        line(offer, note, Named::default(), source.resource_metadata())
                    }
                });
                Self { first, more: More::None }
            }
        }
    }
}

/// The lines of an authenticator for handlers without scopes, built once.
#[derive(Debug)]
pub(crate) struct CachedChallenges {
    plain: Arc<[HeaderValue]>,
    invalid_token: Arc<[HeaderValue]>,
    expired: Arc<[HeaderValue]>,
    multiple_credentials: Arc<[HeaderValue]>,
    invalid_request: Arc<[HeaderValue]>,
    insufficient_scope: Arc<[HeaderValue]>,
    /// The plain lines of all schemes except Bearer.
    behind_bearer: Arc<[HeaderValue]>,
    /// Whether there is more than one Bearer line, of which an error concerns one: such lines are built for each rejection.
    has_several_bearers: bool,
}

impl CachedChallenges {
    pub(crate) fn new(source: &dyn ChallengeSource) -> Self {
        let each = offers(source);
        let is_bearer = |offer: &SchemeChallenge<'_>| offer.scheme == SchemeName::Bearer;
        let written = |offer: &SchemeChallenge<'_>, note| line(*offer, note, Named::default(), source.resource_metadata());
        let lines = |note: BearerError| {
            let asked = each.iter().filter(|offer| !note.is_for_bearer_only() || is_bearer(offer));
            asked.map(|offer| written(offer, note)).collect()
        };
        Self {
            has_several_bearers: each.iter().filter(|offer| is_bearer(offer)).count() > 1,
            behind_bearer: each
                .iter()
                .filter(|offer| !is_bearer(offer))
                .map(|offer| written(offer, BearerError::Plain))
                .collect(),
            plain: lines(BearerError::Plain),
            invalid_token: lines(BearerError::InvalidToken),
            expired: lines(BearerError::Expired),
            multiple_credentials: lines(BearerError::MultipleCredentials),
            invalid_request: lines(BearerError::InvalidRequest),
            insufficient_scope: lines(BearerError::InsufficientScope),
        }
    }

    fn get(&self, note: BearerError) -> &Arc<[HeaderValue]> {
        match note {
            // A line with the parameters of step-up is never one of these.
            BearerError::Plain | BearerError::InsufficientUserAuthentication => &self.plain,
            BearerError::InvalidToken => &self.invalid_token,
            BearerError::Expired => &self.expired,
            BearerError::MultipleCredentials => &self.multiple_credentials,
            BearerError::InvalidRequest => &self.invalid_request,
            BearerError::InsufficientScope => &self.insufficient_scope,
        }
    }
}

/// Returns the schemes in the order of their lines, without repetitions.
fn offers(source: &dyn ChallengeSource) -> Vec<SchemeChallenge<'_>> {
    let mut each: Vec<_> = (0..).map_while(|index| source.offer(index)).collect();
    each.sort();
    each.dedup();
    each
}

/// Returns the lines of schemes that have more than one Bearer line. An error of a 401 or 403 concerns the one that was used.
fn lines_of_several(source: &dyn ChallengeSource, note: BearerError, used: Option<Used>, named: Named<'_>) -> Vec<HeaderValue> {
    let used = used.and_then(|used| source.offer(used.index));
    let note_of = |offer: &SchemeChallenge<'_>| match note {
        BearerError::MultipleCredentials | BearerError::InvalidRequest => Some(note),
        _ if Some(*offer) == used => Some(note),
        BearerError::InsufficientScope => None,
        _ => Some(BearerError::Plain),
    };
    let asked = offers(source).into_iter().filter(|offer| !note.is_for_bearer_only() || offer.scheme == SchemeName::Bearer);
    asked.filter_map(|offer| Some(line(offer, note_of(&offer)?, named, source.resource_metadata()))).collect()
}

fn line(offer: SchemeChallenge<'_>, note: BearerError, named: Named<'_>, resource_metadata: Option<&str>) -> HeaderValue {
    let scheme = offer.word.unwrap_or(match offer.scheme {
        SchemeName::Bearer => "Bearer",
        SchemeName::ApiKey => "ApiKey",
        SchemeName::Cookie => "Cookie",
        SchemeName::Basic => "Basic",
    });
    let charset = (offer.scheme == SchemeName::Basic).then_some("UTF-8");
    let is_bearer = offer.scheme == SchemeName::Bearer;
    let (note, Named { scopes, step_up }) = if is_bearer { (note, named) } else { (BearerError::Plain, Named::default()) };
    // Other lines than that of the credentials have another note.
    let step_up = step_up.filter(|_| note == BearerError::InsufficientUserAuthentication);
    let resource_metadata = resource_metadata.filter(|_| is_bearer);

    let before =
        [("realm", Some(offer.realm)), ("charset", charset), ("error", note.error()), ("error_description", note.description())];
    let after = [("resource_metadata", resource_metadata)];
    let length = |(name, value): &(&str, Option<&str>)| value.map_or(0, |value| name.len() + value.len() + 5);
    let scope_length = if scopes.is_empty() {
        0
    } else {
        "scope".len() + 4 + scopes.iter().map(|scope| scope.as_str().len() + 1).sum::<usize>()
    };
    let mut line = LineWriter::new(scheme, before.iter().chain(&after).map(length).sum::<usize>() + scope_length);
    let write = |line: &mut LineWriter, (name, value): (&str, Option<&str>)| {
        if let Some(value) = value {
            line.param(name, value);
        }
    };
    for param in before {
        write(&mut line, param);
    }
    if let [first, rest @ ..] = scopes {
        line.open("scope");
        line.push_scope(first.as_str());
        for scope in rest {
            line.push_scope(" ");
            line.push_scope(scope.as_str());
        }
        line.close();
    }
    if let Some(step_up) = step_up {
        write_step_up(&mut line, step_up);
    }
    for param in after {
        write(&mut line, param);
    }
    // Realm, scopes and URL were checked when they were set, so the line is always a valid header value.
    line.finish().unwrap_or_else(|| HeaderValue::from_static(constant_line(offer.scheme, note)))
}

/// Out of the way: few handlers demand it.
#[cold]
fn write_step_up(line: &mut LineWriter, step_up: StepUp) {
    if let Some(values) = step_up.acr_values() {
        line.param("acr_values", values);
    }
    if let Some(seconds) = step_up.max_age() {
        line.param("max_age", &seconds.to_string());
    }
}

/// Returns what [`line`] writes for the default realm without scopes. A test compares the two.
const fn constant_line(scheme: SchemeName, note: BearerError) -> &'static str {
    match (scheme, note) {
        (SchemeName::Bearer, BearerError::Plain) => r#"Bearer realm="api""#,
        (SchemeName::Bearer, BearerError::InvalidToken) => r#"Bearer realm="api", error="invalid_token""#,
        (SchemeName::Bearer, BearerError::Expired) => {
            r#"Bearer realm="api", error="invalid_token", error_description="token expired""#
        }
        (SchemeName::Bearer, BearerError::MultipleCredentials) => {
            r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials""#
        }
        (SchemeName::Bearer, BearerError::InvalidRequest) => r#"Bearer realm="api", error="invalid_request""#,
        (SchemeName::Bearer, BearerError::InsufficientScope) => r#"Bearer realm="api", error="insufficient_scope""#,
        (SchemeName::Bearer, BearerError::InsufficientUserAuthentication) => {
            r#"Bearer realm="api", error="insufficient_user_authentication""#
        }
        (SchemeName::ApiKey, _) => r#"ApiKey realm="api""#,
        (SchemeName::Cookie, _) => r#"Cookie realm="api""#,
        (SchemeName::Basic, _) => r#"Basic realm="api", charset="UTF-8""#,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constant_lines_are_what_would_be_written() {
        use BearerError::{
            Expired, InsufficientScope, InsufficientUserAuthentication, InvalidRequest, InvalidToken, MultipleCredentials, Plain,
        };
        let step_up = InsufficientUserAuthentication;
        for scheme in [SchemeName::Bearer, SchemeName::ApiKey, SchemeName::Cookie, SchemeName::Basic] {
            for note in [Plain, InvalidToken, Expired, MultipleCredentials, InvalidRequest, InsufficientScope, step_up] {
                let offer = SchemeChallenge { scheme, word: None, realm: DEFAULT_REALM };
                assert_eq!(line(offer, note, Named::default(), None), constant_line(scheme, note));
            }
        }
    }
}
