//! A site with a login page, on actix-web with sessions of actix-session: `cargo run --example sessions --features sessions`.
//!
//! - The home page is public, and greets whoever is logged in. A person whose session has ended is a visitor there.
//! - One layer guards all of `/admin`, unknown paths included. Whoever is not logged in is sent to the login page, also by a form's
//!   `POST`, and comes back after it.
//! - The verifier uses the session that the middleware has opened, and the application's data.

#[path = "../shared/startup.rs"]
mod startup;

use std::{
    collections::HashMap,
    error::Error,
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_session::{Session, SessionExt as _, SessionInsertError, SessionMiddleware, storage::CookieSessionStore};
use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    cookie::Key,
    http::header::{CACHE_CONTROL, LOCATION},
    web::{Data, Form, Query, ServiceConfig, scope},
};
use requires_auth::{
    Authenticator, ConfigError, LoginPage, Reason, Rejection, RejectionBody, RequestHead, SessionCookie, VerifyError,
    actix_web::{get, layer, post, requires_auth},
    local_return_to, scheme, verifiers,
};
use serde::Deserialize;

/// Browsers take a cookie of this name only from this host, with `Secure` and for all paths.
const COOKIE: &str = "__Host-session";

/// The keys of what a session holds.
const LOGIN: &str = "login";
const FLASH: &str = "flash";

/// Who is logged in.
struct User {
    name: String,
    login: u64,
}

/// The logins that have not ended: your database. Log-out ends one here, so a copy of its cookie is not valid afterwards.
#[derive(Default)]
struct Logins {
    count: AtomicU64,
    open: Mutex<HashMap<u64, String>>,
}

impl Logins {
    fn begin(&self, name: &str) -> u64 {
        let login = self.count.fetch_add(1, Ordering::Relaxed);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(login, name.to_owned());
        login
    }

    fn user(&self, login: u64) -> Option<User> {
        let name = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&login).cloned()?;
        Some(User { name, login })
    }

    fn end(&self, login: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&login);
    }
}

/// The middleware has decrypted the cookie already: a forged one is an empty session here.
fn verify(cookie: SessionCookie<'_>) -> Result<User, VerifyError> {
    let request: &HttpRequest = cookie.request().framework().ok_or_else(|| VerifyError::unavailable("not on actix-web"))?;
    let logins = request.app_data::<Data<Logins>>().ok_or_else(|| VerifyError::unavailable("no logins"))?;
    let login = request.get_session().get::<u64>(LOGIN).ok().flatten();
    let login = login.ok_or_else(|| VerifyError::invalid().because("a session without a login"))?;
    logins.user(login).ok_or_else(|| VerifyError::expired().because("the login has ended"))
}

/// What people see of a rejection. A redirect to the login page has no body, and leaves a message for it.
fn render(rejection: &Rejection, head: RequestHead<'_>) -> Option<RejectionBody> {
    match rejection.reason() {
        Reason::MissingCredentials | Reason::InvalidCredentials | Reason::ExpiredCredentials => {
            let session = head.framework::<HttpRequest>()?.get_session();
            // The page works without the message.
            drop(flash(&session, "Please log in first."));
            None
        }
        reason => Some(RejectionBody::html(format!("<h1>{}</h1>", reason.status()))),
    }
}

fn authenticator() -> Result<Authenticator<User>, ConfigError> {
    let sessions = verifiers::session_cookie(verify).scheme(const { scheme::SessionCookie::named(COOKIE) });
    // All clients are browsers without scripts, so all of them get the page.
    let page = LoginPage::at("/login").return_to("next").methods(["GET", "HEAD", "POST"]).every_client();
    Authenticator::builder(sessions).login_page(page).renderer(render).build()
}

#[requires_auth(optional)]
#[get("/")]
async fn home(#[identity] who: Option<User>, session: Session) -> HttpResponse {
    let name = who.map_or("visitor".to_owned(), |user| user.name);
    page(&session, &format!("<p>hello, {name}</p><a href=\"/admin/dashboard\">dashboard</a>"))
}

/// The form has no `action`, so the browser sends it to the address of the page, with `next`.
#[requires_auth::public]
#[get("/login")]
async fn login_page(session: Session) -> HttpResponse {
    page(
        &session,
        "<form method=\"post\"><input name=\"name\"><input name=\"password\" type=\"password\"><button>log in</button></form>",
    )
}

#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
}

#[derive(Deserialize)]
struct Back {
    next: Option<String>,
}

#[requires_auth::public]
#[post("/login")]
async fn log_in(
    request: HttpRequest,
    session: Session,
    logins: Data<Logins>,
    back: Query<Back>,
    form: Form<Login>,
) -> Result<HttpResponse, SessionInsertError> {
    // A guard rejects what another site sends with a cookie, and here there is no cookie yet.
    if !is_of_this_site(&request) {
        return Ok(HttpResponse::Forbidden().finish());
    }
    // Your user store, with hashes: see "A login form" in the cookbook.
    if (form.name.as_str(), form.password.as_str()) != ("ada", "correct horse") {
        flash(&session, "Unknown name or wrong password.")?;
        return Ok(see_other(request.uri().path_and_query().map_or("/login", |target| target.as_str())));
    }
    // A session from before the login must not become that of the user.
    session.renew();
    session.insert(LOGIN, logins.begin(&form.name))?;
    Ok(see_other(back.next.as_deref().and_then(local_return_to).unwrap_or("/")))
}

#[requires_auth]
#[post("/logout")]
async fn log_out(#[identity] who: User, session: Session, logins: Data<Logins>) -> Result<HttpResponse, SessionInsertError> {
    logins.end(who.login);
    session.clear();
    session.renew();
    flash(&session, "You are logged out.")?;
    Ok(see_other("/"))
}

// The layer has verified the request, and these guards take its identity.
#[requires_auth]
#[get("/dashboard")]
async fn dashboard(#[identity] who: User, session: Session) -> HttpResponse {
    let name = who.name;
    page(
        &session,
        &format!(
            "<p>dashboard of {name}</p>\
             <form action=\"/admin/letters\" method=\"post\"><button>send a letter</button></form>\
             <form action=\"/logout\" method=\"post\"><button>log out</button></form>"
        ),
    )
}

#[requires_auth]
#[post("/letters")]
async fn send_letter(#[identity] who: User, session: Session) -> Result<HttpResponse, SessionInsertError> {
    flash(&session, &format!("A letter of {} is sent.", who.name))?;
    Ok(see_other("/admin/dashboard"))
}

/// Shows a page, and the message that was left for it. No shared cache may store it (RFC 9111 5.2.2.7).
fn page(session: &Session, body: &str) -> HttpResponse {
    let message = session.remove_as::<String>(FLASH).and_then(Result::ok).unwrap_or_default();
    let body = format!("<!doctype html><title>sessions</title><p><i>{message}</i></p>{body}\n");
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "private")).content_type("text/html; charset=utf-8").body(body)
}

/// Leaves a message for the next page. It is shown as HTML.
fn flash(session: &Session, message: &str) -> Result<(), SessionInsertError> {
    session.insert(FLASH, message)
}

fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// Browsers say where a request comes from; other clients do not, and have no visitor's cookie.
fn is_of_this_site(request: &HttpRequest) -> bool {
    request.headers().get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

fn routes(auth: Authenticator<User>, config: &mut ServiceConfig) {
    let admin = scope("/admin").wrap(layer(auth.clone())).service(dashboard).service(send_letter);
    config.app_data(auth).service(home).service(login_page).service(log_in).service(log_out).service(admin);
}

/// What to try without a browser: none of these needs a session.
const REQUESTS: &[&str] = &[
    "/",
    "/ -b __Host-session=ended",
    "/admin/dashboard",
    "/admin/letters -X POST",
    "/admin/unknown",
    "'/login?next=/admin/dashboard' -d name=ada -d 'password=correct horse'",
];

#[actix_web::main]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let auth = authenticator()?;
    let logins = Data::new(Logins::default());
    // Sessions end with the process. Keep the key elsewhere if they must not.
    let key = Key::generate();
    let app = move || {
        let sessions = SessionMiddleware::builder(CookieSessionStore::default(), key.clone()).cookie_name(COOKIE.to_owned());
        App::new().app_data(logins.clone()).configure(|config| routes(auth.clone(), config)).wrap(sessions.build())
    };
    let address = startup::address(3000)?;
    let server = HttpServer::new(app).bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))?;
    for address in server.addrs() {
        startup::print(address, REQUESTS);
    }
    Ok(server.workers(2).run().await?)
}
