//! A panel in which a person's role depends on the path, on rocket: `cargo run --example panel --features panel`.
//!
//! - The verifier reads the organisation from the path and the role from the managed state, so `only` decides by role. Whoever is not a
//!   member is rejected with 403, before any data of the organisation is read.
//! - All of `/operator` is guarded by one layer, unknown paths included.
//! - A browser is sent to the login page, other clients get a 401. Both responses delete a cookie that is no longer valid.

#[path = "../shared/session_value.rs"]
mod session_value;
#[path = "../shared/startup.rs"]
mod startup;

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    process::ExitCode,
    sync::{Mutex, MutexGuard, PoisonError},
};

use requires_auth::{
    Authenticator, AuthenticatorBuilder, ConfigError, Identity, Reason, Rejection, RejectionBody, RequestHead, ResponseField,
    SessionCookie, VerifyError, local_return_to,
    rocket::{delete, get, layer, post, put, requires_auth, with_request},
    scheme,
    verifiers::session_cookie,
};
use rocket::{
    Build, Config, FromForm, Request, Rocket, State,
    config::LogLevel,
    fairing::AdHoc,
    form::Form,
    http::{Cookie, CookieJar, SameSite, Status},
    request::{FromRequest, Outcome},
    response::{Redirect, content::RawHtml},
    routes,
};

/// Browsers take a cookie of this name only from this host, with `Secure` and for all paths.
const COOKIE: &str = "__Host-panel";

const SCHEME: scheme::SessionCookie = scheme::SessionCookie::named(COOKIE);

/// A member of the organisation in the path.
struct Member {
    role: Role,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Role {
    Reader,
    Manager,
}

impl Member {
    fn manages(&self) -> bool {
        self.role >= Role::Manager
    }
}

/// The members of each organisation, and their roles.
type Organisations = BTreeMap<String, BTreeMap<String, Role>>;

/// Your database.
struct Directory {
    /// Names by the value of the cookie.
    sessions: Mutex<HashMap<String, String>>,
    organisations: Mutex<Organisations>,
}

impl Directory {
    fn new() -> Self {
        let members = |names: &[(&str, Role)]| names.iter().map(|(name, role)| ((*name).to_owned(), *role)).collect();
        let organisations = BTreeMap::from([
            ("analysts".to_owned(), members(&[("ada", Role::Manager), ("bob", Role::Reader)])),
            ("poets".to_owned(), members(&[("bob", Role::Manager)])),
        ]);
        Self { sessions: Mutex::default(), organisations: Mutex::new(organisations) }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn organisations(&self) -> MutexGuard<'_, Organisations> {
        self.organisations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self, session: &str) -> Result<String, VerifyError> {
        self.sessions().get(session).cloned().ok_or_else(VerifyError::expired)
    }

    fn role(&self, organisation: &str, name: &str) -> Option<Role> {
        self.organisations().get(organisation)?.get(name).copied()
    }
}

/// Who has the session, wherever the request goes.
fn person(cookie: SessionCookie<'_>) -> Result<Identity, VerifyError> {
    let name = with_request(cookie.request(), |request| directory(request)?.name(cookie.expose()));
    name.ok_or_else(|| VerifyError::unavailable("not on rocket"))?.map(Identity::new)
}

/// The person's role in the organisation that the path names: the first part after `/orgs`.
fn member(cookie: SessionCookie<'_>) -> Result<Member, VerifyError> {
    let role = with_request(cookie.request(), |request| {
        let directory = directory(request)?;
        let name = directory.name(cookie.expose())?;
        let organisation = request.param::<&str>(0).and_then(Result::ok).ok_or_else(VerifyError::denied)?;
        directory.role(organisation, &name).ok_or_else(|| VerifyError::denied().because("not a member"))
    });
    role.ok_or_else(|| VerifyError::unavailable("not on rocket"))?.map(|role| Member { role })
}

fn directory<'r>(request: &'r Request<'_>) -> Result<&'r Directory, VerifyError> {
    request.rocket().state().ok_or_else(|| VerifyError::unavailable("no directory"))
}

/// Deletes a cookie that the browser would otherwise send for ever, and shows people a page.
fn render(rejection: &Rejection, _: RequestHead<'_>) -> Option<RejectionBody> {
    match rejection.reason() {
        Reason::InvalidCredentials | Reason::ExpiredCredentials => {
            let deleted = format!("{COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
            Some(RejectionBody::problem().field(ResponseField::SET_COOKIE, deleted))
        }
        Reason::Denied => Some(RejectionBody::html("<h1>This is not yours.</h1>\n")),
        _ => None,
    }
}

fn with_pages<Id: Send + 'static>(builder: AuthenticatorBuilder<Id>) -> Result<Authenticator<Id>, ConfigError> {
    builder.login_page("/login").renderer(render).build()
}

#[requires_auth(optional)]
#[get("/")]
fn home(#[identity] who: Option<Identity>) -> String {
    format!("hello, {}\n", who.as_ref().map_or("visitor", Identity::subject))
}

/// The form has no `action`, so the browser sends it to the address of the page, with `return_to`.
#[requires_auth::public]
#[get("/login")]
fn login_page() -> RawHtml<&'static str> {
    RawHtml(
        "<form method=\"post\"><input name=\"name\"><input name=\"password\" type=\"password\"><button>log in</button></form>\n",
    )
}

#[derive(FromForm)]
struct Login<'r> {
    name: &'r str,
    password: &'r str,
}

#[requires_auth::public]
#[post("/login?<return_to>", data = "<login>")]
fn login(
    _here: FromThisSite,
    return_to: Option<&str>,
    login: Form<Login<'_>>,
    jar: &CookieJar<'_>,
    directory: &State<Directory>,
) -> Result<Redirect, Status> {
    let Login { name, password } = login.into_inner();
    // Your user store, with hashes: see "A login form" in the cookbook.
    let known = [("ada", "correct horse"), ("bob", "battery staple")];
    if !known.contains(&(name, password)) {
        return Err(Status::UnprocessableEntity);
    }
    let session = session_value::random().map_err(|_| Status::ServiceUnavailable)?;
    directory.sessions().insert(session.clone(), name.to_owned());
    jar.add(Cookie::build((COOKIE, session)).path("/").secure(true).http_only(true).same_site(SameSite::Lax));
    Ok(Redirect::to(return_to.and_then(local_return_to).unwrap_or("/").to_owned()))
}

#[requires_auth]
#[post("/logout")]
fn logout(#[identity] who: Identity, jar: &CookieJar<'_>, directory: &State<Directory>) -> Redirect {
    // All sessions of the person end.
    directory.sessions().retain(|_, name| name != who.subject());
    jar.remove(Cookie::build(COOKIE).path("/").secure(true));
    Redirect::to("/")
}

#[requires_auth(identity = Member)]
#[get("/<org>/members")]
fn list_members(org: &str, directory: &State<Directory>) -> String {
    directory.organisations().get(org).map(|members| lines(members.keys())).unwrap_or_default()
}

fn lines<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.flat_map(|name| [name.as_str(), "\n"]).collect()
}

#[requires_auth(identity = Member, only = Member::manages)]
#[put("/<org>/members/<name>")]
fn put_member(org: &str, name: &str, directory: &State<Directory>) -> Status {
    add_member(directory, org, name)
}

/// The same for forms. It cannot call the handler above, which has a guard as a parameter, so both call a third function.
#[requires_auth(identity = Member, only = Member::manages)]
#[post("/<org>/members/<name>")]
fn post_member(org: &str, name: &str, directory: &State<Directory>) -> Status {
    add_member(directory, org, name)
}

fn add_member(directory: &Directory, org: &str, name: &str) -> Status {
    let mut organisations = directory.organisations();
    let members = organisations.entry(org.to_owned()).or_default();
    members.entry(name.to_owned()).or_insert(Role::Reader);
    Status::NoContent
}

#[requires_auth(identity = Member, only = Member::manages)]
#[delete("/<org>/members/<name>")]
fn delete_member(org: &str, name: &str, directory: &State<Directory>) -> Status {
    let mut organisations = directory.organisations();
    let removed = organisations.get_mut(org).and_then(|members| members.remove(name));
    if removed.is_some() { Status::NoContent } else { Status::NotFound }
}

// The layer has verified the request, and this guard takes its identity.
#[requires_auth]
#[get("/organisations")]
fn list_organisations(directory: &State<Directory>) -> String {
    lines(directory.organisations().keys())
}

/// Browsers say where a request comes from; other clients do not, and have no visitor's cookie. A guard rejects what another site
/// sends with a cookie, and at the login page there is no cookie yet.
struct FromThisSite;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for FromThisSite {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let is_of_this_site = request.headers().get("sec-fetch-site").all(|site| site == "same-origin");
        if is_of_this_site { Outcome::Success(Self) } else { Outcome::Error((Status::Forbidden, ())) }
    }
}

/// What to try without a browser: none of these needs a session.
const REQUESTS: &[&str] = &[
    "/",
    "/ -b __Host-panel=ended",
    "/orgs/analysts/members",
    "/orgs/analysts/members -b __Host-panel=ended",
    "/orgs/analysts/members -H 'Sec-Fetch-Mode: navigate'",
    "/operator/unknown",
    "'/login?return_to=/orgs/analysts/members' -d name=ada -d 'password=correct horse'",
];

fn app(config: Config) -> Result<Rocket<Build>, ConfigError> {
    let people = with_pages(Authenticator::builder(session_cookie(person).scheme(SCHEME)))?;
    let members = with_pages(Authenticator::builder(session_cookie(member).scheme(SCHEME)))?;
    let operators = layer(people.clone()).only(|who: &Identity| who.subject() == "ada");
    let app = rocket::custom(config)
        .manage(Directory::new())
        .attach(people)
        .attach(members)
        .mount("/", routes![home, login_page, login, logout])
        .mount("/orgs", routes![list_members, put_member, post_member, delete_member])
        .mount("/operator", operators)
        .mount("/operator", routes![list_organisations])
        .attach(AdHoc::on_liftoff("requests to try", |rocket| {
            let Config { address, port, .. } = *rocket.config();
            Box::pin(async move { startup::print((address, port).into(), REQUESTS) })
        }));
    Ok(app)
}

fn main() -> ExitCode {
    startup::exit(serve())
}

fn serve() -> Result<(), Box<dyn Error>> {
    let port = startup::address(3000)?.port();
    // Warnings and errors only: Rocket would log each request.
    let config = Config { port, log_level: LogLevel::Critical, ..Config::default() };
    rocket::execute(app(config)?.launch())?;
    Ok(())
}
