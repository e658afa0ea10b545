//! Each rule: what is said where it is broken, and silence about the twin that keeps it.

mod below;
mod handlers;
mod inherited;
mod only;
mod recorded_identity;
mod route;
mod shape;
mod step_up;
mod verifier_expression;
mod words;

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use crate::framework::Framework;
use crate::pipeline;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// The texts of all `compile_error!` in what came out.
fn said(output: TokenStream) -> Vec<String> {
    let mut messages = Vec::new();
    let mut is_error = false;
    for token in output {
        match token {
            TokenTree::Ident(word) => is_error = word == "compile_error",
            TokenTree::Group(group) if is_error => {
                messages.extend(syn::parse2::<LitStr>(group.stream()).map(|text| text.value()));
            }
            _ => {}
        }
    }
    messages
}

fn of_function(args: &str, item: &str) -> Vec<String> {
    said(pipeline::guard(tokens(args), &tokens(item), None))
}

fn of_handler(framework: Framework, args: &str, item: &str) -> Vec<String> {
    said(pipeline::guard(tokens(args), &tokens(item), Some(framework)))
}

/// One mistake is one message, and it begins like this.
#[track_caller]
fn assert_says(messages: &[String], begins: &str, what: &str) {
    assert!(matches!(messages, [one] if one.starts_with(begins)), "{what}: {messages:?}");
}

#[track_caller]
fn assert_silent(messages: &[String], what: &str) {
    assert!(messages.is_empty(), "{what}: {messages:?}");
}

const FN: &str = "fn f(req: R) -> R { x }";
const OPTION: &str = "fn f(req: R, #[identity] who: Option<I>) -> R { x }";
const V: &str = "verifier = V";

#[test]
fn what_is_wrong_with_a_function_is_said() {
    for (args, item, begins) in [
        (V, "const fn f(req: R) -> R { x }", "a `const fn` cannot be guarded"),
        (V, "extern \"C\" fn f(req: R) -> R { x }", "an `extern` function cannot be guarded"),
        (V, "fn f(req: R) -> R;", "`f` has no body that could be guarded"),
        (V, "#[requires_auth(x)] fn f(req: R) -> R { x }", "`#[requires_auth]` appears twice on `f`"),
        (V, "#[a::requires_auth] fn f(req: R) -> R { x }", "`#[requires_auth]` appears twice on `f`"),
        (V, "#[requires_auth::public] fn f(req: R) -> R { x }", "`f` is guarded and public at once"),
        ("verifier = V, crate = ::k", "#[k::public] fn f(req: R) -> R { x }", "`f` is guarded and public at once"),
        (V, "fn f(req: R) {}", "`f` has no return type, so the guard cannot return a rejection"),
        (V, "fn f(req: R) -> () {}", "`f` has no return type, so the guard cannot return a rejection"),
        (V, "fn f(req: R) -> impl Future<Output = R> { x }", "a function that returns `impl Future` cannot be guarded"),
    ] {
        assert_says(&of_function(args, item), begins, item);
    }
    for (args, item) in [
        (V, FN),
        (V, "unsafe fn f(req: R) -> R { x }"),
        ("verifier = V, allow_attributes(k::public)", "#[k::public] fn f(req: R) -> R { x }"),
        ("verifier = V, on_reject = answer", "fn f(req: R) {}"),
        ("verifier = V, on_reject = answer", "fn f(req: R) -> () {}"),
        (V, "fn f(req: R) -> (A, B) { x }"),
        (V, "fn f(req: R) -> impl Into<R> { x }"),
        (V, "async fn f(req: R) -> impl Future<Output = R> { x }"),
    ] {
        assert_silent(&of_function(args, item), item);
    }
}

#[test]
fn who_decides_must_be_said() {
    for (args, begins) in [
        ("", "missing `verifier = ..`: who verifies the credentials?\n = help: name it: `#[requires_auth(verifier = TOKENS)]`"),
        (
            "optional",
            "missing `verifier = ..`: who verifies the credentials?\n = help: name it: `#[requires_auth(verifier = TOKENS, optional)]`",
        ),
        ("optional, request = req", "`request` needs a `verifier = ..` that reads it"),
        ("optional, verifier = |x| x", "a closure is not a verifier: it does not say how credentials are sent"),
        ("optional, verifier = ((|x| x))", "a closure is not a verifier: it does not say how credentials are sent"),
        ("optional, verifier = V, authenticator = T", "`authenticator` is for handlers of a framework"),
        ("optional, verifier = V, state = S", "`state` is for handlers of a framework"),
    ] {
        let item = if args.is_empty() { FN } else { OPTION };
        assert_says(&of_function(args, item), begins, args);
    }
    let begins =
        "missing `verifier = ..`: who verifies the credentials?\n = help: name it: `#[requires_auth(verifier = self.auth)]`";
    assert_says(&of_function("", "fn f(&self, req: R) -> R { x }"), begins, "a method");
    assert_silent(&of_function("optional, verifier = V, request = req", OPTION), "a named request");
    // What was misspelt may be what is missing.
    assert_says(&of_function("verifer = V", FN), "unknown key `verifer`", "misspelt");
}

#[test]
fn without_a_request_there_is_nothing_to_look_at() {
    for (item, written) in [
        ("fn f() -> R { x }", "fn f(req: Request<Body>)"),
        ("fn f(#[identity] who: I) -> R { x }", "fn f(#[identity] who: I, req: Request<Body>)"),
        ("fn f(#[identity] who: I,) -> R { x }", "fn f(#[identity] who: I, req: Request<Body>)"),
    ] {
        let begins = "`f` has no request parameter, so there are no credentials to look at\n = help: take it: `";
        assert_says(&of_function(V, item), &format!("{begins}{written}`; for a handler of a framework "), item);
    }
}

/// The import is what is wrong, so nothing else is said.
#[test]
fn a_handler_of_a_framework_needs_another_import() {
    let import = |framework: &str| format!("`use requires_auth::{framework}::requires_auth;`");
    let (actix_web, poem, rocket, salvo) = (import("actix_web"), import("poem"), import("rocket"), import("salvo"));
    for (item, frameworks, imports) in [
        ("#[get(x)] fn h() -> R { x }", "a handler of actix-web or rocket", format!("{actix_web} or {rocket}")),
        ("#[rocket::get(x)] fn h() {}", "a handler of rocket", rocket),
        ("#[actix_web::routes] fn h(a: A, #[identity] who: U) -> R { x }", "a handler of actix-web", actix_web),
        ("#[handler] fn h(State(s): State<A>) -> R { x }", "a handler of poem or salvo", format!("{poem} or {salvo}")),
        ("#[doc = \"\"] #[endpoint(x)] fn h() -> R { x }", "a handler of salvo", salvo),
        ("#[debug_handler] fn h() -> R { x }", "a handler of axum", import("axum")),
        ("#[OpenApi] impl A { fn a() -> R { x } fn b() -> R { x } }", "handlers of poem", poem),
    ] {
        let says = format!("this looks like {frameworks}, which needs the attribute of that framework\n = help: write {imports}");
        assert_eq!(of_function("scopes(\"a\")", item), [says], "{item}");
    }
    assert_says(&of_function("crate = ::k::auth", "#[endpoint] fn h() -> R { x }"), "this looks like", "re-exported");
    let re_exported = of_function("crate = ::k::auth", "#[endpoint] fn h() -> R { x }").concat();
    assert!(re_exported.ends_with("`use k::auth::salvo::requires_auth;`"), "{re_exported}");
    // A verifier that is named may be right there.
    assert_silent(&of_function(V, "#[get(x)] fn h(req: R) -> R { x }"), "named");
    assert_silent(&of_function(V, "#[craft] impl A { fn a(req: R) -> R { x } }"), "named for methods");
    // The key that is misspelt may be `verifier`.
    for item in ["#[get(x)] fn h(req: R) -> R { x }", "#[craft] impl A { fn a(req: R) -> R { x } }"] {
        assert_says(&of_function("verifer = V", item), "unknown key `verifer`", item);
    }
    let begins = "`Json` is an extractor and would run before this guard\n = help: import the attribute of your \
                  framework, such as `use requires_auth::axum::requires_auth;`";
    for args in ["", V] {
        assert_says(&of_function(args, "fn h(Json(a): Json<A>) -> R { x }"), begins, "an extractor");
    }
    // By its type where the request should stand, and nowhere else.
    let begins = "`Path` is an extractor and would run before this guard";
    for (args, item) in [
        ("", "fn h(id: web::Path<u64>) -> R { x }"),
        (V, "fn h(#[identity] who: U, id: Path<u64>, body: B) { x }"),
        (V, "#[get(x)] fn h(id: (Path<u64>)) -> R { x }"),
    ] {
        assert!(of_function(args, item).iter().any(|message| message.starts_with(begins)), "{item}");
    }
    for (args, item) in [
        (V, "fn h(path: Path) -> R { x }"),
        (V, "fn h(req: R, id: Path<u64>) -> R { x }"),
        ("verifier = V, request = req", "fn h(id: Path<u64>, req: R) -> R { x }"),
    ] {
        assert_silent(&of_function(args, item), item);
    }
    let nothing = of_function(V, "#[handler] fn h(req: &mut Request) { x }").concat();
    assert!(
        nothing.ends_with(&format!("or a `Result` of one; for a handler write {} or {}", import("poem"), import("salvo"))),
        "{nothing}"
    );
    // Where a verifier is named, the attribute is meant, and all that is wrong with it is said.
    assert_eq!(of_function(V, "fn h(req: R, Json(a): Json<A>) { x }").len(), 2);
    assert_eq!(of_function("", "fn h(req: R, Json(a): Json<A>) { x }").len(), 1);
    let begins = "missing `verifier = ..`: who verifies the credentials?\n = help: name it: `#[requires_auth(verifier = TOKENS)]`; \
                  for a handler of a framework import the attribute of your framework, such as \
                  `use requires_auth::axum::requires_auth;`";
    assert_says(&of_function("", "fn h(#[identity] who: U) -> R { x }"), begins, "nothing gives it away");
}

#[test]
fn what_is_asked_of_the_identity_must_make_sense() {
    for (args, item, begins) in [
        (
            "optional, scopes(\"a\")",
            OPTION,
            "`optional` conflicts with `scopes`: a request without credentials has no identity to check",
        ),
        (
            "optional, only = x",
            OPTION,
            "`optional` conflicts with `only`: a request without credentials has no identity to check",
        ),
        (
            "optional, only = x, scopes(\"a\")",
            OPTION,
            "`optional` conflicts with `scopes` and `only`: a request without credentials has no identity to check",
        ),
        (
            "optional, check = x",
            OPTION,
            "`optional` conflicts with `check`: a request without credentials has no identity to check",
        ),
        ("optional", FN, "`optional` needs an `#[identity]` parameter"),
        ("only = x", OPTION, "an `Option` identity needs `optional`"),
        ("identity = std::option::Option<I>", FN, "an `Option` identity needs `optional`"),
        (
            "identity = J<K>",
            "fn f(req: R, #[identity] who: I) -> R { x }",
            "the identity is `J<K>` by `identity`, and `I` by its parameter\n = help: remove `identity = J<K>`, or write `identity = I`",
        ),
        ("identity = Option<I>", OPTION, "an `Option` identity needs `optional`"),
        ("only = |a, b| a == b", FN, "the closure of `only` takes one argument, the identity"),
        ("only = || true", FN, "the closure of `only` takes one argument, the identity"),
        ("only = a.b()", FN, "`only` takes the path of a `fn(&Identity) -> bool`, or a closure"),
        (
            "only = (!x)",
            FN,
            "`only` takes the path of a `fn(&Identity) -> bool`, or a closure\n = help: write `only = |who| !x(who)`, a closure",
        ),
        (
            "only = !x.y()",
            FN,
            "`only` takes the path of a `fn(&Identity) -> bool`, or a closure\n = help: write `only = |who| !x.y()`, a closure",
        ),
        ("check = |who| who.x()", FN, "`check` is an expression, not a closure\n = help: write `check = who.x()`"),
        ("check = (|| x)", FN, "`check` is an expression, not a closure"),
    ] {
        assert_says(&of_function(&format!("verifier = V, {args}"), item), begins, args);
    }
    for (args, item) in [
        ("optional", OPTION),
        ("identity = I", FN),
        ("identity = J < K >", "fn f(req: R, #[identity] who: J<K>) -> R { x }"),
        ("optional, identity = Option<I>", OPTION),
        ("only = is_admin", FN),
        ("only = (a::is_admin)", FN),
        ("only = |who| who.x()", FN),
        ("only = (move |who: &I| who.x())", FN),
        ("check = x, scopes(\"a\")", FN),
    ] {
        assert_silent(&of_function(&format!("verifier = V, {args}"), item), args);
    }
    // What was misspelt may be the `optional`.
    assert_says(&of_function("verifier = V, optionl", OPTION), "unknown key `optionl`", "misspelt");
}

#[test]
fn a_scope_without_its_quotes_is_told_what_to_write() {
    for (scopes, written) in
        [("items:read", "items:read"), ("a, items.read", "items.read"), ("any(api/items-list, a)", "api/items-list")]
    {
        let says = format!("a scope is a string literal, found `{written}`\n = help: write `\"{written}\"`");
        assert_says(&of_function(&format!("verifier = V, scopes({scopes})"), FN), &says, scopes);
    }
    // Each of them, and none of what is left of them twice.
    assert_eq!(of_function("verifier = V, scopes(items:read, items:write)", FN).len(), 2);
    assert_silent(&of_function("verifier = V, scopes(items::READ, ITEMS)", FN), "paths");
}

/// What is wrong with the literal, and how it should be written.
#[test]
fn a_scope_is_one_word_of_visible_characters() {
    let rule = "a scope holds visible ASCII characters other than `\"` and `\\`";
    for (literal, found, help) in [
        (r#""a b""#, "a space: write one literal per scope", r#"write `"a", "b"`"#),
        (r#""a: b""#, "a space: write one literal per scope", r#"write `"a:b"` without the space"#),
        (r#""a .b c""#, "a space: write one literal per scope", r#"write `"a.b", "c"` without the space"#),
        (r#"" a""#, "a space around the scope", r#"write `"a"`"#),
        (r#"" ""#, "no scope, only space", r#"name one: `"items:read"`"#),
        (r#""a\tb""#, r"the control character `\t`", &format!(r#"{rule}: `"ab"`"#)),
        (r#""\t""#, r"the control character `\t`", rule),
        (r#""aä""#, "the non-ASCII character `ä`", rule),
        (r#""a\"b""#, "a quote", &format!(r#"{rule}: `"ab"`"#)),
        (r#""a\\b""#, "a backslash", &format!(r#"{rule}: `"ab"`"#)),
    ] {
        let said = of_function(&format!("verifier = V, scopes({literal})"), FN);
        assert_eq!(said, [format!("`{literal}` holds {found}\n = help: {help}")], "{literal}");
    }
    assert_says(&of_function(r#"verifier = V, scopes("")"#, FN), "a scope cannot be empty", "empty");
    for list in [r#""a", "b", "a""#, r#"any("a", "a")"#, "READ, a::READ, READ"] {
        let begins = if list.contains('"') { "`\"a\"` is demanded twice" } else { "`READ` is demanded twice" };
        assert_says(&of_function(&format!("verifier = V, scopes({list})"), FN), begins, list);
    }
    assert_silent(&of_function(r#"verifier = V, scopes(any("a", all("a", "b")), READ, a::READ)"#, FN), "each once");
}

#[test]
fn a_policy_demands_all_that_is_listed() {
    let policy = |args: &str| said(pipeline::policy(tokens(args)));
    assert_says(&policy(""), "this policy demands nothing", "empty");
    assert_says(&policy("crate = ::k"), "this policy demands nothing", "crate alone");
    assert_says(&policy("scops(\"a\")"), "unknown key `scops`", "misspelt");
    let emitted: String =
        pipeline::policy(tokens("scopes(\"a\", \"b\", \"c\")")).to_string().chars().filter(|c| !c.is_whitespace()).collect();
    let tokens = ["a", "b", "c"].map(|scope| format!("::requires_auth::__private::Rule::Literal(\"{scope}\")"));
    assert!(emitted.contains(&format!("Rule::All(&[{}])", tokens.join(","))), "{emitted}");
}

/// On a method the condition has not been looked at, so whether there is a guard could not be told.
#[test]
fn a_condition_does_not_decide_who_may_call_a_method() {
    let of_method = |attribute: &str| of_function(V, &format!("impl A {{ #[{attribute}] fn a(req: R) -> R {{ x }} }}"));
    let begins =
        "a condition cannot decide who may call a method\n = help: write two variants of `a`, each under its own `#[cfg(..)]`";
    for attribute in [
        "cfg_attr(x, requires_auth::public)",
        "cfg_attr(x, requires_auth(scopes(\"a\")))",
        "cfg_attr(all(x, y), inline, doc = \"\", requires_auth)",
        "cfg_attr(x, cfg_attr(y, requires_auth::public))",
    ] {
        assert_says(&of_method(attribute), begins, attribute);
    }
    for attribute in ["cfg_attr(x, inline)", "cfg_attr(requires_auth, inline)", "cfg(x)"] {
        assert_silent(&of_method(attribute), attribute);
    }
}

fn of_public(item: &str) -> Vec<String> {
    said(pipeline::public(&TokenStream::new(), tokens(item)))
}

/// What the attribute can stand on instead.
#[test]
fn what_is_no_function_is_told_where_the_attribute_goes() {
    let each_method = "put it on each method that has a body";
    for (item, kind, help) in [
        ("trait A { fn a(); }", "a trait", each_method),
        ("mod a { fn a() {} }", "a module", "put it on each function: an attribute cannot see all that a module holds"),
        ("let a = |req| x;", "a `let` statement", "make it a function and guard that"),
        ("move |req| x", "a closure", "make it a function and guard that"),
        ("struct A;", "a struct", "put it on a function or a method"),
    ] {
        assert_eq!(of_function(V, item), [format!("`#[requires_auth]` cannot guard {kind}\n = help: {help}")], "{item}");
        assert_eq!(of_public(item), [format!("`#[requires_auth::public]` cannot open {kind}\n = help: {help}")], "{item}");
    }
    let said = format!("`#[requires_auth::public]` cannot open an `impl` block\n = help: {each_method}");
    assert_eq!(of_public("impl A { fn a() {} }"), [said]);
}

#[test]
fn what_is_public_carries_no_guard() {
    assert_says(&of_public("#[requires_auth(x)] fn f() {}"), "`f` is public and guarded at once", "both");
    assert_silent(&of_public("#[x] fn f() {}"), "public");
}

/// Whatever is asked of the identity, the identity inside is the way out.
#[test]
fn an_option_of_a_guard_that_asks_for_something_is_told_to_take_what_is_inside() {
    for asks in ["scopes(\"a\")", "only = is_admin", "check = x == y"] {
        let said = of_function(&format!("{V}, {asks}"), OPTION);
        assert_says(
            &said,
            "an `Option` identity needs `optional`\n = help: take `I`: without `optional` every caller has one",
            asks,
        );
    }
    let said = of_function(V, OPTION);
    assert_says(&said, "an `Option` identity needs `optional`\n = help: write `#[requires_auth(optional", "nothing is asked");
}

/// Without the attribute, rustc reports the name. Below it, the binding of the other parameter would hide the verified identity, in
/// `check` as well.
#[test]
fn what_was_verified_keeps_its_name() {
    let twice = |name: &str| format!("`{name}` is bound more than once in the parameters of `f`");
    for (parameters, name) in [
        ("req: R, #[identity] who: I, who: J", "who"),
        ("req: R, #[identity] who: I, (who, b): (I, B)", "who"),
        ("req: R, #[identity] who: I, A { b: [&who, ..], .. }: A", "who"),
        ("req: R, #[identity] who: I, a @ B(who): B", "who"),
        ("req: R, #[identity] who: I, (A(who) | B(who)): B", "who"),
        ("req: R, (who, b): (I, B), #[identity] who: I", "who"),
        ("req: R, #[identity] User { name: a, .. }: User, a: A", "a"),
        ("who: R, #[identity] who: I", "who"),
        ("req: R, (req, b): (R, B)", "req"),
        ("req: R, A { req }: A", "req"),
        ("a: A, req: R, (a, _): (A, B)", "a"),
    ] {
        let args = if parameters.starts_with("a: A") { "verifier = V, request = req" } else { V };
        assert_says(&of_function(args, &format!("async fn f({parameters}) -> T {{ x }}")), &twice(name), parameters);
    }
    for framework in Framework::ALL {
        for (parameters, name) in [("#[identity] who: I, Path(who): Path<I>", "who"), ("b: B, #[identity] b: I", "b")] {
            let item = format!("#[get] async fn f({parameters}) -> R {{ x }}");
            assert_says(&of_handler(framework, "", &item), &twice(name), &item);
        }
    }
    for parameters in [
        "req: R, #[identity] who: I, A { who: b }: A",
        // Variants and constants bind nothing, and of two parameters under conditions only one may be there.
        "req: R, #[identity] who: I, Unit: Unit, (Unit, a): (Unit, A)",
        "req: R, #[identity] who: I, #[cfg(a)] b: B, #[cfg(not(a))] b: C",
        "req: R, #[identity] who: I, #[cfg_attr(a, cfg(b))] c: B, c: C",
        "req: R, #[identity] _: I, _: J",
    ] {
        assert_silent(&of_function(V, &format!("async fn f({parameters}) -> T {{ x }}")), parameters);
    }
}
