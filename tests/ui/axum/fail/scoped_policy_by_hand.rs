//! A6: a policy by hand for a marker, which demands no scopes.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::__private::{AnyIdentity, Policy, Rule, ScopedPolicy, ScopedSpec};

enum Mine {}

impl requires_auth::__private::HandlerSpec for Mine {
    const NAME: &'static str = "mine";
    const SCOPES: &'static str = "items:read";
}

impl ScopedPolicy<User> for Mine {
    type Policy = AnyIdentity;
    const POLICY: &'static AnyIdentity = &AnyIdentity(Policy("mine", Rule::Empty));
}

impl ScopedSpec<User> for Mine {}

fn main() {}
