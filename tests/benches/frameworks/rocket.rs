//! C5: rocket. By hand it is a request guard, which names the status of a refusal and leaves the rest to the catchers.

use std::{hint::black_box, sync::Arc};

use requires_auth::{Identity, rocket::requires_auth};
use rocket::{
    Build, Config, Request, Rocket,
    config::LogLevel,
    get,
    http::{Header, Status},
    local::asynchronous::Client,
    request::{FromRequest, Outcome},
    routes,
    tokio::runtime::Builder,
};

use crate::{
    FIELDS, Group, SECRET, authenticator, authorization,
    measure::Workload,
    twin::{self, SCOPE, Table, User},
};

struct Reader(Arc<User>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reader {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let Some(table) = request.rocket().state::<Table>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        // A rocket field line is text.
        let lines = request.headers().get("authorization").map(Some);
        match twin::authenticate(table, lines, SCOPE) {
            Ok(user) => Outcome::Success(Self(user)),
            Err(refused) => Outcome::Error((Status::new(refused.answer().0), ())),
        }
    }
}

#[get("/items")]
async fn open() -> &'static str {
    black_box("nobody");
    "hello"
}

#[get("/items")]
async fn hand(reader: Reader) -> &'static str {
    black_box(&reader.0.name);
    "hello"
}

#[requires_auth(scopes("items:read"))]
#[get("/items")]
async fn ours(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

fn workload(name: &'static str, app: fn(Rocket<Build>) -> Rocket<Build>) -> Workload {
    Workload::new(format!("rocket, {name}"), move |count| {
        let mut config = Config { port: 0, log_level: LogLevel::Off, ..Config::debug_default() };
        config.shutdown.ctrlc = false;
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = Client::untracked(app(rocket::custom(config))).await.unwrap();
            let authorization = authorization(SECRET);
            for _ in 0..count {
                let mut request = client.get("/items?page=2").header(Header::new("authorization", authorization.clone()));
                for (name, value) in FIELDS {
                    request.add_header(Header::new(name, value));
                }
                assert_eq!(black_box(request.dispatch().await).status(), Status::Ok);
            }
        });
    })
}

pub(crate) fn group() -> Group {
    [
        workload("open", |app| app.mount("/", routes![open])),
        workload("hand-written", |app| app.manage(Table::new()).mount("/", routes![hand])),
        workload("attribute", |app| app.attach(authenticator()).mount("/", routes![ours])),
    ]
}
