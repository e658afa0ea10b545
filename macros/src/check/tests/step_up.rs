//! `acr(..)` and `max_age`: what is said about each mistake, and that the line which is shown is right.

use super::{assert_says, assert_silent, of_function, of_handler, said, tokens};
use crate::framework::Framework;
use crate::pipeline;

const FN: &str = "fn f(req: R) -> R { x }";
const ACR: &str = "an `acr` value is a string literal, found `";
const MAX_AGE: &str = "`max_age` takes a literal with a unit, `s`, `m`, `h` or `d`, found `";

fn of_policy(args: &str) -> Vec<String> {
    said(pipeline::policy(tokens(args)))
}

#[test]
fn right_ones_are_accepted_everywhere() {
    for args in [
        r#"acr("gold")"#,
        r#"acr("gold", "platinum",)"#,
        r#"acr("urn:mace:incommon:iap:silver")"#,
        r#"max_age = "1s""#,
        r#"max_age = "5m", acr("gold")"#,
        r#"scopes("a"), acr("gold"), max_age = "24h""#,
        r#"max_age = "49710d""#,
    ] {
        assert_silent(&of_policy(args), args);
        assert_silent(&of_function(&format!("verifier = V, {args}"), FN), args);
        for (framework, below) in [
            (Framework::Axum, ""),
            (Framework::ActixWeb, ""),
            (Framework::Poem, "#[handler] "),
            (Framework::Rocket, "#[get(\"/\")] "),
            (Framework::Salvo, "#[handler] "),
        ] {
            let item = format!("{below}async fn f(a: A) -> R {{ x }}");
            assert_silent(&of_handler(framework, args, &item), args);
            assert_silent(&of_handler(framework, &format!("verifier = V, {args}"), &item), args);
        }
    }
}

/// One message, and the line that it shows, if any, is accepted in its place.
#[track_caller]
fn assert_wrong(args: &str, begins: &str, shown: &str) {
    for messages in [of_policy(args), of_function(&format!("verifier = V, {args}"), FN)] {
        assert_says(&messages, begins, args);
        let help = messages.first().and_then(|message| message.split_once("= help: ")).map_or("", |(_, help)| help);
        assert!(help.contains(shown), "{args}: {help}");
    }
    if shown.contains(['(', '=']) {
        assert_silent(&of_policy(shown), shown);
    }
}

#[test]
fn what_is_wrong_with_acr_is_said() {
    for (args, begins, shown) in [
        ("acr()", "`acr()` demands nothing", r#"acr("gold")"#),
        ("acr", "`acr` takes a list in parentheses, found nothing", r#"acr("gold")"#),
        (r#"acr = "gold""#, "`acr` takes a list in parentheses, found `=`", r#"acr("gold")"#),
        ("acr = gold", "`acr` takes a list in parentheses, found `=`", r#"acr("gold")"#),
        (r#"acr = ["gold", "silver"]"#, "`acr` takes a list in parentheses, found `=`", r#"acr("gold", "silver")"#),
        (r#"acr["gold"]"#, "`acr` takes a list in parentheses, found brackets", r#"acr("gold")"#),
        ("acr(gold)", ACR, r#"acr("gold")"#),
        ("acr(GOLD, SILVER)", ACR, r#"acr("gold", "silver")"#),
        ("acr(3)", ACR, r#"acr("3")"#),
        (r#"acr(any("gold", "silver"))"#, ACR, r#"acr("gold", "silver")"#),
        (r#"acr(all("gold", "silver"))"#, ACR, r#"acr("gold", "silver")"#),
        (r#"acr(["gold", "silver"])"#, ACR, r#"acr("gold", "silver")"#),
        (r#"acr(b"gold")"#, ACR, r#"acr("gold")"#),
        (r#"acr("gold",,"silver")"#, ACR, "one comma"),
        (r#"acr(,"gold")"#, ACR, "one comma"),
        (r#"acr("gold" "silver")"#, "expected `,` between two values of `acr`, found `\"silver\"`", r#"acr("gold", "silver")"#),
        (r#"acr("gold" || "silver")"#, "expected `,` between two values of `acr`, found `|`", r#"acr("gold", "silver")"#),
        (r#"acr("")"#, "an `acr` value cannot be empty", r#"acr("gold")"#),
        (r#"acr(" ")"#, "an `acr` value cannot be empty", r#"acr("gold")"#),
        (r#"acr("gold silver")"#, "`\"gold silver\"` holds a space", r#""gold", "silver""#),
        (r#"acr(" gold")"#, "`\" gold\"` holds a space", r#""gold""#),
        (r#"acr("g\"old")"#, "`\"g\\\"old\"` holds a character", "visible ASCII"),
        (r#"acr("gold\r\n")"#, "`\"gold\\r\\n\"` holds a character", "visible ASCII"),
        (r#"acr("göld")"#, "`\"göld\"` holds a character", "visible ASCII"),
        (r#"acr("gold"s)"#, "unexpected suffix `s` after an `acr` value", r#""gold""#),
        (r#"acr("gold", "gold")"#, "`\"gold\"` is named twice", "remove one"),
        (r#"acr("gold"), acr("silver")"#, "`acr` is given twice", "keep one"),
        (r#"acr_values("gold")"#, "unknown key `acr_values`", r#"acr("gold")"#),
        (r#"acr_values = "gold silver""#, "unknown key `acr_values`", r#"acr("gold", "silver")"#),
    ] {
        assert_wrong(args, begins, shown);
    }
}

#[test]
fn what_is_wrong_with_max_age_is_said() {
    const ZERO: &str = "`max_age` must be more than 0";
    for (args, begins, shown) in [
        ("max_age", "`max_age` takes a value", r#"max_age = "5m""#),
        ("max_age =", "`max_age =` lacks its value", r#"max_age = "5m""#),
        ("max_age = 300", MAX_AGE, r#"max_age = "300s""#),
        ("max_age = 0", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = -5", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = 1.5", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = 5u64", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = true", MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age("5m")"#, "`max_age` takes a value after `=`, found parentheses", r#"max_age = "5m""#),
        ("max_age(300)", "`max_age` takes a value after `=`, found parentheses", r#"max_age = "300s""#),
        ("max_age = FIVE_MINUTES", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = Duration::from_secs(300)", MAX_AGE, r#"max_age = "5m""#),
        ("max_age = 5 * 60", MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "5m" + "1s""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = """#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "300""#, MAX_AGE, r#"max_age = "300s""#),
        (r#"max_age = "m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "5 m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "5min""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "5M""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "2 hours""#, MAX_AGE, r#"max_age = "2h""#),
        (r#"max_age = "1w""#, MAX_AGE, r#"max_age = "7d""#),
        (r#"max_age = "500ms""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "1h30m""#, MAX_AGE, r#"max_age = "90m""#),
        ("max_age = 2 * 60 * 60", MAX_AGE, r#"max_age = "2h""#),
        ("max_age = Duration::from_secs(90)", MAX_AGE, r#"max_age = "90s""#),
        ("max_age = Duration::from_hours(2)", MAX_AGE, r#"max_age = "2h""#),
        ("max_age = 10m", MAX_AGE, r#"max_age = "10m""#),
        (r#"max_age = "PT5M""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "-5m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "+5m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "1.5h""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "٣m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = b"5m""#, MAX_AGE, r#"max_age = "5m""#),
        (r#"max_age = "0s""#, ZERO, r#"max_age = "5m""#),
        (r#"max_age = "000d""#, ZERO, r#"max_age = "5m""#),
        (r#"max_age = "4294967296s""#, "`\"4294967296s\"` is longer", r#"max_age = "49710d""#),
        (r#"max_age = "49711d""#, "`\"49711d\"` is longer", r#"max_age = "49710d""#),
        (r#"max_age = "99999999999999999999d""#, "`\"99999999999999999999d\"` is longer", r#"max_age = "49710d""#),
        (r#"max_age = "5m"s"#, "unexpected suffix `s` after `max_age`", r#"max_age = "5m""#),
        (r#"max_age = "5m", max_age = "6m""#, "`max_age` is given twice", "keep one"),
        (r#"max_auth_age = "5m""#, "unknown key `max_auth_age`", r#"max_age = "5m""#),
    ] {
        assert_wrong(args, begins, shown);
    }
}

/// A caller without credentials would pass a line that seems to demand something.
#[test]
fn optional_conflicts_with_both() {
    let item = "fn f(req: R, #[identity] who: Option<I>) -> R { x }";
    for (args, key) in [(r#"acr("gold")"#, "`acr`"), (r#"max_age = "5m""#, "`max_age`")] {
        let begins = format!("`optional` conflicts with {key}: a request without credentials");
        assert_says(&of_function(&format!("verifier = V, optional, {args}"), item), &begins, args);
        let item = "async fn f(#[identity] who: Option<I>) -> R { x }";
        assert_says(&of_handler(Framework::Axum, &format!("optional, {args}"), item), &begins, args);
    }
    let both = r#"verifier = V, optional, scopes("a"), acr("gold"), max_age = "5m""#;
    assert_says(&of_function(both, item), "`optional` conflicts with `scopes` and `acr` and `max_age`:", both);
}
