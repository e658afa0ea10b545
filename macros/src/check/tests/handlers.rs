//! The rules of the handlers of frameworks.

use super::{assert_says, assert_silent, of_function, of_handler};
use crate::framework::Framework;

const HANDLER: &str = "#[get] async fn h(#[identity] who: User, a: A) -> R { x }";

#[test]
fn what_is_wrong_with_a_handler_is_said() {
    use Framework::{ActixWeb, Axum, Poem, Rocket, Salvo};
    for (framework, args, item, begins) in [
        (
            Axum,
            "",
            "async fn h(&self, a: A) -> R { x }",
            "`h` is a method, which is guarded by its `impl` block\n = help: a handler of axum has no `self`: remove it, and put",
        ),
        (
            Salvo,
            "",
            "#[handler] async fn h(&self, a: A) -> R { x }",
            "`h` is a method, which is guarded by its `impl` block\n = help: put `#[requires_auth(..)]` on the `impl` block",
        ),
        (Axum, "", "#[requires_auth] async fn h() -> R { x }", "`#[requires_auth]` appears twice on `h`"),
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
        (
            Poem,
            "",
            // No trait's `for`.
            "impl<F: for<'a> Fn(&'a str)> A<F> { fn a(&self) -> R { x } }",
            "move `#[requires_auth]` above the attribute that makes handlers",
        ),
        (Axum, "request = a", HANDLER, "`request` is for functions that take the request themselves"),
        (Axum, "identity = Other", HANDLER, "the identity is `Other` by `identity`, and `User` by its parameter"),
        (Axum, "optional, scopes(\"a\")", HANDLER, "`optional` conflicts with "),
        (Axum, "optional, only = a", HANDLER, "`optional` conflicts with "),
        (Axum, "optional, check = a", HANDLER, "`optional` conflicts with "),
        (Axum, "optional", HANDLER, "`optional` needs `#[identity] who: Option<User>`"),
        (Axum, "check = a", "async fn h(a: A) { x }", "`check` rejects inside `h`, whose return type cannot carry a rejection"),
        (Axum, "check = a", "async fn h(a: A) -> impl B { x }", "`check` rejects inside `h`"),
        (Axum, "only = |who| a.0 == 1", HANDLER, "`only` cannot use the argument `a`: it is called before arguments"),
        (Axum, "only = |who| owns(who, id)", "async fn h(Path(id): Path<u8>) -> R { x }", "`only` cannot use the argument `id`"),
        (Axum, "authenticator = Authenticator<User>", HANDLER, "`authenticator` takes the tag of an `Authenticator`"),
        (Axum, "check = |a| a", HANDLER, "`check` is an expression, not a closure"),
        (Axum, "authenticator = T, verifier = V", HANDLER, "`authenticator` and `verifier` both say who decides"),
        (Axum, "state = S, verifier = V", HANDLER, "`state` and `verifier` both say who decides"),
        (Axum, "verifier = |x| x", HANDLER, "a closure is not a verifier"),
        (Poem, "state = S", HANDLER, "`state` is for axum, whose routers have one"),
        (ActixWeb, "state = S", HANDLER, "`state` is for axum, whose routers have one"),
        (ActixWeb, "", "async fn h(#[cfg(x)] a: A) -> R { x }", "a parameter after a guard cannot be conditional here"),
        (ActixWeb, "", "async fn h(#[cfg_attr(x, y)] a: A) -> R { x }", "a parameter after a guard cannot be conditional here"),
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
        (Axum, "allow_attributes(x)", HANDLER),
        (Poem, "authenticator = T, allow_attributes(x::handler)", "#[instrument] #[x::handler] async fn h() -> R { x }"),
        (Rocket, "verifier = V", HANDLER),
        (Poem, "allow_attributes(x::Renamed)", "#[x::Renamed] impl A { fn a(&self) -> R { x } }"),
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
        let begins = format!("`verifier` cannot use the argument `{name}`: the guard runs before arguments are extracted");
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

/// Another item of that name would be meant beside the handler, and any crate could name a verifier or a predicate for the rest.
#[test]
fn a_verifier_and_a_predicate_take_no_identity_that_only_the_handler_knows() {
    let unnamed = "async fn h<T: X>(t: A) -> R { x }";
    let taken = "async fn h<T: X>(#[identity] who: T) -> R { x }";
    let method = "impl<T: X> A<T> { async fn h(#[identity] who: T) -> R { x } }";
    for (args, item, key) in [
        ("verifier = V, identity = T", unnamed, "verifier"),
        ("only = a, identity = T", unnamed, "only"),
        ("only = a", taken, "only"),
    ] {
        let begins = format!("`T` is a type parameter, and `{key}` gives one identity type");
        assert_says(&of_handler(Framework::Axum, args, item), &begins, item);
    }
    for (args, key) in [("verifier = V", "verifier"), ("only = a", "only")] {
        let begins = format!("`T` is a type parameter, and `{key}` gives one identity type");
        assert_says(&of_handler(Framework::Axum, args, method), &begins, args);
        let silent = "impl<T: X> A<T> { async fn h(#[identity] who: User) -> R { x } }";
        assert_silent(&of_handler(Framework::Axum, args, silent), args);
    }
}

#[test]
fn the_policy_of_a_handler_names_nothing_that_only_the_handler_knows() {
    let item = "async fn h<T: X>(t: T) -> R { x }";
    for (scope, word) in [("T::READ", "T"), ("<T as X>::READ", "T"), ("Self::READ", "Self"), ("any(A, all(B, T::READ))", "T")] {
        let begins = format!("`{word}` cannot be used here: the generated policy is an item outside the function");
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
        let subject = if subject == "the policy" { "the generated policy" } else { &format!("{subject} of a handler") };
        let begins = format!("`{word}` cannot be used here: {subject} is ");
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
        "`T` cannot be used here: the generated policy is an item outside the function",
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

#[test]
fn what_a_server_of_mcp_cannot_have_is_said() {
    let of = |args: &str, item: &str| of_handler(Framework::Rmcp, args, item);
    let tools = |method: &str| format!("#[tool_router] impl A {{ {method} }}");
    let handler = |attribute: &str, method: &str| format!("{attribute} impl ServerHandler for A {{ {method} }}");
    for (args, item, begins) in [
        ("verifier = V", tools("#[tool] fn f(&self) -> R { x }"), "`verifier` cannot be used here: the layer verifies"),
        ("", tools("#[tool] #[requires_auth(verifier = V)] fn f(&self) -> R { x }"), "`verifier` cannot be used here"),
        ("on_reject = f", tools("#[tool] fn f(&self) -> R { x }"), "`on_reject` cannot be used here: the layer rejects"),
        ("state = S", tools("#[tool] fn f(&self) -> R { x }"), "`state` is for axum"),
        ("", tools("fn new() -> Self { x }"), "this `impl` block has no method that could be guarded"),
        ("", "#[tool] fn f(&self) -> R { x }".to_owned(), "`f` is a method, which is guarded by its `impl` block"),
        ("", tools("#[t] fn f(&self) -> R { x }"), "unrecognised attribute `#[t]` below the guard"),
        ("", tools("#[cfg_attr(x, t)] fn f(&self) -> R { x }"), "unrecognised attribute `#[t]` below the guard"),
        // A module of a tool's name: rmcp looks at the last word alone.
        ("", tools("#[clippy::tool] fn f(&self) -> R { x }"), "unrecognised attribute `#[clippy::tool]` below the guard"),
        ("", tools("#[cfg_attr(x, rustfmt::prompt)] fn f() {}"), "unrecognised attribute `#[rustfmt::prompt]` below the guard"),
        ("", handler("#[tool_handler]", "fn list_tools() { x }"), "`list_tools` is written here"),
        ("", handler("#[doc = \"\"]", "fn list_tools() { x }"), "move `#[requires_auth]` above the attribute that writes"),
        ("", handler("#[prompt_handler]", ""), "`#[prompt_handler]` writes the list of prompts itself"),
        (
            "",
            handler("#[tool_handler] #[prompt_handler]", "fn list_prompts() { x }"),
            "`#[prompt_handler]` replaces `list_prompts`, so this method would never be called",
        ),
        (
            "",
            handler("#[tool_handler] #[prompt_handler(router = r)]", "fn get_prompt() { x }"),
            "`#[prompt_handler]` replaces `get_prompt`",
        ),
        ("", handler("", "fn call_tool(&self) -> R { x }"), "this `impl` block has no method that could be guarded"),
        ("scopes(\"a\")", handler("#[tool_handler]", ""), "`scopes` cannot be used here: above a handler of a server"),
        ("only = f", handler("#[tool_handler]", ""), "`only` cannot be used here"),
        (
            "",
            handler("#[requires_auth(scopes(\"a\"))] #[tool_handler]", ""),
            "`#[requires_auth]` appears twice on this `impl` block",
        ),
    ] {
        assert_says(&of(args, &item), begins, &item);
    }
    for item in [
        tools("#[tool] fn f(&self) -> R { x }"),
        tools("#[doc = \"x\"] fn new() -> Self { x } #[tool] fn f(&self) -> R { x }"),
        tools(
            "#[allow(x)] fn helper(&self) -> R { x } #[requires_auth::public] #[tool] fn g() {} #[tool] fn f(&self) -> R { x }",
        ),
        tools("#[requires_auth(scopes(\"a\"))] fn by_hand(&self) -> R { x }"),
        handler("#[tool_handler(router = a + b, meta = m)]", "fn call_tool(&self) -> R { x }"),
        handler("#[tool_handler]", "fn list_prompts() { x } fn get_prompt() { x }"),
        handler("#[tool_handler] #[prompt_handler]", ""),
        // `for` is no trait's here.
        "#[tool_router] impl<F: for<'a> Fn(&'a str)> A<F> { #[tool] fn f(&self) -> R { x } }".to_owned(),
        "#[tool_router] impl<F> A<F> where F: for<'a> Fn(&'a str) { #[tool] fn f(&self) -> R { x } }".to_owned(),
    ] {
        assert_silent(&of("", &item), &item);
    }
}
