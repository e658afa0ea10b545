//! A site with a login form and a session cookie, on axum: `cargo run --example login --features login`.
//!
//! - The home page is public, and greets whoever is logged in. A person whose session has ended is a visitor there.
//! - `/account` sends browsers without a session to the login page, which sends them back. Other clients get a 401.
//! - The login form checks a password hash. Another site can neither log a person in nor out.

#[path = "../shared/session_value.rs"]
mod session_value;
#[path = "../shared/startup.rs"]
mod startup;

use std::{
    collections::HashMap,
    error::Error,
    process::ExitCode,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Router,
    extract::{FromRef, Query, State},
    http::{
        HeaderMap, Request, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, SET_COOKIE},
    },
    response::{Html, IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use requires_auth::{
    Authenticator, Identity, Rejection, SessionCookie, VerifyError,
    axum::{
        requires_auth,
        routing::{get, post, public},
    },
    local_return_to, scheme,
    verifiers::{PasswordTable, Passwords, session_cookie},
};
use serde::Deserialize;

/// Browsers accept a cookie of this name only from this host, with `Secure`, for all paths, and over HTTPS. Chrome and Firefox also
/// accept it from `http://localhost`.
const COOKIE: &str = "__Host-session";

/// Your user table: Ada's password is `correct horse`. `htpasswd -nB ada` writes such a line.
const USERS: &str = "ada:$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.\n";

/// Who is logged in.
struct User {
    name: String,
    session: String,
}

/// Names by the value of the cookie: a table of your database.
#[derive(Clone, Default)]
struct Sessions(Arc<Mutex<HashMap<String, String>>>);

impl Sessions {
    fn open(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, name: &str) -> Result<String, getrandom::Error> {
        let value = session_value::random()?;
        self.open().insert(value.clone(), name.to_owned());
        Ok(value)
    }

    fn user(&self, cookie: SessionCookie<'_>) -> Result<User, VerifyError> {
        let name = self.open().get(cookie.expose()).cloned().ok_or_else(VerifyError::expired)?;
        Ok(User { name, session: cookie.expose().to_owned() })
    }
}

#[derive(Clone, FromRef)]
struct App {
    sessions: Sessions,
    /// Verifies session cookies, for the guards.
    visitors: Authenticator<User>,
    /// Verifies names and passwords, for the login form. No handler is guarded with it.
    #[from_ref(skip)]
    passwords: Authenticator,
}

impl App {
    fn new() -> Result<Self, Box<dyn Error>> {
        let sessions = Sessions::default();
        let known = sessions.clone();
        let cookies = session_cookie(move |cookie| known.user(cookie)).scheme(const { scheme::SessionCookie::named(COOKIE) });
        Ok(Self {
            sessions,
            visitors: Authenticator::builder(cookies).login_page("/login").build()?,
            passwords: Authenticator::new(Passwords::new(PasswordTable::from_htpasswd(USERS)?)?),
        })
    }

    /// Passes name and password on as HTTP Basic credentials, so that the number of hashes stays bounded, and an unknown name costs as
    /// much as a known one.
    async fn check(&self, login: &Login) -> Result<Identity, Rejection> {
        let mut request = Request::new(());
        // A colon ends the user name (RFC 7617 2), so a name with a colon is sent without credentials, and rejected.
        if !login.name.contains(':') {
            let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", login.name, login.password)));
            request.headers_mut().extend(basic.parse().ok().map(|value| (AUTHORIZATION, value)));
        }
        self.passwords.authenticate(&request).await
    }
}

#[requires_auth(optional)]
async fn home(#[identity] who: Option<User>) -> Response {
    let name = who.map_or("visitor".to_owned(), |user| user.name);
    page(&format!("<p>hello, {name}</p><a href=\"/account\">account</a>"))
}

#[requires_auth]
async fn account(#[identity] who: User) -> Response {
    page(&format!("<p>account of {}</p><form action=\"/logout\" method=\"post\"><button>log out</button></form>", who.name))
}

/// The form has no `action`, so the browser sends it to the address of the page, with `return_to`.
async fn login_page() -> Response {
    page("<form method=\"post\"><input name=\"name\"><input name=\"password\" type=\"password\"><button>log in</button></form>")
}

#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
}

#[derive(Deserialize)]
struct Back {
    return_to: Option<String>,
}

async fn log_in(State(app): State<App>, Query(back): Query<Back>, head: HeaderMap, Form(login): Form<Login>) -> Response {
    // A guard rejects a write that another site sends with a cookie. Here there is no cookie yet.
    if head.get("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return StatusCode::FORBIDDEN.into_response();
    }
    match app.check(&login).await {
        Ok(who) => match app.sessions.begin(who.subject()) {
            Ok(value) => {
                let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax");
                let back = back.return_to.as_deref().and_then(local_return_to).unwrap_or("/");
                ([(SET_COOKIE, cookie)], Redirect::to(back)).into_response()
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        // Not the response of the rejection: its challenge would open the browser's own password dialog.
        Err(rejection) if rejection.status() == StatusCode::UNAUTHORIZED => {
            (StatusCode::UNPROCESSABLE_ENTITY, page("Unknown name or wrong password. <a href=\"\">Try again</a>")).into_response()
        }
        // Too many attempts, or too many hashes at once.
        Err(rejection) => rejection.into_response(),
    }
}

/// `optional`, so that a person whose session has ended already is logged out as well. Another site cannot send this with the cookie.
#[requires_auth(optional)]
async fn log_out(#[identity] who: Option<User>, State(sessions): State<Sessions>) -> impl IntoResponse {
    if let Some(who) = who {
        sessions.open().remove(&who.session);
    }
    ([(SET_COOKIE, format!("{COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"))], Redirect::to("/"))
}

/// No shared cache may store a page of a person (RFC 9111 5.2.2.7).
fn page(body: &str) -> Response {
    ([(CACHE_CONTROL, "private")], Html(format!("<!doctype html><title>login</title>{body}\n"))).into_response()
}

fn app() -> Result<Router, Box<dyn Error>> {
    Ok(Router::new()
        .route("/", get(public(home)).into())
        .route("/account", get(account).into())
        .route("/login", get(public(login_page)).post(public(log_in)).into())
        .route("/logout", post(public(log_out)).into())
        .with_state(App::new()?))
}

/// What to try without a browser: none of these needs a session.
const REQUESTS: &[&str] = &[
    "/",
    "/account",
    "/account -H 'Sec-Fetch-Mode: navigate'",
    "'/login?return_to=/account' -d name=ada -d 'password=correct horse'",
    "'/login?return_to=/account' -d name=ada -d 'password=wrong'",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let app = app()?;
    let (listener, stop) = startup::listen(3000).await?;
    startup::print(listener.local_addr()?, REQUESTS);
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}
