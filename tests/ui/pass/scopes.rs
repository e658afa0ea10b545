//! Everything that may stand in `scopes(..)`, also where a scope is a constant of a type parameter.

use super::common::{self, *};
use requires_auth::{Policy, policy};

const ONE: Policy = policy!(scopes("items:read"));
static TREE: Policy = policy!(scopes(READ, any("a", all(READ, "b"))), crate = ::requires_auth);

trait Needs {
    const NEEDED: Scope;
}

struct Reader;
struct Writer;

impl Needs for Reader {
    const NEEDED: Scope = Scope::new("items:read");
}

impl Needs for Writer {
    const NEEDED: Scope = Scope::new("items:write");
}

impl Reader {
    const OWN: Scope = READ;

    #[requires_auth(verifier = TOKENS, scopes(Self::OWN, <Self as Needs>::NEEDED))]
    async fn own(req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

#[requires_auth(verifier = TOKENS, scopes(T::NEEDED))]
async fn generic<T: Needs>(req: Request<String>, of: T) -> Answer {
    let _ = of;
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, scopes(any(<T as Needs>::NEEDED, "never"), all("items:read")))]
async fn generic_in_a_tree<T: Needs>(req: Request<String>) -> Answer {
    answer(req.into_body())
}

mod deeper {
    #[super::requires_auth(verifier = super::TOKENS, scopes(super::common::READ, r"items:read", "items:re\x61d2", crate::pass::scopes::READ2))]
    pub(super) async fn paths(req: super::Request<String>) -> super::Answer {
        super::answer(req.into_body())
    }
}

const READ2: Scope = Scope::new("items:read");

#[requires_auth(verifier = TOKENS, scopes(any("items:read", "items:write", all("a", any("b", "c")))))]
async fn nested(req: Request<String>) -> Answer {
    answer(req.into_body())
}

/// Legal, and easily a mistake in a literal.
const ODD: Scope = Scope::new("!#[]~{}:/?=&,;'`");

#[requires_auth(verifier = TOKENS, scopes(ODD, "https://www.example.com/auth/drive?x=a#[]~*:$+@^%-_.`", "api://guid/Files.Read"))]
async fn all_allowed_characters(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[test]
fn runs() {
    check(Reader::own, "body");
    check(|req| generic(req, Reader), "body");
    check(generic_in_a_tree::<Reader>, "body");
    check(nested, "body");
    assert_eq!(run(generic(ada(), Writer)).status(), 403);
    assert_eq!(run(generic_in_a_tree::<Writer>(ada())).status(), 403);
    assert_eq!(run(deeper::paths(ada())).status(), 403);
    assert_eq!(run(all_allowed_characters(ada())).status(), 403);
    let _ = (&ONE, &TREE);
}
