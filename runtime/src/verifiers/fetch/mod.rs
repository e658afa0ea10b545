//! Asking an identity provider: which addresses, by which client, in which thread, and what of the response is believed.

mod address;
mod client;
mod exchange;
mod fetcher;
mod worker;

pub(in crate::verifiers) use address::address;
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use address::shown;
pub(in crate::verifiers) use client::ReqwestFetcher;
pub(in crate::verifiers) use exchange::{Exchange, FetchFault, LONGEST_WAIT};
pub(in crate::verifiers) use fetcher::AnyFetcher;
pub use fetcher::Fetcher;
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use worker::{Either, either, until};
pub(in crate::verifiers) use worker::{FORKED, Worker};
