//! A5. What is emitted names nothing of the prelude and no primitive type bare: a user may have an item of that name.

use proc_macro2::{TokenStream, TokenTree};

use super::tokens;
use crate::framework::Framework;
use crate::pipeline;

const NAMES: &[&str] = &[
    "bool",
    "char",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Box",
    "Vec",
    "String",
    "ToString",
    "ToOwned",
    "Clone",
    "Copy",
    "Send",
    "Sync",
    "Sized",
    "Unpin",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsyncFn",
    "drop",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "AsRef",
    "AsMut",
    "Default",
    "Iterator",
    "IntoIterator",
    "Extend",
    "Future",
    "IntoFuture",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Debug",
    "core",
    "std",
    "alloc",
    "requires_auth",
    "panic",
    "assert",
    "todo",
    "unreachable",
    "concat",
    "file",
    "line",
    "format",
    "vec",
    "matches",
    "write",
    "println",
    "dbg",
];

/// The names among these tokens that are not part of a path, a field or a method.
fn bare(tokens: TokenStream, found: &mut Vec<String>) {
    let mut before = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                before.push(punct.as_char());
                continue;
            }
            TokenTree::Group(group) => bare(group.stream(), found),
            TokenTree::Ident(word) if !before.ends_with("::") && !before.ends_with('.') => found.push(word.to_string()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        before.clear();
    }
}

#[test]
fn no_name_of_the_prelude_is_emitted_bare() {
    let all = "scopes(\"a\", any(READ, \"b\")), only = is_x, check = y, on_reject = z";
    let items = [
        "async fn f(req: R, #[identity] who: I, a: A, B { b }: B) -> T { x }",
        "fn f(req: R, #[identity] who: I, _: A) -> T { x }",
        "fn f(&self, req: &mut R, who: W) -> BoxFuture<T> { Pin::x(y) }",
        "fn f(&self, req: R) -> BoxFuture<T> { Box::pin(async move { x }) }",
    ];
    let handler = "async fn f(#[identity] who: I, #[allow(x)] a: A) -> T { x }";
    let optional = "async fn f(#[identity] who: Maybe, #[allow(x)] a: A) -> T { x }";
    let mut outputs = Vec::new();
    for item in items {
        for args in [format!("verifier = V, {all}"), "verifier = V".to_owned(), "verifier = ".to_owned()] {
            outputs.push((args.clone(), item, pipeline::guard(tokens(&args), &tokens(item), None)));
        }
    }
    for framework in Framework::ALL {
        for args in
            [all.to_owned(), String::new(), format!("verifier = V, {all}"), "authenticator = T".to_owned(), "scopes(".to_owned()]
        {
            outputs.push((args.clone(), handler, pipeline::guard(tokens(&args), &tokens(handler), Some(framework))));
        }
        outputs.push(("optional".to_owned(), optional, pipeline::guard(tokens("optional"), &tokens(optional), Some(framework))));
    }
    outputs.push(("policy!".to_owned(), "", pipeline::policy(tokens("scopes(any(\"a\", READ))"))));
    for (args, item, output) in outputs {
        let mut emitted = Vec::new();
        bare(output, &mut emitted);
        // After a mistake the user's statements come out as they are written.
        let wrong = |word: &String| NAMES.contains(&word.as_str()) && !(args.ends_with("= ") && word == "Box");
        let wrong: Vec<String> = emitted.into_iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "{args} {item}: {wrong:?}");
    }
}
