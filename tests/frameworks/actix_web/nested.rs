//! B3: what stands in a scope sees the target that was sent, by guard and by hand.

use actix_web::{
    App, Error, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::{Next, from_fn},
    web::{Data, get, scope},
};
use requires_auth::{Authenticator, Identity, Rejection, actix_web::requires_auth};
use requires_auth_tests::targets::{assert_as_sent, shown};

use crate::serve;

#[requires_auth]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

async fn by_hand(request: HttpRequest, auth: Data<Authenticator>) -> Result<String, Rejection> {
    Ok(auth.authenticate(request.head()).await?.subject().to_owned())
}

async fn middleware(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<String>, Error> {
    let who = shown().authenticate(&request).await?;
    let response = next.call(request).await?;
    Ok(response.map_body(|_, _| who.subject().to_owned()))
}

async fn behind() -> &'static str {
    "behind"
}

#[test]
fn by_guard_and_by_hand_the_target_is_the_one_that_was_sent() {
    let address = serve(|| {
        let inner = scope("/{inner}")
            .route("/guarded", get().to(guarded))
            .route("/by_hand", get().to(by_hand))
            .service(scope("/behind").wrap(from_fn(middleware)).route("/any", get().to(behind)));
        App::new().app_data(shown()).app_data(Data::new(shown())).service(scope("/outer").service(inner))
    });
    assert_as_sent(address, &["/outer/inner/guarded", "/outer/inner/by_hand", "/outer/inner/behind/any"]);
}
