//! C1 and C2: axum. By hand it is an extractor of a request's parts.

#[path = "carriers.rs"]
mod carriers;
#[path = "growth.rs"]
mod growth;

use std::{hint::black_box, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use http::{
    HeaderName, HeaderValue, Request, StatusCode,
    header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
    request::Parts,
};
use requires_auth::{
    Authenticator, Identity, Policy,
    axum::{layer, requires_auth},
    policy,
};

use crate::{
    FIELDS, Group, SECRET, authenticator, authorization,
    measure::{Workload, allocations, instructions},
    row, rows as happy,
    twin::{self, Refused, SCOPE, Table, User},
};

/// Whoever decides, so that the open route clones it as well.
#[derive(Clone)]
struct App {
    auth: Authenticator,
    table: Arc<Table>,
}

impl FromRef<App> for Authenticator {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

struct Reader(Arc<User>);

impl FromRequestParts<App> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let lines = parts.headers.get_all(AUTHORIZATION).iter().map(|line| line.to_str().ok());
        twin::authenticate(&app.table, lines, SCOPE).map(Self).map_err(|refused| refuse(&refused))
    }
}

fn refuse(refused: &Refused) -> Response {
    let (status, challenge, body) = refused.answer();
    let fields: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (WWW_AUTHENTICATE, HeaderValue::from_static(challenge)),
    ];
    (StatusCode::from_u16(status).unwrap(), fields, body).into_response()
}

const READ: Policy = policy!(scopes("items:read"));

async fn open() -> &'static str {
    black_box("nobody");
    "hello"
}

async fn hand(Reader(user): Reader) -> &'static str {
    black_box(&user.name);
    "hello"
}

#[requires_auth(scopes("items:read"))]
async fn ours(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

#[requires_auth]
async fn ours_without_scopes(#[identity] who: Identity) -> &'static str {
    black_box(who.subject());
    "hello"
}

fn request(token: Option<&str>) -> Parts {
    match token {
        Some(token) => carriers::request("authorization", &authorization(token)),
        None => carriers::request_of(FIELDS),
    }
}

type Sent = Option<&'static str>;

fn workload(name: &'static str, route: fn() -> MethodRouter<App>, sent: Sent, status: u16) -> Workload {
    let app = || App { auth: authenticator(), table: Arc::new(Table::new()) };
    let router = move || Router::new().route("/items", route()).with_state(app());
    carriers::workload(format!("axum, {name}"), router, move || request(sent), status)
}

fn group() -> Group {
    [
        workload("open", || get(open), Some(SECRET), 200),
        workload("hand-written", || get(hand), Some(SECRET), 200),
        workload("attribute", || get(ours), Some(SECRET), 200),
    ]
}

/// What all of them do before there is a route: it is no part of a request that is answered.
fn made() -> Workload {
    Workload::new("axum, request", |count| {
        let parts = request(Some("wrong"));
        for _ in 0..count {
            black_box(Request::from_parts(black_box(&parts).clone(), Body::empty()));
        }
    })
}

/// What is refused, the attribute's and the one by hand.
fn refusals() -> [(&'static str, [Workload; 2]); 4] {
    let wrong = Some("wrong-token-of-about-that-length");
    [
        (
            "C2 axum, 401 for no token",
            [
                workload("attribute without scopes, missing", || get(ours_without_scopes), None, 401),
                workload("hand-written, missing", || get(hand), None, 401),
            ],
        ),
        (
            "C2 axum, 401 for a bad token",
            [
                workload("attribute without scopes, bad", || get(ours_without_scopes), wrong, 401),
                workload("hand-written, bad", || get(hand), wrong, 401),
            ],
        ),
        (
            "C2 axum, 401 for no token, naming a scope",
            [
                workload("attribute, missing", || get(ours), None, 401),
                workload("hand-written, missing, again", || get(hand), None, 401),
            ],
        ),
        (
            "C2 axum, 401 for a bad token, naming a scope",
            [
                workload("attribute, bad", || get(ours), wrong, 401),
                workload("hand-written, bad, again", || get(hand), wrong, 401),
            ],
        ),
    ]
}

/// A layer that verifies, and one that does nothing around the guarded handler: both are one boxed service more than the handler.
fn layers() -> [Workload; 2] {
    [
        workload("layer", || get(open).layer(layer(authenticator()).policy(READ)), Some(SECRET), 200),
        workload("attribute in an empty layer", || get(ours).layer(tower_layer::Identity::new()), Some(SECRET), 200),
    ]
}

pub(crate) fn workloads() -> impl Iterator<Item = Workload> {
    group()
        .into_iter()
        .chain(layers())
        .chain([made()])
        .chain(refusals().into_iter().flat_map(|(_, workloads)| workloads))
        .chain(carriers::workloads())
        .chain(growth::workloads())
}

pub(crate) fn rows() {
    happy("C1 axum, 1 static token, 1 scope", "<= 0.75", &group());
    let [open, ..] = group();
    layer_rows(&open);
    for (what, [ours, hand]) in refusals() {
        let counts = [&made(), &open, &ours, &hand].map(instructions);
        if let [Some(made), Some(open), Some(ours), Some(hand)] = counts {
            let [open, ours, hand] = [open, ours, hand].map(|count| count - made);
            let figure = format!("{:.2} / {:.2} ({ours:.0} / {hand:.0}; open {open:.0})", ours / open, hand / open);
            row(&format!("{what}, of the open route: instructions"), "<= 1.05", &figure);
        }
        if let [Some(open), Some(ours), Some(hand)] = [&open, &ours, &hand].map(allocations) {
            row(&format!("{what}: allocations"), "as many", &format!("{ours} / {hand} (open {open})"));
        }
    }
    carriers::rows();
    growth::rows();
}

fn layer_rows(open: &Workload) {
    let [layer, attribute] = layers();
    if let [Some(open), Some(layer), Some(attribute)] = [open, &layer, &attribute].map(instructions) {
        let (layer, attribute) = (layer - open, attribute - open);
        let figure = format!("{:.2} (+{layer:.0} / +{attribute:.0}; open {open:.0})", layer / attribute);
        row("axum, the layer, against the attribute and one boxed service: instructions", "<= 1.2", &figure);
    }
    if let [Some(open), Some(layer), Some(attribute)] = [open, &layer, &attribute].map(allocations) {
        row("axum, the layer: allocations", "", &format!("+{} / +{} (open {open})", layer - open, attribute - open));
    }
}
