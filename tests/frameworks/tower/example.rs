//! The example of a tower layer, over TCP: what stands behind the layer is not reached by a caller who is not let in.

use requires_auth_tests::quickstart_server::Quickstart;

const METHODS: [&str; 6] = ["GET", "HEAD", "OPTIONS", "POST", "DELETE", "BREW"];
const READER: &str = "authorization: Bearer reader-token";
const WRITER: &str = "authorization: Bearer writer-token";

#[test]
fn the_layer_decides_before_the_service_for_every_method() {
    let server = Quickstart::start_example("tower");
    let scoped = r#"scope="items:read""#;
    for method in METHODS {
        let ask = |fields: &[&str]| server.ask(method, "/items", fields);
        let refused = |fields: &[&str], status: u16, challenge: &str| {
            let reply = ask(fields);
            assert_eq!(reply.status, status, "{method} {fields:?}");
            assert_eq!(reply.all("www-authenticate"), [challenge], "{method} {fields:?}");
            assert_eq!(reply.all("cache-control"), ["no-store"], "{method} {fields:?}");
            assert!(!reply.body.contains("lamp"), "{method} {fields:?}");
        };
        refused(&[], 401, &format!(r#"Bearer realm="api", {scoped}"#));
        refused(&["authorization: Bearer wrong"], 401, &format!(r#"Bearer realm="api", error="invalid_token", {scoped}"#));
        refused(&[WRITER], 403, &format!(r#"Bearer realm="api", error="insufficient_scope", {scoped}"#));
        let several = r#"error="invalid_request", error_description="multiple credentials""#;
        refused(&[READER, READER], 400, &format!(r#"Bearer realm="api", {several}, {scoped}"#));

        let reply = ask(&[READER]);
        assert_eq!(reply.status, 200, "{method}");
        assert_eq!(reply.body, if method == "HEAD" { "" } else { "lamp, chair\n" }, "{method}");
    }
}

#[test]
fn the_identity_comes_as_a_part_of_what_the_service_takes() {
    let server = Quickstart::start_example("tower");
    assert_eq!(server.ask("GET", "/me", &[]).status, 401);
    assert_eq!(server.ask("GET", "/me", &[READER]).body, "reader asked for /me\n");
    assert_eq!(server.ask("GET", "/me", &[WRITER]).body, "writer asked for /me\n");
}

#[test]
fn what_is_in_front_of_the_layer_is_open() {
    let server = Quickstart::start_example("tower");
    assert_eq!(server.ask("GET", "/public", &[]).status, 200);
    assert_eq!(server.ask("GET", "/elsewhere", &[READER]).status, 404);
    for path in ["/items/", "//items", "/items/1", "/ITEMS"] {
        assert_eq!(server.ask("GET", path, &[]).status, 404, "another path is another resource: {path}");
    }
}

#[test]
fn ctrl_c_ends_it_cleanly() {
    let (status, _) = Quickstart::start_example("tower").interrupt();
    assert!(status.success(), "{status}");
}
