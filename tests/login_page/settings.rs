//! Which methods and clients are sent to the page, and how the way back is called.

use http::Request;
use requires_auth::{LoginPage, local_return_to, policy};
use requires_auth_tests::poll_once::ready;

use super::{asked, builder, location, navigation};

/// Who is sent there, by what is set: methods, clients, and the name of the way back.
#[test]
fn the_settings_say_who_is_sent_there_and_how_the_way_back_is_called() {
    type Set = fn(LoginPage) -> LoginPage;
    let methods: [(Set, &[&str]); 5] = [
        (|page| page, &["GET"]),
        (|page| page.methods(["GET", "POST"]), &["GET", "POST"]),
        (|page| page.methods(["HEAD".to_owned(), "GET".to_owned()]), &["GET", "HEAD"]),
        (|page| page.methods(["BREW"]), &["BREW"]),
        (LoginPage::every_method, &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW", "get"]),
    ];
    let clients: [(Set, bool); 2] = [(|page| page, false), (LoginPage::every_client, true)];
    let names: [(Set, &str); 3] =
        [(|page| page, "return_to"), (|page| page.return_to("next"), "next"), (|page| page.return_to("a.b-c_~"), "a.b-c_~")];
    let senders: [(&[(&str, &str)], bool); 5] = [
        (&[("sec-fetch-mode", "navigate")], true),
        (&[("accept", "text/html,*/*;q=0.8")], true),
        (&[("sec-fetch-mode", "cors"), ("accept", "text/html")], false),
        (&[("accept", "application/json")], false),
        (&[], false),
    ];
    let mut sent = 0;
    for (set_methods, methods) in methods {
        for (set_clients, every_client) in clients {
            for (set_name, name) in names {
                let auth = builder().login_page(set_name(set_clients(set_methods(LoginPage::at("/login"))))).build().unwrap();
                for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW", "get"] {
                    for (fields, navigates) in senders {
                        let request =
                            fields.iter().fold(Request::builder(), |request, (name, value)| request.header(*name, *value));
                        let response = asked(&auth, request.method(method).uri("/items?a=b"));
                        let what = format!("{method} {fields:?} {methods:?} {every_client} {name}");
                        if methods.contains(&method) && (every_client || navigates) {
                            let back = if matches!(method, "GET" | "HEAD") {
                                format!("?{name}=%2Fitems%3Fa%3Db")
                            } else {
                                String::new()
                            };
                            let expected = format!("/login{back}");
                            assert_eq!((response.status().as_u16(), location(&response)), (303, Some(&*expected)), "{what}");
                            assert!(!response.headers().contains_key("www-authenticate"), "{what}");
                            sent += 1;
                        } else {
                            assert_eq!((response.status().as_u16(), location(&response)), (401, None), "{what}");
                            assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#, "{what}");
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sent, (1 + 2 + 2 + 1 + 8) * (2 + 5) * 3);
}

/// However much is sent there, only a 401 is, and none of the page itself.
#[test]
fn whatever_is_set_only_a_401_is_sent_there() {
    let page = LoginPage::at("/login").every_method().every_client().return_to("next");
    let auth = builder().login_page(page).build().unwrap();
    for method in ["GET", "POST", "BREW"] {
        let request = |target: &str| Request::builder().method(method).uri(target);
        let two = request("/").header("authorization", "Bearer a").header("authorization", "Bearer b");
        assert_eq!(asked(&auth, two).status(), 400);
        assert_eq!(asked(&auth, request("/").header("authorization", "Bearer ".to_owned() + &"a".repeat(9000))).status(), 431);
        for target in ["/login", "/login?next=%2Fitems", "/in?x=y"] {
            let status = if target.starts_with("/login") { 401 } else { 303 };
            assert_eq!(asked(&auth, request(target)).status(), status, "{method} {target}");
        }
        let known = request("/").header("authorization", "Bearer good").body(()).unwrap();
        assert_eq!(ready(auth.authorize(&policy!(scopes("items:read")), &known)).unwrap_err().status(), 403);
    }
    let nested = builder().login_page(LoginPage::at("/admin/login").return_to("next")).build().unwrap();
    for (target, status) in [("/login?next=%2Fx", 401), ("/login?return_to=%2Fx", 303), ("/login", 303)] {
        assert_eq!(asked(&nested, navigation(target)).status(), status, "{target}");
    }
}

/// What has no path is no page: the call of a tunnel, or one of tonic.
#[test]
fn a_request_without_a_path_is_not_sent_there() {
    let auth = builder().login_page(LoginPage::at("/login").every_method().every_client()).build().unwrap();
    let without = Request::builder().method("CONNECT").uri("site.example:443");
    assert_eq!(asked(&auth, without).status(), 401);
    assert_eq!(asked(&auth, Request::builder().method("CONNECT").uri("https://site.example/")).status(), 303);
}

#[test]
fn a_setting_that_cannot_be_one_is_an_error_at_start_up() {
    let error = |page: LoginPage| builder().login_page(page).build().unwrap_err().to_string();
    for name in ["", " ", "a b", "a=b", "a&b", "a#", "a%20", "n\u{e4}xt", "a\r\n", "next[]"] {
        assert!(error(LoginPage::at("/login").return_to(name)).contains("login page parameter"), "{name:?}");
    }
    for method in ["", " ", "get", "Get", "GET POST", "GET,POST", "P\u{d6}ST", "GET\n"] {
        assert!(error(LoginPage::at("/login").methods(["GET", method])).contains("login page method"), "{method:?}");
    }
    assert!(error(LoginPage::at("/login").methods([""; 0])).contains("no method"));
    assert!(error(LoginPage::at("login").return_to("")).contains("begins with one `/`"));
    for page in [LoginPage::at("/login"), "/login".into(), "/login".to_owned().into(), (&"/login".to_owned()).into()] {
        assert_eq!(location(&asked(&builder().login_page(page).build().unwrap(), navigation("/"))), Some("/login?return_to=%2F"));
    }
}

/// What a guard sends as the way back of an ordinary address is one that the login page accepts.
#[test]
fn the_way_back_of_the_guard_is_accepted_by_the_page() {
    let auth = builder().login_page("/login").build().unwrap();
    let decoded = |text: &str| {
        let mut pieces = text.split('%');
        let first = pieces.next().unwrap().to_owned();
        pieces.fold(first, |all, piece| all + &char::from(u8::from_str_radix(&piece[..2], 16).unwrap()).to_string() + &piece[2..])
    };
    for target in ["/", "/items", "/items/7?page=2&q=a%20b", "/a//b", "/caf%C3%A9?x=%0D%0A", "/100%25", "/a%2Fb/~c;d=e"] {
        let response = asked(&auth, navigation(target));
        let back = decoded(location(&response).unwrap().strip_prefix("/login?return_to=").unwrap());
        assert_eq!((local_return_to(&back), &*back), (Some(target), target));
    }
}
