//! A guard whose verifier does not wait allocates nothing that the same handler without it does not.

use requires_auth::{Authenticator, Identity, salvo::requires_auth, verifiers::StaticTokens};
use requires_auth_tests::poll_once::ready;
use salvo::{Depot, FlowCtrl, Handler, Request, Response, handler};

#[handler]
async fn open() -> &'static str {
    "hello"
}

#[requires_auth(scopes("items:read"))]
#[handler]
async fn guarded(#[identity] _who: Identity) -> &'static str {
    "hello"
}

fn allocations(handler: &dyn Handler, token: &str) -> (u64, Option<u16>) {
    let reader = Identity::builder("ada").scopes("items:list items:read").build();
    let auth: Authenticator = Authenticator::new(StaticTokens::new([("token", reader)]).unwrap());
    let (mut request, mut depot, mut response) = (Request::new(), Depot::new(), Response::new());
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    depot.insert_typed(auth);
    let mut flow = FlowCtrl::new(Vec::new());
    let info = allocation_counter::measure(|| ready(handler.handle(&mut request, &mut depot, &mut response, &mut flow)));
    (info.count_total, response.status_code.map(|status| status.as_u16()))
}

#[test]
fn a_guard_adds_no_allocation() {
    // The first of each warms up what is made once.
    let _ = (allocations(&open, "token"), allocations(&guarded, "token"));
    let (bare, status) = allocations(&open, "token");
    assert_eq!(status, None);
    assert_eq!(allocations(&guarded, "token"), (bare, None));
    // The twin: a refusal does allocate, so the counter counts.
    let (refused, status) = allocations(&guarded, "wrong");
    assert!(refused > bare && status == Some(401), "{refused} {bare}");
}
