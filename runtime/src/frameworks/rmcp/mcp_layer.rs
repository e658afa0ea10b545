//! The layer of an MCP server, which verifies before rmcp, and how it is set up.

use std::{fmt, sync::Arc};

use tower_layer::Layer;

use super::{
    admission::Admission,
    checks::Checks,
    policies::Policies,
    service::McpService,
    session::{HasSubject, Owner, Seal},
};
use crate::{
    decision::{
        AuthLayer, Authenticated, Authenticator, LayerPolicy, MaybeAnonymous, layer as auth_layer,
        optional_layer as optional_auth_layer,
    },
    request::RequestHead,
    vocabulary::{ConfigError, Identity},
};

/// The same number as the default of rmcp's own limit.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Guards a service of rmcp: verifies each request before rmcp reads it. [`layer`] and [`optional_layer`] create it.
///
/// For each request, in this order:
///
/// 1. The credentials are verified, and the policy of the layer is checked. A rejection is the same response as that of any guard of
///    this crate (such as 400, 401, 403, 503), and the body is not read.
/// 2. A request in a session that another caller has opened gets 404, for `POST`, `GET` and `DELETE`. The id of a session is sealed: it
///    is valid only for the issuer and the subject that opened the session, see [`HasSubject`].
/// 3. `Last-Event-ID` is rejected with 405, unless [`allow_resume`](Self::allow_resume) was called.
/// 4. If the caller lacks a scope of the tool or prompt that is called, the response is 403 with a challenge that names these scopes
///    and those of the layer (RFC 6750 3.1). The call is read from `Mcp-Method` and `Mcp-Name`, and from the body.
/// 5. rmcp gets the request. The guard of the tool decides again, so a call that the layer could not read is rejected there, as an
///    error of JSON-RPC.
///
/// `McpLayer` is also a tower layer.
#[must_use = "a layer guards nothing until it is around a service"]
pub struct McpLayer<Id = Identity, Tag = (), M = Authenticated> {
    auth: AuthLayer<Id, Tag, M>,
    checks: Arc<Checks>,
}

/// The layer that [`optional_layer`] creates.
pub type OptionalMcpLayer<Id = Identity, Tag = ()> = McpLayer<Id, Tag, MaybeAnonymous>;

/// Creates a layer around a service of rmcp: see [`McpLayer`]. `policies` has the guarded tools and prompts:
/// `Shop::tool_policies()`, which `#[requires_auth]` has written.
///
/// ```
/// # use std::sync::Arc;
/// # use rmcp::{ServerHandler, tool, tool_handler, tool_router};
/// # use rmcp::transport::streamable_http_server::{StreamableHttpService, session::local::LocalSessionManager};
/// use requires_auth::{Authenticator, Identity, Policy, policy, rmcp::requires_auth, verifiers::StaticTokens};
///
/// # #[derive(Clone)]
/// # struct Shop;
/// # #[requires_auth]
/// # #[tool_router]
/// # impl Shop {
/// #     #[tool]
/// #     #[requires_auth(scopes("items:read"))]
/// #     async fn items(&self, #[identity] who: Identity) -> String {
/// #         who.subject().to_owned()
/// #     }
/// # }
/// # #[requires_auth]
/// # #[tool_handler]
/// # impl ServerHandler for Shop {}
/// // What every caller needs, and a client requests first.
/// const CONNECT: Policy = policy!(scopes("mcp"));
///
/// let reader = Identity::builder("ada").scopes("mcp items:read").build();
/// let auth = Authenticator::new(StaticTokens::new([("secret123", reader)])?);
/// let service = StreamableHttpService::new(|| Ok(Shop), Arc::new(LocalSessionManager::default()), Default::default());
/// let guarded = requires_auth::rmcp::layer(auth, Shop::tool_policies())?.policy(CONNECT).around(service);
/// # let _ = guarded;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// # Errors
///
/// Returns an error if a tool needs an authenticator of another identity type or tag, or if the operating system has no random bytes.
pub fn layer<Id, Tag>(authenticator: Authenticator<Id, Tag>, policies: Policies) -> Result<McpLayer<Id, Tag>, ConfigError>
where
    Id: HasSubject + Clone + Send + 'static,
    Tag: 'static,
{
    McpLayer::new(auth_layer(authenticator.clone()), authenticator, policies)
}

/// Creates a layer that also admits requests without credentials, for a server with public tools. Credentials that are present and not
/// valid are rejected, except for a session cookie alone.
///
/// Without credentials a caller may connect, list, and call the tools with `#[requires_auth::public]` or `optional`. A call of any
/// other tool is rejected with 401, like by [`layer`]. Lists have the tools that the caller may call. A session that was opened without
/// credentials is valid for callers without credentials alone. What has no guard, such as a resource, answers these callers too: call
/// [`identity`](super::identity) or [`authorize`](super::authorize) there.
///
/// It demands nothing of an identity, because an unauthenticated request would pass where a policy seems to demand something:
///
/// ```compile_fail,E0599
/// # use requires_auth::{policy, rmcp::{Policies, optional_layer}};
/// # let auth = requires_auth::test_util::authenticator([("ada-token", requires_auth::Identity::new("ada"))]);
/// let layer = optional_layer(auth, Policies::new()).unwrap().policy(policy!(scopes("mcp"))); // no method named `policy`
/// ```
///
/// # Errors
///
/// Returns an error like [`layer`].
pub fn optional_layer<Id, Tag>(
    authenticator: Authenticator<Id, Tag>,
    policies: Policies,
) -> Result<OptionalMcpLayer<Id, Tag>, ConfigError>
where
    Id: HasSubject + Clone + Send + 'static,
    Tag: 'static,
{
    McpLayer::new(optional_auth_layer(authenticator.clone()), authenticator, policies)
}

impl<Id, Tag> McpLayer<Id, Tag>
where
    Id: Send + 'static,
    Tag: 'static,
{
    /// Requires a policy of every request, beside that of the tool. 401 and 403 name its scopes. Choose the few scopes with which a
    /// client can begin. It requests those of a tool when it calls the tool. Replaces the policy of an earlier call.
    pub fn policy(mut self, policy: impl LayerPolicy<Id>) -> Self {
        self.auth = self.auth.policy(policy);
        self
    }

    /// Requires that a predicate over the identity is true: otherwise the request is rejected with 403. Several conditions must all
    /// be true. A panic is a 500.
    pub fn only(mut self, predicate: impl Fn(&Id) -> bool + Send + Sync + 'static) -> Self {
        self.auth = self.auth.only(predicate);
        self
    }

    /// Requires that a condition over the identity and the head of the request is true: otherwise the request is rejected with 403.
    /// Several conditions must all be true. A panic is a 500.
    pub fn check(mut self, condition: impl Fn(&Id, RequestHead<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.auth = self.auth.check(condition);
        self
    }
}

impl<Id, Tag, M> McpLayer<Id, Tag, M>
where
    Id: Send + 'static,
    Tag: 'static,
{
    fn new(auth: AuthLayer<Id, Tag, M>, authenticator: Authenticator<Id, Tag>, policies: Policies) -> Result<Self, ConfigError> {
        let admission = Admission::new(authenticator);
        if let Some((name, needed)) = policies.missing_authenticator(&admission) {
            let text = format!("{name} needs {needed}");
            return Err(ConfigError::placed(
                "tool or prompt",
                text,
                "the layer holds an authenticator of another identity type or tag",
            ));
        }
        let checks = Checks { admission, policies, seal: Seal::random()?, body_limit: BODY_LIMIT, allows_resume: false };
        Ok(Self { auth, checks: Arc::new(checks) })
    }

    /// Sets the key that seals the ids of sessions, at least 32 random bytes, so that several instances accept the same ids. Default:
    /// a random key, which ends with the process.
    ///
    /// # Errors
    ///
    /// Returns an error if the key is shorter.
    pub fn session_key(mut self, key: &[u8]) -> Result<Self, ConfigError> {
        Arc::make_mut(&mut self.checks).seal = Seal::with_key(key)?;
        Ok(self)
    }

    /// Sets how much of a body is read to find the call in it, in bytes. Default: 4 MiB, the default of rmcp's own limit. A longer
    /// body is passed on, and a rejection of its call is an error of JSON-RPC.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.checks).body_limit = bytes;
        self
    }

    /// Passes `Last-Event-ID` on, with which a client resumes a stream. Default: 405.
    ///
    /// rmcp looks up the events after this id in the `EventStore` of the application and does not look at the session, so whoever has an
    /// id of another caller reads that caller's results. Allow it if no other caller can guess or use the ids of your store. Without a
    /// store, an id is valid only within its session, and you can allow it.
    pub fn allow_resume(mut self) -> Self {
        Arc::make_mut(&mut self.checks).allows_resume = true;
        self
    }

    /// Returns the guarded service. Does what tower's `Layer::layer` does, without an import.
    pub fn around<S>(&self, service: S) -> McpService<S, Id, Tag>
    where
        Id: HasSubject + Clone,
    {
        McpService::new(service, self.auth.rules(), Arc::clone(&self.checks), |identity| Owner::of(identity))
    }
}

impl<S, Id, Tag, M> Layer<S> for McpLayer<Id, Tag, M>
where
    Id: HasSubject + Clone + Send + 'static,
    Tag: 'static,
{
    type Service = McpService<S, Id, Tag>;

    fn layer(&self, inner: S) -> Self::Service {
        self.around(inner)
    }
}

impl<Id, Tag, M> Clone for McpLayer<Id, Tag, M> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), checks: Arc::clone(&self.checks) }
    }
}

impl<Id, Tag, M> fmt::Debug for McpLayer<Id, Tag, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checks { admission: _, policies, seal, body_limit, allows_resume } = &*self.checks;
        let mut shown = f.debug_struct("McpLayer");
        shown.field("auth", &self.auth).field("policies", policies).field("seal", seal);
        shown.field("body_limit", body_limit).field("allows_resume", allows_resume).finish()
    }
}
