//! Identities, scopes and policies.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, SystemTime},
};

use requires_auth::{
    __private::{Policy, Rule},
    HasScopes, Identity, Scope, policy,
};

#[derive(Debug, PartialEq)]
struct Tenant(u32);

#[derive(Debug, PartialEq)]
struct Region(&'static str);

#[test]
fn an_identity_tells_what_its_builder_was_told() {
    let signed_in = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
    let expires = signed_in + Duration::from_secs(60);
    let who = Identity::builder("ada")
        .scopes("items:read items:write")
        .issuer("https://issuer.example")
        .expires_at(expires)
        .acr("gold")
        .auth_time(signed_in)
        .build();
    assert_eq!((who.subject(), who.scopes()), ("ada", "items:read items:write"));
    assert_eq!((who.issuer(), who.acr()), (Some("https://issuer.example"), Some("gold")));
    assert_eq!((who.expires_at(), who.auth_time()), (Some(expires), Some(signed_in)));
    assert_eq!(who.clone().subject(), "ada");

    let bare = Identity::new("bob");
    assert_eq!((bare.subject(), bare.scopes()), ("bob", ""));
    assert_eq!((bare.issuer(), bare.acr(), bare.expires_at(), bare.auth_time()), (None, None, None, None));
    assert_eq!(bare.claim::<Tenant>(), None);
}

#[test]
fn a_second_claim_of_a_type_replaces_the_first_and_leaves_the_others() {
    let who = Identity::builder("ada").claim(Tenant(1)).claim(Region("eu")).claim(Tenant(2)).build();
    assert_eq!(who.claim::<Tenant>(), Some(&Tenant(2)));
    assert_eq!(who.claim::<Region>(), Some(&Region("eu")));
    assert_eq!(who.claim::<u32>(), None);
}

#[test]
fn identities_and_scopes_print_what_they_are() {
    let builder = Identity::builder("ada").scopes("items:read");
    let printed = format!("{builder:?}");
    assert!(printed.contains("IdentityBuilder") && printed.contains("ada"), "{printed}");
    let printed = format!("{:?}", builder.build());
    assert!(printed.contains("Identity") && printed.contains("ada") && printed.contains("items:read"), "{printed}");
    let scope = Scope::new("items:read");
    assert_eq!(
        (scope.as_str(), scope.to_string(), format!("{scope:?}")),
        ("items:read", "items:read".into(), "Scope(items:read)".into())
    );
}

#[test]
fn a_scope_is_in_a_list_as_a_whole_word() {
    let scope = Scope::new("items");
    for granted in ["items", "items other", "other items", "a items b", "items:read items"] {
        assert!(scope.is_in(granted), "{granted}");
    }
    for granted in ["", "item", "itemsx", "xitems", "items:read", "Items", "other", "items\tother", "a,items"] {
        assert!(!scope.is_in(granted), "{granted}");
    }
}

/// A shared or boxed identity has the scopes of the one inside.
#[test]
fn pointers_have_the_scopes_of_what_they_point_to() {
    let who = || Identity::builder("ada").scopes("items:read").build();
    let (read, write) = (Scope::new("items:read"), Scope::new("items:write"));
    let (shared, boxed) = (Arc::new(who()), Box::new(who()));
    assert!(HasScopes::has_scope(&shared, &read) && HasScopes::has_scope(&boxed, &read));
    assert!(!HasScopes::has_scope(&shared, &write) && !HasScopes::has_scope(&boxed, &write));
}

#[test]
fn a_policy_says_where_it_stands_and_whom_it_allows() {
    const READ: (Policy, u32) = (policy!(scopes("items:read")), line!());
    assert_eq!(READ.0.handler(), format!("{}:{}", file!(), READ.1));
    assert!(READ.0.is_met_by(&Identity::builder("ada").scopes("items:read").build()));
    assert!(!READ.0.is_met_by(&Identity::new("ada")));
}

/// The macros refuse it in the source; by hand it is a panic, in a constant a compile error.
#[test]
fn a_set_of_scopes_that_demands_nothing_is_no_policy() {
    const TOKEN: Rule = Rule::Scope(Scope::new("a"));
    let builds = |rule: Rule| catch_unwind(AssertUnwindSafe(|| Policy::new("hand", rule))).is_ok();
    for rule in [Rule::Any(&[]), Rule::All(&[]), Rule::All(&[TOKEN, Rule::Any(&[])]), Rule::Any(&[Rule::All(&[]), TOKEN])] {
        assert!(!builds(rule), "{rule:?}");
    }
    for rule in [TOKEN, Rule::Any(&[TOKEN]), Rule::All(&[TOKEN, Rule::Any(&[TOKEN, TOKEN])])] {
        assert!(builds(rule), "{rule:?}");
    }
}
