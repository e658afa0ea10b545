//! C4: actix-web. By hand it is an extractor whose future is ready.

use std::{
    future::{Ready, ready},
    hint::black_box,
    sync::Arc,
};

use actix_web::{
    App, Error, FromRequest, HttpRequest, HttpResponse, Route,
    dev::{Payload, Service},
    error::InternalError,
    http::{
        StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
    },
    rt::System,
    test::{TestRequest, init_service},
    web,
};
use requires_auth::{Identity, actix_web::requires_auth};

use crate::{
    FIELDS, Group, SECRET, authenticator, authorization,
    measure::Workload,
    twin::{self, Refused, SCOPE, Table, User},
};

struct Reader(Arc<User>);

impl FromRequest for Reader {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(table) = request.app_data::<Arc<Table>>() else {
            return ready(Err(actix_web::error::ErrorInternalServerError("no table")));
        };
        let lines = request.headers().get_all(AUTHORIZATION).map(|line| line.to_str().ok());
        ready(twin::authenticate(table, lines, SCOPE).map(Self).map_err(|refused| refuse(&refused)))
    }
}

fn refuse(refused: &Refused) -> Error {
    let (status, challenge, body) = refused.answer();
    let answer = HttpResponse::build(StatusCode::from_u16(status).unwrap())
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((WWW_AUTHENTICATE, challenge))
        .body(body);
    InternalError::from_response("refused", answer).into()
}

async fn open() -> &'static str {
    black_box("nobody");
    "hello"
}

async fn hand(reader: Reader) -> &'static str {
    black_box(&reader.0.name);
    "hello"
}

#[requires_auth(scopes("items:read"))]
async fn ours(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

fn request() -> TestRequest {
    let mut request = TestRequest::with_uri("/items?page=2");
    for field in FIELDS {
        request = request.insert_header(field);
    }
    request.insert_header((AUTHORIZATION, authorization(SECRET)))
}

fn workload(name: &'static str, route: fn() -> Route) -> Workload {
    Workload::new(format!("actix-web, {name}"), move |count| {
        System::new().block_on(async {
            let app = App::new().app_data(authenticator()).app_data(Arc::new(Table::new())).route("/items", route());
            let service = init_service(app).await;
            for _ in 0..count {
                let response = service.call(black_box(request().to_request())).await.unwrap();
                assert_eq!(black_box(response).status(), 200);
            }
        });
    })
}

pub(crate) fn group() -> Group {
    [
        workload("open", || web::get().to(open)),
        workload("hand-written", || web::get().to(hand)),
        workload("attribute", || web::get().to(ours)),
    ]
}
