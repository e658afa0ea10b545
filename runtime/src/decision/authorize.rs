//! The one function that decides. Every expansion, every framework and every hand-written call ends in [`authorize`] or in one
//! of its three twins, for handlers that are a plain `fn` and for guards that let nobody in as nobody.

use super::{
    authenticate::{Authenticate, AuthenticateSync},
    authenticator::Settings,
    erased::MaybeReady,
    offering::Offering,
    panics::{Panicked, catch, catch_async},
    refuse::{Cause, refuse},
};
use crate::{
    policy::{Demands, Policy, Unscoped},
    refusal::{Reason, Rejection, SchemeName, VerifyError},
    schemes::{AsRequestHead, Found, RequestHead, Schemes, is_cross_site_write, locate, mark_sensitive},
};

/// Lets the caller in, or says why not: reads the credentials, asks the verifier, puts the policy and `only` to the identity.
///
/// # Errors
///
/// [`Rejection`] for everybody who is not let in.
pub(crate) async fn authorize<V, Via, P, F>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    only: F,
) -> Result<V::Identity, Rejection>
where
    V: Authenticate<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let identity = decide(verifier, policy, head, Anonymous::Refused, only).await;
    identity.transpose().unwrap_or_else(|| Err(missing())).map_err(|cause| refused(verifier, policy.policy(), head, cause))
}

/// [`authorize`], where a caller without any credentials is let in as nobody.
///
/// # Errors
///
/// As [`authorize`]: whatever is present and not good is refused.
pub(crate) async fn authorize_optional<V, Via>(
    verifier: &V,
    policy: &Unscoped,
    head: RequestHead<'_>,
) -> Result<Option<V::Identity>, Rejection>
where
    V: Authenticate<Via>,
{
    let identity = decide(verifier, policy, head, Anonymous::LetIn, |_| true).await;
    identity.map_err(|cause| refused(verifier, Demands::<V::Identity>::policy(policy), head, cause))
}

/// [`authorize`] for a handler that is a plain `fn`.
///
/// # Errors
///
/// As [`authorize`].
pub(crate) fn authorize_sync<V, Via, P, F>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    only: F,
) -> Result<V::Identity, Rejection>
where
    V: AuthenticateSync<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let identity = decide_sync(verifier, policy, head, Anonymous::Refused, only);
    identity.transpose().unwrap_or_else(|| Err(missing())).map_err(|cause| refused(verifier, policy.policy(), head, cause))
}

/// [`authorize_optional`] for a handler that is a plain `fn`.
///
/// # Errors
///
/// As [`authorize`]: whatever is present and not good is refused.
pub(crate) fn authorize_optional_sync<V, Via>(
    verifier: &V,
    policy: &Unscoped,
    head: RequestHead<'_>,
) -> Result<Option<V::Identity>, Rejection>
where
    V: AuthenticateSync<Via>,
{
    let identity = decide_sync(verifier, policy, head, Anonymous::LetIn, |_| true);
    identity.map_err(|cause| refused(verifier, Demands::<V::Identity>::policy(policy), head, cause))
}

/// Marks the header values that the verifier reads as sensitive, so that `Debug` of the request does not show them.
pub(crate) fn mark<V: Authenticate<Via>, Via>(verifier: &V, request: &mut dyn AsRequestHead) {
    if let Some(headers) = request.headers_to_mark() {
        // A verifier that panics here does so again when it is asked, and is answered for there.
        let _ = catch(|| mark_sensitive(verifier.schemes(), headers));
    }
}

/// What becomes of a caller without any credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anonymous {
    Refused,
    LetIn,
}

async fn decide<V, Via, P, F>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    anonymous: Anonymous,
    only: F,
) -> Result<Option<V::Identity>, Cause>
where
    V: Authenticate<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let Some((used, answer)) = start(verifier, head, anonymous)? else { return Ok(None) };
    let answer = match answer {
        MaybeReady::Ready(answer) => answer,
        MaybeReady::Waiting(future) => catch_async(future).await.map_err(|Panicked| Cause::panicked())?,
    };
    finish(policy, answer, used, only)
}

/// [`decide`] without waiting: the same steps, in the same order.
fn decide_sync<V, Via, P, F>(
    verifier: &V,
    policy: &P,
    head: RequestHead<'_>,
    anonymous: Anonymous,
    only: F,
) -> Result<Option<V::Identity>, Cause>
where
    V: AuthenticateSync<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let Some((used, answer)) = start(verifier, head, anonymous)? else { return Ok(None) };
    match answer {
        MaybeReady::Ready(answer) => finish(policy, answer, used, only),
        // `AuthenticateSync` is sealed, and only for those that do not wait.
        MaybeReady::Waiting(_) => Err(Cause::new(Reason::Broken, Some(used))),
    }
}

type Started<Id, F> = Option<(SchemeName, MaybeReady<Id, F>)>;

/// Up to the verifier: the credentials, unless they are none, malformed, or attached by a browser to another site's write.
#[inline]
#[allow(clippy::type_complexity, reason = "a future without a name")]
fn start<'a, V: Authenticate<Via>, Via>(
    verifier: &'a V,
    head: RequestHead<'a>,
    anonymous: Anonymous,
) -> Result<Started<V::Identity, impl Future<Output = Result<V::Identity, VerifyError>>>, Cause> {
    let started = catch(|| {
        let found = read(verifier.schemes(), verifier.settings(), head, anonymous)?;
        Ok(found.map(|found| (found.scheme, verifier.verify_found(found))))
    });
    started.unwrap_or_else(|Panicked| Err(Cause::panicked()))
}

#[inline]
fn read<'a>(
    schemes: Schemes<'_>,
    settings: &Settings,
    head: RequestHead<'a>,
    anonymous: Anonymous,
) -> Result<Option<Found<'a>>, Cause> {
    let Some(found) = locate(schemes, anonymous == Anonymous::LetIn, head).map_err(Cause::unread)? else {
        return if anonymous == Anonymous::LetIn { Ok(None) } else { Err(missing()) };
    };
    if found.is_ambient() && !settings.allows_cross_site_writes && is_cross_site_write(head, &settings.trusted_origins) {
        return Err(Cause::new(Reason::CrossSiteWrite, Some(found.scheme)));
    }
    Ok(Some(found))
}

/// Behind the verifier: what the handler demands. The identity's own code runs here, and so does `only`.
#[inline]
fn finish<P: Demands<Id>, Id>(
    policy: &P,
    answer: Result<Id, VerifyError>,
    used: SchemeName,
    only: impl Fn(&Id) -> bool,
) -> Result<Option<Id>, Cause> {
    let identity = answer.map_err(|error| Cause::unverified(error, used))?;
    // The identity moves in, so that one that is refused is dropped in there: that is the user's code as well.
    let admitted = catch(move || {
        let has = |scope: &_| P::has_scope(&identity, scope);
        let demanded = policy.policy();
        if !demanded.allows(&has) {
            // Only a `Bearer` challenge names scopes.
            let scopes = if used == SchemeName::Bearer { demanded.named_scopes(&has) } else { Vec::new() };
            return Err(Cause::insufficient_scope(used, scopes));
        }
        if only(&identity) { Ok(Some(identity)) } else { Err(Cause::new(Reason::Denied, Some(used))) }
    });
    admitted.unwrap_or_else(|Panicked| Err(Cause::panicked()))
}

const fn missing() -> Cause {
    Cause::new(Reason::MissingCredentials, None)
}

/// Out of the way: refusals are rarer, and their types are large.
#[cold]
#[inline(never)]
fn refused<V: Authenticate<Via>, Via>(verifier: &V, policy: &Policy, head: RequestHead<'_>, cause: Cause) -> Rejection {
    let offering = catch(|| Offering { schemes: verifier.schemes(), settings: verifier.settings() });
    refuse(cause, policy, offering.ok(), head)
}
