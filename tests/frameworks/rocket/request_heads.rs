//! What verifiers see of rocket's own request type.

use std::iter::repeat_n;

use requires_auth::{
    Authenticator, Identity,
    verifiers::{api_key, bearer, session_cookie},
};
use rocket::{
    http::{Header, Status},
    local::blocking::{Client, LocalResponse},
    routes,
};

use super::{
    framework_first::{any, maybe},
    quiet,
};

fn client() -> Client {
    let auth = Authenticator::builder(bearer(|token| Ok(Identity::new(format!("bearer {}", token.expose())))))
        .or(api_key(|key| Ok(Identity::new(format!("key {}", key.expose())))))
        .or(session_cookie(|cookie| Ok(Identity::new(format!("cookie {}", cookie.expose())))))
        .build()
        .unwrap();
    Client::untracked(quiet().attach(auth).mount("/", routes![any, maybe])).unwrap()
}

fn ask<'c>(
    client: &'c Client,
    path: &'static str,
    lines: impl IntoIterator<Item = (&'static str, &'static str)>,
) -> LocalResponse<'c> {
    let mut request = client.get(path);
    for (name, value) in lines {
        request.add_header(Header::new(name, value));
    }
    request.dispatch()
}

/// Each cookie may be a line by itself. If each lookup scanned all lines before it, this test would take hours.
// B2
#[test]
fn a_line_more_costs_no_walk_past_all_others() {
    let client = client();
    let others = || repeat_n(("cookie", "a=b"), 400_000);
    let found = ask(&client, "/any", others().chain([("cookie", "session=s")]));
    assert_eq!(found.into_string().as_deref(), Some("cookie s"));
    let two = ask(&client, "/any", [("cookie", "session=s")].into_iter().chain(others()).chain([("cookie", "session=t")]));
    assert_eq!(two.status(), Status::Unauthorized);
    assert_eq!(ask(&client, "/any", others()).status(), Status::Unauthorized);
    assert_eq!(ask(&client, "/any", repeat_n(("x-api-key", ""), 400_000)).status(), Status::BadRequest);
    assert_eq!(ask(&client, "/any", repeat_n(("authorization", ""), 400_000)).status(), Status::BadRequest);
}

// B5
#[test]
fn what_is_blank_is_absent() {
    let client = client();
    let nothings =
        [("authorization", ""), ("authorization", " \t"), ("x-api-key", ""), ("x-api-key", "\t"), ("cookie", "session= ")];
    let good = [("authorization", "Bearer t", "bearer t"), ("x-api-key", "k", "key k"), ("cookie", "session=s", "cookie s")];
    for nothing in nothings {
        assert_eq!(ask(&client, "/any", [nothing]).status(), Status::Unauthorized, "{nothing:?}");
        assert_eq!(ask(&client, "/maybe", [nothing]).into_string().as_deref(), Some("nobody"), "{nothing:?}");
        for (name, value, who) in good.into_iter().filter(|line| line.0 != nothing.0) {
            for path in ["/any", "/maybe"] {
                let answer = ask(&client, path, [nothing, (name, value)]);
                assert_eq!(answer.into_string().as_deref(), Some(who), "{nothing:?} beside {name}");
            }
        }
    }
    for (name, value, _) in good {
        let status = if name == "cookie" { Status::Ok } else { Status::BadRequest };
        let nothing = if name == "cookie" { "session=" } else { "" };
        assert_eq!(ask(&client, "/any", [(name, value), (name, nothing)]).status(), status, "{name}");
    }
}
