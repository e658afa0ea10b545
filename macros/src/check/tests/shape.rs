//! Functions that are not the handler that their attribute is for.

use proc_macro2::TokenStream;

use super::{assert_says, assert_silent, of_function, of_handler, tokens};
use crate::framework::Framework;
use crate::pipeline;

#[test]
fn what_makes_things_is_no_handler() {
    for function in [
        "fn new(auth: Auth) -> Self { x }",
        "async fn from_env(req: R) -> Result<Self, E> { x }",
        "fn with_auth(auth: Auth) -> Arc<Self> { x }",
        "fn router(req: R) -> Router { x }",
        "fn routes() -> axum::Router<App> { x }",
    ] {
        for framework in [None, Some(Framework::Axum)] {
            let said = |item: &str| match framework {
                None => of_function("verifier = V", item),
                Some(framework) => of_handler(framework, "", item),
            };
            let alone = said(function);
            assert!(matches!(alone.as_slice(), [one] if one.contains("so it is not a handler\n = help: remove")), "{alone:?}");
            let method = said(&format!("impl A {{ {function} async fn h(req: R) -> R {{ x }} }}"));
            let help = "so it is not a handler\n = help: write `#[requires_auth::public]` above it";
            assert!(matches!(method.as_slice(), [one] if one.contains(help)), "{method:?}");
            assert_silent(
                &said(&format!("impl A {{ #[requires_auth::public] {function} async fn h(req: R) -> R {{ x }} }}")),
                function,
            );
        }
    }
    assert_silent(&of_function("verifier = V", "async fn show(req: R) -> Self { x }"), "a response that is `Self`");
}

#[test]
fn what_cannot_be_a_handler_is_none_by_any_name() {
    const PUBLIC: &str = "so it is not a handler\n = help: write `#[requires_auth::public]` above it";
    const REMOVE: &str = "is not a handler\n = help: remove the attribute";
    for (verifier, function) in [
        ("verifier = self.auth", "fn start(auth: Auth) -> Shop { x }"),
        ("verifier = self.auth", "async fn connect(auth: Auth) -> Result<Self, E> { x }"),
        ("verifier = V", "fn empty() -> Shop { x }"),
        ("verifier = V", "fn new(auth: Auth) -> Option<Shop> { x }"),
    ] {
        let said = of_function(verifier, &format!("impl Shop {{ {function} fn h(&self, req: R) -> R {{ x }} }}"));
        assert!(matches!(said.as_slice(), [one] if one.contains(PUBLIC)), "{said:?}");
    }
    for framework in [Framework::Axum, Framework::ActixWeb] {
        let said = of_handler(framework, "", "impl Shop { fn start(a: A) -> Shop { x } async fn h() -> R { x } }");
        assert!(matches!(said.as_slice(), [one] if one.contains(PUBLIC)), "{said:?}");
        assert_silent(
            &of_handler(framework, "", "impl Shop { async fn show(a: A) -> Shop { x } }"),
            "a response of its own type",
        );
    }
    for (framework, function) in [
        (Framework::Axum, "fn app() -> IntoMakeService<Router> { x }"),
        (Framework::ActixWeb, "fn configure(config: &mut web::ServiceConfig) { x }"),
        (Framework::ActixWeb, "fn items() -> Scope { x }"),
        (Framework::Rocket, "fn rocket() -> Rocket<Build> { x }"),
        (Framework::Salvo, "fn main() { x }"),
    ] {
        let said = of_handler(framework, "", function);
        assert!(matches!(said.as_slice(), [one] if one.contains(REMOVE)), "{said:?}");
    }
    assert_silent(&of_handler(Framework::Axum, "", "async fn log(req: Request, next: Next) -> R { x }"), "a guarded middleware");
    let said = of_function("verifier = V", "fn main() { x }");
    assert!(matches!(said.as_slice(), [one] if one.contains(REMOVE)), "{said:?}");
    assert_silent(
        &of_function("verifier = V", "impl Shop { async fn show(req: R) -> Shop { x } }"),
        "a response of its own type",
    );
}

#[test]
fn a_handler_of_another_framework_needs_its_attribute() {
    for (framework, item, wanted) in [
        (Framework::Axum, "#[actix_web::get(\"/\")] async fn h() -> R { x }", "actix_web"),
        (Framework::Axum, "#[get(\"/\")] async fn h(id: web::Path<u32>) -> R { x }", "actix_web"),
        (Framework::Axum, "async fn h(id: web::Path<u32>) -> HttpResponse { x }", "actix_web"),
        (Framework::Axum, "async fn h(id: rocket::State<u32>) -> R { x }", "rocket"),
        (Framework::ActixWeb, "async fn h(id: axum::extract::Path<u32>) -> R { x }", "axum"),
        (Framework::Axum, "async fn h(depot: &mut Depot, flow: &mut FlowCtrl) -> R { x }", "salvo"),
    ] {
        let said = of_handler(framework, "", item);
        let help = format!("\n = help: write `use requires_auth::{wanted}::requires_auth;`");
        assert!(
            matches!(said.as_slice(), [one] if one.starts_with("this looks like a handler of") && one.ends_with(&help)),
            "{said:?}"
        );
    }
    for item in ["#[route(GET \"/\")] async fn h(id: Path<u32>) -> R { x }", "async fn h(id: web::Page) -> R { x }"] {
        assert_silent(&of_handler(Framework::Axum, "", item), item);
    }
}

#[test]
fn a_handler_of_axum_is_async() {
    for returned in ["", "-> &'static str", "-> String", "-> Result<A, B>", "-> impl IntoResponse", "-> (A, B)", "-> Json<A>"] {
        let item = format!("fn h() {returned} {{ x }}");
        let begins = format!("`h` is not `async`, and a handler of axum must be\n = help: write `async fn h(..) {returned}");
        assert_says(&of_handler(Framework::Axum, "", &item), begins.trim_end(), &item);
        assert_silent(&of_handler(Framework::Axum, "", &format!("async {item}")), &item);
        assert_silent(&of_handler(Framework::Rocket, "", &format!("#[get(\"/\")] {item}")), &item);
    }
    for returned in ["impl Future<Output = A>", "BoxFuture<'static, A>", "Pin<Box<dyn Future<Output = A>>>", "Mine"] {
        assert_silent(&of_handler(Framework::Axum, "", &format!("fn h() -> {returned} {{ x }}")), returned);
    }
}

#[test]
fn an_extractor_is_not_the_identity() {
    for parameter in ["State(app): State<App>", "app: State<App>", "Json(item): Json<A>"] {
        let said = of_handler(Framework::Axum, "", &format!("async fn h(#[identity] {parameter}) -> R {{ x }}"));
        let help = format!("write `{parameter}` without `#[identity]`");
        assert!(
            matches!(said.as_slice(), [one] if one.contains("is an extractor, not the identity") && one.contains(&help)),
            "{said:?}"
        );
    }
    for parameter in ["who: State", "who: Signed<User>", "User { name, .. }: User"] {
        assert_silent(&of_handler(Framework::Axum, "", &format!("async fn h(#[identity] {parameter}) -> R {{ x }}")), parameter);
    }
}

#[test]
fn an_expression_knows_neither_a_self_that_is_not_there_nor_variables_of_the_body() {
    let free = "async fn h(req: R, id: u32) -> R { let item = x; let mut page = y; let (owner, Row { tag, name: label }) = z; \
                if let Some(role) = x { } z }";
    assert_says(
        &of_function("verifier = self.auth", free),
        "`h` has no `self`\n = help: take `&self`, or name a `static`",
        "verifier",
    );
    assert_says(&of_function("verifier = V, check = self.open", free), "`h` has no `self`", "check");
    assert_says(&of_function("verifier = V, only = |who| self.is(who)", free), "`h` has no `self`", "only");
    assert_says(
        &of_handler(Framework::Axum, "verifier = self.auth", free),
        "`self` cannot be used here: `verifier` of a handler",
        "axum",
    );
    for check in [
        "item.owner == id",
        "!page",
        "a(item == 1)",
        "id == page",
        "item",
        "owner == 1",
        "tag",
        "label",
        "role",
        "all(|n| n == item)",
    ] {
        let args = format!("verifier = V, check = {check}");
        assert_says(&of_function(&args, free), "`check` cannot use `", check);
    }
    for check in [
        "id == 7",
        "x.all(|item| item == 1)",
        "name == 7",
        "self::ITEM == id",
        "x.item == id",
        "item(id)",
        "item::A == id",
        "id.is_some_and(item)",
        "a.any(|item| item == id)",
    ] {
        assert_silent(&of_function(&format!("verifier = V, check = {check}"), free), check);
    }
    assert_silent(
        &of_function("verifier = V, check = item == 1", "fn h(req: R, item: u8) -> R { let item = x; y }"),
        "a parameter",
    );
    let method = "fn h(&self, req: R) -> R { x }";
    assert_silent(&of_function("verifier = self.auth, check = self.open, only = |who| self.is(who)", method), "a method");
}

#[test]
fn a_forgotten_identity_of_a_method_is_reported() {
    let method = "fn h(&self, req: R, who: Identity) -> R { x }";
    assert_says(&of_function("verifier = V", method), "`who: Identity` is not marked as the identity", "a method");
    assert_silent(&of_function("verifier = V", "fn h(&self, req: Identity) -> R { x }"), "the request");
}

#[test]
fn a_first_parameter_that_is_no_request_is_named() {
    for (item, help) in [
        ("fn h(id: u32, req: Request<B>) -> R { x }", "name the one that is: `#[requires_auth(request = req, verifier = V)]`"),
        ("fn h(text: &str) -> R { x }", "take it: `fn h(req: Request<Body>, text: &str)`"),
        ("fn h(&self, all: http::HeaderMap) -> R { x }", "take it: `fn h(&self, req: Request<Body>, all: http::HeaderMap)`"),
    ] {
        let said = of_function("verifier = V", item);
        assert!(
            matches!(said.as_slice(), [one] if one.starts_with("the first parameter of `h`") && one.contains(help)),
            "{said:?}"
        );
    }
    assert_silent(&of_function("verifier = V, request = req", "fn h(id: u32, req: Mine) -> R { x }"), "the request is named");
    assert_silent(&of_function("verifier = V", "fn h(call: Text) -> R { x }"), "a type of the user's own");
}

/// A function that handles no request comes out as it was, so that its callers do not complain as well.
#[test]
fn what_is_not_a_handler_keeps_its_parameters() {
    let output = |item: &str| pipeline::guard(TokenStream::new(), &tokens(item), Some(Framework::Axum)).to_string();
    assert!(!output("fn new(pool: Pool) -> Self { x }").contains("__requires_auth_guard"), "a constructor");
    assert!(
        output("async fn list(#[identity] a: A, #[identity] b: B) -> R { x }").contains("__requires_auth_guard"),
        "a handler, mistaken"
    );
}
