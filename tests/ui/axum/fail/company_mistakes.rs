//! Through the attribute of a company a mistake is still at the user's own word.

use company::{User, guarded};

#[guarded(scope("payroll:read"))]
async fn misspelt() {}

#[guarded(scopes("payroll:read payroll:write"))]
async fn two_in_one() {}

#[guarded(crate = ::requires_auth)]
async fn crate_again() {}

#[guarded(optional)]
async fn never_nobody(#[identity] _who: User) {}

#[guarded(identity = &'static str)]
async fn says_another(#[identity] _who: User) {}

fn main() {}
