//! Turns the cause of a rejection into the [`Rejection`]: chooses challenges and body, and logs one event.

use std::error::Error;

use super::challenged_verifier::ChallengedVerifier;
use crate::{
    panics::{Panicked, catch},
    rejection::{
        BearerError, Challenges, ErrorKind, Named, Reason, Rejection, RejectionBody, RejectionParts, SchemeName, Source, Used,
        VerifyError,
    },
    request::RequestHead,
    vocabulary::{Policy, Scope, StepUp},
};

/// Why the request is rejected, before the [`Rejection`] is created.
pub(super) struct RejectionCause {
    reason: Reason,
    /// The scheme of the credentials, if it is known.
    used: Option<Used>,
    detail: Detail,
}

enum Detail {
    None,
    /// The scopes that the challenge names, if the caller's scopes were checked.
    Scopes(Vec<Scope>),
    /// The unmet step-up, and the scopes that a new token needs. Boxed, because a cause is moved also if there is
    /// none.
    StepUp(Box<(StepUp, Vec<Scope>)>),
    /// What the verifier told the operator, or which authenticator is missing.
    Trouble {
        source: Source,
        retry_after: Option<u32>,
    },
}

impl RejectionCause {
    pub(super) const fn new(reason: Reason, used: Option<Used>) -> Self {
        Self { reason, used, detail: Detail::None }
    }

    pub(super) const fn missing() -> Self {
        Self::new(Reason::MissingCredentials, None)
    }

    pub(super) const fn panicked() -> Self {
        Self::new(Reason::Panicked, None)
    }

    pub(super) fn unverified(error: VerifyError, used: Used) -> Self {
        let (kind, source) = error.into_parts();
        let (reason, retry_after) = match kind {
            ErrorKind::Invalid => (Reason::InvalidCredentials, None),
            ErrorKind::Expired => (Reason::ExpiredCredentials, None),
            ErrorKind::Denied => (Reason::Denied, None),
            ErrorKind::Throttled { retry_after } => (Reason::Throttled, Some(retry_after)),
            ErrorKind::Unavailable { retry_after } => (Reason::Unavailable, retry_after),
            ErrorKind::Panicked => return Self::panicked(),
            ErrorKind::Broken => (Reason::Broken, None),
        };
        Self { detail: Detail::Trouble { source, retry_after }, ..Self::new(reason, Some(used)) }
    }

    pub(super) fn insufficient_scope(used: Used, scopes: Vec<Scope>) -> Self {
        Self { detail: Detail::Scopes(scopes), ..Self::new(Reason::InsufficientScope, Some(used)) }
    }

    pub(super) fn insufficient_user_authentication(used: Used, step_up: StepUp, scopes: Vec<Scope>) -> Self {
        Self {
            detail: Detail::StepUp(Box::new((step_up, scopes))),
            ..Self::new(Reason::InsufficientUserAuthentication, Some(used))
        }
    }

    /// Returns the error of the `Bearer` challenge, or `None` if the response has no challenges.
    fn note(&self) -> Option<BearerError> {
        let by_bearer = self.used.is_some_and(|used| used.scheme == SchemeName::Bearer);
        match self.reason {
            Reason::MalformedCredentials | Reason::InvalidCredentials if by_bearer => Some(BearerError::InvalidToken),
            Reason::ExpiredCredentials if by_bearer => Some(BearerError::Expired),
            Reason::InsufficientScope if by_bearer => Some(BearerError::InsufficientScope),
            Reason::InsufficientUserAuthentication if by_bearer => Some(BearerError::InsufficientUserAuthentication),
            Reason::MultipleCredentials => Some(BearerError::MultipleCredentials),
            Reason::ConflictingCredentials => Some(BearerError::InvalidRequest),
            Reason::MissingCredentials
            | Reason::UnsupportedScheme
            | Reason::IncompleteCredentials
            | Reason::MalformedCredentials
            | Reason::ConflictingCookies
            | Reason::InvalidCredentials
            | Reason::ExpiredCredentials
            | Reason::InsufficientUserAuthentication => Some(BearerError::Plain),
            Reason::CredentialsTooLong
            | Reason::InsufficientScope
            | Reason::Denied
            | Reason::CrossSiteWrite
            | Reason::Throttled
            | Reason::Unavailable
            | Reason::Panicked
            | Reason::Broken => None,
        }
    }
}

/// Creates the rejection. `offering` is `None` if the verifier panicked while it returned its schemes. That panic, and one of the
/// application's renderer, are rejected with [`Reason::Panicked`].
pub(super) fn reject(
    cause: RejectionCause,
    policy: &Policy,
    offering: Option<ChallengedVerifier<'_>>,
    head: RequestHead<'_>,
) -> Rejection {
    let is_question = offering.as_ref().is_some_and(|offering| offering.asked.is_question);
    let rejection = match offering {
        Some(_) if is_question => bare(cause),
        Some(offering) => {
            let mut rejection = answer(cause, policy, &offering);
            if let Some(page) = &offering.settings.login_page {
                page.answer(&mut rejection, head);
            }
            match &offering.settings.renderer {
                Some(renderer) => match catch(|| renderer(&rejection, head)) {
                    Ok(body) => rendered(rejection, body),
                    Err(Panicked) => bare(RejectionCause::panicked()),
                },
                None => rejection,
            }
        }
        None => bare(RejectionCause::panicked()),
    };
    let rejection = rejection.for_head(head.is_head());
    if !is_question {
        crate::event::rejected(policy.handler(), &rejection);
    }
    rejection
}

/// Adds what the renderer returned. A value that no field may have is an error of the application, like a panic of the renderer.
fn rendered(mut rejection: Rejection, body: Option<RejectionBody>) -> Rejection {
    let Some(mut body) = body else { return rejection };
    if let Some(fault) = body.take_fault() {
        return broken(Box::new(fault));
    }
    // A redirect to the login page has no body.
    let body = if rejection.0.location.is_some() { body.without_content() } else { body };
    rejection.0.body = Some(Box::new(body));
    rejection
}

/// Creates the rejection for a `check` that is `false`.
pub(crate) fn check_failed(handler: &'static str, is_head: bool) -> Rejection {
    let rejection = bare(RejectionCause::new(Reason::Denied, None)).for_head(is_head);
    crate::event::rejected(handler, &rejection);
    rejection
}

/// Creates the rejection for an application that does not hold the authenticator of the guard.
pub(super) fn misconfigured(policy: &Policy, source: Box<dyn Error + Send + Sync>, head: RequestHead<'_>) -> Rejection {
    let rejection = broken(source).for_head(head.is_head());
    crate::event::rejected(policy.handler(), &rejection);
    rejection
}

fn broken(source: Box<dyn Error + Send + Sync>) -> Rejection {
    let detail = Detail::Trouble { source: Source(Some(source)), retry_after: None };
    bare(RejectionCause { detail, ..RejectionCause::new(Reason::Broken, None) })
}

fn answer(cause: RejectionCause, policy: &Policy, offering: &ChallengedVerifier<'_>) -> Rejection {
    let Some(note) = cause.note() else { return bare(cause) };
    // If the identity is unknown, every scope is missing.
    let all;
    let named = match &cause.detail {
        Detail::Scopes(scopes) => Named { scopes, step_up: None },
        Detail::StepUp(lacking) => Named { scopes: &lacking.1, step_up: Some(lacking.0) },
        _ => {
            all = policy.scopes_for_challenge(offering.asked.baseline.as_ref(), &|_| false);
            Named { scopes: &all, step_up: None }
        }
    };
    let lines = Challenges::of(offering, note, cause.used, named);
    let note = Some(note).filter(|_| !lines.is_empty());
    with_challenges(cause, lines, note)
}

fn bare(cause: RejectionCause) -> Rejection {
    with_challenges(cause, Challenges::default(), None)
}

fn with_challenges(cause: RejectionCause, lines: Challenges, note: Option<BearerError>) -> Rejection {
    let (source, retry_after) = match cause.detail {
        Detail::Trouble { source, retry_after } => (source, retry_after),
        Detail::None | Detail::Scopes(_) | Detail::StepUp(..) => (Source(None), None),
    };
    Rejection(RejectionParts {
        reason: cause.reason,
        lines,
        note,
        retry_after,
        source,
        body: None,
        location: None,
        is_bodyless: false,
    })
}
