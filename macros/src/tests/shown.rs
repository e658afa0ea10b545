//! Every line of code that a message shows, out of the pinned texts of `tests/ui`: an attribute or a key goes through the pipeline
//! and must be accepted, all else must parse.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use syn::parse::Parser;
use syn::{Attribute, Expr, FnArg, Item, Signature, Stmt, Type};

use super::tokens;
use crate::framework::Framework;
use crate::pipeline;
use crate::syntax::keys::{Key, Macro};

/// Shown, and no code: names of things, and places to be filled in.
const NO_CODE: [&str; 15] = [
    "const Scope",
    "any(..)",
    "all(..)",
    "#[requires_auth(..)]",
    "#[requires_auth(.., on_reject = path)]",
    "#[cfg(..)]",
    "#[cfg]",
    "#[requires_auth]",
    "policy!",
    ",",
    "\\",
    "\"",
    "async",
    "impl",
    ".into()",
];

#[test]
fn every_line_that_a_message_shows_is_accepted() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in texts() {
        for (message, snippet) in shown(&fs::read_to_string(&file).expect("a text")) {
            count += 1;
            if !is_right(&snippet) {
                wrong.push(format!("{}: `{snippet}` in {message}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 300, "{count} snippets");
}

#[test]
fn a_wrong_line_would_be_found() {
    for snippet in [
        "scopes(\"a\", or)(",
        "scopes(\"a b\")",
        "scopes(\"a\" or \"b\")",
        "onyl = x",
        "#[requires_auth(verifer = V)]",
        "fn f( -> R",
        "crate = a",
        "#[requires_auth(scopes(\"a,b\"))]",
        "only = async |who| x",
        "on_reject = |no| x",
        ", or",
    ] {
        assert!(!is_right(snippet), "{snippet}");
    }
    assert_eq!(shown("error: x\n   = help: write `a`, or `b c`\n").len(), 2);
    assert_eq!(shown("error[E0277]: x\n   = help: the trait `a` is not\n   = note: write `#[b]` and `c`\n").len(), 1);
}

fn texts() -> Vec<PathBuf> {
    fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                gather(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "stderr") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui"), &mut found);
    found.sort();
    found
}

/// What stands between backticks in the help of our own errors, and the code in the notes of our traits.
fn shown(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut message = "";
    for line in text.lines() {
        if line.starts_with("error") {
            message = line;
        }
        let line = line.trim();
        let is_ours = message.starts_with("error: ");
        let is_note = line.starts_with("= note: ") && !is_ours;
        if is_note || (is_ours && line.starts_with("= help: ")) {
            let snippets = line.split('`').skip(1).step_by(2);
            let snippets = snippets.filter(|snippet| !is_note || is_code_of_ours(snippet));
            found.extend(snippets.map(|snippet| (message.to_owned(), snippet.to_owned())));
        }
    }
    found
}

/// rustc's own notes name types and traits between backticks.
fn is_code_of_ours(snippet: &str) -> bool {
    let begins = ["#[", "use ", "const ", "requires_auth::verifiers", "requires_auth::axum::routing::p"];
    begins.iter().any(|begins| snippet.starts_with(begins))
}

fn is_right(snippet: &str) -> bool {
    if NO_CODE.contains(&snippet) {
        return true;
    }
    if let Some(attribute) = snippet.strip_prefix("#[requires_auth(").and_then(|rest| rest.strip_suffix(")]")) {
        return is_accepted(attribute);
    }
    let word = snippet.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    let is_argument = Key::find(word).is_some() && snippet != word;
    if is_argument {
        return is_accepted(snippet);
    }
    if let Some(rest) = snippet.strip_prefix(',') {
        // What a missing comma is written with: a scope, which is a text or a constant, or an argument.
        let is_scope = rest.contains(|c: char| c == '"' || c.is_ascii_uppercase());
        return Key::find(rest.trim()).is_some()
            || is_accepted(rest)
            || (is_scope && is_accepted(&format!("scopes(\"x\", {rest})")));
    }
    let is_item_of_scopes = ["any(", "all(", "\""].iter().any(|begins| snippet.starts_with(begins));
    if is_item_of_scopes {
        return is_accepted(&format!("scopes({snippet})"));
    }
    parses(snippet)
}

/// Whether the attribute with these arguments is accepted on some function or handler, or `policy!` takes them.
fn is_accepted(arguments: &str) -> bool {
    let named = arguments.split("request = ").nth(1).map(|rest| rest.split([',', ')']).next().unwrap_or_default());
    let request = named.unwrap_or("req");
    let identities = ["", ", #[identity] who: I", ", #[identity] who: Option<I>"];
    let arguments_of = |of: Option<Framework>| {
        let given = tokens(arguments);
        let lacks = of.is_none() && !arguments.contains("verifier =");
        if lacks { tokens(&format!("verifier = V, {arguments}")) } else { given }
    };
    let is_silent = |output: &proc_macro2::TokenStream| !output.to_string().contains("compile_error");
    let frameworks = || std::iter::once(None).chain(Framework::ALL.into_iter().map(Some));
    let accepted = identities.iter().any(|identity| {
        ["", "&self, "].iter().any(|receiver| {
            frameworks().any(|of| {
                let attributes = if of.is_some() { "#[get(\"/\")] #[handler]" } else { "" };
                let item = format!("{attributes} async fn f({receiver}{request}: R{identity}) -> R {{ x }}");
                is_silent(&pipeline::guard(arguments_of(of), &tokens(&item), of))
            })
        })
    });
    let is_policy = || arguments.starts_with(Key::Scopes.name()) && is_silent(&pipeline::policy(tokens(arguments)));
    tokens(arguments).to_string().contains(|c: char| c.is_alphanumeric()) && (accepted || is_policy())
}

/// Any piece of Rust, where `..` may stand for what the user has.
fn parses(snippet: &str) -> bool {
    let filled = snippet.replace("(..)", "()").replace("-> ..", "-> R");
    let code = filled.trim_start_matches('.');
    let is_parameter = || Parser::parse_str(|input: syn::parse::ParseStream<'_>| input.parse::<FnArg>(), code).is_ok();
    code.parse::<proc_macro2::TokenStream>().is_ok()
        && (code.chars().all(|c| c.is_alphanumeric() || "_-".contains(c))
            || syn::parse_str::<Expr>(code).is_ok_and(|code| !matches!(code, Expr::Assign(_)))
            || syn::parse_str::<Type>(code).is_ok()
            || syn::parse_str::<Item>(code).is_ok()
            || syn::parse_str::<Signature>(code).is_ok()
            || Attribute::parse_outer.parse_str(code).is_ok()
            || syn::parse_str::<Stmt>(code).is_ok_and(|code| !matches!(code, Stmt::Expr(..)))
            || is_parameter()
            || Macro::Policy.name() == code)
}
