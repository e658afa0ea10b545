//! Types and expressions as they are meant: without parentheses, and without the invisible groups of `macro_rules!`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, GenericArgument, Lit, PathArguments, PathSegment, Type};

/// The expression without parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => plain(&group.expr),
        Expr::Paren(paren) => plain(&paren.expr),
        other => other,
    }
}

/// The type without parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn strip(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => strip(&group.elem),
        Type::Paren(paren) => strip(&paren.elem),
        other => other,
    }
}

/// [`strip`], and without one reference.
pub(crate) fn strip_reference(ty: &Type) -> &Type {
    match strip(ty) {
        Type::Reference(reference) => strip(&reference.elem),
        other => other,
    }
}

/// `Option` of `std::option::Option<T>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match strip(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// `T` of `Option<T>`, where it is written so.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    last_segment(ty).filter(|last| last.ident == "Option").and_then(|last| type_arguments(last).first().copied())
}

pub(crate) fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    let mut types = Vec::new();
    if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
        for argument in &arguments.args {
            if let GenericArgument::Type(ty) = argument {
                types.push(ty);
            }
        }
    }
    types
}

/// The text, if the tokens are exactly one string literal.
pub(crate) fn text_of(tokens: TokenStream) -> Option<String> {
    match syn::parse2::<Lit>(tokens) {
        Ok(Lit::Str(text)) => Some(text.value()),
        _ => None,
    }
}

/// Whether a token is this punctuation.
pub(crate) fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}
