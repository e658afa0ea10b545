//! C5: poem. By hand it is an extractor.

use std::{hint::black_box, sync::Arc};

use http::{
    HeaderMap, HeaderValue, StatusCode, Uri,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE},
};
use poem::{Endpoint, EndpointExt, Error, FromRequest, Request, RequestBody, Response, Route, RouteMethod, get, handler};
use requires_auth::{Identity, poem::requires_auth};
use requires_auth_tests::poll_once::ready;

use crate::{
    FIELDS, Group, SECRET, authenticator, authorization,
    measure::Workload,
    twin::{self, Refused, SCOPE, Table, User},
};

struct Reader(Arc<User>);

impl<'a> FromRequest<'a> for Reader {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let table = request.data::<Arc<Table>>().ok_or_else(|| Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?;
        let lines = request.headers().get_all(AUTHORIZATION).iter().map(|line| line.to_str().ok());
        twin::authenticate(table, lines, SCOPE).map(Self).map_err(|refused| refuse(&refused))
    }
}

fn refuse(refused: &Refused) -> Error {
    let (status, challenge, body) = refused.answer();
    let answer = Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header(CONTENT_TYPE, "application/problem+json")
        .header(CACHE_CONTROL, "no-store")
        .header(WWW_AUTHENTICATE, challenge);
    Error::from_response(answer.body(body))
}

#[handler]
async fn open() -> &'static str {
    black_box("nobody");
    "hello"
}

#[handler]
async fn hand(Reader(user): Reader) -> &'static str {
    black_box(&user.name);
    "hello"
}

#[requires_auth(scopes("items:read"))]
#[handler]
async fn ours(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

fn workload(name: &'static str, route: fn() -> RouteMethod) -> Workload {
    Workload::new(format!("poem, {name}"), move |count| {
        let app = Route::new().at("/items", route()).data(authenticator()).data(Arc::new(Table::new()));
        let target = Uri::from_static("/items?page=2");
        let mut headers: HeaderMap =
            FIELDS.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).into_iter().collect();
        headers.insert(AUTHORIZATION, HeaderValue::try_from(authorization(SECRET)).unwrap());
        for _ in 0..count {
            let mut request = Request::builder().uri(black_box(&target).clone()).finish();
            *request.headers_mut() = black_box(&headers).clone();
            let response = ready(app.get_response(request));
            assert_eq!(black_box(response).status(), 200);
        }
    })
}

pub(crate) fn group() -> Group {
    [workload("open", || get(open)), workload("hand-written", || get(hand)), workload("attribute", || get(ours))]
}
