//! A closure has no path.
//! Twin: `pass/utoipa.rs`.

use requires_auth::axum::utoipa_axum::routes;

fn main() {
    let _ = routes!(|| async {});
}
