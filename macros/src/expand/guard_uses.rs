//! Parameters that the guard uses are not unused, whatever the body does. Where a value is bound anew, rustc looks at the new
//! binding alone: it would call it unused, and its suggestion would break the line of the attribute.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote_spanned};
use syn::{FnArg, Pat};

use crate::model::{Guard, Question};
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::Binding;
use crate::syntax::plain::is_punct;
use crate::syntax::raw_value::closed;

/// Whether `verifier` or `only`, which come before such a binding, use `name`.
pub(super) fn by_guard(guard: &Guard<'_>, name: &Ident) -> bool {
    mentions(guard.verifier.to_token_stream(), name)
        || matches!(&guard.question, Question::Only(only) if mentions(only.to_token_stream(), name))
}

// let __ret: T = { let item = item; let req = req; STATEMENTS };      as `#[async_trait]` writes a body
//   =>  let __ret: T = { let item = item; let _ = &item; let req = req; let _ = &req; STATEMENTS };
//
/// The block of a boxed future, in which parameters that the guard uses may be bound anew: at its start, or at that of a block
/// which is the value of one of its statements.
pub(super) fn in_block(guard: &Guard<'_>, function: &GuardedFn, block: TokenStream) -> TokenStream {
    let mut names = Vec::new();
    for input in &function.sig.inputs {
        if let Some(name) = parameter_name(input)
            && is_used(guard, name)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return block;
    }
    let mut before_is_equals = false;
    let mut opened = TokenStream::new();
    for token in closed(block) {
        let is_value = std::mem::replace(&mut before_is_equals, is_punct(&token, '='));
        match token {
            TokenTree::Group(group) if is_value && group.delimiter() == Delimiter::Brace => {
                let mut new = Group::new(Delimiter::Brace, with_uses(group.stream(), &names));
                new.set_span(group.span());
                opened.append(new);
            }
            other => opened.append(other),
        }
    }
    with_uses(opened, &names)
}

fn parameter_name(input: &FnArg) -> Option<&Ident> {
    match input {
        FnArg::Typed(parameter) => match &*parameter.pat {
            Pat::Ident(pat) => Some(&pat.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    }
}

/// The request is read by every guard; `check` comes before the body too.
fn is_used(guard: &Guard<'_>, name: &Ident) -> bool {
    let is_request = matches!(&guard.request.slot, Binding::Named { name: request, .. } if *request == name);
    let in_check = guard.check.as_ref().is_some_and(|check| mentions(check.to_token_stream(), name));
    is_request || in_check || by_guard(guard, name)
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

// let mut a = a;   =>   let mut a = a; let _ = &a;
fn with_uses(tokens: TokenStream, names: &[&Ident]) -> TokenStream {
    let mut written = TokenStream::new();
    let mut statement: Vec<TokenTree> = Vec::new();
    for token in tokens {
        statement.push(token.clone());
        written.append(token.clone());
        if is_punct(&token, ';') {
            let (attributes, bound) = bound_anew(&statement);
            if let Some(name) = bound.filter(|bound| names.contains(bound)) {
                written.extend(quote_spanned!(Span::mixed_site()=> #(#attributes)* let _ = &#name;));
            }
        }
        let is_block = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if is_block || is_punct(&token, ';') {
            statement.clear();
        }
    }
    written
}

/// `#[cfg(x)]` and `a` of `#[cfg(x)] let mut a = a;`.
fn bound_anew(statement: &[TokenTree]) -> (&[TokenTree], Option<&Ident>) {
    let start = statement.iter().position(|token| matches!(token, TokenTree::Ident(_))).unwrap_or_default();
    let (attributes, statement) = statement.split_at(start);
    let (name, rest) = match statement {
        [TokenTree::Ident(start), TokenTree::Ident(mutability), TokenTree::Ident(name), rest @ ..]
            if start == "let" && mutability == "mut" =>
        {
            (name, rest)
        }
        [TokenTree::Ident(start), TokenTree::Ident(name), rest @ ..] if start == "let" => (name, rest),
        _ => return (attributes, None),
    };
    let is_anew = matches!(rest, [equals, TokenTree::Ident(value), end]
        if is_punct(equals, '=') && is_punct(end, ';') && value == name);
    (attributes, is_anew.then_some(name))
}
