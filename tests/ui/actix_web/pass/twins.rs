//! What is right beside each mistake.

use super::common::*;

use actix_web::get;

#[requires_auth]
async fn path(id: web::Path<u32>) -> String {
    id.to_string()
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

#[requires_auth(check = *id == 7)]
async fn checked(id: web::Path<u32>) -> HttpResponse {
    HttpResponse::Ok().json(*id)
}

#[requires_auth(verifier = TOKENS, scopes("items:read", any("a", "b")), only = |who| who.subject() == "ada")]
#[get("/")]
async fn got(#[identity] _who: Identity) -> impl Responder {
    "got"
}

#[test]
fn runs() {
    let resource = routing::resource("/").guard(actix_web::guard::Host("a")).app_data(1_u32).name("items");
    let route: actix_web::Route = routing::get().guard(actix_web::guard::Host("a")).to(path).into();
    let _ = App::new()
        .app_data(Authenticator::new(StaticTokens::new([("secret", Identity::new("ada"))]).unwrap()))
        .service(got)
        .service(
            resource
                .get(guarded)
                .post(routing::public(open))
                .route(routing::put().to(checked))
                .default_service(routing::to(path)),
        )
        .service(actix_web::Resource::from(routing::resource("/maybe").to(routing::public(maybe))))
        .route("/path/{id}", route)
        .default_service(actix_web::Route::from(routing::to(guarded)));
}
