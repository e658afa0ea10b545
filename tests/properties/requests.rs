//! Requests with one to three lines of header-legal bytes, near to what is valid.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, Method, Request};
use proptest::{prelude::*, sample::select};

/// Name and value of a field line.
pub(crate) type Line = (&'static str, Vec<u8>);

fn legal() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 0x20..0x7f_u8, 1 => 0x80..=0xff_u8, 1 => Just(b'\t')]
}

/// What is as good as absent, wherever it stands.
pub(crate) fn blank() -> impl Strategy<Value = Vec<u8>> {
    "[ \t]{0,3}".prop_map(String::into_bytes)
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(legal(), 0..24)
}

/// `value` with a few bytes put in, taken out or replaced.
fn mutated(value: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..3_u8, prop_oneof![legal(), select(b" \t,;=:\"\\.".to_vec())]);
    (value, prop::collection::vec(edit, 0..3)).prop_map(|(mut value, edits)| {
        for (place, kind, byte) in edits {
            let place = place.index(value.len() + 1);
            match kind {
                0 => value.insert(place, byte),
                1 if place < value.len() => drop(value.remove(place)),
                _ if place < value.len() => value[place] = byte,
                _ => value.push(byte),
            }
        }
        value
    })
}

fn schemes() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(vec!["Bearer", "Basic", "bearer", "BASIC", "bEaReR"]).prop_map(str::to_owned),
        1 => select(vec!["DPoP", "Digest", "Negotiate", "Bearer2", "Bas", ""]).prop_map(str::to_owned),
    ]
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-Za-z0-9._~+/-]{1,20}={0,2}",
        1 => (8190..8195_usize).prop_map(|length| "a".repeat(length)),
    ]
}

fn pair() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,6}:[ -~]{0,8}",
        1 => "[a-z]{0,6}",
        1 => any::<String>(),
        // Around the control characters of Unicode.
        1 => "[a-z\u{7e}-\u{a1}]{1,2}:[a-z\u{7e}-\u{a1}]{0,2}",
        // Around the longest that is decoded without an allocation, and the longest that is decoded at all.
        1 => (120..136_usize).prop_map(|length| format!("u:{}", "p".repeat(length))),
        1 => (6140..6147_usize).prop_map(|length| format!("u:{}", "p".repeat(length - 2))),
    ]
}

fn credentials() -> impl Strategy<Value = String> {
    let bytes = prop::collection::vec(any::<u8>(), 0..12).prop_map(|bytes| STANDARD.encode(bytes));
    prop_oneof![3 => token(), 3 => pair().prop_map(|pair| STANDARD.encode(pair)), 1 => bytes]
}

fn authorization() -> impl Strategy<Value = Vec<u8>> {
    let line =
        (schemes(), " {1,2}", credentials()).prop_map(|(scheme, spaces, rest)| format!("{scheme}{spaces}{rest}").into_bytes());
    let line = line.boxed();
    prop_oneof![4 => line.clone(), 4 => mutated(line), 1 => schemes().prop_map(String::into_bytes), 1 => anything(), 1 => blank()]
}

fn cookies() -> impl Strategy<Value = Vec<u8>> {
    let name = select(vec!["session", "session", "session", "sid", "sid", "Session", "theme", "", " session ", "=session"]);
    let value = prop_oneof![
        // Two of them are equal now and then.
        3 => select(vec!["a", "b", "\"a\"", "", " ", "\"\""]).prop_map(str::to_owned),
        4 => "[!#-+.-:<-\\[\\]-~]{0,10}",
        1 => "\"[a-z]{0,4}\"",
        1 => "[ -~]{0,6}",
        1 => (4086..4092_usize).prop_map(|length| "c".repeat(length)),
    ];
    let pairs = prop::collection::vec((name, value), 0..4);
    let line = (pairs, select(vec!["; ", ";", " ;\t"])).prop_map(|(pairs, between)| {
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(between).into_bytes()
    });
    let line = line.boxed();
    prop_oneof![4 => line.clone(), 4 => mutated(line), 1 => anything()]
}

fn keys() -> impl Strategy<Value = Vec<u8>> {
    let key =
        prop_oneof![4 => "[!-~]{1,20}", 1 => (510..515_usize).prop_map(|length| "k".repeat(length))].prop_map(String::into_bytes);
    let key = key.boxed();
    prop_oneof![4 => key.clone(), 3 => mutated(key), 1 => anything(), 1 => blank()]
}

pub(crate) fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = prop_oneof![
        4 => authorization().prop_map(|value| ("authorization", value)),
        2 => cookies().prop_map(|value| ("cookie", value)),
        2 => keys().prop_map(|value| ("x-api-key", value)),
    ];
    prop_oneof![3 => prop::collection::vec(line.clone().boxed(), 1..2), 2 => prop::collection::vec(line, 2..4)]
}

/// What decides whether a write comes from another site.
pub(crate) fn surroundings() -> impl Strategy<Value = (Method, Vec<Line>)> {
    let method = select(vec![Method::GET, Method::GET, Method::POST, Method::HEAD, Method::OPTIONS, Method::DELETE]);
    let site = prop_oneof![
        2 => Just(vec![]),
        1 => select(vec!["same-origin", "none", "same-site", "cross-site", "", " "]).prop_map(|site| vec![("sec-fetch-site", site.into())]),
        1 => select(vec!["https://example.com", "null", "https://evil.example"]).prop_map(|origin| vec![("origin", origin.into())]),
        1 => anything().prop_map(|value| vec![("origin", value)]),
    ];
    (method, site)
}

pub(crate) fn request<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Request<()> {
    let builder = Request::builder().header("host", "example.com");
    let lines = lines.into_iter().map(|(name, value)| (*name, HeaderValue::from_bytes(value).expect("legal bytes")));
    lines.fold(builder, |builder, (name, value)| builder.header(name, value)).body(()).unwrap()
}
