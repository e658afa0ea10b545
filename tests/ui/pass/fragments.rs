//! A1, A3, A4, A7. What stands in a fragment of `macro_rules!` means what it would mean without the macro: each key with each kind
//! of fragment that can hold its value.

use super::common::{self, *};

macro_rules! guarded {
    ($name:ident, [$($args:tt)*]) => {
        #[requires_auth($($args)*)]
        async fn $name(req: Request<String>, #[identity] who: Identity) -> Answer {
            answer(format!("{} {}", who.subject(), req.body()))
        }
    };
}

macro_rules! metas {
    ($name:ident, $($meta:meta),*) => { guarded!($name, [$($meta),*]); };
}
metas!(by_meta, verifier = TOKENS, scopes("items:read"));

macro_rules! verifiers {
    ($expr:expr, $path:path, $ident:ident, $tt:tt, $block:block) => {
        guarded!(verifier_expr, [verifier = $expr]);
        guarded!(verifier_path, [verifier = $path]);
        guarded!(verifier_ident, [verifier = $ident]);
        guarded!(verifier_tt, [verifier = $tt]);
        guarded!(verifier_block, [verifier = $block]);
        guarded!(verifier_inside, [verifier = pick($expr, &$ident)]);
    };
}
verifiers!(&*TOKENS, common::TOKENS, TOKENS, (&*TOKENS), {
    let first = true;
    if first != false { &*TOKENS } else { pick(&TOKENS, &TOKENS) }
});

fn pick<'t>(_: &'t StaticTokens, other: &'t StaticTokens) -> &'t StaticTokens {
    other
}

struct Types;

impl Types {
    const TOKENS: &'static std::sync::LazyLock<StaticTokens> = &TOKENS;
    const READ: Scope = READ;
}

macro_rules! scopes {
    ($expr:expr, $literal:literal, $path:path, $ident:ident, $tt:tt, $ty:ty) => {
        guarded!(scope_expr, [verifier = TOKENS, scopes($expr)]);
        guarded!(scope_literal, [verifier = TOKENS, scopes($literal)]);
        guarded!(scope_path, [verifier = TOKENS, scopes($path)]);
        guarded!(scope_ident, [verifier = TOKENS, scopes($ident)]);
        guarded!(scope_tt, [verifier = TOKENS, scopes($tt)]);
        guarded!(scope_type, [verifier = <$ty>::TOKENS, scopes(<$ty>::READ)]);
        guarded!(scope_in_any, [verifier = TOKENS, scopes(any($path, $literal), all($tt, $ident))]);
        const POLICY: requires_auth::Policy = requires_auth::policy!(scopes(any($expr, all($path, $literal))));
    };
}
scopes!("items:read", "items:read", common::READ, READ, "items:read", Types);

macro_rules! lists {
    ($($scope:expr),*; $any:expr) => {
        guarded!(list, [verifier = TOKENS, scopes($($scope),*)]);
        guarded!(nested, [verifier = TOKENS, scopes($any)]);
    };
}
lists!("items:read", READ; any("items:read", "never"));

macro_rules! predicates {
    ($expr:expr, $path:path, $ident:ident, $check:expr) => {
        guarded!(only_expr, [verifier = TOKENS, only = $expr]);
        guarded!(only_path, [verifier = TOKENS, only = $path]);
        guarded!(only_ident, [verifier = TOKENS, only = $ident]);
        // The fragment stays one operand: `(true || false) && never`, here and in the body.
        #[requires_auth(verifier = TOKENS, check = $check && never)]
        fn check_expr(req: Request<String>, never: bool) -> Answer {
            answer(req.into_body())
        }
        #[requires_auth(verifier = TOKENS)]
        fn body_expr(_req: Request<String>, never: bool) -> Answer {
            if $check && never { answer("never") } else { answer("body") }
        }
        #[requires_auth(verifier = TOKENS)]
        fn body_behind_attribute(_req: Request<String>, never: bool) -> Answer {
            #![allow(unused)]
            if $check && never { answer("never") } else { answer("body") }
        }
    };
}
predicates!(|who| who.subject() == "ada", self::is_ada, is_ada, true || false);

fn is_ada(who: &Identity) -> bool {
    who.subject() == "ada"
}

macro_rules! types {
    ($ty:ty, $path:path, $ident:ident, $tt:tt) => {
        #[requires_auth(verifier = TOKENS, identity = $ty)]
        fn by_type(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
        #[requires_auth(verifier = TOKENS, identity = $path)]
        fn by_path(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
        #[requires_auth(verifier = TOKENS, identity = $ident)]
        fn by_ident(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
        #[requires_auth(verifier = TOKENS, identity = $tt)]
        fn by_tt(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
    };
}
types!(requires_auth::Identity, requires_auth::Identity, Identity, Identity);

fn hidden(_: Rejection) -> Answer {
    Response::builder().status(404).body(String::new()).expect("a response")
}

macro_rules! rejections {
    ($expr:expr, $path:path, $ident:ident) => {
        guarded!(reject_expr, [verifier = TOKENS, on_reject = $expr]);
        guarded!(reject_path, [verifier = TOKENS, on_reject = $path]);
        guarded!(reject_ident, [verifier = TOKENS, on_reject = $ident]);
    };
}
rejections!(hidden, self::hidden, hidden);

macro_rules! requests {
    ($ident:ident, $tt:tt, $expr:expr) => {
        #[requires_auth(verifier = TOKENS, request = $ident)]
        fn request_ident(_n: u8, $ident: Request<String>) -> Answer {
            answer($ident.into_body())
        }
        #[requires_auth(verifier = TOKENS, request = $tt)]
        fn request_tt(_n: u8, $tt: Request<String>) -> Answer {
            answer($tt.into_body())
        }
        /// Two parameters with the same letters: the caller's is meant.
        #[requires_auth(verifier = TOKENS, request = $ident)]
        fn of_two(req: &Request<String>, $ident: Request<String>) -> Answer {
            answer(format!("{}{}", req.uri(), $ident.body()))
        }
    };
}
requests!(req, req, req);

macro_rules! crates {
    ($path:path) => {
        guarded!(crate_path, [verifier = TOKENS, crate = $path, allow_attributes($path::public)]);
    };
}
crates!(::requires_auth);

macro_rules! inside {
    ($low:literal, $meta:meta) => {
        /// A number is the bound of a pattern, and an attribute says a value.
        #[requires_auth(verifier = TOKENS)]
        fn inside_a_future(req: Request<String>) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send>> {
            Box::pin(async move {
                #[$meta]
                const NUMBER: i8 = $low;
                answer(if matches!(NUMBER, $low..=0) { req.into_body() } else { String::new() })
            })
        }
    };
}
inside!(-1, doc = "One less than nothing.");

#[test]
fn runs() {
    check(by_meta, "ada body");
    check(verifier_expr, "ada body");
    check(verifier_path, "ada body");
    check(verifier_ident, "ada body");
    check(verifier_tt, "ada body");
    check(verifier_block, "ada body");
    check(verifier_inside, "ada body");
    check(scope_expr, "ada body");
    check(scope_literal, "ada body");
    check(scope_path, "ada body");
    check(scope_ident, "ada body");
    check(scope_tt, "ada body");
    check(scope_type, "ada body");
    check(scope_in_any, "ada body");
    check(list, "ada body");
    check(nested, "ada body");
    check(only_expr, "ada body");
    check(only_path, "ada body");
    check(only_ident, "ada body");
    check(crate_path, "ada body");
    check(inside_a_future, "body");
    assert!(POLICY.is_met_by(&Identity::builder("ada").scopes("items:read").build()));
    assert_eq!(check_expr(ada(), false).status(), 403);
    assert_eq!(body_expr(ada(), false).body(), "body");
    assert_eq!(body_behind_attribute(ada(), false).body(), "body");
    assert_eq!(check_expr(ada(), true).status(), 200);
    for guarded in [by_type, by_path, by_ident, by_tt] {
        assert_eq!((guarded(without_credentials()).status().as_u16(), guarded(ada()).status().as_u16()), (401, 200));
    }
    for status in [
        run(reject_expr(without_credentials())),
        run(reject_path(without_credentials())),
        run(reject_ident(without_credentials())),
    ] {
        assert_eq!(status.status(), 404);
    }
    for guarded in [request_ident, request_tt] {
        assert_eq!((guarded(0, without_credentials()).status().as_u16(), guarded(0, ada()).status().as_u16()), (401, 200));
    }
    assert_eq!(of_two(&ada(), without_credentials()).status(), 401);
    assert_eq!(of_two(&without_credentials(), ada()).status(), 200);
}
