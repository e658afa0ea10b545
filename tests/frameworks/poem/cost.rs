//! A guard whose verifier does not wait allocates nothing that the same handler without it does not.

use poem::{Endpoint, Request, handler};
use requires_auth::{Authenticator, Identity, poem::requires_auth, verifiers::StaticTokens};
use requires_auth_tests::poll_once::ready;

#[handler]
async fn open() -> &'static str {
    "hello"
}

#[requires_auth(scopes("items:read"))]
#[handler]
async fn guarded(#[identity] _who: Identity) -> &'static str {
    "hello"
}

fn allocations(endpoint: &impl Endpoint<Output = poem::Response>, token: &str) -> (u64, Option<u16>) {
    let reader = Identity::builder("ada").scopes("items:list items:read").build();
    let auth = Authenticator::new(StaticTokens::new([("token", reader)]).unwrap());
    let mut request = Request::builder().header("authorization", format!("Bearer {token}")).finish();
    request.set_data(auth);
    let (mut request, mut response) = (Some(request), None);
    let info = allocation_counter::measure(|| response = Some(ready(endpoint.call(request.take().unwrap()))));
    (info.count_total, response.unwrap().ok().map(|response| response.status().as_u16()))
}

#[test]
fn a_guard_adds_no_allocation() {
    // The first of each warms up what is made once.
    let _ = (allocations(&open, "token"), allocations(&guarded, "token"));
    let (bare, status) = allocations(&open, "token");
    assert_eq!(status, Some(200));
    assert_eq!(allocations(&guarded, "token"), (bare, Some(200)));
    // The counter counts: an answer is not free.
    let (refused, status) = allocations(&guarded, "wrong");
    assert!(bare > 0 && refused > 0 && status.is_none(), "{refused} {bare}");
}
