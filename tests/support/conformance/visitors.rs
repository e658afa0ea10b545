//! The rows of a page that is open to everybody, and knows who has a session: a stale cookie is not the caller's doing.

use super::rows::{Expected, Refusal, Row, row};

/// Without ignoring unsupported schemes, and with it.
type Both = [Expected; 2];

fn visitor(name: &str) -> Expected {
    Expected::Body(200, format!("visitor {name}"))
}

fn refused(status: u16) -> Expected {
    let challenges = (status == 401).then(|| r#"Cookie realm="api""#.to_owned()).into_iter().collect();
    Expected::Refused(Refusal { status, challenges, error: None })
}

fn alike(expected: &Expected) -> Both {
    [expected.clone(), expected.clone()]
}

/// The cookie, and what it is answered with if nothing else is sent.
fn cookies() -> Vec<(String, Expected)> {
    let sent = |value: &str| format!("cookie: {value}");
    vec![
        (String::new(), visitor("nobody")),
        (sent("session=staff-1"), visitor("eve")),
        // Not good, and nobody's intention.
        (sent("session=gone"), visitor("nobody")),
        (sent("session=ended"), visitor("nobody")),
        (sent("a=b; session=ended; session=ended"), visitor("nobody")),
        (sent("session="), visitor("nobody")),
        // It cannot be told who it is.
        (sent("session=down"), refused(503)),
        (sent("session=used-up"), refused(429)),
        (sent("session=panic"), refused(500)),
        (sent("session=gone; session=staff-1"), refused(401)),
        (sent("session=gone; session=ended"), refused(401)),
        (sent("session=a\"b"), refused(401)),
        (sent(&format!("session={}", "s".repeat(5000))), refused(431)),
        // It is somebody, who is not allowed.
        (sent("session=barred"), refused(403)),
    ]
}

/// What `Authorization` adds: to a caller who is nobody, and to one who is somebody.
fn rows_of(fields: &[&str], nobody: &Both, (cookie, alone): &(String, Expected)) -> [Row; 2] {
    let is_nobody = matches!(alone, Expected::Body(_, body) if body == "visitor nobody");
    let [off, on] = if is_nobody { nobody.clone() } else { alike(alone) };
    [("/visitor", off), ("/proxied", on)].map(|(target, expected)| {
        let lines = fields.iter().copied().chain([cookie.as_str()]).filter(|line| !line.is_empty());
        let lines: Vec<Vec<u8>> = lines.map(|line| line.as_bytes().to_vec()).collect();
        row("GET", target, &format!("{fields:?} {cookie:.60}"), lines, expected)
    })
}

pub(super) fn rows() -> Vec<Row> {
    let nobody = visitor("nobody");
    let ignored = [refused(401), nobody.clone()];
    let fields: [(&[&str], Both); 9] = [
        (&[], alike(&nobody)),
        (&["authorization: "], alike(&nobody)),
        (&["authorization: Basic cHJveHk6cHc="], ignored.clone()),
        (&["authorization: Bearer writer"], ignored.clone()),
        (&["authorization: Negotiate"], ignored.clone()),
        (&["authorization: Basic cHJveHk6cHc=", "authorization: Negotiate YII="], ignored),
        // Not the name of a scheme, so nothing that could be another's.
        (&["authorization: ,"], alike(&refused(401))),
        (&["authorization: Basic/x"], alike(&refused(401))),
        (&["authorization: Basic cHJveHk6cHc=", "authorization: \"x\""], alike(&refused(401))),
    ];
    let cookies = cookies();
    fields.iter().flat_map(|(fields, nobody)| cookies.iter().flat_map(|cookie| rows_of(fields, nobody, cookie))).collect()
}
