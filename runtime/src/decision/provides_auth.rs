//! Where the application holds the authenticator of a handler, and what is reported if it does not.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks use it")]

use std::{any::type_name, error::Error, fmt};

use super::{authenticator::Authenticator, reject::misconfigured};
use crate::{rejection::Rejection, request::RequestHead, vocabulary::Policy};

/// The state of an application, which holds the authenticator of its handlers. One type for each framework. An implementation by
/// hand names an authenticator and nothing more; on axum `FromRef` does the same.
#[diagnostic::on_unimplemented(
    message = "the router state `{Self}` holds no `Authenticator<{Id}, {Tag}>`",
    label = "no authenticator for this handler",
    note = "give the router one: `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]` (axum's feature `macros`)",
    note = "if this router is nested into another one, name the state of that one: `Router<App>`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`"
)]
pub trait ProvidesAuth<Id, Tag = ()> {
    /// How to give the application one, for the log. Default: empty, if none can be missing when a request comes.
    const HOW_TO_PROVIDE: &'static str = "";

    /// Whether the decision only answers a question. Then a rejection is not logged as an event.
    const IS_QUESTION: bool = false;

    /// `None` if the application was started without one.
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>>;
}

/// The type of the authenticator, if there is none.
pub(super) fn missing_authenticator<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Option<String> {
    source.authenticator().is_none().then(shown::<Id, Tag>)
}

#[cold]
pub(super) fn missing<Id, Tag>(policy: &Policy, given_by: &'static str, head: RequestHead<'_>) -> Rejection {
    let fault = NoAuthenticator { missing: shown::<Id, Tag>(), given_by };
    crate::event::misconfigured(&fault);
    misconfigured(policy, Box::new(fault), head)
}

/// The rejection of a request that did not pass a layer of this identity type.
#[cfg(feature = "tower")]
#[cold]
pub(crate) fn missing_layer<Id>(policy: &Policy, given_by: &'static str, head: RequestHead<'_>) -> Rejection {
    missing::<Id, ()>(policy, given_by, head)
}

/// `Authenticator<Identity>`, as a user would write it.
fn shown<Id, Tag>() -> String {
    let own = |name: &'static str| name.rsplit("::").next().filter(|_| name.starts_with("requires_auth::")).unwrap_or(name);
    let (identity, tag) = (own(type_name::<Id>()), type_name::<Tag>());
    if tag == "()" { format!("Authenticator<{identity}>") } else { format!("Authenticator<{identity}, {tag}>") }
}

/// The type that was looked up and is missing.
#[derive(Debug)]
struct NoAuthenticator {
    missing: String,
    given_by: &'static str,
}

impl fmt::Display for NoAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { missing, given_by } = self;
        write!(f, "the application holds no `{missing}`: every request is rejected until it does")?;
        if !given_by.is_empty() {
            write!(f, " ({given_by})")?;
        }
        f.write_str(". A handler with another identity names its type")
    }
}

impl Error for NoAuthenticator {}
