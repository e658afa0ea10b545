//! Whether the expression of a verifier stays inside the guard: it names who verifies. One that returns would answer for the
//! handler, or hand out an identity, before the credentials are verified; one that uses the request could change what is verified.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

use crate::syntax::plain::{is_punct, plain};

/// What such an expression must not hold.
pub(super) enum Leaving {
    /// `return`, `?`
    Ends(TokenTree),
    /// `name!(..)`, which may hold either.
    Macro(Ident),
    Request(Ident),
}

/// Words that end the function they stand in, or hand something out of it. (`break` ends a loop of the expression: it stands in
/// none of ours.)
const ENDING: [&str; 3] = ["become", "return", "yield"];

/// Words before a `!` that negates and calls no macro.
const BEFORE_NOT: [&str; 8] = ["as", "break", "else", "if", "in", "match", "move", "while"];

/// The first thing in `verifier` that may leave the guard. The body of a closure that is handed on, as in `bearer(|token| ..)`, ends
/// for itself. All else is looked at token by token, so that no kind of expression is forgotten.
pub(super) fn leaving(verifier: &Expr, request: Option<&Ident>) -> Option<Leaving> {
    let argument = |argument: &Expr| match plain(argument) {
        Expr::Closure(closure) => in_tokens(closure.to_token_stream(), request, true),
        other => leaving(other, request),
    };
    match plain(verifier) {
        Expr::Call(call) if matches!(plain(&call.func), Expr::Path(_)) => {
            in_tokens(call.func.to_token_stream(), request, false).or_else(|| call.args.iter().find_map(argument))
        }
        Expr::MethodCall(call) => leaving(&call.receiver, request)
            .or_else(|| in_tokens(call.turbofish.to_token_stream(), request, false))
            .or_else(|| call.args.iter().find_map(argument)),
        Expr::Reference(reference) => leaving(&reference.expr, request),
        other => in_tokens(other.to_token_stream(), request, false),
    }
}

fn in_tokens(tokens: TokenStream, request: Option<&Ident>, is_closure: bool) -> Option<Leaving> {
    let mut tokens = tokens.into_iter().peekable();
    let mut before = [' ', ' '];
    while let Some(token) = tokens.next() {
        // A field, a method, or a part of a path.
        let is_member = before[1] == '.' || before == [':', ':'];
        before = [before[1], if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' }];
        match token {
            TokenTree::Group(group) => {
                if let Some(found) = in_tokens(group.stream(), request, is_closure) {
                    return Some(found);
                }
            }
            TokenTree::Ident(word) if !is_member && request.is_some_and(|request| word == *request) => {
                return Some(Leaving::Request(word));
            }
            _ if is_closure => {}
            TokenTree::Ident(word) if ENDING.iter().any(|ending| word == ending) => return Some(Leaving::Ends(word.into())),
            TokenTree::Ident(word) => {
                let calls = tokens.peek().is_some_and(is_bang) && !BEFORE_NOT.iter().any(|keyword| word == keyword);
                if calls {
                    return Some(Leaving::Macro(word));
                }
            }
            question if is_punct(&question, '?') => return Some(Leaving::Ends(question)),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    None
}

/// `!` alone, unlike that of `!=`.
fn is_bang(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(bang) if bang.as_char() == '!' && bang.spacing() == Spacing::Alone)
}
