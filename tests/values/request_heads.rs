//! The head of a request, as a verifier and a renderer see it.

use http::{HeaderName, Request, header::COOKIE, request::Parts};
use requires_auth::{AsRequestHead, FieldLines, RequestHead};

#[derive(Clone, Debug, PartialEq)]
struct Peer(u8);

fn parts() -> Parts {
    let request = Request::put("/items/7?page=2").header("cookie", "a=1").header("cookie", "b=2").header("x-id", "7");
    request.extension(Peer(9)).body(()).unwrap().into_parts().0
}

fn assert_shows_all(head: RequestHead<'_>) {
    assert_eq!((head.method(), head.target()), ("PUT", "/items/7?page=2"));
    assert_eq!(head.header(&COOKIE).collect::<Vec<_>>(), [b"a=1", b"b=2"]);
    assert_eq!(head.header(HeaderName::from_static("x-id")).collect::<Vec<_>>(), [b"7"]);
    assert_eq!(head.header(HeaderName::from_static("x-other")).count(), 0);
    assert_eq!((head.extension::<Peer>(), head.extension::<u8>()), (Some(&Peer(9)), None));
    // What a client chose is not printed.
    let printed = format!("{head:?}");
    assert!(printed.contains("RequestHead") && printed.contains("PUT"), "{printed}");
    assert!(!printed.contains("items") && !printed.contains("a=1") && !printed.contains("Peer"), "{printed}");
}

#[test]
fn whatever_has_a_head_shows_the_same() {
    fn assert_all(mut request: impl AsRequestHead) {
        assert_shows_all(request.as_request_head());
        assert_shows_all(AsRequestHead::as_request_head(&&request));
        assert_shows_all(AsRequestHead::as_request_head(&&mut request));
    }
    assert_all(parts());
    assert_all(Request::from_parts(parts(), "body"));
}

/// A name of a user's own type, as that of another version of the `http` crate.
struct Named(&'static str);

impl AsRef<str> for Named {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// The lines outlive the name and the head that found them.
fn lines<'a>(head: RequestHead<'a>, name: &str) -> FieldLines<'a> {
    let name = name.to_owned();
    head.header(&name)
}

#[test]
fn a_field_is_found_by_whatever_names_it() {
    let parts = parts();
    let head = parts.as_request_head();
    for name in ["cookie", "Cookie", "COOKIE", "cOOkie"] {
        assert_eq!(head.header(name).collect::<Vec<_>>(), [b"a=1", b"b=2"], "{name}");
        assert_eq!(lines(head, name).collect::<Vec<_>>(), [b"a=1", b"b=2"], "{name}");
        assert_eq!(head.header(String::from(name)).count(), 2, "{name}");
    }
    assert_eq!((head.header(COOKIE).count(), head.header(&COOKIE).count(), head.header(Named("Cookie")).count()), (2, 2, 2));
    let long = "x".repeat(100_000);
    for name in [
        "",
        " ",
        "cookie ",
        " cookie",
        "cookie:",
        "cookie\n",
        "cookie\0",
        ":method",
        "c\u{f6}\u{f6}kie",
        "cook ie",
        "x-idx",
        &long,
    ] {
        assert_eq!(head.header(name).count(), 0, "{name:.20?}");
    }
    assert_eq!(format!("{:?}", head.header(COOKIE)), "FieldLines(..)");
}

#[test]
fn a_target_without_a_path_is_empty() {
    let connect = Request::connect("api.example:443").body(()).unwrap();
    assert_eq!((connect.as_request_head().method(), connect.as_request_head().target()), ("CONNECT", ""));
}
