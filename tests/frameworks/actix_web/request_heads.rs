//! What verifiers see of a request.

use actix_web::{App, rt::System, test::TestRequest, web};
use requires_auth::{
    Authenticator, Identity, VerifyError,
    actix_web::requires_auth,
    verifiers::{api_key, bearer, session_cookie},
};
use requires_auth_tests::raw_http::exchange;

use crate::serve;

#[requires_auth]
async fn shown(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// The subject is what the verifier saw.
fn seen() -> Authenticator {
    Authenticator::new(bearer(|token| {
        let request = token.request();
        let lines: Vec<_> = request.header("x-line").map(<[u8]>::to_vec).collect();
        Ok(Identity::new(format!("{} {} {lines:?}", request.method(), request.target())))
    }))
}

#[test]
fn a_verifier_sees_method_target_and_the_bytes_of_every_line_in_order() {
    let address = serve(|| App::new().app_data(seen()).service(web::scope("/a").default_service(web::to(shown))));
    let head = b"BREW /a/%41?b=%20&c HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer x\r\nx-line: 2\xff\r\nX-Line: 1\r\n\r\n";
    assert_eq!(exchange(address, head).body, "BREW /a/%41?b=%20&c [[50, 255], [49]]");
    let absolute = b"GET http://a/b?c HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer x\r\n\r\n";
    assert_eq!(exchange(serve(|| App::new().app_data(seen()).default_service(web::to(shown))), absolute).body, "GET /b?c []");
}

/// The names at hand are those of the older `http` crate.
#[test]
fn a_field_is_found_by_whatever_names_it() {
    use actix_web::http::header::{ACCEPT, HeaderName, USER_AGENT};

    let auth: Authenticator = Authenticator::new(bearer(|token| {
        let head = token.request();
        let own = HeaderName::from_static("x-line");
        let counts = [
            head.header(ACCEPT).count(),
            head.header(&ACCEPT).count(),
            head.header(http::header::ACCEPT).count(),
            head.header("accept").count(),
            head.header("ACCEPT").count(),
            head.header(&own).count(),
            head.header("X-Line").count(),
            head.header(String::from("X-LINE")).count(),
        ];
        let nothing = [USER_AGENT.as_str(), "", "x-line ", "x-line:", "x-l\u{ef}ne", "x-line\n", "\0"];
        let found: usize = nothing.iter().map(|name| head.header(name).count()).sum();
        Ok(Identity::new(format!("{counts:?} {found}")))
    }));
    let address = serve(move || App::new().app_data(auth.clone()).default_service(web::to(shown)));
    let head = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer x\r\nAccept: a\r\naccept: b\r\nX-Line: 1\r\n\r\n";
    assert_eq!(exchange(address, head).body, "[2, 2, 2, 2, 2, 1, 1, 1] 0");
}

#[requires_auth]
async fn key(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[test]
fn a_header_of_any_name_is_read_and_two_lines_of_it_are_refused() {
    let address = serve(|| {
        let keys = api_key(|key| if key.expose() == "k1" { Ok(Identity::new("robot")) } else { Err(VerifyError::invalid()) });
        App::new().app_data(Authenticator::new(keys)).route("/", web::to(key))
    });
    let ask = |fields: &str| {
        let reply = exchange(address, format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{fields}\r\n").as_bytes());
        (reply.status, reply.body)
    };
    assert_eq!(ask("X-API-Key: k1\r\n"), (200, "robot".to_owned()));
    assert_eq!(ask("X-API-Key: k2\r\n").0, 401);
    assert_eq!(ask("X-API-Key: k1\r\nx-api-key: k1\r\n").0, 400);
    assert_eq!(ask("").0, 401);
}

/// An API key, a token and a session in one application.
// B5
#[test]
fn what_is_blank_is_absent() {
    let auth = Authenticator::builder(bearer(|token| Ok(Identity::new(format!("bearer {}", token.expose())))))
        .or(api_key(|key| Ok(Identity::new(format!("key {}", key.expose())))))
        .or(session_cookie(|cookie| Ok(Identity::new(format!("cookie {}", cookie.expose())))))
        .build()
        .unwrap();
    let address = serve(move || App::new().app_data(auth.clone()).route("/", web::to(key)));
    let ask = |fields: &[&str]| {
        let fields: String = fields.iter().flat_map(|field| [*field, "\r\n"]).collect();
        let reply = exchange(address, format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{fields}\r\n").as_bytes());
        if reply.status == 200 { reply.body } else { reply.status.to_string() }
    };
    let good = [("authorization: Bearer t", "bearer t"), ("x-api-key: k", "key k"), ("cookie: session=s", "cookie s")];
    for nothing in
        ["authorization:", "authorization: \t", "X-Api-Key:", "x-api-key: \t ", "cookie: session=", "cookie: session= \t"]
    {
        assert_eq!(ask(&[nothing]), "401", "{nothing}");
        for (line, who) in good {
            let of_one = nothing.get(..3).unwrap().eq_ignore_ascii_case(&line[..3]);
            let expected = if of_one && !line.starts_with("cookie") { "400" } else { who };
            assert_eq!((ask(&[nothing, line]), ask(&[line, nothing])), (expected.into(), expected.into()), "{nothing} {line}");
        }
    }
}

/// The authority of HTTP/2, and of an absolute-form target, stands for a `Host` that is not there.
#[test]
fn a_write_of_the_same_origin_passes_by_the_authority_of_the_target() {
    let sessions = Authenticator::new(session_cookie(|_| Ok(Identity::new("ada"))));
    let ask = |target: &str, origin: &str| {
        let request = TestRequest::with_uri(target).method(actix_web::http::Method::POST);
        let request = request.insert_header(("cookie", "session=s")).insert_header(("origin", origin)).to_http_request();
        let asked = System::new().block_on(sessions.authenticate(request.head()));
        asked.map_or_else(|rejection| rejection.status().as_u16(), |_| 200)
    };
    assert_eq!(ask("https://shop.example/cart", "https://shop.example"), 200);
    // B7
    assert_eq!(ask("https://shop.example:443/cart", "https://shop.example"), 200);
    assert_eq!(ask("http://shop.example:80/cart", "http://shop.example"), 200);
    assert_eq!(ask("https://shop.example:80/cart", "https://shop.example"), 403);
    assert_eq!(ask("https://shop.example:8443/cart", "https://shop.example"), 403);
    assert_eq!(ask("https://shop.example/cart", "https://evil.example"), 403);
    assert_eq!(ask("/cart", "https://shop.example"), 403);
}

/// Over HTTP/2 one octet is a line more, and actix-web counts none. To look each of these up by a walk past all before it would
/// take this test an hour.
#[test]
fn a_line_more_costs_no_walk_past_all_others() {
    const LINES: usize = 200_000;
    let sessions = Authenticator::new(session_cookie(|_| Ok(Identity::new("ada"))));
    let lines = std::iter::repeat_n("", LINES).chain(["session=s"]);
    let request = lines.fold(TestRequest::default(), |request, line| request.append_header(("cookie", line))).to_http_request();
    let asked = System::new().block_on(sessions.authenticate(request.head()));
    assert_eq!(asked.map(|who| who.subject().to_owned()).ok().as_deref(), Some("ada"));
}
