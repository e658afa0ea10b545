//! Names that an expression of the attribute cannot know: `self` in a function without one, a variable of the body.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::diagnostics::errors::Collector;
use crate::syntax::args::Args;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters;
use crate::syntax::plain::{is_punct, plain};

/// In a function: `verifier`, `only` and `check` are evaluated in its scope, before the first statement.
pub(super) fn check_function(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    if function.sig.receiver().is_none() {
        let verifier = args.verifier.as_ref().and_then(|verifier| self_in(verifier.value.to_token_stream()));
        if let Some(word) = verifier {
            let help = "take `&self`, or name a `static`: `verifier = TOKENS`; a method that is not a handler: `#[requires_auth::public]`";
            errors.at(word.span(), &format!("`{}` has no `self`", function.name()), help);
        }
        no_self(args.only.as_ref().map(|only| only.value.to_token_stream()), function, errors);
        no_self(args.check.as_ref().map(|check| check.value.to_token_stream()), function, errors);
    }
    check_locals(args, function, errors);
}

/// Whether an expression names `self`.
pub(super) fn needs_self(expression: &syn::Expr) -> bool {
    self_in(expression.to_token_stream()).is_some()
}

fn no_self(value: Option<TokenStream>, function: &GuardedFn, errors: &mut Collector) {
    if let Some(word) = value.and_then(self_in) {
        errors.at(word.span(), &format!("`{}` has no `self`", function.name()), "take `&self`, or name a parameter");
    }
}

/// Of a handler only `check` is evaluated inside.
pub(super) fn check_handler(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    for (key, value) in [("verifier", &args.verifier), ("only", &args.only)] {
        if let Some(word) = value.as_ref().and_then(|value| self_in(value.value.to_token_stream())) {
            let help = match key {
                "verifier" => "name a `static`, or leave `verifier` out: the application holds the `Authenticator`",
                _ => "write `check = ..`, which is evaluated inside the handler",
            };
            errors.at(
                word.span(),
                &format!("`self` cannot be used here: `{key}` of a handler is evaluated outside the function"),
                help,
            );
        }
    }
    if function.sig.receiver().is_none() {
        no_self(args.check.as_ref().map(|check| check.value.to_token_stream()), function, errors);
    }
    check_only(args, function, errors);
    check_locals(args, function, errors);
}

/// `self`, unless it begins a path: `self::READ`.
fn self_in(tokens: TokenStream) -> Option<Ident> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "self" && !tokens.peek().is_some_and(|next| is_punct(next, ':')) => {
                return Some(word);
            }
            TokenTree::Group(group) => {
                if let Some(word) = self_in(group.stream()) {
                    return Some(word);
                }
            }
            _ => {}
        }
    }
    None
}

/// `check = item.owner == ..` where the body begins with `let item = ..`.
fn check_locals(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let (Some(check), Some(body)) = (&args.check, &function.body) else { return };
    let check = check.value.to_token_stream();
    let mut locals = Vec::new();
    gather_locals(body.tokens.clone(), &mut locals);
    let mut known = Vec::new();
    gather_words(function.sig.inputs.to_token_stream(), &mut known);
    locals.retain(|name| !known.contains(name));
    remove_bound(&check, &mut locals);
    // What else binds names is left to rustc.
    let binds = check.to_string();
    if locals.is_empty() || binds.contains("let ") || binds.contains("match ") {
        return;
    }
    if let Some(word) = used(check, &locals) {
        let message = format!("`check` cannot use `{word}`: it is evaluated before the body of `{}`", function.name());
        let help = "compare with a parameter or the identity, or decide in the body, where the variable is";
        errors.at(word.span(), &message, help);
    }
}

/// `only = |who| id == 7` of a handler, with a name of its parameters.
pub(super) fn check_only(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    let Some(only) = args.only.as_ref().filter(|only| matches!(plain(&only.value), syn::Expr::Closure(_))) else { return };
    let only = only.value.to_token_stream();
    let mut names = Vec::new();
    for input in &function.sig.inputs {
        if let syn::FnArg::Typed(parameter) = input
            && !parameters::is_identity(parameter)
        {
            gather_bound(parameter.pat.to_token_stream(), &mut names);
        }
    }
    remove_bound(&only, &mut names);
    if let Some(word) = used(only, &names) {
        let message = format!("`only` cannot use the argument `{word}`: it is called before arguments are extracted");
        errors.at(word.span(), &message, "write `check = ..`, a `bool` over the identity and the arguments");
    }
}

/// The parameters of closures in an expression are its own.
fn remove_bound(expression: &TokenStream, names: &mut Vec<String>) {
    let mut own = Vec::new();
    gather_closures(expression.clone(), &mut own);
    names.retain(|name| !own.contains(name));
}

fn gather_closures(tokens: TokenStream, found: &mut Vec<String>) {
    let mut bars = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '|' => bars += 1,
            TokenTree::Ident(word) if bars % 2 == 1 => found.push(word.to_string()),
            TokenTree::Group(group) if bars % 2 == 1 => gather_words(group.stream(), found),
            TokenTree::Group(group) => gather_closures(group.stream(), found),
            _ => {}
        }
    }
}

/// The names that a pattern binds, by their first letters: `Path(id)` binds `id`.
fn gather_bound(pattern: TokenStream, found: &mut Vec<String>) {
    let mut tokens = pattern.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => gather_bound(group.stream(), found),
            TokenTree::Ident(word) => {
                let name = word.to_string();
                let is_part = tokens.peek().is_some_and(|next| is_punct(next, ':') || matches!(next, TokenTree::Group(_)));
                let is_name = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') && name != "_";
                if is_name && !is_part && !["mut", "ref", "box", "true", "false", "self"].contains(&name.as_str()) {
                    found.push(name);
                }
            }
            _ => {}
        }
    }
}

/// The names that `let PATTERN = ..` and `if let PATTERN = ..` bind.
fn gather_locals(tokens: TokenStream, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => gather_locals(group.stream(), found),
            TokenTree::Ident(word) if word == "let" => {
                // `let name: Type = ..` ends at the colon, unless that is a path's.
                let mut pattern = TokenStream::new();
                while let Some(token) = tokens.next_if(|next| !is_punct(next, '=') && !is_punct(next, ';')) {
                    let is_path = is_punct(&token, ':') && tokens.peek().is_some_and(|next| is_punct(next, ':'));
                    if is_punct(&token, ':') && !is_path {
                        break;
                    }
                    pattern.extend([token]);
                    if is_path {
                        pattern.extend(tokens.next());
                    }
                }
                gather_bound(pattern, found);
            }
            _ => {}
        }
    }
}

fn gather_words(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => gather_words(group.stream(), found),
            TokenTree::Ident(word) => found.push(word.to_string()),
            _ => {}
        }
    }
}

/// The first of these names that stands for a value: not a field, a path, a call, or a function that is handed on alone.
fn used(tokens: TokenStream, names: &[String]) -> Option<Ident> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        let next = tokens.get(index + 1);
        match token {
            TokenTree::Group(group) if group.stream().into_iter().count() > 1 => {
                if let Some(word) = used(group.stream(), names) {
                    return Some(word);
                }
            }
            TokenTree::Ident(word) if names.contains(&word.to_string()) => {
                let is_part = before.is_some_and(|before| is_punct(before, '.') || is_punct(before, ':'));
                let is_path = next.is_some_and(|next| is_punct(next, ':') || matches!(next, TokenTree::Group(_)));
                if !is_part && !is_path {
                    return Some(word.clone());
                }
            }
            _ => {}
        }
    }
    None
}
