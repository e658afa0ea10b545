//! [`Challenge`]: one `WWW-Authenticate` field line that an application builds by hand. Those of a guard are in `challenge_lines.rs`.

use http::HeaderValue;

use super::url::{absolute_url, metadata_url};
use crate::{
    grammar::{SCOPE_RULE, has_control, is_scope_token, is_token, realm_error},
    vocabulary::ConfigError,
};

/// Builds one challenge: the value of one `WWW-Authenticate` field line (RFC 9110 11.6.1).
///
/// The order of the calls does not matter. The parameters are written in the order that clients read best: `realm`, `charset`,
/// `error`, `error_description`, `error_uri`, `scope`, `acr_values`, `max_age`, other names in the order of the calls,
/// `resource_metadata`. Names are in lower case, and every value is quoted. [`build`](Self::build) returns the first mistake.
///
/// ```
/// use requires_auth::Challenge;
///
/// let challenge = Challenge::bearer().scopes(["files:read"]).realm("api").build()?;
/// assert_eq!(challenge, r#"Bearer realm="api", scope="files:read""#);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Challenge {
    scheme: String,
    params: Vec<(String, String)>,
    /// The first mistake, which `build` returns.
    fault: Option<ConfigError>,
}

const ORDER: [&str; 8] = ["realm", "charset", "error", "error_description", "error_uri", "scope", "acr_values", "max_age"];
const LAST: &str = "resource_metadata";

impl Challenge {
    /// Starts a challenge of any scheme. `scheme` must be a token (RFC 9110 11.1).
    pub fn new(scheme: impl Into<String>) -> Self {
        let scheme = scheme.into();
        let fault = (!is_token(&scheme))
            .then(|| ConfigError::new("authentication scheme", &*scheme, "the scheme must be a token (RFC 9110 11.1)"));
        Self { scheme, params: Vec::new(), fault }
    }

    /// Starts a `Bearer` challenge (RFC 6750 3). It needs at least one parameter.
    pub fn bearer() -> Self {
        Self::new("Bearer")
    }

    /// Starts a `Basic` challenge (RFC 7617 2) with `charset="UTF-8"`. It needs a realm.
    pub fn basic() -> Self {
        Self::new("Basic").param("charset", "UTF-8")
    }

    /// Sets the realm, the protection space (RFC 9110 11.5): ASCII without control characters.
    pub fn realm(self, realm: impl Into<String>) -> Self {
        self.param("realm", realm)
    }

    /// Sets an error code, such as `invalid_token` (RFC 6750 3.1): not empty, without quote and backslash.
    pub fn error(self, code: impl Into<String>) -> Self {
        self.param("error", code)
    }

    /// Sets an explanation for developers, without quote and backslash. It needs an error code, too (RFC 6750 3).
    pub fn error_description(self, text: impl Into<String>) -> Self {
        self.param("error_description", text)
    }

    /// Sets the URL of a page about the error: an absolute URL (RFC 3986) without user info, with the scheme `https`, or `http` for
    /// a loopback host (`localhost`, `127.0.0.1`, `[::1]`). It needs an error code, too (RFC 6750 3).
    pub fn error_uri(self, url: impl Into<String>) -> Self {
        self.param("error_uri", url)
    }

    /// Sets the scopes that the resource requires (RFC 6750 3). Keeps their order and drops repetitions. An empty list sets no
    /// parameter.
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let mut tokens = Vec::new();
        for scope in scopes {
            let scope = scope.as_ref().to_owned();
            if !is_scope_token(&scope) {
                self.record_error(ConfigError::new("scope", scope, SCOPE_RULE));
                return self;
            }
            if !tokens.contains(&scope) {
                tokens.push(scope);
            }
        }
        if tokens.is_empty() { self } else { self.param("scope", tokens.join(" ")) }
    }

    /// Sets the URL of the protected resource metadata (RFC 9728 5.1): an absolute URL (RFC 3986) without user info and fragment,
    /// with the scheme `https`, or `http` for a loopback host (`localhost`, `127.0.0.1`, `[::1]`).
    pub fn resource_metadata(self, url: impl Into<String>) -> Self {
        self.param(LAST, url)
    }

    /// Sets any parameter. The value of a known name must follow the rules of that name; any other value must be ASCII without
    /// control characters. Names are compared without case, and each may appear once (RFC 9110 11.2). `max_age` is in seconds (RFC
    /// 9470 3).
    pub fn param(mut self, name: &str, value: impl Into<String>) -> Self {
        let name = name.to_ascii_lowercase();
        let value = value.into();
        if !is_token(&name) {
            self.record_error(ConfigError::new("challenge parameter", name, "a parameter name must be a token (RFC 9110 11.2)"));
        } else if self.value_of(&name).is_some() {
            self.record_error(ConfigError::new(
                "challenge parameter",
                name,
                "duplicate parameter: each name may appear once in a challenge (RFC 9110 11.2)",
            ));
        } else if let Some(fault) = self.value_fault(&name, &value) {
            self.record_error(fault);
        } else {
            self.params.push((name, value));
        }
        self
    }

    /// Returns the value of the field line.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] for the first invalid value that was set, for a challenge without parameters (RFC 6750 3), for a
    /// `Basic` challenge without realm (RFC 7617 2), and for a description or an error page without error code (RFC 6750 3).
    pub fn build(mut self) -> Result<HeaderValue, ConfigError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if self.is("Basic") && self.value_of("realm").is_none() {
            return Err(ConfigError::bare("Basic challenge", "realm required (RFC 7617 2)"));
        }
        if self.params.is_empty() {
            return Err(ConfigError::new(
                "challenge",
                self.scheme,
                "needs one parameter: a scheme alone is not a challenge (RFC 6750 3)",
            ));
        }
        for dependent in ["error_description", "error_uri"] {
            if self.value_of(dependent).is_some() && self.value_of("error").is_none() {
                return Err(ConfigError::bare(
                    "challenge",
                    "error_description without error, or error_uri without it (RFC 6750 3)",
                ));
            }
        }
        // The sort is stable: parameters with unknown names keep the order of the calls.
        self.params.sort_by_key(|(name, _)| {
            ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len() + usize::from(name == LAST))
        });
        let mut line = LineWriter::new(&self.scheme, self.params.iter().map(|(name, value)| name.len() + value.len() + 5).sum());
        for (name, value) in &self.params {
            line.param(name, value);
        }
        line.finish().ok_or_else(|| ConfigError::bare("challenge", "a control character is not allowed in a header field"))
    }

    fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    fn value_of(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn record_error(&mut self, fault: ConfigError) {
        self.fault.get_or_insert(fault);
    }

    fn value_fault(&self, name: &str, value: &str) -> Option<ConfigError> {
        let fault = |what, rule| Some(ConfigError::new(what, value, rule));
        match name {
            "realm" => realm_error(value).and_then(|rule| fault("realm", rule)),
            "charset" if !self.is("Basic") || !value.eq_ignore_ascii_case("UTF-8") => {
                fault("charset", "must be \"UTF-8\", and only Basic has this parameter (RFC 7617 2.1)")
            }
            "error" if value.is_empty() || !is_plain(value) => {
                fault("error", "error charset: %x20-21 / %x23-5B / %x5D-7E, not empty (RFC 6750 3)")
            }
            "error_description" if !is_plain(value) => fault(
                "error_description",
                "error_description charset: %x20-21 / %x23-5B / %x5D-7E, no quote, no backslash (RFC 6750 3)",
            ),
            "error_uri" => absolute_url("error_uri", value).err(),
            LAST => metadata_url(LAST, value).err(),
            "scope" | "acr_values" if !value.split(' ').all(is_scope_token) => {
                fault(if name == "scope" { "scope" } else { "acr_values" }, SCOPE_RULE)
            }
            "max_age" if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) => {
                fault("max_age", "must be a non-negative integer of seconds (RFC 9470 3)")
            }
            _ if has_control(value.as_bytes()) || !value.is_ascii() => {
                fault("challenge parameter", "a value must be ASCII without control characters (RFC 9110 5.6.4)")
            }
            _ => None,
        }
    }
}

/// Returns whether all bytes are allowed by RFC 6750 3: `%x20-21 / %x23-5B / %x5D-7E`.
pub(super) fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// Writes `Scheme name="value", name="value"`. No other code quotes parameters.
pub(super) struct LineWriter {
    line: String,
    separator: &'static str,
}

impl LineWriter {
    /// `capacity` is the length of all names and values, and 5 bytes for each parameter. An exact capacity saves an allocation:
    /// `HeaderValue` takes over a `String` without spare capacity.
    pub(super) fn new(scheme: &str, capacity: usize) -> Self {
        let mut line = String::with_capacity((scheme.len() + capacity).saturating_sub(1));
        line.push_str(scheme);
        Self { line, separator: " " }
    }

    pub(super) fn param(&mut self, name: &str, value: &str) {
        self.open(name);
        self.push(value);
        self.close();
    }

    pub(super) fn open(&mut self, name: &str) {
        self.line.push_str(self.separator);
        self.separator = ", ";
        self.line.push_str(name);
        self.line.push_str("=\"");
    }

    /// Appends to the open value. Escapes only `"` and `\` (RFC 9110 5.6.4).
    pub(super) fn push(&mut self, value: &str) {
        for part in value.split_inclusive(['"', '\\']) {
            match part.strip_suffix(['"', '\\']) {
                Some(plain) => {
                    self.line.push_str(plain);
                    self.line.push('\\');
                    self.line.push_str(part.get(plain.len()..).unwrap_or_default());
                }
                None => self.line.push_str(part),
            }
        }
    }

    /// Appends scope-tokens to the open value, or the space between them. None needs an escape (RFC 6749 3.3).
    pub(super) fn push_scope(&mut self, text: &str) {
        debug_assert!(is_plain(text), "a scope was checked when it was made");
        self.line.push_str(text);
    }

    pub(super) fn close(&mut self) {
        self.line.push('"');
    }

    /// Returns `None` if a byte is not allowed in a header field. Checked texts have no such byte.
    pub(super) fn finish(self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.line).ok()
    }
}
