//! Syntax of `acr(..)` and `max_age = ".."`: how, and how recently, a caller must have been authenticated.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::{Lit, LitStr, Token};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::{literals, render};
use crate::syntax::duration;
use crate::syntax::keys::Key;
use crate::syntax::raw_value::{ends, flat, read_all, skip_token, without_brackets};
use crate::syntax::step_up_suggestion;

/// What `max_age` takes.
pub(crate) const MAX_AGE: &str = "`max_age` takes a literal with a unit, `s`, `m`, `h` or `d`";

const RULE: &str = "an `acr` value holds visible ASCII characters other than `\"` and `\\`";

/// Reads the list behind `acr`: the accepted values, in order of preference.
pub(crate) fn acr(word: &Ident, list: &Group, errors: &mut Collector) -> Vec<LitStr> {
    let before = errors.count();
    let mut values: Vec<LitStr> = Vec::new();
    let read = read_all(flat(list.stream()), &mut |input| {
        while !input.is_empty() {
            let found = errors.count();
            match input.fork().parse::<Lit>() {
                Ok(Lit::Str(value)) => {
                    skip_token(input);
                    check_value(&value, &values, errors);
                    values.push(value);
                }
                // The line that it shows has all of them right.
                _ if found > before => {}
                _ => no_value(list, input, errors),
            }
            if errors.count() == before && !ends(input) {
                let next = input.fork().parse::<TokenTree>().map(|next| next.to_string()).unwrap_or_default();
                let help = format!("write `{}`", corrected(list));
                errors.at(input.span(), &format!("expected `,` between two values of `acr`, found `{next}`"), &help);
            }
            while !ends(input) {
                skip_token(input);
            }
            drop(input.parse::<Token![,]>());
        }
    });
    if let Err(error) = read {
        errors.push(error);
    }
    if values.is_empty() && errors.count() == before {
        let help = format!("name one, `{}`, or leave `{word}` out", Key::Acr.example());
        errors.at(list.span(), &format!("`{word}()` demands nothing"), &help);
    }
    values
}

/// The list with its values as they should be written.
fn corrected(list: &Group) -> String {
    step_up_suggestion::acr(flat(without_brackets(list.stream())))
}

fn no_value(list: &Group, input: ParseStream<'_>, errors: &mut Collector) {
    let Ok(found) = input.fork().parse::<TokenTree>() else { return };
    let help = match &found {
        TokenTree::Punct(punct) if punct.as_char() == ',' => "one comma between two values".to_owned(),
        TokenTree::Ident(word) if word == "any" || word == "all" => {
            let text = corrected(list);
            format!("the list means one of its values: write `{text}`")
        }
        _ => format!("write `{}`", corrected(list)),
    };
    errors.at(input.span(), &format!("an `acr` value is a string literal, found `{found}`"), &help);
    if !ends(input) {
        skip_token(input);
    }
}

fn check_value(value: &LitStr, earlier: &[LitStr], errors: &mut Collector) {
    let text = value.value();
    let written = value.token().to_string();
    if !value.suffix().is_empty() {
        let message = format!("unexpected suffix `{}` after an `acr` value", value.suffix());
        errors.over(value, &message, &format!("write `{text:?}`"));
    } else if text.trim().is_empty() {
        errors.over(value, "an `acr` value cannot be empty", &format!("name one: `{}`", Key::Acr.example()));
    } else if text.contains(' ') {
        let help = format!("write `{}`", literals(text.split_whitespace()).join(", "));
        errors.over(value, &format!("`{written}` holds a space: write one literal per value"), &help);
    } else if !text.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\') {
        errors.over(value, &format!("`{written}` holds a character that no `acr` value may have"), RULE);
    } else if earlier.iter().any(|other| other.value() == text) {
        errors.over(value, &format!("`{written}` is named twice"), "remove one of them");
    }
}

/// Reads the value of `max_age`, in seconds: a literal, with nothing behind it. In an invisible group there could be more.
pub(crate) fn max_age(value: &TokenStream, errors: &mut Collector) -> Option<u32> {
    let written = render(value);
    let value = flat(value.clone());
    let help = format!("write `{}`", step_up_suggestion::max_age(value.clone()));
    let Ok(Lit::Str(text)) = syn::parse2(value.clone()) else {
        errors.over(&value, &format!("{MAX_AGE}, found `{written}`"), &help);
        return None;
    };
    let seconds = duration::seconds(&text.value());
    let message = match seconds.map(u32::try_from) {
        _ if !text.suffix().is_empty() => format!("unexpected suffix `{}` after `max_age`", text.suffix()),
        Some(Ok(0)) => "`max_age` must be more than 0, because every authentication is older than that".to_owned(),
        Some(Ok(seconds)) => return Some(seconds),
        Some(Err(_)) => format!("`{written}` is longer than `max_age` may be"),
        None => format!("{MAX_AGE}, found `{written}`"),
    };
    errors.over(&text, &message, &help);
    None
}
