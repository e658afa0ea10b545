//! The one function that decides: every expansion, every framework and every hand-written call ends in [`authorize`]. (What is a
//! plain `fn` gets there through [`authorize_sync`], which only takes the answer out.)

use std::pin::pin;

#[cfg(feature = "timeout")]
use super::timeout::within;
use super::{
    authenticate::{Authenticate, AuthenticateSync},
    challenged_verifier::ChallengedVerifier,
    maybe_future::MaybeFuture,
    reject::{RejectionCause, reject},
    settings::Settings,
};
use crate::{
    panics::{Panicked, catch, catch_async},
    rejection::{Reason, Rejection, SchemeName, Used, VerifyError},
    request::{
        AnyScheme, AsRequestHead, FastPath, RawCredentials, Reading, RequestHead, Schemes, fast_path, find_credentials,
        is_cross_site_write, mark_sensitive,
    },
    vocabulary::{AppliesTo, Policy},
};

/// Whether credentials are required or optional.
pub(crate) trait Admission<Id>: Copy + Send {
    type Admitted;
    const ANONYMOUS: Option<Self::Admitted>;
    fn admitted(identity: Id) -> Self::Admitted;
}

/// Only a verified identity.
#[derive(Clone, Copy)]
pub(crate) struct Required;

impl<Id> Admission<Id> for Required {
    type Admitted = Id;
    const ANONYMOUS: Option<Id> = None;

    #[inline]
    fn admitted(identity: Id) -> Id {
        identity
    }
}

/// A verified identity, or `None` for a request without credentials. Invalid credentials are still rejected, except a session
/// cookie alone.
#[derive(Clone, Copy)]
pub(crate) struct Optional;

impl<Id> Admission<Id> for Optional {
    type Admitted = Option<Id>;
    const ANONYMOUS: Option<Option<Id>> = Some(None);

    fn admitted(identity: Id) -> Option<Id> {
        Some(identity)
    }
}

/// The predicate of a guard that has none. A function, not a closure: a closure in a generic function is a type for each of its
/// instances, and all that it is handed to is compiled anew for each.
pub(crate) fn anyone<Id>(_: &Id) -> bool {
    true
}

/// Returns the identity, or the rejection: finds the credentials, calls the verifier, and checks the policy and `only`.
#[inline]
pub(crate) fn authorize<'a, A, V, Via, P, F>(
    admission: A,
    verifier: &'a V,
    policy: &'a P,
    head: RequestHead<'a>,
    only: F,
) -> MaybeFuture<Result<A::Admitted, Rejection>, impl Future<Output = Result<A::Admitted, Rejection>> + use<'a, A, V, Via, P, F>>
where
    A: Admission<V::Identity>,
    V: Authenticate<Via>,
    P: AppliesTo<V::Identity> + ?Sized,
    F: Fn(&V::Identity) -> bool,
{
    match begin(admission, verifier, policy, head, &only) {
        Begun::Waits(found) => MaybeFuture::Future(finish(admission, verifier, policy, found, only)),
        Begun::Admitted(admitted) => MaybeFuture::Ready(Ok(admitted)),
        Begun::Rejected(rejection) => MaybeFuture::Ready(Err(rejection)),
    }
}

/// The state of a decision after the part that does not wait.
pub(crate) enum Begun<'a, T> {
    Admitted(T),
    Rejected(Rejection),
    /// The verifier must wait to verify these credentials: [`finish`] continues.
    Waits(RawCredentials<'a>),
}

impl<T> Begun<'_, T> {
    /// `None` if the verifier waits.
    pub(crate) fn decided(self) -> Option<Result<T, Rejection>> {
        match self {
            Self::Admitted(admitted) => Some(Ok(admitted)),
            Self::Rejected(rejection) => Some(Err(rejection)),
            Self::Waits(_) => None,
        }
    }

    #[cfg(feature = "dangerous-development")]
    fn of(decided: Result<T, Rejection>) -> Self {
        decided.map_or_else(Self::Rejected, Self::Admitted)
    }
}

/// The part of [`authorize`] that does not wait. The result borrows only the request. So a caller can move the verifier before it waits,
/// and need not find the credentials again.
#[inline]
pub(crate) fn begin<'a, A, V, Via, P, F>(
    _: A,
    verifier: &V,
    policy: &P,
    head: RequestHead<'a>,
    only: &F,
) -> Begun<'a, A::Admitted>
where
    A: Admission<V::Identity>,
    V: Authenticate<Via>,
    P: AppliesTo<V::Identity> + ?Sized,
    F: Fn(&V::Identity) -> bool,
{
    #[cfg(feature = "dangerous-development")]
    if let Some(decided) = as_everybody(verifier, policy, head, only) {
        return Begun::of(decided.map(A::admitted));
    }
    let rejected = |cause| rejected(verifier, policy.policy(), head, cause);
    // Held outside, so that a panic of `only` does not drop it while it unwinds: a second panic there would end the process.
    let mut kept = None;
    let mut waiting = None;
    // All of the user's code that runs here and now, under one `catch`.
    let begun = catch(|| {
        let schemes = verifier.schemes();
        let found = match fast_path(schemes, head) {
            FastPath::Token(found) => found,
            FastPath::Absent if A::ANONYMOUS.is_some() => return Ok(Progress::Anonymous),
            FastPath::Absent => return Err(RejectionCause::missing()),
            FastPath::Unclear => match read(schemes, verifier.settings(), head, A::ANONYMOUS.is_some())? {
                Some(found) => found,
                None if A::ANONYMOUS.is_some() => return Ok(Progress::Anonymous),
                None => return Err(RejectionCause::missing()),
            },
        };
        // The same head once more: so the compiler need not carry it through the branches above.
        let found = found.in_head(head);
        match verifier.verify_now(found) {
            Some(Err(error)) if A::ANONYMOUS.is_some() && is_anonymous(&error, found.used(), verifier, head) => {
                Ok(Progress::Anonymous)
            }
            Some(answer) => meets(policy, verifier, answer, &mut kept, found.used(), only).map(|()| Progress::Met),
            None => {
                waiting = Some(found);
                Ok(Progress::Waits)
            }
        }
    });
    match (begun, kept) {
        (Ok(Ok(Progress::Met)), Some(identity)) => Begun::Admitted(A::admitted(identity)),
        (Ok(Ok(Progress::Waits)), _) => {
            waiting.map_or_else(|| Begun::Rejected(rejected(RejectionCause::panicked())), Begun::Waits)
        }
        (Ok(Ok(Progress::Anonymous)), _) => {
            A::ANONYMOUS.map_or_else(|| Begun::Rejected(rejected(RejectionCause::missing())), Begun::Admitted)
        }
        (begun, kept) => Begun::Rejected(rejected(after(begun.map(|begun| begun.map(|_| ())), kept))),
    }
}

/// The part of [`authorize`] that waits, for the credentials that [`begin`] has found.
pub(crate) async fn finish<'a, A, V, Via, P, F>(
    _: A,
    verifier: &'a V,
    policy: &'a P,
    found: RawCredentials<'a>,
    only: F,
) -> Result<A::Admitted, Rejection>
where
    A: Admission<V::Identity>,
    V: Authenticate<Via>,
    P: AppliesTo<V::Identity> + ?Sized,
    F: Fn(&V::Identity) -> bool,
{
    let (head, used) = (found.request(), found.used());
    let rejected = |cause| rejected(verifier, policy.policy(), head, cause);
    let future = verifier.verify_later(found);
    #[cfg(feature = "timeout")]
    let future = within(verifier.settings().timeout.as_ref(), future);
    let answer = catch_async(pin!(Some(future))).await;
    if A::ANONYMOUS.is_some()
        && let Ok(Err(error)) = &answer
        && let Ok(true) = catch(|| is_anonymous(error, used, verifier, head))
    {
        return A::ANONYMOUS.ok_or_else(|| rejected(RejectionCause::missing()));
    }
    let mut kept = None;
    let met = answer.and_then(|answer| catch(|| meets(policy, verifier, answer, &mut kept, used, &only)));
    match (met, kept) {
        (Ok(Ok(())), Some(identity)) => Ok(A::admitted(identity)),
        (met, kept) => Err(rejected(after(met, kept))),
    }
}

/// The decision about a request if authentication is off. `None` if it is on.
#[cfg(feature = "dangerous-development")]
fn as_everybody<V, Via, P>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    only: impl Fn(&V::Identity) -> bool,
) -> Option<Result<V::Identity, Rejection>>
where
    V: Authenticate<Via>,
    P: AppliesTo<V::Identity> + ?Sized,
{
    let identity = catch(|| verifier.everybody()).ok()??;
    crate::event::authentication_is_off(policy.policy().handler());
    let mut kept = None;
    let met = catch(|| {
        let scheme = verifier.schemes().get(0).map_or(SchemeName::Bearer, AnyScheme::name);
        meets(policy, verifier, Ok(identity()), &mut kept, Used { scheme, index: 0 }, only)
    });
    Some(match (met, kept) {
        (Ok(Ok(())), Some(identity)) => Ok(identity),
        (met, kept) => Err(rejected(verifier, policy.policy(), head, after(met, kept))),
    })
}

/// The result of the user's code in [`begin`].
enum Progress {
    /// The identity meets all that is demanded.
    Met,
    Anonymous,
    Waits,
}

/// Why the caller is rejected. The identity, if there is one, is dropped under a `catch`.
#[cold]
fn after<Id>(met: Result<Result<(), RejectionCause>, Panicked>, kept: Option<Id>) -> RejectionCause {
    let is_dropped = kept.is_none() || catch(|| drop(kept)).is_ok();
    match met {
        Ok(Err(cause)) if is_dropped => cause,
        _ => RejectionCause::panicked(),
    }
}

/// [`authorize`] for a handler that is a plain `fn`.
///
/// # Errors
///
/// [`Rejection`], if the request is rejected.
pub(crate) fn authorize_sync<A, V, Via, P, F>(
    admission: A,
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    only: F,
) -> Result<A::Admitted, Rejection>
where
    A: Admission<V::Identity>,
    V: AuthenticateSync<Via>,
    P: AppliesTo<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    // Unreachable: `AuthenticateSync` is sealed, and verifiers that wait do not implement it.
    let waits = || Err(rejected(verifier, policy.policy(), head, RejectionCause::new(Reason::Broken, None)));
    begin(admission, verifier, policy, head, &only).decided().unwrap_or_else(waits)
}

/// Marks the header values that the verifier reads as sensitive, so that `Debug` of the request does not show them.
#[inline]
pub(crate) fn mark<V: Authenticate<Via>, Via>(verifier: &V, request: &mut dyn AsRequestHead) {
    if let Some(headers) = request.headers_to_mark() {
        // A verifier that panics here does so again when it is asked, and is answered for there.
        let _ = catch(|| mark_sensitive(verifier.schemes(), headers));
    }
}

/// The head of a request whose values are [marked](mark).
#[inline]
pub(crate) fn marked<'r, V: Authenticate<Via>, Via>(verifier: &V, request: &'r mut dyn AsRequestHead) -> RequestHead<'r> {
    mark(verifier, request);
    (*request).as_request_head()
}

/// The credentials, unless they are malformed, or attached by a browser to another site's write. Out of the way of the
/// [`fast_path`], which no browser attaches.
#[inline(never)]
fn read<'a>(
    schemes: Schemes<'_>,
    settings: &Settings,
    head: RequestHead<'a>,
    optional: bool,
) -> Result<Option<RawCredentials<'a>>, RejectionCause> {
    let found = find_credentials(schemes, reading(settings, optional), head);
    let Some(found) = found.map_err(|(reason, used)| RejectionCause::new(reason, used))? else { return Ok(None) };
    let is_ambient = schemes.get(found.index).is_none_or(AnyScheme::is_ambient);
    if is_ambient && !settings.allows_cross_site_writes && is_cross_site_write(head, &settings.trusted_origins) {
        return Err(RejectionCause::new(Reason::CrossSiteWrite, Some(found.used())));
    }
    Ok(Some(found))
}

/// Whether an `optional` guard admits the request without an identity although it has credentials: only a session cookie that is
/// invalid or expired. The browser attached it, as long as it was stored, so it says nothing about what the caller wants. Whoever
/// sends something in `Authorization` wants to be somebody.
#[inline(never)]
fn is_anonymous<V: Authenticate<Via>, Via>(error: &VerifyError, used: Used, verifier: &V, head: RequestHead<'_>) -> bool {
    used.scheme == SchemeName::Cookie
        && error.is_about_credentials()
        && !reading(verifier.settings(), true).finds_more_than_a_cookie(head)
}

const fn reading(settings: &Settings, optional: bool) -> Reading {
    Reading { optional, ignores_unsupported: settings.ignores_unsupported_schemes }
}

/// After verification: whether the identity, which stays in `kept`, meets what the handler demands. The identity's own code runs here,
/// and so does `only`. Step-up comes first: its challenge names the scopes as well, so that one new token can have all that is
/// demanded.
#[inline]
fn meets<V: Authenticate<Via>, Via, P: AppliesTo<V::Identity> + ?Sized>(
    policy: &P,
    verifier: &V,
    answer: Result<V::Identity, VerifyError>,
    kept: &mut Option<V::Identity>,
    used: Used,
    only: impl Fn(&V::Identity) -> bool,
) -> Result<(), RejectionCause> {
    let identity = &*kept.insert(answer.map_err(|error| RejectionCause::unverified(error, used))?);
    let has = |scope: &_| P::has_scope(identity, scope);
    let demanded = policy.policy();
    if let Some(step_up) = policy.unmet(identity, || verifier.clock_reading(used.index)) {
        return Err(RejectionCause::insufficient_user_authentication(
            used,
            step_up,
            demanded.scopes_for_challenge(verifier.asked().baseline.as_ref(), &has),
        ));
    }
    if !demanded.allows(&has) {
        // Only a `Bearer` challenge names scopes.
        let named = || demanded.scopes_for_challenge(verifier.asked().baseline.as_ref(), &has);
        let scopes = if used.scheme == SchemeName::Bearer { named() } else { Vec::new() };
        return Err(RejectionCause::insufficient_scope(used, scopes));
    }
    if only(identity) { Ok(()) } else { Err(RejectionCause::new(Reason::Denied, Some(used))) }
}

/// Out of the way: refusals are rarer, and their types are large.
#[cold]
#[inline(never)]
fn rejected<V: Authenticate<Via>, Via>(verifier: &V, policy: &Policy, head: RequestHead<'_>, cause: RejectionCause) -> Rejection {
    let offering =
        catch(|| ChallengedVerifier { schemes: verifier.schemes(), settings: verifier.settings(), asked: verifier.asked() });
    reject(cause, policy, offering.ok(), head)
}
