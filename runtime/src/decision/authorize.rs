//! The one function that decides: every expansion, every framework and every hand-written call ends in [`authorize`]. (What is a
//! plain `fn` gets there through [`authorize_sync`], which only takes the answer out.)

use std::pin::pin;

#[cfg(feature = "timeout")]
use super::timeout::within;
use super::{
    authenticate::{Authenticate, AuthenticateSync},
    authenticator::Settings,
    challenge_source::Offering,
    erased::MaybeReady,
    refuse::{Cause, refuse},
};
use crate::{
    panics::{Panicked, catch, catch_async},
    rejection::{Reason, Rejection, SchemeName, VerifyError},
    request::{AsRequestHead, Found, RequestHead, Schemes, is_cross_site_write, locate, mark_sensitive, usual},
    vocabulary::{Demands, Policy},
};

/// The decision, or the future of it where the verifier waits. Two cases, so that the usual one, a verifier that looks something
/// up in memory, makes no future.
#[allow(unreachable_pub, reason = "it stands in traits that are `pub`, for nobody outside to name")]
pub enum Decision<T, F> {
    Now(Result<T, Rejection>),
    Later(F),
}

impl<T, F: Future<Output = Result<T, Rejection>>> Decision<T, F> {
    /// # Errors
    ///
    /// [`Rejection`], where the caller is not let in.
    pub(crate) async fn wait(self) -> Result<T, Rejection> {
        match self {
            Self::Now(decided) => decided,
            Self::Later(future) => future.await,
        }
    }

    /// What is decided without waiting. The future is dropped before it is polled, and a verifier does nothing before that.
    #[cfg(feature = "actix-web")]
    pub(crate) fn now(self) -> Option<Result<T, Rejection>> {
        match self {
            Self::Now(decided) => Some(decided),
            Self::Later(_) => None,
        }
    }
}

/// Who is let in: the verified, or nobody as well.
pub(crate) trait Admits<Id> {
    type Admitted;
    const NOBODY: Option<Self::Admitted>;
    fn admitted(identity: Id) -> Self::Admitted;
}

/// Only who is verified.
pub(crate) enum Verified {}

impl<Id> Admits<Id> for Verified {
    type Admitted = Id;
    const NOBODY: Option<Id> = None;

    #[inline]
    fn admitted(identity: Id) -> Id {
        identity
    }
}

/// Who is verified, and as `None` whoever brings no credentials at all: what is present and not good is refused.
pub(crate) enum OrNobody {}

impl<Id> Admits<Id> for OrNobody {
    type Admitted = Option<Id>;
    const NOBODY: Option<Option<Id>> = Some(None);

    fn admitted(identity: Id) -> Option<Id> {
        Some(identity)
    }
}

/// Lets the caller in, or says why not: reads the credentials, asks the verifier, puts the policy and `only` to the identity.
#[inline]
pub(crate) fn authorize<'a, A, V, Via, P, F>(
    verifier: &'a V,
    policy: &'a P,
    head: RequestHead<'a>,
    only: F,
) -> Decision<A::Admitted, impl Future<Output = Result<A::Admitted, Rejection>> + use<'a, A, V, Via, P, F>>
where
    A: Admits<V::Identity>,
    V: Authenticate<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let refused = move |cause| refused(verifier, policy.policy(), head, cause);
    // Held outside, so that a panic of `only` does not drop it while it unwinds: a second panic there would end the process.
    let mut kept = None;
    // All of the user's code that runs here and now, under one `catch`.
    let begun = catch(|| {
        let schemes = verifier.schemes();
        let found = match usual(schemes, head) {
            Some(found) => found,
            None => match read(schemes, verifier.settings(), head, A::NOBODY.is_some())? {
                Some(found) => found,
                None if A::NOBODY.is_some() => return Ok(Begun::Nobody),
                None => return Err(Cause::missing()),
            },
        };
        match verifier.verify_found(found) {
            MaybeReady::Ready(answer) => meets(policy, answer, &mut kept, found.scheme, &only).map(|()| Begun::Met),
            MaybeReady::Waiting(future) => Ok(Begun::Waiting(found.scheme, future)),
        }
    });
    match (begun, kept) {
        (Ok(Ok(Begun::Met)), Some(identity)) => Decision::Now(Ok(A::admitted(identity))),
        (Ok(Ok(Begun::Waiting(used, future))), _) => Decision::Later(async move {
            #[cfg(feature = "timeout")]
            let future = within(verifier.settings().timeout.as_ref(), future);
            let answer = catch_async(pin!(Some(future))).await;
            let mut kept = None;
            let met = answer.and_then(|answer| catch(|| meets(policy, answer, &mut kept, used, &only)));
            match (met, kept) {
                (Ok(Ok(())), Some(identity)) => Ok(A::admitted(identity)),
                (met, kept) => Err(refused(after(met, kept))),
            }
        }),
        (Ok(Ok(Begun::Nobody)), _) => Decision::Now(A::NOBODY.ok_or_else(|| refused(Cause::missing()))),
        (begun, kept) => Decision::Now(Err(refused(after(begun.map(|begun| begun.map(|_| ())), kept)))),
    }
}

/// How far it came without waiting.
enum Begun<F> {
    /// The identity meets all that is demanded.
    Met,
    Nobody,
    Waiting(SchemeName, F),
}

/// Why the caller is refused. The identity, if there is one, is dropped under a `catch`.
#[cold]
fn after<Id>(met: Result<Result<(), Cause>, Panicked>, kept: Option<Id>) -> Cause {
    match (met, catch(|| drop(kept))) {
        (Ok(Err(cause)), Ok(())) => cause,
        _ => Cause::panicked(),
    }
}

/// [`authorize`] for a handler that is a plain `fn`.
///
/// # Errors
///
/// [`Rejection`], where the caller is not let in.
pub(crate) fn authorize_sync<A, V, Via, P, F>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    only: F,
) -> Result<A::Admitted, Rejection>
where
    A: Admits<V::Identity>,
    V: AuthenticateSync<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    match authorize::<A, _, _, _, _>(verifier, policy, head, only) {
        Decision::Now(decided) => decided,
        // `AuthenticateSync` is sealed, and only for those that do not wait.
        Decision::Later(_) => Err(refused(verifier, policy.policy(), head, Cause::new(Reason::Broken, None))),
    }
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
/// [`usual`], which no browser attaches.
#[inline(never)]
fn read<'a>(
    schemes: Schemes<'_>,
    settings: &Settings,
    head: RequestHead<'a>,
    optional: bool,
) -> Result<Option<Found<'a>>, Cause> {
    let Some(found) = locate(schemes, optional, head).map_err(Cause::unread)? else { return Ok(None) };
    if found.is_ambient() && !settings.allows_cross_site_writes && is_cross_site_write(head, &settings.trusted_origins) {
        return Err(Cause::new(Reason::CrossSiteWrite, Some(found.scheme)));
    }
    Ok(Some(found))
}

/// After verification: whether the identity, which stays in `kept`, meets what the handler demands. The identity's own code runs here,
/// and so does `only`.
#[inline]
fn meets<P: Demands<Id>, Id>(
    policy: &P,
    answer: Result<Id, VerifyError>,
    kept: &mut Option<Id>,
    used: SchemeName,
    only: impl Fn(&Id) -> bool,
) -> Result<(), Cause> {
    let identity = &*kept.insert(answer.map_err(|error| Cause::unverified(error, used))?);
    let has = |scope: &_| P::has_scope(identity, scope);
    let demanded = policy.policy();
    if !demanded.allows(&has) {
        // Only a `Bearer` challenge names scopes.
        let scopes = if used == SchemeName::Bearer { demanded.named_scopes(&has) } else { Vec::new() };
        return Err(Cause::insufficient_scope(used, scopes));
    }
    if only(identity) { Ok(()) } else { Err(Cause::new(Reason::Denied, Some(used))) }
}

/// Out of the way: refusals are rarer, and their types are large.
#[cold]
#[inline(never)]
fn refused<V: Authenticate<Via>, Via>(verifier: &V, policy: &Policy, head: RequestHead<'_>, cause: Cause) -> Rejection {
    let offering = catch(|| Offering { schemes: verifier.schemes(), settings: verifier.settings() });
    refuse(cause, policy, offering.ok(), head)
}
