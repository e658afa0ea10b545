//! Basic against password hashes: who is let in, what it costs, and that neither tells who exists.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "passwords/bounds.rs"]
mod bounds;
#[path = "passwords/callers.rs"]
mod callers;
#[path = "passwords/ceiling.rs"]
mod ceiling;
#[path = "passwords/forms.rs"]
mod forms;
#[path = "passwords/hashes.rs"]
mod hashes;
#[path = "passwords/htpasswd.rs"]
mod htpasswd;
#[path = "passwords/memory.rs"]
mod memory;
#[path = "passwords/stand_ins.rs"]
mod stand_ins;
#[path = "passwords/tables.rs"]
mod tables;
#[path = "passwords/throttle.rs"]
mod throttle;
#[path = "passwords/unknown_users.rs"]
mod unknown_users;
