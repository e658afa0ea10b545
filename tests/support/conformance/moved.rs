//! The rows of schemes that are moved and renamed.

use super::rows::{Expected, Refusal, Row, row};

const INVALID: &str = r#", error="invalid_token""#;
const MULTIPLE: &str = r#", error="invalid_request", error_description="multiple credentials""#;
const CONFLICT: &str = r#", error="invalid_request""#;

/// The errors of the two Bearer lines.
fn refused(status: u16, error: Option<&'static str>, [bearer, token]: [&str; 2]) -> Expected {
    let mut challenges = Vec::new();
    if matches!(status, 400 | 401) {
        challenges.extend([format!(r#"Bearer realm="api"{bearer}"#), format!(r#"Token realm="api"{token}"#)]);
    }
    if status == 401 {
        challenges.push(r#"GenieKey realm="api""#.to_owned());
    }
    // In the order of their text, as those that were received.
    challenges.sort();
    Expected::Refused(Refusal { status, challenges, error })
}

pub(super) fn rows(drops_strange_lines: bool) -> Vec<Row> {
    let ada = |place: &str| Expected::Body(200, format!("moved {place}"));
    let plain = || refused(401, None, ["", ""]);
    let bearer = || refused(401, Some("invalid_token"), [INVALID, ""]);
    let token = || refused(401, Some("invalid_token"), ["", INVALID]);
    let multiple = || refused(400, Some("invalid_request"), [MULTIPLE; 2]);
    let conflict = || refused(400, Some("invalid_request"), [CONFLICT; 2]);
    let long = |front: &str, length| format!("{front}{}", "x".repeat(length));
    let (long_token, long_field, long_key) =
        (long("authorization: Token ", 201), long("x-assertion: ", 8193), long("authorization: GenieKey ", 513));
    let too_long = [[long_token.as_str()], [long_field.as_str()], [long_key.as_str()]];
    let strange = if drops_strange_lines { plain() } else { bearer() };
    let rows: Vec<(&[&str], Expected)> = vec![
        (&[], plain()),
        (&["x-assertion: a.b.c"], ada("field a.b.c")),
        (&["x-assertion:  \ta.b.c "], ada("field a.b.c")),
        (&["authorization: TOKEN 1|abc"], ada("word 1|abc")),
        (&["authorization: GenieKey k:|=k"], ada("key k:|=k")),
        // Blank is absent.
        (&["x-assertion: "], plain()),
        (&["x-assertion: ", "authorization: Token 1|abc"], ada("word 1|abc")),
        (&["authorization: ", "x-assertion: a"], ada("field a")),
        // Nothing after the word, and another word.
        (&["authorization: Token"], plain()),
        (&["authorization: GenieKey "], plain()),
        (&["authorization: Bearer a"], plain()),
        (&["authorization: Bearer a", "x-assertion: a"], ada("field a")),
        (&["x-api-key: a"], plain()),
        // Row 9.
        (&["x-assertion: 1|abc"], bearer()),
        (&["x-assertion: Bearer a"], bearer()),
        (&["x-assertion: \u{e9}"], strange),
        (&["authorization: Token a b"], token()),
        (&["authorization: Token\ta"], token()),
        (&["authorization: GenieKey a b"], plain()),
        // What the verifiers say.
        (&["x-assertion: wrong"], bearer()),
        (&["authorization: token wrong"], token()),
        (&["authorization: geniekey wrong"], plain()),
        // Row 4.
        (&["x-assertion: a,b"], multiple()),
        (&["x-assertion: a", "x-assertion: a"], multiple()),
        (&["x-assertion: a", "x-assertion: "], multiple()),
        (&["authorization: Token a,b"], multiple()),
        (&["authorization: Token a", "authorization: GenieKey a"], multiple()),
        (&["authorization: GenieKey a,b"], multiple()),
        // Rows 37 and 38.
        (&["authorization: Token a", "x-assertion: a"], conflict()),
        (&["authorization: GenieKey a b", "x-assertion: a"], conflict()),
        (&["authorization: GenieKey", "x-assertion: wrong"], conflict()),
        // Row 12.
        (&too_long[0], refused(431, None, ["", ""])),
        (&too_long[1], refused(431, None, ["", ""])),
        (&too_long[2], refused(431, None, ["", ""])),
    ];
    let bytes = |line: &&str| line.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect::<Vec<u8>>();
    let row = |(lines, expected): (&[&str], Expected)| {
        row("GET", "/moved", &format!("{lines:.80?}"), lines.iter().map(bytes).collect(), expected)
    };
    rows.into_iter().map(row).collect()
}
