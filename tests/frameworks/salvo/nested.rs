//! B3: what stands in a router below others sees the target that was sent, by guard and by hand.

use requires_auth::{Authenticator, Identity, Rejection, salvo::requires_auth};
use requires_auth_tests::targets::{assert_as_sent, shown};
use salvo::{Depot, FlowCtrl, Request, Response, Router, handler};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[handler]
async fn by_hand(request: &mut Request, depot: &mut Depot) -> Result<String, Rejection> {
    let auth: &Authenticator = depot.get_typed().unwrap();
    Ok(auth.authenticate(&*request).await?.subject().to_owned())
}

#[handler]
async fn hoop(request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
    match shown().authenticate(&*request).await {
        Ok(who) => {
            flow.call_next(request, depot, response).await;
            response.render(who.subject().to_owned());
        }
        Err(rejection) => {
            response.render(rejection);
            flow.skip_rest();
        }
    }
}

#[handler]
async fn behind() {}

#[test]
fn by_guard_and_by_hand_the_target_is_the_one_that_was_sent() {
    let inner = Router::with_path("{inner}")
        .push(Router::with_path("guarded").get(guarded))
        .push(Router::with_path("by_hand").get(by_hand))
        .push(Router::with_path("behind").hoop(hoop).push(Router::with_path("{**rest}").get(behind)));
    let address = serve(Router::new().hoop(shown()).push(Router::with_path("outer").push(inner)));
    assert_as_sent(address, &["/outer/inner/guarded", "/outer/inner/by_hand", "/outer/inner/behind/any"]);
}
