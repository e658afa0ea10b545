//! The head of a request, as a verifier and a renderer see it.

use http::{HeaderName, Request, header::COOKIE, request::Parts};
use requires_auth::{AsRequestHead, RequestHead};

#[derive(Clone, Debug, PartialEq)]
struct Peer(u8);

fn parts() -> Parts {
    let request = Request::put("/items/7?page=2").header("cookie", "a=1").header("cookie", "b=2").header("x-id", "7");
    request.extension(Peer(9)).body(()).unwrap().into_parts().0
}

fn assert_shows_all(head: RequestHead<'_>) {
    assert_eq!((head.method(), head.target()), ("PUT", "/items/7?page=2"));
    assert_eq!(head.header(&COOKIE).collect::<Vec<_>>(), [b"a=1", b"b=2"]);
    assert_eq!(head.header(&HeaderName::from_static("x-id")).collect::<Vec<_>>(), [b"7"]);
    assert_eq!(head.header(&HeaderName::from_static("x-other")).count(), 0);
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

#[test]
fn a_target_without_a_path_is_empty() {
    let connect = Request::connect("api.example:443").body(()).unwrap();
    assert_eq!((connect.as_request_head().method(), connect.as_request_head().target()), ("CONNECT", ""));
}
