//! Names of the user's that a careless expansion would take for others.

use super::common;

mod reexported {
    pub use ::requires_auth::*;

    pub mod nested {
        pub use ::requires_auth as auth;
    }
}

mod strict {
    #![no_implicit_prelude]

    use super::{common, reexported};

    #[::requires_auth::requires_auth(verifier = common::TOKENS, crate = crate::pass::hygiene::reexported::nested::auth, scopes("items:read"))]
    pub async fn crate_path(req: common::Request<::std::string::String>) -> common::Answer {
        common::answer(req.into_body())
    }

    #[reexported::requires_auth(verifier = common::TOKENS, crate = ::requires_auth, optional)]
    pub async fn reexported_attribute(
        req: common::Request<::std::string::String>,
        #[identity] who: ::std::option::Option<common::Identity>,
    ) -> common::Answer {
        ::std::mem::drop(who);
        common::answer(req.into_body())
    }

    pub const READ: ::requires_auth::Policy =
        reexported::policy!(crate = crate::pass::hygiene::reexported, scopes(any("a", common::READ)));

    /// The user's own names of what the expansion binds.
    #[::requires_auth::requires_auth(verifier = v, request = rejection)]
    pub async fn same_names(
        v: &common::Slow,
        rejection: common::Request<::std::string::String>,
        identity: u8,
        #[identity] request: common::Identity,
    ) -> common::Answer {
        common::answer(::std::format!("{} {} {identity}", rejection.body(), request.subject()))
    }
}

#[allow(dead_code, non_camel_case_types, non_upper_case_globals)]
mod shadowed {
    use super::common::{Answer, Identity, Request, answer};

    pub struct Result;
    pub struct Option;
    pub struct Box;
    pub struct bool;
    pub struct str;
    pub struct Ok;
    pub struct Err;
    pub mod core {}
    pub mod std {}
    pub mod requires_auth {}
    pub const POLICY: u8 = 1;
    pub const v: u8 = 2;
    pub const rejection: u8 = 3;
    pub const identity: u8 = 4;
    pub const request: u8 = 5;
    pub const s: u8 = 6;
    pub fn authorize() {}

    #[::requires_auth::requires_auth(verifier = super::common::TOKENS, scopes("items:read", super::common::READ))]
    pub async fn handler(req: Request<::std::string::String>, #[identity] who: Identity) -> Answer {
        answer(::std::format!("{} {} {POLICY}{v}{rejection}{identity}{request}{s}", who.subject(), req.body()))
    }

    /// A5.
    #[::requires_auth::requires_auth(verifier = super::common::TOKENS, check = v + s == 8)]
    pub async fn checked(req: Request<::std::string::String>) -> Answer {
        answer(req.into_body())
    }

    #[::requires_auth::requires_auth(verifier = super::common::TOKENS, only = |_who| v + s == 8)]
    pub async fn outside(_: Request<::std::string::String>) -> Answer {
        answer("outside")
    }
}

#[test]
fn runs() {
    common::check(shadowed::checked, "body");
    common::check(shadowed::handler, "ada body 123456");
    common::check(shadowed::outside, "outside");
    common::check(strict::crate_path, "body");
    common::check(|req| strict::same_names(&common::Slow, req, 7), "body ada 7");
    assert_eq!(common::run(strict::reexported_attribute(common::without_credentials())).body(), "body");
    let _ = strict::READ;
}
