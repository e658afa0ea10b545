//! The one function that decides. Every expansion, every framework and every hand-written call ends in [`authorize`] or in one
//! of its three twins, for handlers that are a plain `fn` and for guards that let nobody in as nobody.

use super::{
    authenticate::{Authenticate, AuthenticateSync},
    authenticator::Settings,
    offering::Asked,
    panics::{Panicked, catch, catch_async},
    refuse::{Cause, refuse},
};
use crate::{
    policy::{Demands, Policy, Unscoped},
    refusal::{Reason, Rejection, SchemeName},
    schemes::{AsRequestHead, Found, Front, RequestHead, is_cross_site_write, locate, mark_sensitive},
};

/// Lets the caller in, or says why not: reads the credentials, asks the verifier, puts the policy and `only` to the identity.
///
/// # Errors
///
/// [`Rejection`] for everybody who is not let in.
pub(crate) async fn authorize<V, Via, P, F>(verifier: &V, policy: &P, head: RequestHead<'_>, only: F) -> Result<V::Identity, Rejection>
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
pub(crate) async fn authorize_optional<V, Via>(verifier: &V, policy: &Unscoped, head: RequestHead<'_>) -> Result<Option<V::Identity>, Rejection>
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
pub(crate) fn authorize_sync<V, Via, P, F>(verifier: &V, policy: &P, head: RequestHead<'_>, only: F) -> Result<V::Identity, Rejection>
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
pub(crate) fn authorize_optional_sync<V, Via>(verifier: &V, policy: &Unscoped, head: RequestHead<'_>) -> Result<Option<V::Identity>, Rejection>
where
    V: AuthenticateSync<Via>,
{
    let identity = decide_sync(verifier, policy, head, Anonymous::LetIn, |_| true);
    identity.map_err(|cause| refused(verifier, Demands::<V::Identity>::policy(policy), head, cause))
}

/// Marks the header values that the verifier reads as sensitive, so that `Debug` of the request does not show them.
pub(crate) fn mark<V: Authenticate<Via>, Via, R: AsRequestHead + ?Sized>(verifier: &V, request: &mut R) {
    if let Some(headers) = request.headers_to_mark() {
        // A verifier that panics here does so again when it is asked, and is answered for there.
        let _ = catch(|| mark_sensitive(&Asked::new(verifier), headers));
    }
}

/// What becomes of a caller without any credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anonymous {
    Refused,
    LetIn,
}

async fn decide<V, Via, P, F>(verifier: &V, policy: &P, head: RequestHead<'_>, anonymous: Anonymous, only: F) -> Result<Option<V::Identity>, Cause>
where
    V: Authenticate<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let decision = catch_async(async {
        let Some((index, found)) = read(&Asked::new(verifier), verifier.settings(), head, anonymous)? else { return Ok(None) };
        let used = found.scheme();
        let identity = verifier.verify_found(index, found).await.map_err(|error| Cause::unverified(error, used))?;
        admit(policy, identity, used, only).map(Some)
    });
    decision.await.unwrap_or_else(|Panicked| Err(Cause::new(Reason::Panicked, None)))
}

/// [`decide`] without waiting: the same steps, in the same order.
fn decide_sync<V, Via, P, F>(verifier: &V, policy: &P, head: RequestHead<'_>, anonymous: Anonymous, only: F) -> Result<Option<V::Identity>, Cause>
where
    V: AuthenticateSync<Via>,
    P: Demands<V::Identity>,
    F: Fn(&V::Identity) -> bool,
{
    let decision = catch(|| {
        let Some((index, found)) = read(&Asked::new(verifier), verifier.settings(), head, anonymous)? else { return Ok(None) };
        let used = found.scheme();
        let identity = verifier.verify_sync(index, found).map_err(|error| Cause::unverified(error, used))?;
        admit(policy, identity, used, only).map(Some)
    });
    decision.unwrap_or_else(|Panicked| Err(Cause::new(Reason::Panicked, None)))
}

/// Before the verifier: the credentials, unless they are none, malformed, or attached by a browser to another site's write.
fn read<'a>(front: &dyn Front, settings: &Settings, head: RequestHead<'a>, anonymous: Anonymous) -> Result<Option<(usize, Found<'a>)>, Cause> {
    // A front without schemes has nobody who could decide, and so nobody who is let in.
    if front.scheme(0).is_none() {
        return Err(Cause::new(Reason::Broken, None));
    }
    let located = locate(front, anonymous == Anonymous::LetIn, head).map_err(Cause::unread)?;
    let Some((index, found)) = located else {
        return if anonymous == Anonymous::LetIn { Ok(None) } else { Err(missing()) };
    };
    if found.is_ambient() && !settings.allows_cross_site_writes && is_cross_site_write(head, &settings.trusted_origins) {
        return Err(Cause::new(Reason::CrossSiteWrite, Some(found.scheme())));
    }
    Ok(Some((index, found)))
}

/// After the verifier: what the handler demands.
fn admit<P: Demands<Id>, Id>(policy: &P, identity: Id, used: SchemeName, only: impl Fn(&Id) -> bool) -> Result<Id, Cause> {
    let has = |scope: &_| P::has_scope(&identity, scope);
    let demanded = policy.policy();
    if !demanded.allows(&has) {
        return Err(Cause::insufficient_scope(used, demanded.named_scopes(&has)));
    }
    if !only(&identity) {
        return Err(Cause::new(Reason::Denied, Some(used)));
    }
    Ok(identity)
}

const fn missing() -> Cause {
    Cause::new(Reason::MissingCredentials, None)
}

fn refused<V: Authenticate<Via>, Via>(verifier: &V, policy: &Policy, head: RequestHead<'_>, cause: Cause) -> Rejection {
    refuse(cause, policy, &Asked::new(verifier), || verifier.settings(), head)
}
