//! Scopes: where they are, and what they say about the purpose of a token.

use requires_auth::{Authenticator, verifiers::JwtBuilder};

use crate::{
    claims::{auth, es256},
    forge::with_claim,
    issuer::{CLAIMS, reason, verdict},
};

fn granted(auth: &Authenticator, claims: &str) -> Result<String, String> {
    verdict(auth, &es256().issue(claims))
        .map(|who| who.scopes().to_owned())
        .map_err(|text| text.split(':').next().unwrap().to_owned())
}

#[test]
fn scopes_are_one_string_unless_another_claim_is_chosen() {
    let granted = |auth: &Authenticator, name: &str, value: &str| granted(auth, &with_claim(name, value));
    let is = |scopes: &str| Ok(scopes.to_owned());
    let invalid = || Err("invalid_claim".to_owned());
    let standard = auth(|builder| builder);
    for (value, expected) in
        [(r#""""#, is("")), (r#""a b""#, is("a b")), (r#"" a  b ""#, is("a b")), (r#""a\u0020b""#, is("a b"))]
    {
        assert_eq!(granted(&standard, "scope", value), expected, "{value}");
    }
    for value in
        ["null", "7", "true", "{}", "[]", r#"["read"]"#, r#""a\tb""#, r#""a\u0000""#, r#""\"a\"""#, r#""ä""#, r#""a\\b""#]
    {
        assert_eq!(granted(&standard, "scope", value), invalid(), "{value}");
    }
    // Chosen by name, a list is fine, and the standard claim is not read.
    let chosen = auth(|builder| builder.scopes_from("scope"));
    assert_eq!(granted(&chosen, "scope", r#"["a","b c","","d\"","e"]"#), is("a e"));
    let roles = auth(|builder| builder.scopes_from("a.roles").scopes_from("scp"));
    assert_eq!(granted(&roles, "scope", "7"), is(""));
    for (value, expected) in [
        (r#"{"roles":["x","y"]}"#, is("x y")),
        (r#"{"roles":"x y"}"#, is("x y")),
        (r#"{"roles":[]}"#, is("")),
        (r#"{"roles":["x",7]}"#, invalid()),
        (r#"{"roles":["x",["y"]]}"#, invalid()),
        (r#"{"roles":{"x":1}}"#, invalid()),
        (r#"{"roles":null}"#, invalid()),
        (r#"["roles"]"#, is("")),
        ("7", is("")),
    ] {
        assert_eq!(granted(&roles, "a", value), expected, "{value}");
    }
    assert_eq!(granted(&roles, "scp", r#""z""#), is("z"));
}

/// The rule of `JwtBuilder::scopes_from`.
#[test]
fn a_longer_name_that_is_no_scope_does_not_hide_the_path() {
    let shop = auth(|builder| builder.scopes_from("access.shop.roles"));
    for (access, expected) in [
        // A realm's other client `shop.roles` does not lock out those who have roles in both.
        (r#"{"shop":{"roles":["read"]},"shop.roles":{"roles":["x"]}}"#, Ok("read")),
        (r#"{"shop":{"roles":["read"]},"shop.roles":null}"#, Ok("read")),
        (r#"{"shop":{"roles":["read"]},"shop.roles":["x"]}"#, Ok("x")),
        (r#"{"shop":{"roles":7},"shop.roles":["x"]}"#, Ok("x")),
        (r#"{"shop":{"roles":7},"shop.roles":{"roles":["x"]}}"#, Err("invalid_claim")),
        (r#"{"shop.roles":{"roles":["x"]}}"#, Err("invalid_claim")),
        (r#"{"shop":"roles"}"#, Ok("")),
    ] {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(granted(&shop, &with_claim("access", access)), expected, "{access}");
    }
    let at_the_top = with_claim("access", r#"{"shop":{"roles":["read"]}}"#);
    let beside = |name: &str, value: &str| at_the_top.replacen('{', &format!(r#"{{"{name}":{value},"#), 1);
    assert_eq!(granted(&shop, &beside("access.shop", r#"{"roles":["x"]}"#)).as_deref(), Ok("x"));
    assert_eq!(granted(&shop, &beside("access.shop", r#"["x"]"#)).as_deref(), Ok("read"));
    assert_eq!(granted(&shop, &beside("access.shop.roles", "7")).as_deref(), Ok("read"));
}

/// The profile says: a `nonce` without scopes. They are those that the verifier reads.
#[test]
fn a_nonce_beside_the_chosen_scopes_is_no_id_token() {
    let bare = CLAIMS.replace(r#","scope":"read""#, "").replace(r#""client_id":"c1","#, "");
    let with = |more: &str| format!(r#"{},"nonce":"n"{more}}}"#, &bare[..bare.len() - 1]);
    let (standard, chosen) = (auth(|builder| builder), auth(|builder| builder.scopes_from("permissions").scopes_from("a.roles")));
    for (more, reasons) in [
        ("", ["not_an_access_token"; 2]),
        (r#","permissions":["read"]"#, ["not_an_access_token", "accepted"]),
        (r#","permissions":[]"#, ["not_an_access_token", "accepted"]),
        (r#","a":{"roles":"read"}"#, ["not_an_access_token", "accepted"]),
        (r#","a":{"other":"read"}"#, ["not_an_access_token"; 2]),
        (r#","scope":"read""#, ["accepted"; 2]),
        (r#","client_id":"c1""#, ["accepted"; 2]),
        (r#","permissions":["read"],"at_hash":"x""#, ["not_an_access_token"; 2]),
    ] {
        let token = es256().issue(&with(more));
        assert_eq!([reason(&standard, &token), reason(&chosen, &token)], reasons, "{more}");
    }
}

#[test]
fn a_token_that_is_for_something_else_is_no_access_token() {
    let auth = auth(JwtBuilder::without_cache);
    for (name, value) in [
        ("at_hash", r#""x""#),
        ("c_hash", r#""x""#),
        ("s_hash", r#""x""#),
        ("events", "{}"),
        ("token_introspection", "{}"),
        ("token_use", r#""id""#),
        ("token_use", r#""refresh""#),
        ("token_type", r#""refresh""#),
        ("token_type", r#""Refresh_Token""#),
        ("token_type", r#""id_token""#),
        ("type", r#""refresh""#),
        ("typ", r#""ID""#),
        ("typ", r#""Refresh""#),
        ("typ", r#""Offline""#),
        ("typ", r#""Logout""#),
        ("typ", r#""logout+jwt""#),
        ("typ", r#""application/logout+JWT""#),
        ("typ", r#""secevent+jwt""#),
        ("typ", r#""dpop+jwt""#),
        ("typ", r#""Initial-Access-Token""#),
        ("typ", r#""RegistrationAccessToken""#),
        ("htu", r#""https://rs.example.com","htm":"GET""#),
    ] {
        assert_eq!(reason(&auth, &es256().issue(&with_claim(name, value))), "not_an_access_token", "{name} {value}");
    }
    for (name, value) in [
        ("token_use", r#""access""#),
        ("token_type", r#""access""#),
        ("token_type", r#""Bearer""#),
        ("token_type", "7"),
        ("typ", r#""Bearer""#),
        ("typ", r#""at+jwt""#),
        ("htm", r#""GET""#),
        ("type", r#""user""#),
    ] {
        assert_eq!(reason(&auth, &es256().issue(&with_claim(name, value))), "accepted", "{name} {value}");
    }
}
