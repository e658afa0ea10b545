//! What the metadata says, and which of it is refused at start-up.

use std::time::Duration;

use super::{json::ObjectWriter, resource::ResourceMetadata};
use crate::{
    grammar::{SCOPE_RULE, has_control, is_scope_token},
    rejection::metadata_url,
    vocabulary::{ConfigError, Policy},
};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

const MAX_AGE: Duration = Duration::from_secs(3600);
const LONGEST_AGE: Duration = Duration::from_secs(24 * 3600);

const SERVERS: &str = "at least one authorization server required: without it clients cannot get a token";
const QUERY: &str = "must not have a query (RFC 8707 2, RFC 8414 2)";
const CASE: &str = "scheme and host must be in lower case: clients compare the text character by character (RFC 9728 3.3)";
const DEFAULT_PORT: &str = "must not have the default port, which clients remove before they compare (RFC 9728 3.3)";
const DOTS: &str = "must not have the path segments `.` and `..`, which clients remove (RFC 3986 5.2.4)";
const ROUTER: &str = "no segment of the path may begin with `:` or `*`, which routers read as a parameter";
const NAME: &str = "must be a text without control characters, and not empty";
const AGE: &str = "must be at most one day: so long clients may go on using an authorization server that was replaced";

/// Builds a [`ResourceMetadata`]: see [`ResourceMetadata::builder`]. The setters do not fail: [`build`](Self::build) returns the first
/// invalid value.
#[derive(Clone, Debug)]
#[must_use]
pub struct ResourceMetadataBuilder {
    resource: String,
    servers: Vec<String>,
    scopes: Vec<String>,
    name: Option<String>,
    documentation: Option<String>,
    max_age: Duration,
}

impl ResourceMetadata {
    /// Starts building the metadata of `resource`: the address under which clients know this API, without a slash at the end unless
    /// they write one. It is an absolute URL without user info, query and fragment, with the scheme `https`, or `http` for a loopback
    /// host (`localhost`, `127.0.0.1`, `[::1]`). It must be written as clients compare it: scheme and host in lower case, no default
    /// port, no segments `.` and `..`.
    pub fn builder(resource: impl Into<String>) -> ResourceMetadataBuilder {
        ResourceMetadataBuilder::new(resource.into())
    }
}

impl ResourceMetadataBuilder {
    fn new(resource: String) -> Self {
        Self { resource, servers: Vec::new(), scopes: Vec::new(), name: None, documentation: None, max_age: MAX_AGE }
    }

    /// Adds the issuer identifier of an authorization server whose tokens are accepted (`authorization_servers`), exactly as that
    /// server writes it: an absolute URL without user info, query and fragment, with the scheme `https`, or `http` for a loopback
    /// host. At least one is required.
    pub fn authorization_server(mut self, issuer: impl Into<String>) -> Self {
        self.servers.push(issuer.into());
        self
    }

    /// Adds scopes that clients may request (`scopes_supported`). Keeps their order and drops repetitions. Default: none.
    ///
    /// A client that finds no `scope` in a challenge may request all of these, so name those that a usual client needs, and leave
    /// out rare and powerful ones. The challenge of a handler names what that handler requires.
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        for scope in scopes {
            if !self.scopes.iter().any(|known| known == scope.as_ref()) {
                self.scopes.push(scope.as_ref().to_owned());
            }
        }
        self
    }

    /// Adds the scopes of a policy: those that its challenge names to a caller who has none of them, so one alternative of an `any(..)`.
    /// If it is the policy of a layer, clients request the same scopes at first, whether they read the challenge or the metadata. Those
    /// of further handlers are named by the challenges of these.
    ///
    /// ```
    /// use requires_auth::{Policy, ResourceMetadata, policy};
    ///
    /// const CONNECT: Policy = policy!(scopes("items:read"));
    ///
    /// let metadata = ResourceMetadata::builder("https://mcp.example.com/mcp")
    ///     .authorization_server("https://login.example.com")
    ///     .scopes_of(&CONNECT) // as in `requires_auth::rmcp::layer(auth, Shop::tool_policies())?.policy(CONNECT)`
    ///     .build()?;
    /// assert!(metadata.document().contains(r#""scopes_supported":["items:read"]"#));
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    pub fn scopes_of(self, policy: &Policy) -> Self {
        self.scopes(policy.scopes_for_challenge(None, &|_| false))
    }

    /// Sets a name for people (`resource_name`).
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the address of a page for developers (`resource_documentation`): an absolute URL without user info and fragment, with
    /// the scheme `https`, or `http` for a loopback host.
    pub fn documentation(mut self, url: impl Into<String>) -> Self {
        self.documentation = Some(url.into());
        self
    }

    /// Sets how long clients may keep the document (`Cache-Control: max-age`, RFC 9728 7.10), in whole seconds. Default: one hour.
    /// More than one day is an error of [`build`](Self::build).
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Writes the document.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if a URL breaks the rule of its setter or of [`ResourceMetadata::builder`], if there is no authorization
    /// server, if a scope contains a character that RFC 6749 3.3 does not allow, if the name is empty or has control characters, and
    /// for a `max_age` above one day.
    pub fn build(self) -> Result<ResourceMetadata, ConfigError> {
        self.check()?;
        let mut object = ObjectWriter::new();
        object.text("resource", &self.resource);
        if let Some(name) = &self.name {
            object.text("resource_name", name);
        }
        object.list("authorization_servers", &self.servers);
        if !self.scopes.is_empty() {
            object.list("scopes_supported", &self.scopes);
        }
        // A guard reads no token from a body or a query.
        object.list("bearer_methods_supported", ["header"]);
        if let Some(url) = &self.documentation {
            object.text("resource_documentation", url);
        }
        let (origin, path) = split(&self.resource);
        // A slash after the host is removed (RFC 9728 3.1).
        let path = format!("{WELL_KNOWN}{}", if path == "/" { "" } else { path });
        let url = format!("{origin}{path}");
        let paths = if path == WELL_KNOWN { vec![path] } else { vec![path, WELL_KNOWN.to_owned()] };
        Ok(ResourceMetadata::new(self.resource, url, paths, object.finish(), self.max_age.as_secs()))
    }

    fn check(&self) -> Result<(), ConfigError> {
        checked("resource", &self.resource, resource_fault)?;
        if self.servers.is_empty() {
            return Err(ConfigError::bare("resource metadata", SERVERS));
        }
        for server in &self.servers {
            checked("authorization server", server, query_fault)?;
        }
        if let Some(url) = &self.documentation {
            metadata_url("resource documentation", url)?;
        }
        if let Some(scope) = self.scopes.iter().find(|scope| !is_scope_token(scope)) {
            return Err(ConfigError::new("scope", scope, SCOPE_RULE));
        }
        if let Some(name) = self.name.as_ref().filter(|name| name.is_empty() || has_control(name.as_bytes())) {
            return Err(ConfigError::new("resource name", name, NAME));
        }
        if self.max_age > LONGEST_AGE {
            return Err(ConfigError::placed("max_age", format!("{:?}", self.max_age), AGE));
        }
        Ok(())
    }
}

/// Checks a URL by the rules for all URLs, and then by an additional one.
fn checked(what: &'static str, url: &str, fault: fn(&str) -> Option<&'static str>) -> Result<(), ConfigError> {
    metadata_url(what, url)?;
    fault(url).map_or(Ok(()), |rule| Err(ConfigError::new(what, url, rule)))
}

fn query_fault(url: &str) -> Option<&'static str> {
    url.contains('?').then_some(QUERY)
}

/// Returns what would make clients compare the resource with another text than the one they have, or fetch another path.
fn resource_fault(url: &str) -> Option<&'static str> {
    let (origin, path) = split(url);
    let is_dots = |segment: &str| matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..");
    let default_port = if origin.starts_with("https") { ":443" } else { ":80" };
    if path.contains('?') {
        Some(QUERY)
    } else if origin.contains(|char: char| char.is_ascii_uppercase()) {
        Some(CASE)
    } else if origin.ends_with(default_port) {
        Some(DEFAULT_PORT)
    } else if path.split('/').any(is_dots) {
        Some(DOTS)
    } else if path.split('/').any(|segment| segment.starts_with([':', '*'])) {
        Some(ROUTER)
    } else {
        None
    }
}

/// Splits a URL after its host.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |mark| mark + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?'])).map_or(url.len(), |length| host + length);
    url.split_at_checked(end).unwrap_or((url, ""))
}
