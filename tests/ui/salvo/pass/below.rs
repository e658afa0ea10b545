//! Attributes below the guard of a handler: those that are known, and those that the user vouches for.

use super::common::*;
use craft as methods;
use handler as made;

#[requires_auth(allow_attributes(made))]
#[made]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(allow_attributes(methods))]
#[methods]
impl Api {
    #[craft(handler)]
    fn any(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[test]
fn runs() {
    let _ = Router::new().get(renamed).post(Api.any());
}
