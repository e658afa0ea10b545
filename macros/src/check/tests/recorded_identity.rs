//! `#[instrument]` below a guard reads a function without the identity.

use super::{V, assert_says, assert_silent, of_function, of_handler};
use crate::framework::Framework;

const BEGINS: &str = "`#[instrument]` cannot read `who`: below the guard, the identity is not a parameter";

fn handler(attribute: &str) -> String {
    format!("#[{attribute}] #[handler] async fn h(#[identity] who: Identity, a: A) -> R {{ x }}")
}

fn method(attribute: &str) -> String {
    format!("#[OpenApi] impl A {{ #[tool] #[{attribute}] async fn f(&self, a: A, #[identity] who: Identity) -> R {{ x }} }}")
}

#[test]
fn what_reads_the_identity_is_said() {
    for attribute in [
        "instrument(fields(user = %who))",
        "tracing::instrument(fields(%who))",
        "instrument(skip_all, fields(a = 1, user = who.subject()))",
        "instrument(fields(user = name(&who)))",
        "instrument(fields(a = { 1 + who.n }), err)",
        "cfg_attr(x, instrument(fields(user = ?who)))",
    ] {
        let function = format!("#[{attribute}] async fn h(a: A, #[identity] who: Identity) -> R {{ x }}");
        assert_says(&of_function(V, &function), BEGINS, &function);
        for framework in Framework::ALL {
            for item in [handler(attribute), method(attribute)] {
                assert_says(&of_handler(framework, "", &item), BEGINS, &format!("{framework:?} {item}"));
            }
        }
    }
}

#[test]
fn a_field_of_its_name_is_another_thing() {
    for attribute in [
        "instrument(skip_all, fields(who = tracing::field::Empty))",
        "instrument(fields(who))",
        "instrument(fields(user = self.who, id = %a.who, kind = b::who))",
        "instrument(fields(user = \"who\", who = 1))",
        "instrument(name = \"who\")",
        "utoipa::path(get, path = \"/\", params(a = who))",
    ] {
        let function = format!("#[{attribute}] async fn h(a: A, #[identity] who: Identity) -> R {{ x }}");
        assert_silent(&of_function(V, &function), &function);
        for framework in Framework::ALL {
            for item in [handler(attribute), method(attribute)] {
                assert_silent(&of_handler(framework, "", &item), &format!("{framework:?} {item}"));
            }
        }
    }
}
