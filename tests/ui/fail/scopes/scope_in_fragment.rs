//! A1. What a macro hands on as one scope is read as a whole: here it is more than one, or another expression.
//! Twin: `pass/fragments.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

macro_rules! guarded {
    ($name:ident, $scope:expr) => {
        #[requires_auth(verifier = TOKENS, scopes($scope))]
        async fn $name(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
    };
}

macro_rules! either {
    ($name:ident, $scope:expr) => {
        #[requires_auth(verifier = TOKENS, scopes(any($scope, "c")))]
        async fn $name(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
    };
}

macro_rules! policy {
    ($name:ident, $scope:expr) => {
        const $name: requires_auth::Policy = requires_auth::policy!(scopes($scope));
    };
}

guarded!(and, "items:read" & "items:admin");
guarded!(called, "items:read".trim());
guarded!(indexed, "items:read"[0]);
guarded!(cast, "items:read" as Scope);
guarded!(of_a_path, READ.as_str());
either!(both, "a" && "b");
policy!(AND, "items:read" & "items:admin");

fn main() {}
