//! The expression of `verifier = ..`.

use super::{assert_says, assert_silent, said, tokens};
use crate::framework::Framework;
use crate::pipeline;

/// A4. It names who verifies: it neither leaves the guard nor touches the request, however it is written.
#[test]
fn a_verifier_stays_inside_the_guard() {
    const ITEM: &str = "async fn f(req: R, state: S, #[identity] who: I) -> T { x }";
    let handlers = [None, Some(Framework::Axum), Some(Framework::ActixWeb)];
    let of = |place: Option<Framework>, verifier: &str| {
        let item = if place.is_some() { "async fn f(#[identity] who: I) -> T { x }" } else { ITEM };
        said(pipeline::guard(tokens(&format!("verifier = {verifier}")), &tokens(item), place))
    };
    for (verifier, found) in [
        ("{ if c { return x } TOKENS }", "`return`"),
        ("{ return x; }", "`return`"),
        ("(return x)", "`return`"),
        ("find()?", "`?`"),
        ("a.b?.c", "`?`"),
        ("pick(find()?)", "`?`"),
        ("&[find()?][0]", "`?`"),
        ("match c { true => TOKENS, _ => return x }", "`return`"),
        ("{ yield x; TOKENS }", "`yield`"),
        ("{ become x(); TOKENS }", "`become`"),
        ("leave!(x)", "`leave!`"),
        ("a::leave! { x }", "`leave!`"),
        ("{ leave!(); TOKENS }", "`leave!`"),
        ("pick(leave!())", "`leave!`"),
        ("bearer(|token| x).then(leave!())", "`leave!`"),
        ("(|| { leave!() })()", "`leave!`"),
        ("{ let x = if !leave!() { a } else { b }; x }", "`leave!`"),
    ] {
        for place in handlers {
            let begins = format!("{found} could leave the guard before the credentials are verified");
            assert_says(&of(place, verifier), &begins, &format!("{place:?} {verifier}"));
        }
    }
    for verifier in [
        "{ req = other(); TOKENS }",
        "{ req.headers_mut(); TOKENS }",
        "pick(&mut req)",
        "pick(|| req.x())",
        "pick(|| format!(\"{}\", req.x()))",
        "(|| req.x())()",
        "req",
        "*req.auth",
        "state.of(req)",
        "{ let a = &mut req; a.x() }",
    ] {
        assert_says(&of(None, verifier), "`verifier` cannot use `req`, the request that it verifies", verifier);
    }
    for verifier in [
        "TOKENS",
        "&*TOKENS",
        "state.auth",
        "state.req",
        "state.auth.req()",
        "x::req::TOKENS",
        "if !c { &A } else { &B }",
        "if a != b { &A } else { &B }",
        "match c { true => &A, false => &B }",
        "{ let mut i = 0; loop { i += 1; if i > 3 { break &TOKENS } } }",
        "bearer(|token| { if x { return Err(y) } let a = token.b()?; Ok(format!(\"{a}\")) })",
        "bearer(|token| Ok(x(token)?)).with(|a| b!(a))",
    ] {
        assert_silent(&of(None, verifier), verifier);
    }
}
