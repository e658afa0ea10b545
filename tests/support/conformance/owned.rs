//! The rows of a handler whose `check` looks something up, waits for it, and may end the handler by an error.

use requires_auth::Identity;

use super::{
    callers::{Caller, callers},
    rows::{Expected, Refusal, Row, row},
};
use crate::poll_once::yield_once;

/// Why [`owns`] has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// There is no such thing: 404.
    Missing,
    /// The database is down: 500.
    Broken,
}

/// Returns whether this caller owns thing `id`. `ada` owns 7; there is no 9; the database fails on 8.
///
/// # Errors
///
/// For 8 and 9.
pub async fn owns(who: &Identity, id: u32) -> Result<bool, LookupError> {
    yield_once().await;
    match id {
        7 => Ok(who.subject() == "ada"),
        8 => Err(LookupError::Broken),
        _ => Err(LookupError::Missing),
    }
}

/// Unauthenticated requests learn nothing of what exists: each of the three is rejected before it is looked up.
pub(super) fn rows(drops_strange_lines: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for Caller { name, fields, refused } in callers("", None, drops_strange_lines) {
        let of_ada = if name == "reader" {
            Expected::Refused(Refusal { status: 403, challenges: Vec::new(), error: None })
        } else {
            Expected::Body(200, "owned".to_owned())
        };
        for (target, admitted) in
            [("/owned/7", of_ada), ("/owned/8", Expected::NotRefused(&[500])), ("/owned/9", Expected::NotRefused(&[404]))]
        {
            let expected = refused.clone().map_or(admitted, Expected::Refused);
            rows.push(row("GET", target, name, fields.clone(), expected));
        }
    }
    rows
}
