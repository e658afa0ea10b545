//! Attributes below the guard of a handler: those that are known, and those that the user vouches for.

use super::common::*;
use poem_openapi::OpenApi as Operations;

#[requires_auth(allow_attributes(Operations))]
#[Operations]
impl Api {
    #[oai(path = "/any", method = "get")]
    async fn any(&self, #[identity] who: Identity) -> PlainText<String> {
        PlainText(who.subject().to_owned())
    }
}

use handler as made;

#[requires_auth(allow_attributes(made))]
#[made]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[test]
fn runs() {
    let _ = poem::Route::new().at("/", poem::get(renamed)).nest("/api", poem_openapi::OpenApiService::new(Api, "a", "1"));
}
