//! A drop-in for the attribute that makes handlers.
#![deny(warnings)]

use requires_auth::poem::{handler, requires_auth};
use requires_auth::{Identity, public};

#[requires_auth]
#[handler]
async fn items(#[identity] who: Identity, request: &poem::Request) -> String {
    format!("{} {}", request.method(), who.subject())
}

#[public]
#[requires_auth::poem::handler]
fn health() -> &'static str {
    "well"
}

#[requires_auth(optional)]
#[handler]
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

#[test]
fn runs() {
    let _ = poem::Route::new().at("/", poem::get(items).post(health).put(maybe).patch(one).delete(two));
}
