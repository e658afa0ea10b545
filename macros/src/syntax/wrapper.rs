//! A struct that holds a request: the item of `#[derive(AsRequestHead)]`.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Field, Generics, ItemStruct, Member, Meta, Type};

use crate::diagnostics::errors::Collector;
use crate::syntax::function::kind_of;

/// A struct, and the field that is the request. Without the field it is only good for a fallback.
pub(crate) struct Wrapper {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) request: Option<(Member, Type)>,
}

/// Reads a struct. The only field is the request, or the one marked with `#[request]`.
pub(crate) fn read(item: &TokenStream, errors: &mut Collector) -> Option<Wrapper> {
    let item = match syn::parse2::<ItemStruct>(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            match kind_of(item.clone()) {
                Some((kind, span)) if kind != "a struct" => {
                    let help = "put the request into a struct, or implement the trait by hand";
                    errors.at(span, &format!("`AsRequestHead` cannot be derived for {kind}"), help);
                }
                _ => errors.push(error),
            }
            return None;
        }
    };
    let place = request(&item, errors);
    let request = place.and_then(|place| {
        let member = item.fields.members().nth(place)?;
        Some((member, item.fields.into_iter().nth(place)?.ty))
    });
    Some(Wrapper { name: item.ident, generics: item.generics, request })
}

/// The place of the field.
fn request(item: &ItemStruct, errors: &mut Collector) -> Option<usize> {
    let mut marked = item.fields.iter().enumerate().filter_map(|(place, field)| Some((place, mark(field)?)));
    let Some((place, first)) = marked.next() else {
        return only(item, errors);
    };
    if !matches!(first.meta, Meta::Path(_)) {
        errors.over(first, "`#[request]` takes no arguments", "write `#[request]`");
    }
    if let Some((_, another)) = marked.next() {
        errors.over(another, &format!("two fields of `{}` are marked as the request", item.ident), "keep one `#[request]`");
    }
    Some(place)
}

fn only(item: &ItemStruct, errors: &mut Collector) -> Option<usize> {
    let name = &item.ident;
    match item.fields.len() {
        1 => return Some(0),
        0 => {
            let help = "add one, for example `parts: http::request::Parts`";
            errors.over(name, &format!("`{name}` has no field for a request"), help);
        }
        _ => {
            let help = "write `#[request]` above that field";
            errors.over(name, &format!("cannot tell which field of `{name}` is the request"), help);
        }
    }
    None
}

fn mark(field: &Field) -> Option<&Attribute> {
    field.attrs.iter().find(|attribute| attribute.path().is_ident("request"))
}
