//! Handlers made by `macro_rules!`, whose fragments come in invisible groups.

use super::common::*;

macro_rules! whole {
    ($name:ident) => {
        #[requires_auth(verifier = TOKENS, scopes("items:read"))]
        async fn $name(req: Request<String>, #[identity] who: Identity) -> Answer {
            answer(format!("{} {}", who.subject(), req.body()))
        }
    };
}

macro_rules! parts {
    ($(#[$attribute:meta])* $vis:vis $name:ident, $verifier:expr, $scope:expr, $literal:literal, $path:path, $only:expr, $ty:ty, $who:ty, $answer:ty, $body:block) => {
        $(#[$attribute])*
        #[requires_auth(verifier = $verifier, scopes($scope, $literal, $path, any($scope, "never")), only = $only)]
        $vis async fn $name(req: $ty, #[identity] who: $who) -> $answer {
            let _ = (&req, &who);
            $body
        }
    };
}

macro_rules! body {
    ($name:ident($($parameter:tt)*) $body:block) => {
        #[requires_auth(verifier = TOKENS)]
        async fn $name($($parameter)*) -> Answer $body
    };
}

macro_rules! patterns {
    ($name:ident, $request:pat, $bound:ident, $who:pat, $key:ident) => {
        #[requires_auth(verifier = TOKENS, $key = second)]
        async fn $name($request: http::request::Parts, second: &Request<String>, #[identity] $who: Identity) -> Answer {
            answer(format!("{} {}", $bound, second.body()))
        }
    };
}

macro_rules! reexporting {
    ($name:ident) => {
        #[requires_auth(verifier = TOKENS, crate = $crate::pass::macro_rules::reexport)]
        async fn $name(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
    };
}

mod reexport {
    pub use requires_auth::*;
}

whole!(one);
parts!(
    /// Documented.
    pub(crate) two, &TOKENS, "items:read", "items:re\x61d2", READ, |who| who.subject() == "ada", Request<String>, Identity, Answer, {
        answer("block")
    }
);
parts!(three, &*TOKENS, "items:read", "items:write", READ, only, &Request<String>, Identity, Result<Answer, std::fmt::Error>, {
    Ok(answer("block"))
});
body!(four(req: Request<String>, #[identity] _who: Identity) {
    let req = req;
    answer(req.into_body())
});
patterns!(five, http::request::Parts { method, .. }, method, _who, request);
reexporting!(six);

fn only(who: &Identity) -> bool {
    who.subject() == "ada"
}

#[test]
fn runs() {
    check(one, "ada body");
    assert_eq!(run(two(ada())).status(), 403);
    assert_eq!(run(three(&ada())).expect("an answer").status(), 403);
    assert_eq!(run(three(&without_credentials())).expect("an answer").status(), 401);
    check(four, "body");
    assert_eq!(run(five(without_credentials().into_parts().0, &ada())).body(), "GET body");
    assert_eq!(run(five(ada().into_parts().0, &without_credentials())).status(), 401);
    check(six, "body");
}
