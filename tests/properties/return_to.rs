//! A way back that is accepted leads nowhere else, however browsers, proxies and handlers read it.

use proptest::{prelude::*, sample::select};
use requires_auth::local_return_to;

/// Whether a browser that is at a page of the site stays there (URL Standard, 4.4), read naively.
fn stays(location: &str) -> bool {
    let location: String = location.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let location = location.trim_matches(|c: char| c <= ' ').replace('\\', "/");
    let scheme = location.split(['/', '?', '#']).next().unwrap_or_default();
    location.starts_with('/') && !location.starts_with("//") && !scheme.contains(':')
}

/// What a proxy makes of a path: without dot segments.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let octet = after.get(..2).filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
        if let Some(octet) = octet.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            decoded.push(char::from(octet));
            rest = &after[2..];
        } else {
            decoded.push('%');
            rest = after;
        }
    }
    decoded + rest
}

/// As it is, and decoded once more as long as that changes anything: each as it is, and without dot segments.
fn readings(value: &str) -> Vec<String> {
    let mut readings = vec![value.to_owned()];
    let mut path = value.split(['?', '#']).next().unwrap_or_default().to_owned();
    loop {
        readings.extend([path.clone(), without_dots(&path.replace('\\', "/"))]);
        let next = decoded(&path);
        if next == path {
            return readings;
        }
        path = next;
    }
}

fn assert_local(value: &str) {
    for reading in readings(value) {
        assert!(stays(&reading), "{value:?} is read as {reading:?}");
        // A `Location` that is split is another one.
        assert!(!reading.chars().any(|c| c.is_ascii_control()), "{value:?}");
    }
    assert!(value.bytes().all(|byte| byte.is_ascii_graphic()), "{value:?}");
}

const ELSEWHERE: [&str; 64] = [
    "",
    " ",
    "cart",
    "?x",
    "#x",
    ".",
    "./cart",
    "../cart",
    "http:/evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "/\r\nset-cookie: a=b",
    "data:text/html,x",
    "mailto:a@evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "\\evil.example",
    "/cart\\..\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\0/evil.example",
    "/\u{b}/evil.example",
    "/\u{7f}",
    "/cart\t",
    "/cart ",
    " /cart",
    "/c\u{e4}rt",
    "/\u{ff0f}evil.example",
    "\u{ff0f}/evil.example",
    "/\u{2028}/evil.example",
    "%2F%2Fevil.example",
    "%2F/evil.example",
    "/%2Fevil.example",
    "/%2fevil.example",
    "/%5Cevil.example",
    "/%5cevil.example",
    "/cart%5C..",
    "/%252Fevil.example",
    "/%25252Fevil.example",
    "/%%32Fevil.example",
    "/%2%46evil.example",
    "/%09/evil.example",
    "/%0d%0aset-cookie:%20a=b",
    "/%00",
    "/.//evil.example",
    "/..//evil.example",
    "/cart/..//evil.example",
    "/%2e%2e//evil.example",
    "/%2E//evil.example",
    "/.%2e/",
    "/cart/%252e%252e/%252fevil.example",
    "/cart/.",
];

const LOCAL: [&str; 24] = [
    "/",
    "/cart",
    "/cart/",
    "/cart?page=2",
    "/cart?page=2&q=a%20b/c#top",
    "/?next=//evil.example",
    "/?next=https://evil.example/%2F%2F%5c",
    "/search?q=a%0D%0Ab%09%00",
    "/#//evil.example",
    "/?",
    "/#",
    "/a//b",
    "/files/a%2Fb",
    "/100%25",
    "/100%",
    "/%zz",
    "/caf%C3%A9",
    "/a%20b",
    "/~ada/.well-known/x..y/...",
    "/a:b@c",
    "/@evil.example",
    "/https://evil.example",
    "/a;b=c,d!$&'()*+",
    "/%2",
];

#[test]
fn what_leads_elsewhere_is_not_returned() {
    for value in ELSEWHERE {
        assert_eq!(local_return_to(value), None, "{value:?}");
    }
    for value in LOCAL {
        assert_eq!(local_return_to(value), Some(value));
        assert_local(value);
    }
    // Of at most 2048 bytes, and encoded at most eight times.
    let long = |length: usize| format!("/{}", "a".repeat(length - 1));
    assert!(local_return_to(&long(2048)).is_some() && local_return_to(&long(2049)).is_none());
    let nested = |times: usize| format!("/%{}20", "25".repeat(times - 1));
    assert!(local_return_to(&nested(8)).is_some() && local_return_to(&nested(9)).is_none());
    assert_eq!(local_return_to(&format!("/%{}2Fevil.example", "25".repeat(500))), None);
}

const PIECES: [&str; 40] = [
    "/",
    "/",
    "/",
    "//",
    "\\",
    ".",
    "..",
    "/../",
    "/./",
    "%2f",
    "%2F",
    "%5c",
    "%5C",
    "%2e",
    "%25",
    "%",
    "2",
    "5",
    "2f",
    "5c",
    "%09",
    "%0a",
    "%00",
    "\t",
    "\n",
    "\r",
    "\0",
    " ",
    "?",
    "#",
    ":",
    "@",
    "a",
    "cart",
    "evil.example",
    "https:",
    "javascript:",
    ";",
    "\u{e4}",
    "\u{ff0f}",
];

fn values() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(select(PIECES.to_vec()), 0..10).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces.clone(), 4 => pieces.prop_map(|value| format!("/{value}")), 1 => any::<String>(), 1 => "/[ -~]{0,30}"]
}

proptest! {
    #![proptest_config(super::cases(20_000))]

    #[test]
    fn what_is_returned_stays_here(value in values()) {
        if let Some(returned) = local_return_to(&value) {
            prop_assert_eq!(returned, &value);
            assert_local(returned);
        }
    }

    /// The twin: not everything is withheld.
    #[test]
    fn a_plain_path_is_returned(path in "/([a-z0-9_~-]{1,9}(%20|/)?){0,9}", query in "(\\?[!-~]{0,30})?") {
        let value = path + &query;
        prop_assert_eq!(local_return_to(&value), Some(&*value));
    }
}
