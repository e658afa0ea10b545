"""The programs that `compile_cost.py` measures: handlers of one kind (plain, axum, actix-web) in one variant."""

COMMON = """#![recursion_limit = "4096"]
#![allow(unused)]
use requires_auth::{Authenticator, HasScopes, Identity, Policy, Scope, policy, verifiers::StaticTokens};
use std::sync::{Arc, LazyLock};
pub const READ: Policy = policy!(scopes("items:read"));
const READ_SCOPE: Scope = Scope::new("items:read");
pub type Table = Arc<Vec<(String, Identity)>>;
fn known(table: &Table, line: Option<&str>) -> Option<Identity> {
    use subtle::ConstantTimeEq;
    let token = line?.strip_prefix("Bearer ")?;
    let mut found = None;
    for (secret, identity) in table.iter() {
        if bool::from(secret.as_bytes().ct_eq(token.as_bytes())) { found = Some(identity.clone()); }
    }
    found.filter(|who| who.has_scope(&READ_SCOPE))
}
fn auth() -> Authenticator { Authenticator::new(StaticTokens::new([("secret", Identity::new("ada"))]).unwrap()) }
"""

PLAIN = COMMON + """use http::{Request, Response};
use requires_auth::requires_auth;
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("a"))]).unwrap());
pub static AUTH: LazyLock<Authenticator> = LazyLock::new(auth);
"""
AXUM = COMMON + """use axum::{Json, extract::{FromRef, FromRequestParts, State}, response::{IntoResponse, Response}};
use requires_auth::{Rejection, axum::requires_auth};
#[derive(Clone, FromRef)]
pub struct App { auth: Authenticator, table: Table }
pub struct Who(pub Identity);
impl FromRequestParts<App> for Who {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        let line = parts.headers.get(http::header::AUTHORIZATION).and_then(|line| line.to_str().ok());
        known(&app.table, line).map(Who).ok_or_else(|| http::StatusCode::UNAUTHORIZED.into_response())
    }
}
pub struct Each<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequestParts<App> for Each<M> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        Who::from_request_parts(parts, app).await.map(|who| Each(who.0, std::marker::PhantomData))
    }
}
pub type Waiting = std::pin::Pin<Box<dyn Future<Output = Result<Identity, Response>> + Send>>;
#[inline(never)]
fn look_up(parts: &http::request::Parts, app: &App) -> Result<Result<Identity, Response>, Waiting> {
    let line = parts.headers.get(http::header::AUTHORIZATION).and_then(|line| line.to_str().ok());
    if app.table.is_empty() { return Err(Box::pin(async { Err(http::StatusCode::UNAUTHORIZED.into_response()) })); }
    Ok(known(&app.table, line).ok_or_else(|| http::StatusCode::UNAUTHORIZED.into_response()))
}
pub struct MayWait<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequestParts<App> for MayWait<M> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        let who = match look_up(parts, app) { Ok(who) => who, Err(waiting) => waiting.await };
        who.map(|who| MayWait(who, std::marker::PhantomData))
    }
}
"""
ACTIX = COMMON + """use actix_web::{FromRequest, HttpRequest, dev::Payload, error::ErrorUnauthorized, web};
use requires_auth::{Rejection, actix_web::requires_auth};
use std::future::{Ready, ready};
pub struct Who(pub Identity);
impl FromRequest for Who {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let line = request.headers().get("authorization").and_then(|line| line.to_str().ok());
        let table = request.app_data::<Table>().cloned().unwrap_or_default();
        ready(known(&table, line).map(Who).ok_or_else(|| ErrorUnauthorized("no")))
    }
}
pub struct Each<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequest for Each<M> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Who::from_request(request, payload).into_inner().map(|who| Each(who.0, std::marker::PhantomData)))
    }
}
"""

TAKES = {
    "plain": "req: Request<String>",
    "axum": "State(_a): State<Authenticator>, Json(x): Json<u32>",
    "actix-web": "x: web::Json<u32>",
}
GIVES = {"plain": "Response<String>", "axum": "String", "actix-web": "String"}
BODY = {
    "plain": "let mut body = req.into_body(); body.push_str(\"{n}\"); Response::new(body)",
    "axum": "(x + {n}).to_string()",
    "actix-web": "(*x + {n}).to_string()",
}
HEADS = {"plain": PLAIN, "axum": AXUM, "actix-web": ACTIX}


# Where the number of a handler is in its body.
NUMBER = {"plain": '"{n}"', "axum": "+ {n})", "actix-web": "+ {n})"}

VARIANTS = {
    "plain": [
        "bare", "one await", "check by hand", "tracing::instrument", "guarded, no identity", "guarded", "bare fn", "guarded fn",
    ],
    "axum": [
        "bare", "extractor by hand", "a type for each", "a type for each, may wait", "a type for each, unchanged",
        "a type for each, one_token", "check by hand", "tracing::instrument", "debug_handler", "guarded, no identity", "guarded",
    ],
    "actix-web": [
        "bare", "extractor by hand", "a type for each", "check by hand", "tracing::instrument", "guarded, no identity", "guarded",
    ],
}
# With what the builds of a guarded handler are compared.
TWIN = {"plain": "check by hand", "axum": "extractor by hand", "actix-web": "extractor by hand"}


def bare(variant):
    """The handler without a check that this variant is compared with: a plain function has another one than an async function."""
    return "bare fn" if variant.endswith(" fn") else "bare"


def handler(kind, variant, n):
    takes, gives, body = TAKES[kind], GIVES[kind], BODY[kind].replace("{n}", str(n))
    line, is_async = "", True
    if variant == "guarded" or variant == "guarded fn":
        verifier = "verifier = TOKENS, " if kind == "plain" else ""
        line = f'#[requires_auth({verifier}scopes("items:read"))]\n'
        takes = f"{takes}, #[identity] who: Identity" if kind == "plain" else f"#[identity] who: Identity, {takes}"
        body = f"drop(who); {body}"
    elif variant == "guarded, no identity":
        line = "#[requires_auth(verifier = TOKENS)]\n" if kind == "plain" else "#[requires_auth]\n"
    elif variant == "extractor by hand":
        takes, body = f"Who(who): Who, {takes}" if kind == "axum" else f"who: Who, {takes}", f"drop(who); {body}"
    elif variant.startswith("a type for each"):
        attribute = variant.split(", ")[-1]
        line = f"pub enum M{n} {{}}\n" + (f"#[floor::{attribute}]\n" if attribute in ("unchanged", "one_token") else "")
        extractor = "MayWait" if variant.endswith("may wait") else "Each"
        takes, body = f"{extractor}(who, _): {extractor}<M{n}>, {takes}", f"drop(who); {body}"
    elif variant == "check by hand":
        if kind == "plain":
            body = (
                "let who = match AUTH.authorize(&READ, &req).await { Ok(who) => who, Err(no) => return no.into_http() }; "
                f"drop(who); {body}"
            )
        elif kind == "axum":
            takes = f"State(auth): State<Authenticator>, parts: http::request::Parts, {takes}"
            gives = "Result<String, Rejection>"
            body = f"let who = auth.authorize(&READ, &parts).await?; drop(who); Ok({body})"
        else:
            takes = f"auth: web::Data<Authenticator>, request: HttpRequest, {takes}"
            gives = "Result<String, Rejection>"
            body = f"let who = auth.authorize(&READ, &request.head()).await?; drop(who); Ok({body})"
    elif variant == "one await":
        body = f"std::future::ready(()).await; {body}"
    elif variant == "tracing::instrument":
        line = "#[tracing::instrument(skip_all)]\n"
    elif variant == "debug_handler":
        line = "#[axum::debug_handler(state = App)]\n"
    if variant in ("bare fn", "guarded fn"):
        is_async = False
    return f"{line}pub {'async ' if is_async else ''}fn h{n}({takes}) -> {gives} {{ {body} }}\n"


def changed(kind, text, n, *, by, a_line_more=False):
    """`text` with another number in the body of handler `n`."""
    old, new = (NUMBER[kind].replace("{n}", str(number)) for number in (n, n + by))
    assert text.count(old) == 1, f"{kind} has {text.count(old)} bodies with {old}"
    return text.replace(old, "\n" + new if a_line_more else new)


def program(kind, variant, count, *, runs=True):
    """Handlers that are routed and served: only then are an extractor's bounds checked and its code compiled. Plain functions are in a
    table of boxed futures if the program `runs`; otherwise nothing calls them."""
    text = HEADS[kind] + "".join(handler(kind, variant, n) for n in range(count))
    if kind == "plain":
        if not runs:
            return text + "fn main() {}\n"
        call = "h{n}(r)" if not variant.endswith(" fn") else "std::future::ready(h{n}(r))"
        table = "".join(f"|r| Box::pin({call.replace('{n}', str(n))})," for n in range(count))
        return text + (
            "pub type Answer = std::pin::Pin<Box<dyn Future<Output = Response<String>> + Send>>;\n"
            f"pub static TABLE: [fn(Request<String>) -> Answer; {count}] = [{table}];\n"
            'fn main() { for handler in std::hint::black_box(&TABLE) { drop(handler(Request::new(String::new()))) } }\n'
        )
    if kind == "axum":
        routes = "".join(f'.route("/{n}", axum::routing::post(h{n}))' for n in range(count))
        return text + (
            f"pub fn app() -> axum::Router {{ axum::Router::<App>::new(){routes}.with_state(App {{ auth: auth(), table: Table::default() }}) }}\n"
            "fn main() { tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { "
            'axum::serve(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(), app()).await.unwrap() }) }\n'
        )
    routes = "".join(f'config.route("/{n}", web::post().to(h{n}));' for n in range(count))
    return text + (
        f"pub fn routes(config: &mut web::ServiceConfig) {{ {routes} }}\n"
        "fn main() { actix_web::rt::System::new().block_on(async { actix_web::HttpServer::new(|| "
        "actix_web::App::new().app_data(auth()).app_data(Table::default()).configure(routes))"
        '.bind("127.0.0.1:0").unwrap().run().await.unwrap() }) }\n'
    )


FLOOR = """extern crate proc_macro;
use proc_macro::{Group, Span, TokenStream, TokenTree};
#[proc_macro_attribute]
pub fn unchanged(_: TokenStream, item: TokenStream) -> TokenStream { item }
#[proc_macro_attribute]
pub fn one_token(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.pop() {
        let mut own = Group::new(body.delimiter(), body.stream());
        own.set_span(Span::mixed_site().located_at(body.span()));
        tokens.push(own.into());
    }
    tokens.into_iter().collect()
}
"""
FLOOR_MANIFEST = """[package]
name = "floor"
version = "0.1.0"
edition = "2024"
[lib]
proc-macro = true
"""
