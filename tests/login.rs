//! The site of the example `login`, as a process: a browser's way through login, redirects and log-out on axum.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use requires_auth_tests::{
    quickstart_server::{Quickstart, example},
    raw_http::Reply,
};

const FORM: &str = "name=ada&password=correct%20horse";
const DELETED: &str = "__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax";
const NAVIGATES: &str = "sec-fetch-mode: navigate\r\n";
const HERE: &str = "sec-fetch-site: same-origin\r\n";
const ELSEWHERE: &str = "sec-fetch-site: cross-site\r\norigin: https://evil.example\r\n";

fn start() -> Quickstart {
    Quickstart::running(example("login"))
}

fn send(site: &Quickstart, session: Option<&str>, method: &str, target: &str, fields: &str, form: &str) -> Reply {
    let cookie = session.map(|value| format!("__Host-session={value}"));
    site.submit(cookie.as_deref(), method, target, fields, form)
}

fn page(site: &Quickstart, session: &str, target: &str) -> String {
    let reply = send(site, Some(session), "GET", target, NAVIGATES, "");
    assert_eq!((reply.status, reply.all("cache-control")), (200, vec!["private"]), "{reply:?}");
    reply.body
}

fn log_in(site: &Quickstart) -> String {
    let reply = send(site, None, "POST", "/login", HERE, FORM);
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/"]), "{reply:?}");
    let set = reply.all("set-cookie")[0];
    let (value, attributes) = set.strip_prefix("__Host-session=").unwrap().split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
    value.to_owned()
}

#[test]
fn a_visitor_is_sent_to_the_form_and_back() {
    let site = start();
    let away = send(&site, None, "GET", "/account", NAVIGATES, "");
    assert_eq!((away.status, away.all("location")), (303, vec!["/login?return_to=%2Faccount"]));
    let form = send(&site, None, "GET", "/login?return_to=%2Faccount", NAVIGATES, "");
    assert!(form.status == 200 && form.body.contains("<form method=\"post\"><input name=\"name\">"), "{form:?}");
    let back = send(&site, None, "POST", "/login?return_to=%2Faccount", HERE, FORM);
    assert_eq!((back.status, back.all("location")), (303, vec!["/account"]));
    // A client that is no browser gets a challenge.
    let missing = send(&site, None, "GET", "/account", "", "");
    assert_eq!((missing.status, missing.all("www-authenticate")), (401, vec![r#"Cookie realm="api""#]));
}

#[test]
fn a_session_lasts_until_the_log_out() {
    let site = start();
    let (ada, other) = (log_in(&site), log_in(&site));
    assert_ne!(ada, other);
    assert!(page(&site, &ada, "/").contains("hello, ada"));
    assert!(page(&site, &ada, "/account").contains("account of ada"));
    // The second time, there is no session any more.
    for _ in 0..2 {
        let out = send(&site, Some(&ada), "POST", "/logout", HERE, "");
        assert_eq!((out.status, out.all("location"), out.all("set-cookie")), (303, vec!["/"], vec![DELETED]));
    }
    assert!(page(&site, &ada, "/").contains("hello, visitor"));
    assert_eq!(send(&site, Some(&ada), "GET", "/account", "", "").status, 401);
    assert!(page(&site, &other, "/account").contains("account of ada"));
}

#[test]
fn wrong_names_and_passwords_see_the_form_again() {
    let site = start();
    for form in [
        "name=ada&password=wrong",
        "name=eve&password=correct%20horse",
        "name=ada%3Acorrect%20horse&password=",
        "name=&password=",
    ] {
        let reply = send(&site, None, "POST", "/login", HERE, form);
        // A challenge would open the browser's own dialog.
        assert_eq!((reply.status, reply.all("set-cookie"), reply.all("www-authenticate")), (422, vec![], vec![]), "{form}");
    }
}

#[test]
fn another_site_neither_logs_in_nor_out_nor_chooses_the_way_back() {
    let site = start();
    let ada = log_in(&site);
    assert_eq!(send(&site, None, "POST", "/login", ELSEWHERE, FORM).status, 403);
    assert_eq!(send(&site, Some(&ada), "POST", "/logout", ELSEWHERE, "").status, 403);
    assert!(page(&site, &ada, "/account").contains("account of ada"));
    for back in ["%2F%2Fevil.example", "%2F%5Cevil.example", "https://evil.example", ""] {
        let reply = send(&site, None, "POST", &format!("/login?return_to={back}"), HERE, FORM);
        assert_eq!((reply.status, reply.all("location")), (303, vec!["/"]), "{back}");
    }
}
