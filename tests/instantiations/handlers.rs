//! Guarded handlers of each framework, as many as there are names, on routes.

macro_rules! handlers {
    ($($name:ident)*) => {
        mod on_axum {
            use requires_auth::{Authenticator, Identity, axum::requires_auth};

            $(
                #[requires_auth(scopes("items:read"))]
                pub(super) async fn $name(#[identity] who: Identity) -> String {
                    who.subject().to_owned()
                }
            )*

            pub(super) fn app() -> axum::Router<Authenticator> {
                axum::Router::new()$(.route(concat!("/", stringify!($name)), axum::routing::get($name)))*
            }
        }

        mod on_actix_web {
            use requires_auth::{Identity, actix_web::requires_auth};

            $(
                #[requires_auth(scopes("items:read"))]
                pub(super) async fn $name(#[identity] who: Identity) -> String {
                    who.subject().to_owned()
                }
            )*

            pub(super) fn app(config: &mut actix_web::web::ServiceConfig) {
                $(config.route(concat!("/", stringify!($name)), actix_web::web::get().to($name));)*
            }
        }

        mod on_poem {
            use poem::handler;
            use requires_auth::{Identity, poem::requires_auth};

            $(
                #[requires_auth(scopes("items:read"))]
                #[handler]
                pub(super) async fn $name(#[identity] who: Identity) -> String {
                    who.subject().to_owned()
                }
            )*

            pub(super) fn app() -> poem::Route {
                poem::Route::new()$(.at(concat!("/", stringify!($name)), poem::get($name)))*
            }
        }

        mod on_salvo {
            use requires_auth::{Identity, salvo::requires_auth};
            use salvo::handler;

            $(
                #[requires_auth(scopes("items:read"))]
                #[handler]
                pub(super) async fn $name(#[identity] who: Identity) -> String {
                    who.subject().to_owned()
                }
            )*

            pub(super) fn app() -> salvo::Router {
                salvo::Router::new()$(.push(salvo::Router::with_path(stringify!($name)).get($name)))*
            }
        }

        fn main() {
            use std::hint::black_box;

            let _ = black_box((on_axum::app(), on_poem::app(), on_salvo::app(), actix_web::App::new().configure(on_actix_web::app)));
        }
    };
}
