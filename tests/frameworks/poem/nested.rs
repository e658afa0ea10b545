//! B3: a nested route sees only its rest of the target; the guard and a call by hand see what was sent.

use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, get, handler, web::Data};
use requires_auth::{Authenticator, Identity, poem::requires_auth};
use requires_auth_tests::targets::{assert_as_sent, shown};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[handler]
async fn by_hand(Data(auth): Data<&Authenticator>, request: &Request) -> poem::Result<String> {
    assert_eq!(request.uri().path(), "/by_hand");
    Ok(auth.authenticate(request).await?.subject().to_owned())
}

#[handler]
fn behind() -> &'static str {
    "behind"
}

async fn middleware(endpoint: impl Endpoint, request: Request) -> poem::Result<Response> {
    let who = shown().authenticate(&request).await?;
    endpoint.call(request).await?;
    Ok(who.subject().to_owned().into_response())
}

#[test]
fn by_guard_and_by_hand_the_target_is_the_one_that_was_sent() {
    for is_middleware in [false, true] {
        let inner = Route::new().at("/guarded", get(guarded)).at("/by_hand", get(by_hand)).nest(
            "/behind",
            Route::new().at("/any", get(behind)).around(|endpoint, request| async move { middleware(endpoint, request).await }),
        );
        let app = Route::new().nest("/outer", Route::new().nest("/inner", inner));
        let address = if is_middleware { serve(app.with(shown())) } else { serve(app.data(shown())) };
        assert_as_sent(address, &["/outer/inner/guarded", "/outer/inner/by_hand", "/outer/inner/behind/any"]);
    }
}
