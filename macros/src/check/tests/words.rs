//! Words of other frameworks, and the line that is shown for each.

use syn::LitStr;

use super::{assert_silent, of_function};
use crate::pipeline;

const ITEM: &str = "async fn f(req: R, #[identity] who: I) -> R { x }";

fn said(argument: &str) -> Vec<String> {
    of_function(&format!("verifier = V, {argument}"), ITEM)
}

/// One message, and its help has this line.
#[track_caller]
fn assert_shows(argument: &str, line: &str) {
    let said = said(argument);
    let shows = matches!(said.as_slice(), [one] if one.split_once("\n = help: ").is_some_and(|(_, help)| help.contains(line)));
    assert!(shows, "{argument}: {said:?}");
}

#[test]
fn a_word_of_another_framework_gets_the_line_that_means_it_here() {
    const OPEN: &str = "write `#[requires_auth::public]`";
    const REQUIRED: &str = "leave it out: `#[requires_auth]`";
    for (argument, line) in [
        ("policy = READ", "`scopes(READ)`"),
        ("Policy = \"Admin\"", "`scopes(\"Admin\")`"),
        ("allow_anonymous", OPEN),
        ("AllowAnonymous = true", OPEN),
        ("public", OPEN),
        ("anonymous", OPEN),
        ("allow_guest", OPEN),
        ("false", OPEN),
        ("required = false", OPEN),
        ("\"permitAll\"", OPEN),
        ("true", REQUIRED),
        ("required", REQUIRED),
        ("allow_anonymous = false", REQUIRED),
        ("pre_authorize(\"isAuthenticated()\")", REQUIRED),
        ("login_url = \"/in\"", "`Authenticator::builder(verifier).login_page(\"/in\").build()`"),
        ("realm = \"api\"", "`Authenticator::builder(verifier).realm(\"api\").build()`"),
        ("timeout = 5", ".timeout(Duration::from_secs(5))"),
        ("expr = who.is_admin()", "`check = who.is_admin()`"),
        ("expr = \"hasRole('ADMIN')\"", "`scopes(\"ADMIN\")`"),
        ("expr = \"#id == 7\"", "`check = ..`"),
        ("pre_authorize(\"hasRole('A') or hasRole('B')\")", "`scopes(any(\"A\", \"B\"))`"),
        ("secured(\"ROLE_ADMIN\")", "`scopes(\"ROLE_ADMIN\")`"),
        ("roles(\"admin\")", "`scopes(\"admin\")`"),
        ("Roles = \"admin,user\"", "`scopes(any(\"admin\", \"user\"))`"),
        ("role = \"admin\"", "`scopes(\"admin\")`"),
        ("roles = [\"a\", \"b\"]", "`scopes(\"a\", \"b\")`"),
        ("roles", "`scopes(\"admin\")`"),
        ("\"hasRole('ADMIN')\"", "`scopes(\"ADMIN\")`"),
        ("\"admin,user\"", "`scopes(\"admin\", \"user\")`"),
        ("permission(\"items:read\")", "`scopes(\"items:read\")`"),
        ("permissions = \"a,b\"", "`scopes(\"a\", \"b\")`"),
        ("authorities(\"a\")", "`scopes(\"a\")`"),
        ("has_role(\"admin\")", "`scopes(\"admin\")`"),
        ("has_any_role(\"a\", \"b\")", "`scopes(any(\"a\", \"b\"))`"),
        ("scheme = \"Bearer\"", "`verifier = TOKENS`"),
        ("AuthenticationSchemes = \"Bearer\"", "`authenticator = Tag`"),
        ("token = TOKENS", "`verifier = TOKENS`"),
        ("bearer", "`verifier = TOKENS`"),
        ("TOKENS", "a verifier is named `verifier = TOKENS`"),
        ("audience = \"api\"", "the verifier compares `audience`"),
        ("deny", "`only = |_| false`"),
        ("deny(\"x\")", "`only = is_allowed`"),
        ("is_admin", "`only = is_admin`"),
        ("is_admin()", "`only = |who| is_admin(who)`"),
        ("user", "`#[identity] who: Identity`"),
        ("user = User", "`identity = User`"),
        ("user = \"ada\"", "`only = |who| who.subject() == \"ada\"`"),
        ("admin", "`scopes(\"admin\")`"),
        ("csrf", "`Authenticator::builder(verifier).trusted_origin("),
        ("or(\"a\", \"b\")", "`scopes(any(\"a\", \"b\"))`"),
        ("\"a\" || \"b\"", "`scopes(any(\"a\", \"b\"))`"),
        ("|who| who.is_admin()", "a rule about the identity is written `only = "),
        ("identity = 1 + 1", "`identity = User`"),
        ("allow_attributes = \"metrics\"", "`allow_attributes(metrics)`"),
    ] {
        assert_shows(argument, line);
    }
}

#[test]
fn a_word_for_something_else_says_where_that_belongs() {
    const RULE: &str = "a function of it, `only = is_allowed`";
    const LEAVE: &str = "leave it out";
    const CREDENTIALS: &str = "the verifier decides how credentials are sent";
    for (argument, line) in [
        ("user_passes_test(is_admin)", "`only = is_admin`"),
        ("can(\"read\", \"items\")", RULE),
        ("guard = AdminGuard", RULE),
        ("guards = [AdminGuard]", RULE),
        ("guards = [rules::is_admin]", "`only = rules::is_admin`"),
        ("dependencies = [Depends(get_user)]", RULE),
        ("Depends(get_user)", "`only = get_user`"),
        ("tenant = \"acme\"", RULE),
        ("unless = is_guest", "`only = |who| !is_guest(who)`"),
        ("permission_classes = [IsAuthenticated]", "`#[requires_auth]` alone requires credentials"),
        ("permission_classes([IsAdminUser])", RULE),
        ("permission_required(\"items.view\")", "`scopes(\"items.view\")`"),
        ("groups(\"staff\", \"admins\")", "`scopes(\"staff\", \"admins\")`"),
        ("claims = [\"admin\"]", "`scopes(\"admin\")`"),
        ("claims = Claims", "`identity = Claims`"),
        ("principal: User", "`identity = User`"),
        ("on_unauthorized = refuse", "`on_reject = refuse`"),
        ("status = 404", "`on_reject = answer`"),
        ("else = refuse", "`on_reject = refuse`"),
        ("mfa", "`acr(\"gold\")`"),
        ("two_factor = true", "`acr(\"gold\")`"),
        ("fresh", "`max_age = \"5m\"`"),
        ("reauthenticate = \"10 minutes\"", "`max_age = \"10m\"`"),
        ("ttl = 60", "`Err(VerifyError::expired())`"),
        ("maybe", "did you mean `optional`?"),
        ("soft = false", "`#[requires_auth]` alone requires credentials"),
        ("!optional", "`#[requires_auth]` alone requires credentials"),
        ("not(optional)", "`#[requires_auth]` alone requires credentials"),
        ("methods = [\"GET\"]", LEAVE),
        ("GET", LEAVE),
        ("except = [\"health\"]", "`#[requires_auth::public]` in its place"),
        ("rate_limit = 10", LEAVE),
        ("async", LEAVE),
        ("inject", "take `#[identity] who: Identity`"),
        ("as = caller", "take `#[identity] caller: Identity`"),
        ("extractor = User", "`identity = User`"),
        ("oauth2", CREDENTIALS),
        ("oidc = \"https://issuer.example\"", CREDENTIALS),
        ("authentication_classes = [TokenAuthentication]", CREDENTIALS),
        ("by = TOKENS", "`verifier = TOKENS`"),
        ("self", "`verifier = self.auth`"),
        ("timeout = \"5s\"", ".timeout(Duration::from_secs(5))"),
        ("\"/login\"", ".login_page(\"/login\")"),
        ("\"#id == principal.id\"", RULE),
        ("@login_required", "`#[requires_auth]` alone requires credentials"),
        ("@scope(\"a\")", "keys are"),
        ("$scopes(\"a\")", "write `scopes(\"a\")`"),
        ("#[scopes(\"a\")]", "write `scopes(\"a\")`"),
        ("(scopes(\"a\"))", "write `scopes(\"a\")`"),
        ("requires_auth(scopes(\"a\"))", "write `scopes(\"a\")`"),
    ] {
        assert_shows(argument, line);
    }
}

#[test]
fn a_rule_of_several_functions_becomes_one_closure() {
    for (argument, line) in [
        ("only = is_a && is_b", "`only = |who| is_a(who) && is_b(who)`"),
        ("only = is_a || (is_b && !is_c)", "`only = |who| is_a(who) || (is_b(who) && !is_c(who))`"),
        ("only = [is_a, is_b]", "`only = |who| is_a(who) && is_b(who)`"),
        ("only(is_a, is_b)", "`only = |who| is_a(who) && is_b(who)`"),
        ("only(is_a)", "`only = is_a`"),
        ("only = is_a, only = is_b", "`only = |who| is_admin(who) && is_active(who)`"),
        ("only = is_a?", "`only = |who| is_a(who)`"),
        ("only = is_a.await", "`check = is_a(&who).await`"),
        ("only = true", "`#[requires_auth]` alone requires credentials"),
        ("only = false", "`only = |_| false`"),
        ("only = who.level > 3 && is_b", "`only = |who| who.level > 3 && is_b(who)`"),
    ] {
        assert_shows(argument, line);
    }
}

#[test]
fn a_scope_with_something_around_it_is_written_alone() {
    for (argument, line) in [
        ("scopes(&READ)", "write `READ` alone"),
        ("scopes(&[\"a\", \"b\"])", "write `\"a\", \"b\"` alone"),
        ("scopes(..READ)", "write `READ` alone"),
        ("scopes((\"a\", \"b\"))", "`\"a\", \"b\"`"),
        ("scopes(vec![\"a\", \"b\"])", "write `\"a\", \"b\"`"),
        ("scopes(true)", "leave `scopes` out"),
        ("scopes(false)", "`only = |_| false`"),
    ] {
        assert_shows(argument, line);
    }
}

#[test]
fn a_list_or_an_expression_is_not_a_scope() {
    for (argument, line) in [
        ("scopes(\"a\" or \"b\")", "`scopes(any(\"a\", \"b\"))`"),
        ("scopes(\"a\" | \"b\")", "`scopes(any(\"a\", \"b\"))`"),
        ("scopes(\"a\" | \"b\",)", "`scopes(any(\"a\", \"b\"))`"),
        ("scopes(\"a\" || \"b\" && C)", "`scopes(any(\"a\", all(\"b\", C)))`"),
        ("scopes(\"a\" and \"b\")", "`scopes(\"a\", \"b\")`"),
        ("scopes(any(\"a\" | \"b\"), \"c\")", "write `any(\"a\", \"b\")`"),
        ("scopes(any(\"a\" & \"b\", \"c\"))", "write `any(all(\"a\", \"b\"), \"c\")`"),
        ("scopes(any(\"a\" & \"b\"))", "write `all(\"a\", \"b\")`"),
        ("scopes(all(\"a\" | \"b\", \"c\"))", "write `all(any(\"a\", \"b\"), \"c\")`"),
        ("scopes(\"a\" | \"b\", \"c\")", "`scopes(any(\"a\", \"b\"), \"c\")`"),
        ("scopes(\"a\"; \"b\")", "`scopes(\"a\", \"b\")`"),
        ("scopes(\"a\", optional)", "write it outside the list"),
        ("scopes([\"a\", \"b\"])", "`\"a\", \"b\"`"),
        ("scopes(!\"admin\")", "`only = is_allowed`"),
        ("scopes(not(\"admin\"))", "`only = is_allowed`"),
        ("scopes(hasRole(\"admin\"))", "`\"admin\"`"),
        ("scopes(\"admin,user\")", "`\"admin\", \"user\"`, or `any(\"admin\", \"user\")`"),
        ("scopes(\"admin,\")", "`\"admin\"`"),
        ("scopes(\"a, b,c\")", "`\"a\", \"b\", \"c\"`"),
        ("scopes(\"hasRole('ADMIN')\")", "`\"ADMIN\"`"),
        ("scopes(\"a|b\")", "requires_auth::Scope::new(\"a|b\")"),
        ("scopes(\"!admin\")", "`only = is_allowed`"),
        ("scopes(\"a || b\")", "`any(\"a\", \"b\")`"),
        ("scopes(\"admin or user\")", "`any(\"admin\", \"user\")`"),
        ("scopes(\"items:{id}\")", "`check = item.owner == who.subject()`"),
        ("scopes(\"permitAll()\")", "`#[requires_auth::public]`"),
        ("scopes = \"admin,user\"", "`scopes(\"admin\", \"user\")`"),
    ] {
        assert_shows(argument, line);
    }
    assert_silent(
        &said("scopes(\"repo:*\", \"a+b\", \"x.rs?category=http://y/z|lab\", \"api://6f/Files.Read\")"),
        "scopes of the wild",
    );
}

#[test]
fn a_function_in_the_attribute_becomes_a_closure() {
    for (argument, line) in [
        ("only = fn is_admin(who: &Identity) -> bool { who.x() }", "`only = |who| who.x()`"),
        ("only = async fn is_admin(who: &Identity) -> bool { who.x().await }", "`check = who.x().await`"),
        ("on_reject = async fn no(no: Rejection) -> R { x }", "not `async`, and name it: `on_reject = no`"),
        ("check = fn is_open() -> bool { x == y }", "`check = x == y`"),
        ("only = async |who| who.x().await", "`check = who.x().await`"),
        ("only = async move |who| who.x()", "`only = |who| who.x()`"),
        ("only = \"hasRole('ADMIN')\"", "`scopes(\"ADMIN\")`"),
    ] {
        assert_shows(argument, line);
    }
}

/// The macro's grammar of a scope is a copy of the runtime's.
#[test]
fn a_scope_is_one_here_and_at_run_time() {
    for character in (0..=0xFF_u8).map(char::from) {
        let text = format!("{character}");
        let literal = LitStr::new(&text, proc_macro2::Span::call_site());
        let here = super::said(pipeline::policy(quote::quote!(scopes(#literal)))).is_empty();
        let there = requires_auth::Scope::try_new(text.leak()).is_ok();
        // Those are legal, and surely a list or an expression: `Scope::new` takes them.
        assert_eq!(here, there && !",;'()|&!".contains(character), "{character:?}");
    }
}

#[test]
fn a_list_an_expression_and_a_placeholder_in_one_literal_are_told_apart() {
    const LIST: &str = "is a list: write one literal per scope";
    const EXPRESSION: &str = "is an expression, not a scope";
    for (text, found, help) in [
        ("a,b", LIST, "write `\"a\", \"b\"`, or `any(\"a\", \"b\")` if one of them is enough; if it"),
        ("a;b", LIST, "write `\"a\", \"b\"`, or `any(\"a\", \"b\")` if one of them is enough; if it"),
        ("a&b", EXPRESSION, "write `\"a\", \"b\"`; if it"),
        ("a,b&c", EXPRESSION, "write `\"a\", all(\"b\", \"c\")`; if it"),
        ("a|b", EXPRESSION, "write `any(\"a\", \"b\")`; if it"),
        ("a,(b)", EXPRESSION, "write `\"a\", \"b\"`; if it"),
        ("!a,b", EXPRESSION, "write one scope per literal; any other rule is `only = is_allowed`"),
        ("items:{id}", "has a placeholder, and nothing fills it in", "a scope is fixed when the program is compiled"),
    ] {
        let said = said(&format!("scopes({text:?})"));
        let message = format!("`{text:?}` {found}\n = help: {help}");
        assert!(matches!(said.as_slice(), [one] if one.starts_with(&message)), "{text}: {said:?}");
    }
}
