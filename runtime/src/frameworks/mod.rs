//! The frameworks. Each module converts a framework's request into a head, and a rejection into a response. No framework module
//! uses another one, and no verifier uses any. `tower` is what axum shares with every other stack of tower services.

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "rmcp")]
pub mod rmcp;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(any(feature = "axum", feature = "rmcp", feature = "tower"))]
#[cfg_attr(not(feature = "tower"), allow(unreachable_pub, reason = "only a part of it is public then"))]
pub mod tower;
