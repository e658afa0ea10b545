//! B11: what rocket does to a request before a guard sees it. The documentation names each of these.

use std::{
    io::{Read, Write},
    sync::Mutex,
};

use requires_auth::{
    Authenticator, Identity,
    rocket::requires_auth,
    verifiers::{bearer, session_cookie},
};
use requires_auth_tests::{
    conformance::{
        Staff,
        verifiers::{staff, users},
    },
    raw_http::{Reply, ask as raw_ask, exchange, open, read_reply},
};
use rocket::{form::Form, get, http::CookieJar, post, put, routes};

use super::{ask, get, quiet, serve};

#[requires_auth]
#[get("/any")]
pub(super) fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(optional)]
#[get("/maybe")]
pub(super) fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

#[requires_auth]
#[get("/cookie")]
fn cookie(#[identity] who: Staff) -> String {
    who.name
}

#[requires_auth]
#[post("/cookie")]
fn post_cookie(#[identity] who: Staff) -> String {
    who.name
}

fn bytes(address: std::net::SocketAddr, method: &str, path: &str, lines: &[&[u8]]) -> Reply {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n").into_bytes();
    for line in lines {
        request.extend_from_slice(line);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    exchange(address, &request)
}

#[test]
fn a_line_that_is_not_utf8_is_not_there() {
    let address = serve(quiet().attach(users()).attach(staff()).mount("/", routes![any, maybe, cookie, post_cookie]));
    let strange: &[u8] = b"authorization: Bearer writer\xff";
    // It reads as absent, also to an optional guard.
    let reply = bytes(address, "GET", "/any", &[strange]);
    assert_eq!((reply.status, reply.all("www-authenticate")), (401, vec![r#"Bearer realm="api""#]));
    assert_eq!(bytes(address, "GET", "/maybe", &[strange]).body, "nobody");
    // A second one is not seen; one that is UTF-8 is.
    assert_eq!(bytes(address, "GET", "/any", &[b"authorization: Bearer writer", strange]).body, "ada");
    assert_eq!(bytes(address, "GET", "/any", &[b"authorization: Bearer writer", b"authorization: Bearer x"]).status, 400);
    // A cookie goes with its neighbours, and so does one that contradicts another.
    let other: &[u8] = b"cookie: session=staff-2; a=\xff";
    assert_eq!(bytes(address, "GET", "/cookie", &[b"cookie: session=staff-1; a=\xff"]).status, 401);
    assert_eq!(bytes(address, "GET", "/cookie", &[b"cookie: session=staff-1", other]).body, "eve");
    assert_eq!(bytes(address, "GET", "/cookie", &[b"cookie: session=staff-1", b"cookie: session=staff-2"]).status, 401);
    // A line that tells of another site too: no browser writes one.
    let session: &[u8] = b"cookie: session=staff-1";
    assert_eq!(bytes(address, "POST", "/cookie", &[session, b"origin: https://evil.example"]).status, 403);
    assert_eq!(bytes(address, "POST", "/cookie", &[session, b"origin: https://evil.example\xff"]).status, 200);
}

/// The guard compares names as they were sent, as RFC 6265 has it.
#[test]
fn the_cookie_jar_decodes_names_and_the_guard_does_not() {
    #[get("/jar")]
    fn jar(jar: &CookieJar<'_>) -> String {
        jar.get("session").map_or_else(String::new, |cookie| cookie.value().to_owned())
    }

    let address = serve(quiet().attach(staff()).mount("/", routes![cookie, jar]));
    let encoded = Some("cookie: sess%69on=staff-1");
    assert_eq!(get(address, "/jar", encoded).body, "staff-1");
    assert_eq!(get(address, "/cookie", encoded).status, 401);
    assert_eq!(get(address, "/cookie", Some("cookie: session=staff-1")).body, "eve");
    // The value as well.
    assert_eq!(get(address, "/jar", Some("cookie: session=staff%2D1")).body, "staff-1");
    assert_eq!(get(address, "/cookie", Some("cookie: session=staff%2D1")).status, 401);
}

/// It looks for a form's `_method`, whatever the type of the body.
#[test]
fn fourteen_bytes_of_a_body_are_waited_for() {
    let asked: &'static Mutex<u32> = Box::leak(Box::default());
    let auth: Authenticator = Authenticator::new(bearer(|_| {
        *asked.lock().unwrap() += 1;
        Ok(Identity::new("ada"))
    }));

    #[requires_auth]
    #[post("/write", data = "<_data>")]
    fn write(#[identity] who: Identity, _data: rocket::Data<'_>) -> String {
        who.subject().to_owned()
    }

    let address = serve(quiet().attach(auth).mount("/", routes![any, write]));
    let mut stream = open(address);
    let head = "POST /write HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer x\r\ncontent-length: 100\r\n\r\n";
    stream.write_all(format!("{head}0123456789012").as_bytes()).unwrap();
    // Other requests come and go meanwhile.
    for number in 1..=3 {
        assert_eq!(get(address, "/any", Some("authorization: Bearer x")).body, "ada");
        assert_eq!(*asked.lock().unwrap(), number);
    }
    stream.write_all(b"3").unwrap();
    assert_eq!(read_reply(&mut stream).body, "ada");
    assert_eq!(*asked.lock().unwrap(), 4);

    // A body that ends before is not waited for.
    let mut stream = open(address);
    stream.write_all(head.replace("100", "3").as_bytes()).unwrap();
    stream.write_all(b"012").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.ends_with("ada"), "{reply}");
}

/// The subject is the method that the verifier saw.
fn methods() -> Authenticator {
    Authenticator::new(bearer(|token| Ok(Identity::new(token.request().method()))))
}

#[test]
fn the_method_is_the_one_of_the_form_and_head_is_get() {
    #[requires_auth]
    #[put("/form", data = "<_form>")]
    fn change(#[identity] who: Identity, _form: Form<Vec<String>>) -> String {
        who.subject().to_owned()
    }
    #[requires_auth]
    #[get("/form")]
    fn show(#[identity] who: Identity) -> String {
        format!("show {}", who.subject())
    }

    let address = serve(quiet().attach(methods()).mount("/", routes![change, show]));
    let form = |field: &str| {
        let length = field.len();
        let rest = format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{field}");
        raw_ask(address, "POST", "/form", Some("x"), &rest)
    };
    assert_eq!(form("_method=put").body, "PUT");
    assert_eq!(form("_method=get").body, "show GET");
    assert_eq!(form("_method=post").status, 404);
    // Shown by the length alone: there is no body.
    let head = raw_ask(address, "HEAD", "/form", Some("x"), "");
    assert_eq!((head.content_length, head.body.as_str()), (Some("show GET".len()), ""));
}

/// A form that another site sends as `GET` reads, with the visitor's cookie, what a link would: not a write.
#[test]
fn a_form_of_another_site_that_says_get_is_no_write() {
    let sessions: Authenticator = Authenticator::new(session_cookie(|_| Ok(Identity::new("ada"))));
    let address = serve(quiet().attach(sessions).mount("/", routes![any]));
    let form = |method: &str| {
        let field = format!("_method={method}");
        let lines = format!(
            "cookie: session=s\r\nsec-fetch-site: cross-site\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{field}",
            field.len()
        );
        raw_ask(address, "POST", "/any", None, &lines)
    };
    assert_eq!(form("get").body, "ada");
    assert_eq!(ask(address, "GET", "/any", Some("cookie: session=s\r\nsec-fetch-site: cross-site")).body, "ada");
    assert_eq!(form("post").status, 404);
}
