//! Drop-ins for the attributes that make handlers.
#![deny(warnings)]

use requires_auth::salvo::{endpoint, handler, requires_auth};
use requires_auth::{Identity, public};
use salvo::{Request, Router};

#[requires_auth]
#[handler]
async fn items(request: &mut Request, #[identity] who: Identity) -> String {
    format!("{} {}", request.method(), who.subject())
}

#[public]
#[requires_auth::salvo::handler]
fn health() -> &'static str {
    "well"
}

/// In the document.
#[requires_auth(optional)]
#[endpoint(tags("a"), status_codes(200))]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

mod again {
    pub use requires_auth::*;
}

macro_rules! made {
    ($root:path; $($name:ident)*) => {$(
        #[requires_auth(crate = $root)]
        #[handler]
        async fn $name(#[identity] who: Identity) -> String {
            who.subject().to_owned()
        }
    )*};
}

made!(::requires_auth; one);
made!(crate::pass::attributes::again; two);

struct Api;

#[requires_auth]
#[handler]
impl Api {
    const NAME: &str = "api";

    async fn handle(&self, #[identity] who: Identity) -> String {
        Self::named(who.subject())
    }

    #[requires_auth::public]
    fn named(who: &str) -> String {
        format!("{} {who}", Self::NAME)
    }
}

#[test]
fn runs() {
    let _ = Router::new().get(items).post(health).put(maybe).patch(one).delete(two).options(Api);
}
