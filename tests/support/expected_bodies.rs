//! A refusal, compared wholly: status, every field line, every byte of the body.

use http::Response;

/// A response is this refusal and nothing else: these challenges, one line each and in this order, this `error` in the body
/// or none, `no-store`, and `Retry-After: 5` on a 503.
///
/// # Panics
///
/// Where it is another, with `what` in the message.
pub fn assert_refusal(response: Response<String>, what: &str, status: u16, challenges: &[&str], error: Option<&str>) {
    let (parts, body) = response.into_parts();
    let mut lines: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    // Stable: lines of one name stay in their order.
    lines.sort_by(|one, other| one.0.cmp(&other.0));

    let mut expected = vec![("cache-control", "no-store"), ("content-type", "application/problem+json")];
    if status == 503 {
        expected.push(("retry-after", "5"));
    }
    expected.extend(challenges.iter().map(|challenge| ("www-authenticate", *challenge)));
    let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();

    assert_eq!((parts.status.as_u16(), lines, body), (status, expected, problem(status, error)), "{what}");
}

/// The problem document of a refusal.
///
/// # Panics
///
/// Where no refusal has this status.
#[must_use]
pub fn problem(status: u16, error: Option<&str>) -> String {
    let error = error.map(|error| format!(r#","error":"{error}""#)).unwrap_or_default();
    format!(r#"{{"type":"about:blank","title":"{}","status":{status}{error}}}"#, title(status))
}

fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => panic!("no guard answers with {status}"),
    }
}
