//! `#[instrument(fields(user = %who))]` below a guard: that attribute reads a function without the identity.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, Meta, Pat, PatType};

use crate::diagnostics::errors::Collector;
use crate::syntax::attributes::cfg_attr_contents;

/// rustc would say that the variable does not exist, at a parameter that the user sees.
pub(super) fn check_recorded_identity(identity: Option<&PatType>, attrs: &[Attribute], errors: &mut Collector) {
    let Some(Pat::Ident(identity)) = identity.map(|parameter| &*parameter.pat) else { return };
    for attribute in attrs {
        judge(&attribute.meta, &identity.ident, errors);
    }
}

fn judge(meta: &Meta, identity: &Ident, errors: &mut Collector) {
    if meta.path().is_ident("cfg_attr") {
        for meta in cfg_attr_contents(meta).unwrap_or_default() {
            judge(&meta, identity, errors);
        }
    }
    let Meta::List(list) = meta else { return };
    if list.path.segments.last().is_none_or(|last| last.ident != "instrument") {
        return;
    }
    if let Some(read) = read(list.tokens.clone(), identity, false) {
        let message = format!("`#[instrument]` cannot read `{identity}`: below the guard, the identity is not a parameter");
        let help = format!(
            "write `#[instrument(skip_all, fields(user = tracing::field::Empty))]`, and begin the body with \
             `tracing::Span::current().record(\"user\", {identity}.subject())`"
        );
        errors.at(read.span(), &message, &help);
    }
}

/// Where a field's value reads a variable: `%who`, `a = who.subject()`, `a = f(who)`. Not `who = ..`, a field of that name, nor `x.who`.
fn read(tokens: TokenStream, variable: &Ident, mut is_value: bool) -> Option<Ident> {
    let mut last = ' ';
    for token in tokens {
        let before = std::mem::replace(&mut last, ' ');
        match token {
            TokenTree::Punct(punct) => {
                last = punct.as_char();
                is_value = (is_value || matches!(last, '=' | '%' | '?')) && last != ',';
            }
            TokenTree::Ident(word) if is_value && word == *variable && !matches!(before, '.' | ':') => return Some(word),
            TokenTree::Group(group) => {
                if let Some(found) = read(group.stream(), variable, is_value) {
                    return Some(found);
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
    }
    None
}
