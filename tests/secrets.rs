//! Nothing that a client sent is logged, printed or answered; the one exception is asserted as such.
//!
//! Whatever is sent here has `SENT` in it, and so has whatever is stored as a secret: one word to look for.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "secrets/log.rs"]
mod log;
#[path = "secrets/marked.rs"]
mod marked;
#[path = "secrets/printed.rs"]
mod printed;
#[path = "secrets/reasons.rs"]
mod reasons;
#[path = "secrets/sent.rs"]
mod sent;
