//! The panel of the example of that name, as a process: roles by path.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use requires_auth_tests::{
    quickstart_server::{Quickstart, example},
    raw_http::Reply,
};

const DELETED: &str = "__Host-panel=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax";
const NAVIGATES: &str = "sec-fetch-mode: navigate\r\n";
const HERE: &str = "sec-fetch-site: same-origin\r\n";
const ELSEWHERE: &str = "sec-fetch-site: cross-site\r\norigin: https://evil.example\r\n";

fn start() -> Quickstart {
    Quickstart::running(example("panel"))
}

fn send(panel: &Quickstart, session: Option<&str>, method: &str, target: &str, fields: &str, form: &str) -> Reply {
    let cookie = session.map(|value| format!("__Host-panel={value}"));
    panel.submit(cookie.as_deref(), method, target, fields, form)
}

fn get(panel: &Quickstart, session: &str, target: &str) -> Reply {
    send(panel, Some(session), "GET", target, "", "")
}

fn log_in(panel: &Quickstart, form: &str) -> String {
    let reply = send(panel, None, "POST", "/login", HERE, form);
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/"]), "{reply:?}");
    let set = reply.all("set-cookie")[0];
    let (value, attributes) = set.strip_prefix("__Host-panel=").unwrap().split_once("; ").unwrap();
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(attribute), "{set}");
    }
    value.to_owned()
}

fn ada(panel: &Quickstart) -> String {
    log_in(panel, "name=ada&password=correct%20horse")
}

fn bob(panel: &Quickstart) -> String {
    log_in(panel, "name=bob&password=battery%20staple")
}

/// Bob reads one organisation and manages another; Ada is not a member of that.
#[test]
fn a_role_is_that_of_the_organisation_in_the_path() {
    let panel = start();
    let (ada, bob) = (ada(&panel), bob(&panel));
    for (session, org, reads, manages) in [
        (&ada, "analysts", 200, true),
        (&bob, "analysts", 200, false),
        (&ada, "poets", 403, false),
        (&bob, "poets", 200, true),
        // What does not exist is not told apart.
        (&ada, "painters", 403, false),
    ] {
        assert_eq!(get(&panel, session, &format!("/orgs/{org}/members")).status, reads, "{org}");
        for method in ["PUT", "POST", "DELETE"] {
            let reply = send(&panel, Some(session), method, &format!("/orgs/{org}/members/eve"), HERE, "");
            assert_eq!(reply.status, if manages { 204 } else { 403 }, "{method} {org}");
            if !manages {
                assert_eq!(
                    (reply.all("content-type"), reply.all("www-authenticate").len()),
                    (vec!["text/html; charset=utf-8"], 0)
                );
            }
        }
    }
    assert_eq!(get(&panel, &bob, "/orgs/poets/members").body, "bob\n");
    // The name that counts is the one that the handler gets, however it is written.
    assert_eq!(get(&panel, &ada, "/orgs/analyst%73/members").status, 200);
    assert_eq!(get(&panel, &ada, "/orgs/poets%2F..%2Fanalysts/members").status, 403);
}

#[test]
fn the_operators_subtree_is_closed_with_what_it_does_not_have() {
    let panel = start();
    let (ada, bob) = (ada(&panel), bob(&panel));
    assert_eq!(get(&panel, &ada, "/operator/organisations").body, "analysts\npoets\n");
    assert_eq!(get(&panel, &ada, "/operator/unknown").status, 404);
    for target in ["/operator/organisations", "/operator/unknown", "/operator"] {
        assert_eq!(get(&panel, &bob, target).status, 403, "{target}");
        assert_eq!(send(&panel, None, "GET", target, "", "").status, 401, "{target}");
    }
}

/// A browser goes to the page, another client gets a challenge, and both lose the cookie that is of no use.
#[test]
fn an_ended_session_is_deleted_and_public_pages_stay_public() {
    let panel = start();
    let bob = bob(&panel);
    let out = send(&panel, Some(&bob), "POST", "/logout", HERE, "");
    assert_eq!((out.status, out.all("location")), (303, vec!["/"]));
    for session in [bob.as_str(), "forged"] {
        assert_eq!(get(&panel, session, "/").body, "hello, visitor\n");
        let rejected = get(&panel, session, "/orgs/poets/members");
        let found = (rejected.status, rejected.all("set-cookie"), rejected.all("www-authenticate"));
        assert_eq!(found, (401, vec![DELETED], vec![r#"Cookie realm="api""#]));
        let sent = send(&panel, Some(session), "GET", "/orgs/poets/members", NAVIGATES, "");
        let found = (sent.status, sent.all("location"), sent.all("set-cookie"));
        assert_eq!(found, (303, vec!["/login?return_to=%2Forgs%2Fpoets%2Fmembers"], vec![DELETED]));
    }
    let missing = send(&panel, None, "GET", "/orgs/poets/members", "", "");
    assert_eq!((missing.status, missing.all("set-cookie")), (401, vec![]));
}

#[test]
fn another_site_neither_writes_nor_logs_in_nor_chooses_the_way_back() {
    let panel = start();
    let ada = ada(&panel);
    for (method, target) in
        [("POST", "/orgs/analysts/members/eve"), ("DELETE", "/orgs/analysts/members/bob"), ("POST", "/logout")]
    {
        assert_eq!(send(&panel, Some(&ada), method, target, ELSEWHERE, "").status, 403, "{method} {target}");
    }
    assert_eq!(get(&panel, &ada, "/orgs/analysts/members").body, "ada\nbob\n");
    let form = "name=ada&password=correct%20horse";
    assert_eq!(send(&panel, None, "POST", "/login", ELSEWHERE, form).status, 403);
    assert_eq!(send(&panel, None, "POST", "/login", HERE, "name=ada&password=wrong").status, 422);
    for (back, location) in
        [("%2Forgs%2Fanalysts%2Fmembers", "/orgs/analysts/members"), ("%2F%2Fevil.example", "/"), ("https://evil.example", "/")]
    {
        let reply = send(&panel, None, "POST", &format!("/login?return_to={back}"), HERE, form);
        assert_eq!((reply.status, reply.all("location")), (303, vec![location]), "{back}");
    }
}
