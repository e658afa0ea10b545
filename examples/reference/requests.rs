//! The requests to try: they become the `curl` lines, and the buttons of the page.

/// The tokens that the requests carry: of the embedded issuer, or the name of the variable into which one puts a token of the provider.
pub(crate) struct Tokens {
    pub(crate) reader: String,
    pub(crate) writer: String,
    /// A reader who was authenticated in the way that `/stepup` demands.
    pub(crate) gold: String,
    /// `None` if the server cannot ask about opaque tokens.
    pub(crate) opaque: Option<String>,
}

impl Tokens {
    pub(crate) fn of_provider(has_introspection: bool) -> Self {
        let token = || "$TOKEN".to_owned();
        Self { reader: token(), writer: token(), gold: token(), opaque: has_introspection.then(token) }
    }
}

pub(crate) struct Sample {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// Whose credentials, for the button.
    pub(crate) whose: &'static str,
    pub(crate) credentials: Credentials,
    pub(crate) body: Option<&'static str>,
}

pub(crate) enum Credentials {
    None,
    Bearer(String),
    Key(&'static str),
    /// User name and password, then the same as a field (RFC 7617 2).
    Basic(&'static str, &'static str),
    Cookie(&'static str),
}

impl Sample {
    fn get(path: &'static str, whose: &'static str, credentials: Credentials) -> Self {
        Self { method: "GET", path, whose, credentials, body: None }
    }

    fn post(path: &'static str, whose: &'static str, credentials: Credentials) -> Self {
        Self { method: "POST", path, whose, credentials, body: Some(r#"{"name": "lamp"}"#) }
    }

    /// The path, and the other arguments of `curl`.
    pub(crate) fn curl(&self) -> String {
        let credentials = match &self.credentials {
            Credentials::None => String::new(),
            Credentials::Bearer(token) => format!(" -H \"Authorization: Bearer {token}\""),
            Credentials::Key(key) => format!(" -H \"X-API-Key: {key}\""),
            Credentials::Basic(user, _) => format!(" -u \"{user}\""),
            Credentials::Cookie(cookie) => format!(" -b {cookie}"),
        };
        // `--json` means `POST`.
        let body = self.body.map(|body| format!(" --json '{body}'")).unwrap_or_default();
        format!("{}{credentials}{body}", self.path)
    }
}

pub(crate) fn samples(tokens: Tokens) -> Vec<Sample> {
    let Tokens { reader, writer, gold, opaque } = tokens;
    let bearer = |token: &str| Credentials::Bearer(token.to_owned());
    let opaque = opaque.map(|token| Sample::get("/opaque", "a reader, opaque token", Credentials::Bearer(token)));
    let basic = Credentials::Basic("admin:correct horse", "YWRtaW46Y29ycmVjdCBob3JzZQ==");
    let all = [
        Sample::get("/public", "no credentials", Credentials::None),
        Sample::get("/protected", "no credentials", Credentials::None),
        Sample::get("/protected", "demo, fixed token", bearer("secret123")),
        Sample::get("/items", "no credentials", Credentials::None),
        Sample::get("/items", "a reader", bearer(&reader)),
        Sample::post("/items", "a reader", bearer(&reader)),
        Sample::post("/items", "a writer", bearer(&writer)),
        Sample::get("/stepup", "a reader", bearer(&reader)),
        Sample::get("/stepup", "a reader, stronger login", bearer(&gold)),
        Sample::get("/admin", "admin, password", basic),
        Sample::get("/reports", "reporter, API key", Credentials::Key("key-123456")),
        Sample::get("/me", "ada, session cookie", Credentials::Cookie("session=sess-123456")),
        Sample::get("/health", "no credentials", Credentials::None),
        Sample::get("/.well-known/oauth-protected-resource", "no credentials", Credentials::None),
    ];
    all.into_iter().chain(opaque).collect()
}
