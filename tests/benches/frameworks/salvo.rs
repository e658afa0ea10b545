//! C5: salvo. By hand it is a handler in front of the route, which leaves the caller in the depot, or an extractor.

use std::{hint::black_box, sync::Arc};

use http::{
    HeaderMap, HeaderValue, StatusCode, Uri,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE},
    uri::Scheme,
};
use requires_auth::{Identity, salvo::requires_auth};
use requires_auth_tests::poll_once::ready;
use salvo::{
    Depot, Extractible, FlowCtrl, Handler, Request, Response, Router, Service, Writer,
    conn::{ConnCtrl, SocketAddr},
    extract::Metadata,
    handler,
    prelude::affix_state,
};

use crate::{
    FIELDS, Group, SECRET, authenticator, authorization,
    measure::Workload,
    rows as happy,
    twin::{self, Refused, SCOPE, Table, User},
};

fn authenticate(table: &Table, headers: &HeaderMap) -> Result<Arc<User>, Refused> {
    twin::authenticate(table, headers.get_all(AUTHORIZATION).iter().map(|line| line.to_str().ok()), SCOPE)
}

fn refuse(refused: &Refused, response: &mut Response) {
    let (status, challenge, body) = refused.answer();
    response.status_code(StatusCode::from_u16(status).unwrap());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response.replace_body(body.into());
}

struct Gate(Table);

#[salvo::async_trait]
impl Handler for Gate {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        match authenticate(&self.0, request.headers()) {
            Ok(user) => {
                depot.insert_typed(user);
            }
            Err(refused) => {
                refuse(&refused, response);
                flow.skip_rest();
            }
        }
    }
}

struct Reader(Arc<User>);

impl<'ex> Extractible<'ex> for Reader {
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("Reader");
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, depot: &'ex mut Depot) -> Result<Self, Answer> {
        let table = depot.get_typed::<Arc<Table>>().map_err(|_| Answer(Refused::Missing))?;
        authenticate(table, request.headers()).map(Self).map_err(Answer)
    }
}

#[derive(Debug)]
struct Answer(Refused);

#[salvo::async_trait]
impl Writer for Answer {
    async fn write(self, _: &mut Request, _: &mut Depot, response: &mut Response) {
        refuse(&self.0, response);
    }
}

#[handler]
async fn open() -> &'static str {
    black_box("nobody");
    "hello"
}

#[handler]
async fn behind_gate(depot: &mut Depot) -> &'static str {
    black_box(&depot.get_typed::<Arc<User>>().unwrap().name);
    "hello"
}

#[handler]
async fn hand(reader: Reader) -> &'static str {
    black_box(&reader.0.name);
    "hello"
}

#[requires_auth(scopes("items:read"))]
#[handler]
async fn ours(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

fn workload(name: &'static str, app: fn(Router) -> Router) -> Workload {
    Workload::new(format!("salvo, {name}"), move |count| {
        let service = Service::new(app(Router::with_path("items")));
        let handler = service.hyper_handler(SocketAddr::Unknown, SocketAddr::Unknown, Scheme::HTTP, None, ConnCtrl::new(), None);
        let target = Uri::from_static("/items?page=2");
        let mut headers: HeaderMap =
            FIELDS.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).into_iter().collect();
        headers.insert(AUTHORIZATION, HeaderValue::try_from(authorization(SECRET)).unwrap());
        for _ in 0..count {
            let mut request = Request::new();
            *request.uri_mut() = black_box(&target).clone();
            *request.headers_mut() = black_box(&headers).clone();
            let response = ready(handler.handle(request));
            assert_eq!(black_box(response).status_code, Some(StatusCode::OK));
        }
    })
}

fn gate() -> Group {
    [
        workload("open", |router| router.get(open)),
        workload("hand-written in front", |router| router.hoop(Gate(Table::new())).get(behind_gate)),
        workload("attribute", |router| router.hoop(authenticator()).get(ours)),
    ]
}

fn extractor() -> Group {
    let mut group = gate();
    group[1] = workload("hand-written extractor", |router| router.hoop(affix_state::inject(Arc::new(Table::new()))).get(hand));
    group
}

pub(crate) fn workloads() -> impl Iterator<Item = Workload> {
    gate().into_iter().chain(extractor())
}

pub(crate) fn rows() {
    happy("C5 salvo, the same (by hand a handler in front)", "<= 1.2", &gate());
    happy("C5 salvo, the same (by hand an extractor)", "<= 1.2", &extractor());
}
