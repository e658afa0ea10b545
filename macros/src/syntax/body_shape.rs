//! Where the guard goes: into the body of an `async fn` or `fn`, or into the future that a function builds.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use crate::syntax::function::GuardedFn;
use crate::syntax::plain::{is_punct, last_segment, strip, type_arguments};

/// What kind of body is guarded.
pub(crate) enum BodyShape<'f> {
    /// `async fn`
    Async,
    /// `fn`, checked without waiting.
    Sync,
    /// The whole body is `Box::pin(async move { .. })`: the guard goes to the start of that block.
    BoxedBlock(BoxedBlock),
    /// A function that returns a boxed future and does more than that: all of it runs inside a guarded future.
    BoxedOpaque { returns: &'f Type },
}

/// `PATH(async move { STATEMENTS })`, taken apart.
pub(crate) struct BoxedBlock {
    /// `Box::pin`
    pub(crate) parens: Group,
    /// `async move`
    pub(crate) keywords: TokenStream,
    pub(crate) block: Group,
}

/// Looks at the signature; at the body only to see whether all of it is one known expression.
pub(crate) fn of(function: &GuardedFn) -> BodyShape<'_> {
    if function.sig.asyncness.is_some() {
        return BodyShape::Async;
    }
    let ReturnType::Type(_, returns) = &function.sig.output else { return BodyShape::Sync };
    if future_output(returns).is_none() {
        return BodyShape::Sync;
    }
    let block = function.body.as_ref().filter(|body| body.inner.is_empty()).and_then(|body| boxed_block(&body.tokens));
    block.map_or(BodyShape::BoxedOpaque { returns }, BodyShape::BoxedBlock)
}

/// The type that a boxed future resolves to: `R` of `Pin<Box<dyn Future<Output = R> + Send>>` and of `BoxFuture<'_, R>`.
/// `Some(None)` where the type is one but does not show its output.
#[allow(clippy::option_option, reason = "is it a boxed future, and does it show what it resolves to: two questions")]
pub(crate) fn future_output(returns: &Type) -> Option<Option<&Type>> {
    let last = last_segment(returns)?;
    if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
        return Some(type_arguments(last).last().copied());
    }
    let boxed = last_segment(type_arguments(last).first().filter(|_| last.ident == "Pin")?)?;
    let inner = *type_arguments(boxed).first().filter(|_| boxed.ident == "Box")?;
    let Type::TraitObject(object) = strip(inner) else { return None };
    object.bounds.iter().find_map(future_bound)
}

/// `Future<Output = R>` among bounds.
#[allow(clippy::option_option, reason = "as above")]
pub(crate) fn future_bound(bound: &TypeParamBound) -> Option<Option<&Type>> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Some(None) };
    Some(arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(output) => Some(&output.ty),
        _ => None,
    }))
}

/// Exactly `..Box::pin(async move { .. })`, nothing before and nothing behind. Looking at the last tokens only would
/// leave the statements before them unguarded.
fn boxed_block(body: &TokenStream) -> Option<BoxedBlock> {
    let mut tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    let Some(TokenTree::Group(parens)) = tokens.pop() else { return None };
    if parens.delimiter() != Delimiter::Parenthesis || !is_box_pin(&tokens) {
        return None;
    }
    let mut arguments: Vec<TokenTree> = parens.stream().into_iter().collect();
    if matches!(arguments.last(), Some(TokenTree::Punct(comma)) if comma.as_char() == ',') {
        arguments.pop();
    }
    let Some(TokenTree::Group(block)) = arguments.pop() else { return None };
    let [TokenTree::Ident(first), TokenTree::Ident(second)] = arguments.as_slice() else { return None };
    let inner_attribute = block.stream().into_iter().nth(1).is_some_and(|token| is_punct(&token, '!'));
    if block.delimiter() != Delimiter::Brace || first != "async" || second != "move" || inner_attribute {
        return None;
    }
    Some(BoxedBlock { parens, keywords: arguments.into_iter().collect(), block })
}

/// `Box::pin`, `::std::boxed::Box::pin`, ..: names and colons only, so that the path itself does nothing.
fn is_box_pin(path: &[TokenTree]) -> bool {
    let mut words: Vec<&Ident> = Vec::new();
    for token in path {
        match token {
            TokenTree::Ident(word) => words.push(word),
            TokenTree::Punct(colon) if colon.as_char() == ':' => {}
            _ => return false,
        }
    }
    // Words alone side by side are a statement's beginning, not a path: `return Box::pin(..)`.
    let colons = path.len() - words.len();
    let is_path = colons == 2 * words.len() || colons + 2 == 2 * words.len();
    is_path && matches!(words.as_slice(), [.., ty, function] if *ty == "Box" && *function == "pin")
}
