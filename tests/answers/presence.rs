//! Presence means one thing: an empty or blank value is absent, in whatever place it stands.

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, Identity, Reason, scheme,
    verifiers::{StaticKeys, basic, session_cookie},
};

use super::{Answer, BASIC, BEARER, COOKIE, KEY, PLAIN, all, answer, ask, get, let_in, maybe, unauthorized};

const BLANKS: [&str; 4] = ["", " ", "\t", " \t \t"];

type Line = (&'static str, String);

/// Each place with nothing in it.
fn nothings() -> Vec<Line> {
    let places = [("authorization", ""), ("x-api-key", ""), ("cookie", "session=")];
    places.into_iter().flat_map(|(name, front)| BLANKS.map(|blank| (name, format!("{front}{blank}")))).collect()
}

fn fields<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<(&'a str, &'a str)> {
    lines.into_iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn ask_optional(fields: &[(&str, &str)]) -> Answer {
    answer(&block_on(maybe(get(fields))))
}

// B5
#[test]
fn what_is_blank_is_absent_wherever_it_stands() {
    let nothings = nothings();
    for first in &nothings {
        assert_eq!(ask(&fields([first])), unauthorized(&PLAIN, None), "{first:?}");
        assert_eq!(ask_optional(&fields([first])), let_in("nobody"), "{first:?}");
        for second in nothings.iter().filter(|second| second.0 != first.0) {
            let both = fields([first, second]);
            assert_eq!(ask(&both), unauthorized(&PLAIN, None), "{both:?}");
            assert_eq!(ask_optional(&both), let_in("nobody"), "{both:?}");
        }
    }
}

/// An SDK that sends `X-Api-Key:` beside a token.
// B5
#[test]
fn credentials_beside_what_is_blank_are_read_as_if_they_were_alone() {
    let credentials = [
        BEARER,
        BASIC,
        KEY,
        COOKIE,
        ("authorization", "Bearer wrong"),
        ("authorization", "Bearer"),
        ("authorization", "Bearer a,b"),
        ("authorization", "Negotiate YII="),
        ("authorization", ","),
        ("x-api-key", "wrong"),
        ("x-api-key", "a b"),
        ("cookie", "session=wrong"),
        ("cookie", "session=a,b"),
        ("cookie", "session=a; session=b"),
    ];
    for credentials in credentials {
        for (name, value) in nothings().iter().filter(|line| line.0 != credentials.0) {
            let nothing = (*name, value.as_str());
            for both in [[credentials, nothing], [nothing, credentials]] {
                assert_eq!(ask(&both), ask(&[credentials]), "{both:?}");
                assert_eq!(ask_optional(&both), ask_optional(&[credentials]), "{both:?}");
            }
        }
    }
}

/// A second line is one too many where one is allowed, whatever is in it; of cookies any number may be empty.
// B5
#[test]
fn a_blank_line_is_a_line_still() {
    for (place, status) in [(BEARER, 400), (BASIC, 400), (KEY, 400), (COOKIE, 200)] {
        for (name, value) in nothings().iter().filter(|line| line.0 == place.0) {
            let nothing = (*name, value.as_str());
            for both in [[place, nothing], [nothing, place]] {
                assert_eq!((ask(&both).0, ask_optional(&both).0), (status, status), "{both:?}");
            }
            let expected = if status == 400 { (400, 400) } else { (401, 200) };
            assert_eq!((ask(&[nothing, nothing]).0, ask_optional(&[nothing, nothing]).0), expected, "{nothing:?}");
        }
    }
}

// B5
#[test]
fn a_blank_key_in_one_header_leaves_the_other_header_to_be_read() {
    let other = StaticKeys::new([("other", Identity::new("other"))]).unwrap().scheme(scheme::ApiKey::header("x-other-key"));
    let auth = all().or(other).build().unwrap();
    let ask = |fields: &[(&str, &str)]| block_on(auth.authenticate(&get(fields))).map(|who| who.subject().to_owned());
    for blank in BLANKS {
        assert_eq!(ask(&[KEY, ("x-other-key", blank)]).unwrap(), "key");
        assert_eq!(ask(&[("x-api-key", blank), ("x-other-key", "other")]).unwrap(), "other");
        assert_eq!(ask(&[("x-api-key", blank), ("x-other-key", blank), BEARER]).unwrap(), "good");
        assert_eq!(ask(&[("x-api-key", blank), ("x-other-key", blank)]).unwrap_err().reason(), Reason::MissingCredentials);
    }
    assert_eq!(ask(&[KEY, ("x-other-key", "other")]).unwrap_err().status(), 400);
}

// B5
#[test]
fn what_is_not_blank_is_present_however_little_it_is() {
    for line in [("x-api-key", "\u{a0}"), ("x-api-key", "\""), ("authorization", "\u{a0}"), ("authorization", "-")] {
        assert_eq!(ask_optional(&[line]).0, 401, "{line:?}");
        // It is a second credential, but for a scheme that is not enabled.
        let with_key = if line.1 == "-" { 200 } else { 400 };
        let beside = if line.0 == "x-api-key" { BEARER } else { KEY };
        assert_eq!(ask(&[line, beside]).0, with_key, "{line:?}");
    }
}

/// The quotes are a part of the value, so that it is none without them only.
// B11
#[test]
fn two_quotes_are_the_value_of_a_cookie() {
    let auth = Authenticator::new(session_cookie(|cookie| Ok(Identity::new(cookie.expose()))));
    let ask = |cookies| block_on(auth.authenticate(&get(&[("cookie", cookies)]))).map(|who| who.subject().to_owned());
    assert_eq!(ask(r#"session="""#).unwrap(), r#""""#);
    assert_eq!(ask(r#"session="x""#).unwrap(), r#""x""#);
    assert_eq!(ask("session=").unwrap_err().reason(), Reason::MissingCredentials);
    for (cookies, reason) in [
        (r#"session=""#, Reason::MalformedCredentials),
        (r#"session=""x"#, Reason::MalformedCredentials),
        (r#"session=""""#, Reason::MalformedCredentials),
        (r#"session=""; session=x"#, Reason::ConflictingCookies),
        (r#"session="x"; session=x"#, Reason::ConflictingCookies),
    ] {
        assert_eq!(ask(cookies).unwrap_err().reason(), reason, "{cookies}");
    }
    // Present, well-formed and not valid: with something else that is, a caller who meant it.
    assert_eq!(ask_optional(&[("cookie", r#"session="""#)]), let_in("nobody"));
    assert_eq!(ask_optional(&[("cookie", r#"session="""#), ("authorization", "Negotiate x")]).0, 401);
}

/// A cookie that is being renamed.
// B6
#[test]
fn two_session_cookies_of_one_value_are_one_and_of_two_values_ambiguous() {
    let named = |name: &'static str, who: &'static str| {
        session_cookie(move |_| Ok(Identity::new(who))).scheme(scheme::SessionCookie::named(name))
    };
    let auth = |first: (&'static str, &'static str), second: (&'static str, &'static str)| {
        let keys = StaticKeys::new([("key", Identity::new("key"))]).unwrap();
        Authenticator::builder(named(first.0, first.1)).or(keys).or(named(second.0, second.1)).build().unwrap()
    };
    let (old, new) = (("session", "old"), ("sid", "new"));
    for (auth, first) in [(auth(old, new), "old"), (auth(new, old), "new")] {
        let ask = |cookies: &[&str]| {
            let lines: Vec<_> = cookies.iter().map(|line| ("cookie", *line)).collect();
            block_on(auth.authenticate(&get(&lines))).map(|who| who.subject().to_owned())
        };
        assert_eq!((ask(&["session=a"]).unwrap(), ask(&["sid=a"]).unwrap()), ("old".to_owned(), "new".to_owned()));
        for (one, other) in [("session", "sid"), ("sid", "session")] {
            // Whichever stands in front, the verifier that was added first is asked.
            for equal in ["{}=a; {}=a", "{}=a; x=b; {}= a", "{0}=a; {1}=a; {0}=a", "{0}=; {0}=a; {1}=a"] {
                let line = equal.replacen("{}", one, 1).replacen("{}", other, 1).replace("{0}", one).replace("{1}", other);
                assert_eq!(ask(&[&line]).unwrap(), first, "{line}");
                let lines: Vec<_> = line.split("; ").collect();
                assert_eq!(ask(&lines).unwrap(), first, "{lines:?}");
            }
            // What is empty is absent.
            let only = if other == "sid" { "new" } else { "old" };
            assert_eq!(ask(&[&format!("{one}=; {other}=a")]).unwrap(), only);
            for differ in [
                format!("{one}=a; {other}=b"),
                format!("{one}=a; {other}=A"),
                format!("{one}=a; {other}=\"a\""),
                format!("{one}=a; {other}=a,b"),
                format!("{one}=a; {other}=a; {other}=b"),
                format!("{one}=a; {other}=a; {one}=b"),
            ] {
                let rejection = ask(&[&differ]).unwrap_err();
                assert_eq!((rejection.status().as_u16(), rejection.reason()), (401, Reason::ConflictingCookies), "{differ}");
                let response: Response<String> = rejection.into_http();
                assert_eq!(answer(&response).1, [r#"ApiKey realm="api""#, r#"Cookie realm="api""#], "{differ}");
            }
            let same = format!("{one}=a,b; {other}=a,b");
            assert_eq!(ask(&[&same]).unwrap_err().reason(), Reason::MalformedCredentials);
        }
    }
}

/// RFC 7617 2, and those of Unicode: U+0080 to U+009F.
// B11
#[test]
fn a_control_character_stands_neither_in_a_user_name_nor_in_a_password() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let auth = Authenticator::new(basic(|basic| Ok(Identity::new(format!("{}|{}", basic.user(), basic.expose_password())))));
    let ask = |pair: String| {
        let request = Request::builder().header("authorization", format!("Basic {}", STANDARD.encode(pair))).body(()).unwrap();
        block_on(auth.authenticate(&request)).map(|who| who.subject().to_owned()).map_err(|rejection| rejection.reason())
    };
    for character in ('\0'..='\u{17f}').filter(|character| *character != ':') {
        let is_control = character < ' ' || ('\u{7f}'..='\u{9f}').contains(&character);
        for (user, password) in [(format!("a{character}"), "p".to_owned()), ("a".to_owned(), format!("{character}p"))] {
            let expected = if is_control { Err(Reason::MalformedCredentials) } else { Ok(format!("{user}|{password}")) };
            assert_eq!(ask(format!("{user}:{password}")), expected, "{character:?}");
            // Where it is too long for the room on the stack.
            let long = "p".repeat(200);
            let expected = if is_control { Err(Reason::MalformedCredentials) } else { Ok(format!("{user}|{password}{long}")) };
            assert_eq!(ask(format!("{user}:{password}{long}")), expected, "{character:?}");
        }
    }
}
