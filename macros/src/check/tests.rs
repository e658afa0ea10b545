//! Each rule: what is said where it is broken, and silence about the twin that keeps it.

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
        (V, "#[requires_auth(x)] fn f(req: R) -> R { x }", "`#[requires_auth]` stands twice on `f`"),
        (V, "#[a::requires_auth] fn f(req: R) -> R { x }", "`#[requires_auth]` stands twice on `f`"),
        (V, "#[requires_auth::public] fn f(req: R) -> R { x }", "`f` is guarded and public at once"),
        ("verifier = V, crate = ::k", "#[k::public] fn f(req: R) -> R { x }", "`f` is guarded and public at once"),
        (V, "fn f(req: R) {}", "`f` returns nothing, so a caller who is refused would get no answer"),
        (V, "fn f(req: R) -> () {}", "`f` returns nothing, so a caller who is refused would get no answer"),
        (V, "fn f(req: R) -> impl Future<Output = R> { x }", "a function that returns `impl Future` cannot be guarded"),
    ] {
        assert_says(&of_function(args, item), begins, item);
    }
    for (args, item) in [
        (V, FN),
        (V, "unsafe fn f(req: R) -> R { x }"),
        ("verifier = V, below(k::public)", "#[k::public] fn f(req: R) -> R { x }"),
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
        (
            "",
            "who verifies the credentials? there is no `verifier = ..`\n = help: name it: `#[requires_auth(verifier = TOKENS)]`",
        ),
        (
            "optional",
            "who verifies the credentials? there is no `verifier = ..`\n = help: name it: `#[requires_auth(verifier = TOKENS, optional)]`",
        ),
        ("optional, request = req", "`request` says where a verifier looks, but there is no `verifier = ..`"),
        ("optional, verifier = |x| x", "a closure is no verifier: it does not say how credentials are carried"),
        ("optional, verifier = ((|x| x))", "a closure is no verifier: it does not say how credentials are carried"),
        ("optional, verifier = V, authenticator = T", "`authenticator` is for handlers of a framework"),
        ("optional, verifier = V, state = S", "`state` is for handlers of a framework"),
    ] {
        let item = if args.is_empty() { FN } else { OPTION };
        assert_says(&of_function(args, item), begins, args);
    }
    let begins =
        "who verifies the credentials? there is no `verifier = ..`\n = help: name it: `#[requires_auth(verifier = self.auth)]`";
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
        let says = format!("this looks like {frameworks}, whose guard is another attribute\n = help: write {imports}");
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
    let begins = "`Json` is taken by a framework before this guard runs\n = help: import the attribute of your \
                  framework, such as `use requires_auth::axum::requires_auth;`";
    for args in ["", V] {
        assert_says(&of_function(args, "fn h(Json(a): Json<A>) -> R { x }"), begins, "an extractor");
    }
    // Where a verifier is named, the attribute is meant, and all that is wrong with it is said.
    assert_eq!(of_function(V, "fn h(req: R, Json(a): Json<A>) { x }").len(), 2);
    assert_eq!(of_function("", "fn h(req: R, Json(a): Json<A>) { x }").len(), 1);
    let begins = "who verifies the credentials? there is no `verifier = ..`\n = help: name it: `#[requires_auth(verifier = TOKENS)]`; \
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
            "`optional` lets in callers without credentials, of whom `scopes` would demand nothing",
        ),
        ("optional, only = x", OPTION, "`optional` lets in callers without credentials, of whom `only` would demand nothing"),
        (
            "optional, only = x, scopes(\"a\")",
            OPTION,
            "`optional` lets in callers without credentials, of whom `scopes` and `only` would demand nothing",
        ),
        ("optional, check = x", OPTION, "`optional` lets in callers without credentials, of whom `check` would demand nothing"),
        ("optional", FN, "`optional` needs a parameter that says whether there is an identity"),
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
            "`only` takes the path of a `fn(&Identity) -> bool`, or a closure\n = help: write `only = |who| ! x.y()`, a closure",
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

#[test]
fn a_policy_demands_all_that_is_listed() {
    let policy = |args: &str| said(pipeline::policy(tokens(args)));
    assert_says(&policy(""), "this policy demands nothing", "empty");
    assert_says(&policy("crate = ::k"), "this policy demands nothing", "crate alone");
    assert_says(&policy("scops(\"a\")"), "unknown key `scops`", "misspelt");
    let emitted: String =
        pipeline::policy(tokens("scopes(\"a\", \"b\", \"c\")")).to_string().chars().filter(|c| !c.is_whitespace()).collect();
    let tokens = ["a", "b", "c"].map(|scope| format!("::requires_auth::__private::Rule::Is(\"{scope}\")"));
    assert!(emitted.contains(&format!("Rule::All(&[{}])", tokens.join(","))), "{emitted}");
}

/// The corrected line is built on what was given.
#[test]
fn an_attribute_below_that_is_not_known_needs_a_word() {
    let item = "#[metrics::timed] fn f(req: R) -> R { x }";
    let begins = "`#[metrics::timed]` is handed the guarded function, and might keep what it answers\n = help: if it runs the \
                  function anew for every call, vouch for it: `#[requires_auth(verifier = V, below(metrics::timed))]`";
    assert_says(&of_function(V, item), begins, item);
    let messages = of_function("", item);
    assert!(messages.iter().any(|message| message.ends_with("`#[requires_auth(below(metrics::timed))]`")), "{messages:?}");
    assert_silent(&of_function("verifier = V, below(metrics::timed)", item), item);
}

#[test]
fn what_is_public_carries_no_guard() {
    let public = |item: &str| said(pipeline::public(TokenStream::new(), tokens(item)));
    assert_says(&public("#[requires_auth(x)] fn f() {}"), "`f` is public and guarded at once", "both");
    assert_silent(&public("#[x] fn f() {}"), "public");
}

const HANDLER: &str = "#[get] async fn h(#[identity] who: User, a: A) -> R { x }";

#[test]
fn what_is_wrong_with_a_handler_is_said() {
    use Framework::{ActixWeb, Axum, Poem, Rocket, Salvo};
    for (framework, args, item, begins) in [
        (Axum, "", "async fn h(&self, a: A) -> R { x }", "`h` is a method, which cannot be guarded alone"),
        (Axum, "", "#[requires_auth] async fn h() -> R { x }", "`#[requires_auth]` stands twice on `h`"),
        (Axum, "", "const fn h() -> R { x }", "a `const fn` cannot be guarded"),
        (
            Poem,
            "",
            "impl A { fn a(&self) -> R { x } fn b() -> R { x } }",
            "move `#[requires_auth]` above the attribute that makes handlers",
        ),
        (
            Salvo,
            "",
            "#[doc = \"\"] impl A { fn a(&self) -> R { x } }",
            "move `#[requires_auth]` above the attribute that makes handlers",
        ),
        (Axum, "request = a", HANDLER, "`request` is for functions that take the request themselves"),
        (Axum, "below(x)", HANDLER, "`below` is for plain functions"),
        (Axum, "identity = Other", HANDLER, "the identity is `Other` by `identity`, and `User` by its parameter"),
        (Axum, "optional", HANDLER, "`optional` needs `#[identity] who: Option<User>`"),
        (Axum, "check = a", "async fn h(a: A) { x }", "`check` refuses inside `h`, and what it returns cannot carry a refusal"),
        (Axum, "check = a", "async fn h(a: A) -> impl B { x }", "`check` refuses inside `h`"),
        (Axum, "check = |a| a", HANDLER, "`check` is an expression, not a closure"),
        (Axum, "authenticator = T, verifier = V", HANDLER, "`authenticator` and `verifier` both say who decides"),
        (Axum, "state = S, verifier = V", HANDLER, "`state` and `verifier` both say who decides"),
        (Axum, "verifier = |x| x", HANDLER, "a closure is no verifier"),
        (Poem, "state = S", HANDLER, "`state` is for axum, whose routers have one"),
        (ActixWeb, "state = S", HANDLER, "`state` is for axum, whose routers have one"),
        (ActixWeb, "", "async fn h(#[cfg(x)] a: A) -> R { x }", "a parameter behind a guard cannot be conditional here"),
        (ActixWeb, "", "async fn h(#[cfg_attr(x, y)] a: A) -> R { x }", "a parameter behind a guard cannot be conditional here"),
        (Poem, "", "async fn h() -> R { x }", "move `#[requires_auth]` above the attribute that makes `h` a handler"),
        (Salvo, "", "#[clippy::msrv] #[doc = \"\"] async fn h() -> R { x }", "move `#[requires_auth]` above"),
        (Rocket, "", "#[tracing::instrument(skip_all)] fn h() -> R { x }", "move `#[requires_auth]` above"),
    ] {
        assert_says(&of_handler(framework, args, item), begins, &format!("{framework:?} {args} {item}"));
    }
    for (framework, args, item) in [
        (Axum, "", HANDLER),
        (Axum, "identity = User", HANDLER),
        (Axum, "state = S, authenticator = T", HANDLER),
        (Axum, "optional", "async fn h(#[identity] who: Option<User>) -> R { x }"),
        (Axum, "check = a", "async fn h(a: A) -> R { x }"),
        (Axum, "check = a, on_reject = answer", "async fn h(a: A) -> impl B { x }"),
        (Axum, "check = a, on_reject = answer", "async fn h(a: A) { x }"),
        (Axum, "", "async fn h(#[cfg(x)] a: A) -> impl B { x }"),
        (ActixWeb, "", "async fn h(#[x] a: A) -> R { x }"),
        (Poem, "authenticator = T", "#[instrument] #[x::handler] async fn h() -> R { x }"),
        (Rocket, "verifier = V", HANDLER),
        (Poem, "", "#[x::Renamed] impl A { fn a(&self) -> R { x } }"),
        (Salvo, "", "impl Handler for A { fn a(&self) -> R { x } }"),
        (Axum, "", "impl A { fn a() -> R { x } }"),
        (Salvo, "", HANDLER),
    ] {
        assert_silent(&of_handler(framework, args, item), &format!("{framework:?} {args} {item}"));
    }
}

#[test]
fn a_framework_takes_so_many_parameters_and_the_identity_is_none() {
    for (framework, most) in [(Framework::Axum, Some(15)), (Framework::ActixWeb, Some(16)), (Framework::Poem, None)] {
        let item = |count: usize| {
            let parameters = "_: P, ".repeat(count);
            format!("#[handler] async fn h({parameters}#[identity] who: User) -> R {{ x }}")
        };
        assert_silent(&of_handler(framework, "", &item(most.unwrap_or(40))), "as many");
        if let Some(most) = most {
            let begins = format!("a guarded handler takes at most {most} parameters beside `#[identity]`");
            assert_says(&of_handler(framework, "", &item(most + 1)), &begins, "one more");
        }
    }
}

#[test]
fn a_handler_s_verifier_knows_neither_arguments_nor_type_parameters() {
    for (verifier, parameters, name) in [
        ("a", "a: A", "a"),
        ("&a.auth", "mut a: A", "a"),
        ("a.auth()", "State(a): State<A>", "a"),
        ("b", "(_, (a, b)): (A, B)", "b"),
    ] {
        let item = format!("async fn h({parameters}) -> R {{ x }}");
        let begins = format!("`verifier` is asked before there is a `{name}`: the guard runs before the arguments");
        assert_says(&of_handler(Framework::Axum, &format!("verifier = {verifier}"), &item), &begins, &item);
        assert_silent(&of_handler(Framework::Axum, "verifier = c.a", &item), &item);
    }
    let begins = "`T` is a type parameter, and `verifier` gives one identity type";
    let generic = "async fn h<'a, T: X, const N: usize>(#[identity] who: T) -> R { x }";
    assert_says(&of_handler(Framework::Axum, "verifier = V", generic), begins, generic);
    assert_silent(&of_handler(Framework::Axum, "", generic), generic);
    let concrete = "async fn h<T: X>(#[identity] who: User, t: T) -> R { x }";
    assert_silent(&of_handler(Framework::Axum, "verifier = V", concrete), concrete);
}

#[test]
fn the_policy_of_a_handler_names_nothing_that_only_the_handler_knows() {
    let item = "async fn h<T: X>(t: T) -> R { x }";
    for (scope, word) in [("T::READ", "T"), ("<T as X>::READ", "T"), ("Self::READ", "Self"), ("any(A, all(B, T::READ))", "T")] {
        let begins = format!("the policy of a handler stands outside of it, where `{word}` is not known");
        assert_says(&of_handler(Framework::Axum, &format!("scopes({scope})"), item), &begins, scope);
    }
    for scope in ["READ", "U::READ", "<U as X>::READ", "any(A, all(B, self::READ))", "a::T::READ", "::T::READ"] {
        assert_silent(&of_handler(Framework::Axum, &format!("scopes({scope})"), item), scope);
    }
}

#[test]
fn nor_does_anything_else_that_stands_beside_it() {
    let item = "async fn h<'l, T: X, const N: usize>(t: T) -> R { x }";
    for (args, subject, word) in [
        ("scopes(Level::<N>::READ)", "the policy", "N"),
        ("scopes(<(T,) as X>::READ)", "the policy", "T"),
        ("scopes(A, <[u8; N] as X>::READ)", "the policy", "N"),
        ("only = T::allows", "`only`", "T"),
        ("only = Self::allows", "`only`", "Self"),
        ("only = |who| who.level() == N", "`only`", "N"),
        ("only = |who| (0..N).contains(&who.level())", "`only`", "N"),
        ("only = |who: T| a(who)", "`only`", "T"),
        ("verifier = T::TOKENS", "`verifier`", "T"),
        ("verifier = made::<T>()", "`verifier`", "T"),
        ("authenticator = Of<T>", "`authenticator`", "T"),
        ("state = App<N>", "`state`", "N"),
        ("on_reject = T::answer", "`on_reject`", "T"),
    ] {
        let begins = format!("{subject} of a handler stands outside of it, where `{word}` is not known");
        assert_says(&of_handler(Framework::Axum, args, item), &begins, args);
    }
    for args in
        ["only = |who| who.T", "only = |who| a::N(who)", "only = |who: &'T U| a(who)", "verifier = V", "on_reject = answer"]
    {
        assert_silent(&of_handler(Framework::Axum, args, item), args);
    }
    let block =
        |args: &str| of_handler(Framework::Poem, args, "#[OpenApi] impl<T: X> A<T> { #[oai] async fn f(&self) -> R { x } }");
    assert_says(
        &block("scopes(T::READ)"),
        "the policy of a handler stands outside of it, where `T` is not known",
        "of the block",
    );
    assert_silent(&block("scopes(U::READ)"), "of the module");
}

#[test]
fn an_identity_that_is_not_marked_is_told_where_the_name_means_nothing_else() {
    let item = "#[get] #[handler] async fn f(who: Identity, b: B) -> R { x }";
    let said = "`who: Identity` is not marked as the identity\n = help: write `#[identity] who: Identity`";
    for framework in [Framework::Axum, Framework::Poem, Framework::Rocket, Framework::Salvo] {
        assert_says(&of_handler(framework, "", item), said, "unmarked");
    }
    assert_silent(&of_handler(Framework::ActixWeb, "", item), "an extractor of that name");
    assert_says(
        &of_handler(Framework::ActixWeb, "", "async fn f(who: requires_auth::Identity) -> R { x }"),
        "`who: ",
        "by its path",
    );
    assert_silent(&of_handler(Framework::Axum, "", "async fn f(#[identity] who: Identity, b: B) -> R { x }"), "marked");
    // The type that is named is no extractor's either.
    let item = "#[get] async fn f(b: B, who: Arc<User>) -> R { x }";
    let said = "`who: Arc<User>` is not marked as the identity\n = help: write `#[identity] who: Arc<User>`";
    for framework in Framework::ALL {
        assert_says(&of_handler(framework, "identity = Arc<User>", item), said, "named");
        assert_silent(&of_handler(framework, "identity = User", item), "another");
    }
    assert_says(&of_function("verifier = V, identity = Arc<User>", item), said, "of a function");
    assert_silent(&of_function("verifier = V", item), "a function is given what its caller has");
    let ours = "fn f(req: R, who: Identity) -> R { x }";
    assert_silent(&of_function("verifier = V", ours), "and by our name as well");
    let block = |method: &str| format!("#[OpenApi] impl A {{ {method} }}");
    let method = block("#[oai] async fn f(&self, who: Identity) -> R { x }");
    assert_says(&of_handler(Framework::Poem, "", &method), "`who: Identity` is not marked", "a method");
}
