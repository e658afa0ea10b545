//! The mark that the layer leaves in an admitted request: the authenticator that verified it.

use std::{any::Any, fmt, sync::Arc};

use http::{Extensions, request::Parts};
use rmcp::{RoleServer, service::RequestContext};

use crate::decision::{Authenticator, ProvidesAuth};

/// The layer that admitted a request, if one did. It is in the extensions of the HTTP request, which rmcp hands on to the tool.
/// Only this crate can name the type or create one with a layer.
///
/// It admits nothing by itself: a guard behind it verifies the request, with the identity that the layer has left.
#[derive(Clone, Default)]
pub struct Admission(Option<Arc<dyn Any + Send + Sync>>);

impl Admission {
    pub(super) fn new<Id: Send + 'static, Tag: 'static>(authenticator: Authenticator<Id, Tag>) -> Self {
        Self(Some(Arc::new(authenticator)))
    }

    /// Returns what the layer has left in a request; nothing if there was none.
    pub(super) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Returns the head of the HTTP request of a call as well. `None` if there is no layer.
    pub(super) fn of_call(context: &RequestContext<RoleServer>) -> Option<(Self, Parts)> {
        let parts = context.extensions.get::<Parts>()?;
        let admission = Self::of(&parts.extensions);
        admission.0.is_some().then(|| (admission, parts.clone()))
    }

    fn authenticator<Id: 'static, Tag: 'static>(&self) -> Option<Authenticator<Id, Tag>> {
        self.0.as_deref()?.downcast_ref::<Authenticator<Id, Tag>>().cloned()
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admission(..)")
    }
}

const HOW_TO_PROVIDE: &str =
    "`requires_auth::rmcp::layer(auth, Self::tool_policies())` around the service of rmcp; other transports carry no credentials";

#[diagnostic::do_not_recommend]
impl<Id: 'static, Tag: 'static> ProvidesAuth<Id, Tag> for Admission {
    const HOW_TO_PROVIDE: &'static str = HOW_TO_PROVIDE;

    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.authenticator()
    }
}

/// The same for the question which tools a caller may call: what it may not is no event.
pub struct Question(pub(super) Admission);

#[diagnostic::do_not_recommend]
impl<Id: 'static, Tag: 'static> ProvidesAuth<Id, Tag> for Question {
    const HOW_TO_PROVIDE: &'static str = HOW_TO_PROVIDE;
    const IS_QUESTION: bool = true;

    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        self.0.authenticator()
    }
}
