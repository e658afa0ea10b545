//! From the cause of a refusal to the rejection: which challenges, which body, one event.

use std::error::Error;

use super::challenge_source::Offering;
use crate::{
    panics::{Panicked, catch},
    rejection::{Answer, Fault, Lines, Note, Reason, Rejection, SchemeName, Source, VerifyError},
    request::{RequestHead, Unread},
    vocabulary::{Policy, Scope},
};

/// Why the caller is not let in, before an answer is made of it.
pub(super) struct Cause {
    reason: Reason,
    /// The scheme of the credentials, where they named one.
    used: Option<SchemeName>,
    detail: Detail,
}

enum Detail {
    None,
    /// The scopes that the challenge names, where the caller's own were looked at.
    Scopes(Vec<Scope>),
    /// Of a verifier that is unavailable.
    Trouble {
        source: Source,
        retry_after: Option<u32>,
    },
}

impl Cause {
    pub(super) const fn new(reason: Reason, used: Option<SchemeName>) -> Self {
        Self { reason, used, detail: Detail::None }
    }

    pub(super) const fn missing() -> Self {
        Self::new(Reason::MissingCredentials, None)
    }

    pub(super) const fn panicked() -> Self {
        Self::new(Reason::Panicked, None)
    }

    pub(super) fn unread((unread, used): (Unread, Option<SchemeName>)) -> Self {
        let reason = match unread {
            Unread::Unsupported => Reason::UnsupportedScheme,
            Unread::Incomplete => Reason::IncompleteCredentials,
            Unread::Malformed => Reason::MalformedCredentials,
            Unread::TooLong => Reason::CredentialsTooLong,
            Unread::Multiple => Reason::MultipleCredentials,
            Unread::ManyPlaces => Reason::ConflictingCredentials,
            Unread::Conflicting => Reason::ConflictingCookies,
        };
        Self::new(reason, used)
    }

    pub(super) fn unverified(error: VerifyError, used: SchemeName) -> Self {
        let reason = match error.into_fault() {
            Fault::Invalid => Reason::InvalidCredentials,
            Fault::Expired => Reason::ExpiredCredentials,
            Fault::Denied => Reason::Denied,
            Fault::Panicked => return Self::panicked(),
            Fault::Broken => Reason::Broken,
            Fault::Unavailable { source, retry_after } => {
                let detail = Detail::Trouble { source, retry_after };
                return Self { detail, ..Self::new(Reason::Unavailable, Some(used)) };
            }
        };
        Self::new(reason, Some(used))
    }

    pub(super) fn insufficient_scope(used: SchemeName, scopes: Vec<Scope>) -> Self {
        Self { detail: Detail::Scopes(scopes), ..Self::new(Reason::InsufficientScope, Some(used)) }
    }

    /// What the `Bearer` line says beside realm and scope; `None` for an answer without challenges.
    fn note(&self) -> Option<Note> {
        let by_bearer = self.used == Some(SchemeName::Bearer);
        match self.reason {
            Reason::MalformedCredentials | Reason::InvalidCredentials if by_bearer => Some(Note::InvalidToken),
            Reason::ExpiredCredentials if by_bearer => Some(Note::Expired),
            Reason::InsufficientScope if by_bearer => Some(Note::InsufficientScope),
            Reason::MultipleCredentials => Some(Note::MultipleCredentials),
            Reason::ConflictingCredentials => Some(Note::InvalidRequest),
            Reason::MissingCredentials
            | Reason::UnsupportedScheme
            | Reason::IncompleteCredentials
            | Reason::MalformedCredentials
            | Reason::ConflictingCookies
            | Reason::InvalidCredentials
            | Reason::ExpiredCredentials => Some(Note::Plain),
            Reason::CredentialsTooLong
            | Reason::InsufficientScope
            | Reason::Denied
            | Reason::CrossSiteWrite
            | Reason::Unavailable
            | Reason::Panicked
            | Reason::Broken => None,
        }
    }
}

/// Makes the rejection. `offering` is absent where asking the verifier for its schemes panicked; the renderer is the
/// application's code too: a panic of either is one of the guard.
pub(super) fn refuse(cause: Cause, policy: &Policy, offering: Option<Offering<'_>>, head: RequestHead<'_>) -> Rejection {
    let rejection = match offering {
        Some(offering) => {
            let mut rejection = answer(cause, policy, &offering);
            if let Some(page) = &offering.settings.login_page {
                page.answer(&mut rejection, head);
            }
            // A browser that is sent to the login page gets no body.
            let renderer = offering.settings.renderer.as_ref().filter(|_| rejection.0.location.is_none());
            if let Some(renderer) = renderer {
                match catch(|| renderer(&rejection, head)) {
                    Ok(body) => rejection.0.body = body.map(Box::new),
                    Err(Panicked) => rejection = bare(Cause::panicked()),
                }
            }
            rejection
        }
        None => bare(Cause::panicked()),
    };
    let rejection = rejection.for_head(head.is_head());
    crate::event::refused(policy.handler(), &rejection);
    rejection
}

/// The handler's own `check` says no.
pub(crate) fn denied(handler: &'static str, is_head: bool) -> Rejection {
    let rejection = bare(Cause::new(Reason::Denied, None)).for_head(is_head);
    crate::event::refused(handler, &rejection);
    rejection
}

/// The application was started without what the guard needs.
pub(super) fn misconfigured(policy: &Policy, source: Box<dyn Error + Send + Sync>, head: RequestHead<'_>) -> Rejection {
    let detail = Detail::Trouble { source: Source(Some(source)), retry_after: None };
    let rejection = bare(Cause { detail, ..Cause::new(Reason::Broken, None) }).for_head(head.is_head());
    crate::event::refused(policy.handler(), &rejection);
    rejection
}

fn answer(cause: Cause, policy: &Policy, offering: &Offering<'_>) -> Rejection {
    let Some(note) = cause.note() else { return bare(cause) };
    // Who is not known lacks every scope.
    let lines = match &cause.detail {
        Detail::Scopes(scopes) => Lines::of(offering, note, scopes),
        _ => Lines::of(offering, note, &policy.named_scopes(&|_| false)),
    };
    let mut rejection = bare(cause);
    rejection.0.note = Some(note).filter(|_| !lines.is_empty());
    rejection.0.lines = lines;
    rejection
}

fn bare(cause: Cause) -> Rejection {
    let (source, retry_after) = match cause.detail {
        Detail::Trouble { source, retry_after } => (source, retry_after),
        Detail::None | Detail::Scopes(_) => (Source(None), None),
    };
    Rejection(Answer {
        reason: cause.reason,
        lines: Lines::default(),
        note: None,
        retry_after,
        source,
        body: None,
        location: None,
        is_bodyless: false,
    })
}
