//! The user guide. It exists in the documentation only: a build contains none of it.
//!
//! Read the [tutorial](_01_tutorial) first. After it, each page can be read alone.
//!
//! | page | after it you can |
//! |---|---|
//! | [Tutorial](_01_tutorial) | build and test a guarded axum service, in five steps |
//! | [Keys](_02_keys) | write every key of the attribute |
//! | [Who may pass](_03_authorization) | choose between `scopes`, `acr` and `max_age` (step-up), `only`, `check`, `optional` and public |
//! | [Verifiers](_04_verifiers) | connect your own tokens, keys, passwords and sessions |
//! | [Responses](_05_responses) | predict every rejection, and change its body |
//! | [Frameworks](_06_frameworks) | use the attribute with your framework, and avoid its traps |
//! | [Browsers](_07_browsers) | use cookies and passwords in browsers safely |
//! | [Testing](_08_testing) | test guarded handlers and your own verifier |
//! | [By hand](_09_by_hand) | verify requests in a middleware, a tower layer or a stream |
//! | [Cookbook](_10_cookbook) | copy a recipe: database keys, tenants, roles, CORS, JWT, and more |
//! | [Coming from ..](_11_coming_from) | translate what you know from another library |
//! | [Troubleshooting](_12_troubleshooting) | get from an error message to its cause and fix |
//! | [Limits](_13_limits) | know what the attribute does not do |
//! | [Security](_14_security) | read the threat model and the tests behind each promise |
//! | [Internals](_15_internals) | find your way in the source |
//! | [JWT](_16_jwt) | verify the tokens of an identity provider, and find out why one is rejected |
//! | [Identity providers](_17_identity_providers) | let keys be fetched or opaque tokens be looked up, and know what happens if the provider is down |
//!
//! The code blocks of every page are compiled, and run if they respond to requests:
//! `cargo test -p requires-auth --doc --all-features guide`.

#[doc = include_str!("tutorial.md")]
pub mod _01_tutorial {}
#[doc = include_str!("keys.md")]
pub mod _02_keys {}
#[doc = include_str!("authorization.md")]
pub mod _03_authorization {}
#[doc = include_str!("verifiers.md")]
pub mod _04_verifiers {}
#[doc = include_str!("responses.md")]
pub mod _05_responses {}
#[doc = include_str!("frameworks.md")]
pub mod _06_frameworks {}
#[doc = include_str!("browsers.md")]
pub mod _07_browsers {}
#[doc = include_str!("testing.md")]
pub mod _08_testing {}
#[doc = include_str!("by_hand.md")]
pub mod _09_by_hand {}
#[doc = include_str!("cookbook.md")]
pub mod _10_cookbook {}
#[doc = include_str!("coming_from.md")]
pub mod _11_coming_from {}
#[doc = include_str!("troubleshooting.md")]
pub mod _12_troubleshooting {}
#[doc = include_str!("limits.md")]
pub mod _13_limits {}
#[doc = include_str!("security.md")]
pub mod _14_security {}
#[doc = include_str!("internals.md")]
pub mod _15_internals {}
#[doc = include_str!("jwt.md")]
pub mod _16_jwt {}
#[doc = include_str!("identity_providers.md")]
pub mod _17_identity_providers {}
