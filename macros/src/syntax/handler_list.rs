//! The handlers of `routes!`: paths, and `public(path)` for open ones.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Path, Token, parenthesized, token};

use crate::diagnostics::errors::{Collector, mistake_at};

pub(crate) struct Listed {
    pub(crate) path: Path,
    pub(crate) is_public: bool,
}

pub(crate) fn read(list: TokenStream, errors: &mut Collector) -> Option<Vec<Listed>> {
    match parse.parse2(list) {
        Ok(handlers) => Some(handlers),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

const HELP: &str = "write `routes!(list, create)`, or `routes!(public(health))` for an open handler";

fn parse(input: ParseStream<'_>) -> syn::Result<Vec<Listed>> {
    let mut handlers = vec![one(input)?];
    while !input.is_empty() {
        if !input.peek(Token![,]) {
            return Err(mistake_at(input.span(), "`routes!` takes paths of handlers, with commas between them", HELP));
        }
        input.parse::<Token![,]>()?;
        if !input.is_empty() {
            handlers.push(one(input)?);
        }
    }
    Ok(handlers)
}

// list | pages::list | public(health) | requires_auth::axum::routing::public(health)
fn one(input: ParseStream<'_>) -> syn::Result<Listed> {
    let path = path(input)?;
    if !input.peek(token::Paren) {
        return Ok(Listed { path, is_public: false });
    }
    if path.segments.last().is_none_or(|last| last.ident != "public") {
        return Err(mistake_at(input.span(), "`routes!` takes the path of a handler, not a call", HELP));
    }
    let inner;
    parenthesized!(inner in input);
    let handler = self::path(&inner)?;
    if !inner.is_empty() {
        return Err(mistake_at(inner.span(), "`public` takes the path of one handler", HELP));
    }
    Ok(Listed { path: handler, is_public: true })
}

fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    let place = input.span();
    Path::parse_mod_style(input).map_err(|_| mistake_at(place, "`routes!` takes paths of handlers", HELP))
}
