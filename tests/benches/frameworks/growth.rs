//! How the attribute's part grows with what is demanded, granted and sent.

use std::hint::black_box;

use axum::{
    Router,
    routing::{MethodRouter, get},
};
use http::{HeaderName, HeaderValue, request::Parts};
use requires_auth::{
    Authenticator, Identity, VerifyError,
    axum::requires_auth,
    verifiers::{StaticTokens, session_cookie},
};

use super::{
    carriers::{request, workload},
    open, ours_without_scopes,
};
use crate::{
    SECRET,
    measure::{Workload, instructions},
    row,
};

/// A handler that demands these scopes, all of them.
macro_rules! demands {
    ($name:ident, $($scope:literal)*) => {
        #[requires_auth(scopes($($scope),*))]
        async fn $name(#[identity] who: Identity) -> &'static str {
            black_box(who.subject());
            "hello"
        }
    };
}

demands!(one, "scope:000");
demands!(eight, "scope:000" "scope:002" "scope:004" "scope:006" "scope:008" "scope:010" "scope:012" "scope:014");
// Every fourth of 256.
demands!(sixty_four,
    "scope:000" "scope:004" "scope:008" "scope:012" "scope:016" "scope:020" "scope:024" "scope:028" "scope:032" "scope:036"
    "scope:040" "scope:044" "scope:048" "scope:052" "scope:056" "scope:060" "scope:064" "scope:068" "scope:072" "scope:076"
    "scope:080" "scope:084" "scope:088" "scope:092" "scope:096" "scope:100" "scope:104" "scope:108" "scope:112" "scope:116"
    "scope:120" "scope:124" "scope:128" "scope:132" "scope:136" "scope:140" "scope:144" "scope:148" "scope:152" "scope:156"
    "scope:160" "scope:164" "scope:168" "scope:172" "scope:176" "scope:180" "scope:184" "scope:188" "scope:192" "scope:196"
    "scope:200" "scope:204" "scope:208" "scope:212" "scope:216" "scope:220" "scope:224" "scope:228" "scope:232" "scope:236"
    "scope:240" "scope:244" "scope:248" "scope:252");

/// One token, whose scopes are so many.
fn granted(count: usize) -> Authenticator {
    let scopes: Vec<String> = (0..count).map(|number| format!("scope:{number:03}")).collect();
    let who = Identity::builder("ada").scopes(scopes.join(" ")).build();
    Authenticator::new(StaticTokens::new([(SECRET, who)]).unwrap())
}

fn one_session() -> Authenticator {
    let who = Identity::new("ada");
    let verify = move |cookie: requires_auth::SessionCookie<'_>| {
        if cookie.expose() == SECRET { Ok(who.clone()) } else { Err(VerifyError::invalid()) }
    };
    Authenticator::new(session_cookie(verify))
}

/// A request with more fields that nothing reads.
fn among(mut parts: Parts, fields: usize) -> Parts {
    while parts.headers.len() < fields {
        let name = HeaderName::try_from(format!("x-field-{}", parts.headers.len())).unwrap();
        parts.headers.insert(name, HeaderValue::from_static("some value"));
    }
    parts
}

struct Case {
    what: String,
    open: Workload,
    ours: Workload,
}

type Route = fn() -> MethodRouter<Authenticator>;
type Auth = fn(usize) -> Authenticator;

/// `size` is what the authenticator, or the request, has more of.
fn case(what: String, route: Route, auth: Auth, parts: fn(usize) -> Parts, size: usize, status: u16) -> Case {
    let served = |name: &str, route: Route, status| {
        let router = move || Router::new().route("/items", route()).with_state(auth(size));
        workload(format!("axum, {what}, {name}"), router, move || parts(size), status)
    };
    let (open, ours) = (served("open", || get(open), 200), served("attribute", route, status));
    Case { what, open, ours }
}

fn cases() -> Vec<Case> {
    let bearer = |_| request("authorization", &format!("Bearer {SECRET}"));
    let demands: [(&str, Route, usize); 3] =
        [("1 scope", || get(one), 2), ("8 scopes", || get(eight), 16), ("64 scopes", || get(sixty_four), 256)];
    let mut cases = Vec::new();
    for (demanded, route, size) in demands {
        cases.push(case(format!("{demanded} of {size} granted"), route, granted, bearer, size, 200));
    }
    for (demanded, route, _) in demands {
        cases.push(case(format!("a rejection that names {demanded}"), route, granted, bearer, 0, 403));
    }
    for fields in [5, 50, 100] {
        let anybody = || get(ours_without_scopes);
        let token = |fields| among(request("authorization", &format!("Bearer {SECRET}")), fields);
        let cookie = |fields| among(request("cookie", &format!("theme=dark; session={SECRET}")), fields);
        cases.push(case(format!("a bearer token among {fields} fields"), anybody, |_| granted(1), token, fields, 200));
        cases.push(case(format!("a cookie among {fields} fields"), anybody, |_| one_session(), cookie, fields, 200));
    }
    cases
}

pub(super) fn workloads() -> impl Iterator<Item = Workload> {
    cases().into_iter().flat_map(|case| [case.open, case.ours])
}

pub(super) fn rows() {
    for Case { what, open, ours } in cases() {
        if let (Some(open), Some(ours)) = (instructions(&open), instructions(&ours)) {
            row(&format!("axum, {what}: instructions"), "", &format!("+{:.0} (open {open:.0})", ours - open));
        }
    }
}
