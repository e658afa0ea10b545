//! The rows of a handler that demands how and when its caller was authenticated (RFC 9470).

use super::{
    callers::{Caller, bearer, callers},
    rows::{Expected, Refusal, Row, row},
};

const ERROR: &str = "insufficient_user_authentication";

const ADMITTED: [&str; 3] = ["gold", "platinum", "gold-ahead"];
const REFUSED: [&str; 8] = ["silver", "gold-platinum", "Gold", "no-acr", "no-time", "gold-old", "gold-future", "silver-reader"];

/// The names of tokens that say how or when their caller was authenticated.
#[cfg(feature = "oidc")]
pub(super) fn tokens() -> impl Iterator<Item = &'static str> {
    ADMITTED.into_iter().chain(REFUSED).chain(["gold-reader"])
}

fn stepped_up() -> Refusal {
    let challenge =
        format!(r#"Bearer realm="api", error="{ERROR}", scope="items:write", acr_values="gold platinum", max_age="3600""#);
    Refusal { status: 401, challenges: vec![challenge], error: Some(ERROR) }
}

pub(super) fn rows(drops_strange_lines: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for Caller { name, fields, refused } in callers("", Some("items:write"), drops_strange_lines) {
        // Known callers whose tokens say neither how nor when, with the scope and without it.
        let refusal = if matches!(name, "writer" | "reader") { stepped_up() } else { refused.unwrap_or_else(stepped_up) };
        rows.push(row("GET", "/stepup", name, fields, Expected::Refused(refusal)));
    }
    for token in ADMITTED {
        rows.push(row("GET", "/stepup", token, vec![bearer(token)], Expected::Body(200, "stepup".to_owned())));
    }
    for token in REFUSED {
        rows.push(row("GET", "/stepup", token, vec![bearer(token)], Expected::Refused(stepped_up())));
    }
    let challenge = r#"Bearer realm="api", error="insufficient_scope", scope="items:write""#.to_owned();
    let scope = Refusal { status: 403, challenges: vec![challenge], error: Some("insufficient_scope") };
    rows.push(row("GET", "/stepup", "gold-reader", vec![bearer("gold-reader")], Expected::Refused(scope)));
    rows
}
