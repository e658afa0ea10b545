//! B3: what is mounted below a path sees the target that was sent, by guard and by hand.

use requires_auth::{Identity, Rejection, rocket::requires_auth};
use requires_auth_tests::targets::{assert_as_sent, shown};
use rocket::{
    Request, get,
    request::{FromRequest, Outcome},
    routes,
};

use super::{quiet, serve};

#[requires_auth]
#[get("/guarded")]
fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// A request guard of the user's own.
struct ByHand(Result<Identity, Rejection>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ByHand {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self(shown().authenticate(request).await))
    }
}

#[get("/by_hand")]
fn by_hand(asked: ByHand) -> Result<String, Rejection> {
    Ok(asked.0?.subject().to_owned())
}

#[test]
fn by_guard_and_by_hand_the_target_is_the_one_that_was_sent() {
    let address = serve(quiet().attach(shown()).mount("/outer/inner", routes![guarded, by_hand]));
    assert_as_sent(address, &["/outer/inner/guarded", "/outer/inner/by_hand"]);
}
