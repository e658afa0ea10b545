//! What the compiler says of a framework's attribute where the feature of that name is not enabled. Asked in a build without
//! frameworks, for with all features there is nothing to ask: `cargo test -p requires-auth-tests --test ui_feature_off`.

#[cfg(not(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "rocket", feature = "salvo")))]
#[path = "ui/pinned.rs"]
mod pinned;

#[cfg(not(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "rocket", feature = "salvo")))]
#[test]
fn ui_feature_off() {
    pinned::cases("ui/feature_off");
}
