//! What `only` may be.

use super::{FN, assert_says, assert_silent, of_function, of_handler};
use crate::framework::Framework;

/// `only` is called with the identity, so it is not the result of a call.
#[test]
fn only_is_told_how_to_be_called() {
    let rule = "`only` takes the path of a `fn(&Identity) -> bool`, or a closure";
    for (only, help) in [
        ("is_ada()", "`only = is_ada`"),
        ("has(READ)", "`only = |who| has(who, READ)`, a closure over the identity"),
        ("(a.b)(c)", "`only = |who| (a.b)(c)`, a closure over the identity"),
        ("! is_ada", "`only = |who| !is_ada(who)`, a closure over the identity"),
    ] {
        let said = of_function(&format!("verifier = V, only = {only}"), FN);
        assert_eq!(said, [format!("{rule}\n = help: write {help}")], "{only}");
    }
}

/// Only by the name of the type: what an alias is, cannot be seen.
#[test]
fn only_borrows_the_identity() {
    let by_value = "`only` borrows the identity\n = help: write `only = |who: &User| who.is_admin()`";
    let closure = |ty: &str| format!("only = |who: {ty}| who.is_admin()");
    let user = "async fn f(#[identity] who: User) -> R { x }";
    assert_says(&of_handler(Framework::Axum, &closure("User"), user), by_value, "parameter");
    let named = format!("identity = User, {}", closure("User"));
    assert_says(&of_handler(Framework::Axum, &named, "async fn f() -> R { x }"), by_value, "key");
    let own = "`only` borrows the identity\n = help: write `only = |who: &Identity| who.is_admin()`";
    assert_says(&of_function(&format!("verifier = V, {}", closure("Identity")), FN), own, "default");
    for ty in ["&User", "Lent<'_>", "&Identity"] {
        assert_silent(&of_handler(Framework::Axum, &closure(ty), user), ty);
    }
    // A name with arguments is not that of the runtime's type.
    assert_silent(&of_function(&format!("verifier = V, {}", closure("Identity<'_>")), FN), "an alias");
}
