//! The page at `/`: a button for each request to try.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS},
    response::IntoResponse,
};
use requires_auth::axum::routing::{get, public};

use crate::requests::{Credentials, Sample};

/// Nothing but its own script and style; no other site may show it in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

async fn page(State(page): State<Arc<str>>) -> impl IntoResponse {
    file("text/html; charset=utf-8", page.to_string())
}

async fn script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", include_str!("page.js").to_owned())
}

async fn style() -> impl IntoResponse {
    file("text/css; charset=utf-8", include_str!("page.css").to_owned())
}

fn file(content_type: &'static str, text: String) -> ([(HeaderName, &'static str); 4], String) {
    let fields = [
        (CONTENT_TYPE, content_type),
        // The page may contain tokens.
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (fields, text)
}

pub(crate) fn routes(samples: &[Sample]) -> Router {
    let page: Arc<str> = include_str!("page.html").replace("<!-- buttons -->", &buttons(samples)).into();
    Router::new()
        .route("/", get(public(self::page)).into())
        .route("/page.js", get(public(script)).into())
        .route("/page.css", get(public(style)).into())
        .with_state(page)
}

/// The script reads the request from the attributes.
fn buttons(samples: &[Sample]) -> String {
    let mut buttons = String::new();
    for Sample { method, path, whose, credentials, body } in samples {
        let field = match credentials {
            Credentials::None => String::new(),
            Credentials::Bearer(token) => format!("Authorization: Bearer {token}"),
            Credentials::Basic(_, encoded) => format!("Authorization: Basic {encoded}"),
            Credentials::Key(key) => format!("X-API-Key: {key}"),
            Credentials::Cookie(cookie) => format!("Cookie: {cookie}"),
        };
        let (field, body) = (escaped(&field), escaped(body.unwrap_or_default()));
        // Writing to a `String` does not fail.
        let _ = writeln!(
            buttons,
            r#"<button type="button" data-method="{method}" data-path="{path}" data-field="{field}" data-body="{body}">{method} {path} <small>{whose}</small></button>"#
        );
    }
    buttons
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
