//! What is right beside each mistake.

use super::common::*;

#[requires_auth]
#[get("/guarded")]
fn guarded() {}

#[requires_auth(scopes("items:read"))]
#[get("/identity")]
async fn identity(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[get("/own")]
fn own(#[identity] _who: User) {}

#[requires_auth(check = who.subject() == "ada")]
#[get("/checked")]
fn checked(#[identity] who: Identity) -> Result<Json<u8>, Rejection> {
    Ok(Json(0))
}

#[requires_auth(verifier = TOKENS, on_reject = answer)]
#[get("/answered")]
fn answered() {}

fn answer(rejection: Rejection) -> String {
    rejection.to_string()
}

#[catch(401)]
fn catcher() {}

#[test]
fn runs() {
    let tokens = StaticTokens::new([("secret", Identity::new("ada"))]).unwrap();
    let users = StaticTokens::new([("secret", User)]).unwrap();
    let app = rocket::build().attach(Authenticator::new(tokens)).attach(Authenticator::new(users));
    let app = app.mount("/", routes![guarded, identity, own, checked, answered]).register("/", rocket::catchers![catcher]);
    assert!(rocket::local::blocking::Client::untracked(app).is_ok());
}
