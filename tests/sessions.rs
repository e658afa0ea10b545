//! The site of the example `sessions`, as a process: a browser's way through it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use requires_auth_tests::{
    quickstart_server::{Quickstart, example},
    raw_http::Reply,
};

/// Keeps the session cookie, as a browser does.
struct Browser<'s> {
    site: &'s Quickstart,
    cookie: Option<String>,
}

impl<'s> Browser<'s> {
    fn new(site: &'s Quickstart) -> Self {
        Self { site, cookie: None }
    }

    fn get(&mut self, target: &str) -> Reply {
        self.send("GET", target, "", "")
    }

    fn post(&mut self, target: &str, form: &str) -> Reply {
        self.send("POST", target, "sec-fetch-site: same-origin\r\n", form)
    }

    fn send(&mut self, method: &str, target: &str, fields: &str, form: &str) -> Reply {
        let cookie = self.cookie.as_ref().map(|cookie| format!("__Host-session={cookie}"));
        let reply = self.site.submit(cookie.as_deref(), method, target, fields, form);
        for set in reply.all("set-cookie") {
            let (value, attributes) = set.strip_prefix("__Host-session=").unwrap().split_once("; ").unwrap();
            for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                assert!(attributes.contains(attribute), "{set}");
            }
            self.cookie = (!attributes.contains("Max-Age=0")).then(|| value.to_owned());
        }
        reply
    }

    fn log_in(&mut self, target: &str) -> Reply {
        self.post(target, "name=ada&password=correct%20horse")
    }
}

fn start() -> Quickstart {
    Quickstart::running(example("sessions"))
}

#[track_caller]
fn assert_sent_to(reply: &Reply, location: &str) {
    assert_eq!((reply.status, reply.all("location")), (303, vec![location]), "{reply:?}");
}

#[track_caller]
fn assert_shows(reply: &Reply, text: &str) {
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.body.contains(text), "{text}: {}", reply.body);
}

#[test]
fn login_leads_back_and_logout_ends_the_session() {
    let site = start();
    let mut browser = Browser::new(&site);
    assert_shows(&browser.get("/"), "hello, visitor");

    let rejected = browser.get("/admin/dashboard");
    assert_sent_to(&rejected, "/login?next=%2Fadmin%2Fdashboard");
    assert_eq!(rejected.all("cache-control"), ["no-store"]);
    let before = browser.cookie.clone();
    assert_shows(&browser.get("/login?next=%2Fadmin%2Fdashboard"), "Please log in first.");
    let wrong = browser.post("/login?next=%2Fadmin%2Fdashboard", "name=ada&password=wrong");
    assert_sent_to(&wrong, "/login?next=%2Fadmin%2Fdashboard");
    assert_shows(&browser.get("/login?next=%2Fadmin%2Fdashboard"), "Unknown name or wrong password.");
    assert_sent_to(&browser.log_in("/login?next=%2Fadmin%2Fdashboard"), "/admin/dashboard");
    assert_shows(&browser.get("/admin/dashboard"), "dashboard of ada");
    assert_shows(&browser.get("/"), "hello, ada");

    // A message is shown once.
    assert_sent_to(&browser.post("/admin/letters", ""), "/admin/dashboard");
    assert_shows(&browser.get("/admin/dashboard"), "A letter of ada is sent.");
    assert!(!browser.get("/admin/dashboard").body.contains("is sent."));

    let copied = browser.cookie.clone();
    assert_sent_to(&browser.post("/logout", ""), "/");
    assert_shows(&browser.get("/"), "You are logged out.");
    // The cookie from before the login, and a copy of the one whose session has ended, are those of visitors.
    for cookie in [before, copied, browser.cookie.clone()] {
        let mut other = Browser { site: &site, cookie };
        assert_shows(&other.get("/"), "hello, visitor");
        assert_sent_to(&other.get("/admin/dashboard"), "/login?next=%2Fadmin%2Fdashboard");
    }
}

/// Public pages stay public for a visitor whose cookie is of no use, and guarded ones stay guarded.
#[test]
fn a_stale_or_forged_cookie_is_a_visitor() {
    let site = start();
    let other = start();
    let mut elsewhere = Browser::new(&other);
    elsewhere.log_in("/login");
    for cookie in ["ended".to_owned(), elsewhere.cookie.unwrap()] {
        let mut browser = Browser { site: &site, cookie: Some(cookie.clone()) };
        assert_shows(&browser.get("/"), "hello, visitor");
        browser.cookie = Some(cookie.clone());
        assert_sent_to(&browser.get("/admin/dashboard"), "/login?next=%2Fadmin%2Fdashboard");
        browser.cookie = Some(cookie);
        assert_sent_to(&browser.post("/logout", ""), "/login");
    }
}

/// Whatever the client is, and whatever it sends.
#[test]
fn a_form_and_an_unknown_path_lead_to_the_login_page_as_well() {
    let site = start();
    let mut visitor = Browser::new(&site);
    // What a form contained is lost, so there is no way back.
    assert_sent_to(&visitor.post("/admin/letters", "title=x"), "/login");
    assert_sent_to(&visitor.get("/admin/unknown"), "/login?next=%2Fadmin%2Funknown");
    assert_sent_to(&visitor.send("POST", "/admin/dashboard", "", ""), "/login");
    // Other methods are not those of people.
    assert_eq!(visitor.send("DELETE", "/admin/letters", "", "").status, 401);

    let mut user = Browser::new(&site);
    assert_sent_to(&user.log_in("/login"), "/");
    for (method, target) in [("GET", "/admin/unknown"), ("POST", "/admin/dashboard")] {
        assert!(matches!(user.send(method, target, "sec-fetch-site: same-origin\r\n", "").status, 404 | 405), "{target}");
    }
}

#[test]
fn another_site_neither_writes_nor_logs_in_nor_chooses_the_way_back() {
    let site = start();
    let mut user = Browser::new(&site);
    for next in ["https://evil.example", "//evil.example", "/%5Cevil.example", "%2F%2Fevil.example", "/%252Fevil.example", ""] {
        assert_sent_to(&user.log_in(&format!("/login?next={next}")), "/");
    }
    assert_sent_to(&user.log_in("/login?next=/admin/dashboard%3Fpage=2"), "/admin/dashboard?page=2");

    let cross = "sec-fetch-site: cross-site\r\norigin: https://evil.example\r\n";
    for target in ["/admin/letters", "/logout"] {
        let rejected = user.send("POST", target, cross, "");
        assert_eq!((rejected.status, rejected.all("content-type")), (403, vec!["text/html; charset=utf-8"]), "{target}");
    }
    assert_shows(&user.get("/admin/dashboard"), "dashboard of ada");

    let mut visitor = Browser::new(&site);
    let form = "name=ada&password=correct%20horse";
    assert_eq!((visitor.send("POST", "/login", cross, form).status, visitor.cookie), (403, None));
}
