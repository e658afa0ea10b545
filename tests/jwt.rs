//! JWT: tokens of every algorithm, of several issuers, and of attackers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "jwt/algorithms.rs"]
mod algorithms;
#[path = "jwt/attack_table.rs"]
mod attack_table;
#[path = "jwt/attacks.rs"]
mod attacks;
#[path = "jwt/cache.rs"]
mod cache;
#[path = "jwt/cache_bounds.rs"]
mod cache_bounds;
#[path = "jwt/claims.rs"]
mod claims;
#[path = "jwt/drops.rs"]
mod drops;
#[cfg(feature = "both-providers")]
#[path = "jwt/engines.rs"]
mod engines;
#[path = "jwt/forge.rs"]
mod forge;
#[path = "jwt/issuer.rs"]
mod issuer;
#[path = "jwt/key_choice.rs"]
mod key_choice;
#[path = "jwt/keys.rs"]
mod keys;
#[path = "jwt/providers.rs"]
mod providers;
#[path = "jwt/scopes.rs"]
mod scopes;
#[path = "jwt/shapes.rs"]
mod shapes;
#[path = "jwt/step_up.rs"]
mod step_up;
#[path = "jwt/vectors.rs"]
mod vectors;
#[path = "jwt/weak_keys.rs"]
mod weak_keys;
#[path = "jwt/words.rs"]
mod words;
