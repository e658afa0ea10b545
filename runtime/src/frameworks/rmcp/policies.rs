//! The table of guarded tools and prompts: which name has which policy, for the layer and for lists.

use std::{borrow::Cow, fmt, marker::PhantomData, sync::Arc};

use http::request::Parts;
use rmcp::{
    ErrorData, RoleServer,
    model::{Prompt, Tool},
    service::RequestContext,
};

use super::{
    admission::{Admission, Question},
    guard::no_layer,
};
use crate::{
    decision::{AuthorizeHandler, Guard},
    rejection::Rejection,
    request::DynRequest,
};

/// Holds the policies of guarded tools and prompts, by name. `#[requires_auth]` on an `impl` block writes the function that returns
/// it: `tool_policies()` above `#[tool_router]`, `prompt_policies()` above `#[prompt_router]`, and `NAME_policies()` above
/// `#[tool_router(router = NAME)]` or `router = NAME_router`.
///
/// With this table the layer rejects calls with a status of HTTP before the tool does so in JSON-RPC, and lists have only the tools
/// that the caller may call. A guarded tool that is missing here keeps its guard.
#[derive(Clone, Default)]
#[must_use]
pub struct Policies(Vec<Entry>);

/// The table in the extensions of an admitted request, for lists.
#[derive(Clone)]
pub(super) struct Listed(pub(super) Policies);

#[derive(Clone)]
struct Entry {
    kind: Kind,
    name: Cow<'static, str>,
    decide: Arc<dyn Decide>,
}

/// The two kinds of entries that a client calls by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Tool,
    Prompt,
}

impl Kind {
    /// Returns what a method of MCP calls by name.
    pub(super) fn of(method: &[u8]) -> Option<Self> {
        match method {
            b"tools/call" => Some(Self::Tool),
            b"prompts/get" => Some(Self::Prompt),
            _ => None,
        }
    }
}

impl Policies {
    /// Returns an empty table, for a server whose tools are all public.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds the entries of another table, for a server with several routers.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns the names of the guarded tools, in the order of the methods.
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.names(Kind::Tool)
    }

    /// Returns the names of the guarded prompts, in the order of the methods.
    pub fn prompts(&self) -> impl Iterator<Item = &str> {
        self.names(Kind::Prompt)
    }

    fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |entry| entry.kind == kind).map(|entry| &*entry.name)
    }

    /// Adds a tool with its guard: for expansions.
    #[doc(hidden)]
    pub fn tool<Id, W>(self, name: impl Into<Cow<'static, str>>) -> Self
    where
        Id: Send + 'static,
        W: GuardsTool<Id>,
    {
        self.with::<Id, W>(Kind::Tool, name.into())
    }

    /// Adds a prompt with its guard: for expansions.
    #[doc(hidden)]
    pub fn prompt<Id, W>(self, name: impl Into<Cow<'static, str>>) -> Self
    where
        Id: Send + 'static,
        W: GuardsTool<Id>,
    {
        self.with::<Id, W>(Kind::Prompt, name.into())
    }

    fn with<Id, W>(mut self, kind: Kind, name: Cow<'static, str>) -> Self
    where
        Id: Send + 'static,
        W: GuardsTool<Id>,
    {
        self.0.push(Entry { kind, name, decide: Arc::new(OfGuard::<Id, W>(PhantomData)) });
        self
    }

    fn of(&self, kind: Kind, name: &str) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(move |entry| entry.kind == kind && entry.name == name)
    }

    /// Returns the rejection of a call, if its tool would reject it. `None` also for a name that is not here.
    pub(super) fn rejection(
        &self,
        kind: Kind,
        name: &str,
        admission: &Admission,
        request: &mut DynRequest<'_>,
    ) -> Option<Rejection> {
        self.of(kind, name).find_map(|entry| entry.decide.rejection(admission, request))
    }

    fn is_visible(&self, kind: Kind, name: &str, question: &Question, parts: &mut Parts) -> bool {
        self.of(kind, name).all(|entry| entry.decide.is_met(question, parts))
    }

    /// Returns the name of an entry that the layer cannot serve, with the type of the authenticator that it needs.
    pub(super) fn missing_authenticator(&self, admission: &Admission) -> Option<(&str, String)> {
        self.0.iter().find_map(|entry| Some((&*entry.name, entry.decide.missing_authenticator(admission)?)))
    }
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|entry| (entry.kind, &entry.name))).finish()
    }
}

/// A guard that decides about calls, and about questions. The traits that it needs have no name outside of this crate.
#[doc(hidden)]
pub trait GuardsTool<Id>: AuthorizeHandler<Admission, Id> + AuthorizeHandler<Question, Id> {}

impl<Id, W: AuthorizeHandler<Admission, Id> + AuthorizeHandler<Question, Id>> GuardsTool<Id> for W {}

/// The guard of one tool, without its types.
trait Decide: Send + Sync {
    fn rejection(&self, admission: &Admission, request: &mut DynRequest<'_>) -> Option<Rejection>;
    fn is_met(&self, question: &Question, request: &mut DynRequest<'_>) -> bool;
    fn missing_authenticator(&self, admission: &Admission) -> Option<String>;
}

struct OfGuard<Id, W>(PhantomData<fn() -> (Id, W)>);

impl<Id, W> Decide for OfGuard<Id, W>
where
    Id: Send + 'static,
    W: GuardsTool<Id>,
{
    fn rejection(&self, admission: &Admission, request: &mut DynRequest<'_>) -> Option<Rejection> {
        // A verifier that would have to wait is left to the tool, which then rejects.
        Guard::<Id, W>::check_now(admission, request, false, |rejection| rejection)?.err()
    }

    fn is_met(&self, question: &Question, request: &mut DynRequest<'_>) -> bool {
        matches!(Guard::<Id, W>::check_now(question, request, false, drop), Some(Ok(_)))
    }

    fn missing_authenticator(&self, admission: &Admission) -> Option<String> {
        <W as AuthorizeHandler<Admission, Id>>::missing_authenticator(admission)
    }
}

/// Returns only those `tools` that the caller may call, for a `list_tools` that you write by hand. If you write none, `#[requires_auth]`
/// above `#[tool_handler]` writes that method. A tool that is not in the table of the layer counts as public, so it stays in the list.
///
/// ```
/// # use rmcp::{ErrorData, RoleServer, handler::server::router::tool::ToolRouter, service::RequestContext};
/// use rmcp::model::ListToolsResult;
///
/// # fn list<S: Send + Sync + 'static>(router: &ToolRouter<S>, context: &RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
/// let tools = requires_auth::rmcp::visible_tools(router.list_all(), context)?;
/// Ok(ListToolsResult::with_all_items(tools)) // caches may not share it
/// # }
/// ```
///
/// # Errors
///
/// Returns an error if the call did not pass the layer.
pub fn visible_tools(tools: Vec<Tool>, context: &RequestContext<RoleServer>) -> Result<Vec<Tool>, ErrorData> {
    visible(Kind::Tool, tools, |tool| &tool.name, context)
}

/// Returns only those prompts that the caller may get: see [`visible_tools`].
///
/// # Errors
///
/// Returns an error if the call did not pass the layer.
pub fn visible_prompts(prompts: Vec<Prompt>, context: &RequestContext<RoleServer>) -> Result<Vec<Prompt>, ErrorData> {
    visible(Kind::Prompt, prompts, |prompt| &prompt.name, context)
}

fn visible<T>(
    kind: Kind,
    mut items: Vec<T>,
    name: fn(&T) -> &str,
    context: &RequestContext<RoleServer>,
) -> Result<Vec<T>, ErrorData> {
    let Some((admission, mut parts)) = Admission::of_call(context) else { return Err(no_layer()) };
    let Some(Listed(policies)) = parts.extensions.get().cloned() else { return Err(no_layer()) };
    let question = Question(admission);
    items.retain(|item| policies.is_visible(kind, name(item), &question, &mut parts));
    Ok(items)
}
