//! What a wrong value of `acr` or `max_age` was probably meant to be, as it should be written.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitStr};

use crate::syntax::keys::Key;
use crate::syntax::plain::is_punct;

/// `acr("gold", "platinum")`, of the values as they were written, without brackets and invisible groups around them.
pub(crate) fn acr(given: TokenStream) -> String {
    let tokens: Vec<TokenTree> = given.into_iter().collect();
    let mut values = Vec::new();
    for item in tokens.split(|token| is_punct(token, ',')) {
        let mut item: TokenStream = item.iter().cloned().collect();
        // `any("gold", "platinum")`
        let call: Vec<TokenTree> = item.clone().into_iter().collect();
        if let [TokenTree::Ident(_), TokenTree::Group(group)] = &call[..] {
            item = group.stream();
        }
        for token in item {
            match token {
                TokenTree::Literal(literal) => match syn::parse2::<LitStr>(literal.to_token_stream()) {
                    Ok(text) => values.extend(text.value().split_whitespace().map(str::to_owned)),
                    Err(_) => values.push(literal.to_string()),
                },
                TokenTree::Ident(word) => values.push(word.to_string().to_lowercase()),
                TokenTree::Punct(_) | TokenTree::Group(_) => {}
            }
        }
    }
    if values.is_empty() || !values.iter().all(|value| value.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')) {
        return Key::Acr.example().to_owned();
    }
    let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    format!("acr({})", values.join(", "))
}

/// The seconds of `5m`: the inner `None` if they are too many.
pub(crate) fn seconds(text: &str) -> Option<Option<u32>> {
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?;
    let unit = seconds_of(unit)?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(number.parse::<u32>().ok().and_then(|number| number.checked_mul(unit)))
}

const fn seconds_of(unit: char) -> Option<u32> {
    match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(60 * 60),
        'd' => Some(24 * 60 * 60),
        _ => None,
    }
}

/// `max_age = "5m"`, of what was written, if its meaning is plain.
pub(crate) fn max_age(given: TokenStream) -> String {
    let text = match syn::parse2::<Lit>(given) {
        Ok(Lit::Str(text)) => text.value(),
        // Seconds, as in the challenge.
        Ok(Lit::Int(number)) if number.suffix().is_empty() => format!("{}s", number.base10_digits()),
        _ => String::new(),
    };
    let text = text.trim();
    let (number, unit) =
        text.split_at_checked(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())).unwrap_or_default();
    let unit = match &*unit.trim().to_ascii_lowercase() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => "",
    };
    let meant = format!("{number}{unit}");
    match seconds(&meant) {
        Some(Some(1..)) => format!("max_age = {meant:?}"),
        Some(None) => format!("max_age = \"{}d\"", u32::MAX / (24 * 60 * 60)),
        _ => Key::MaxAge.example().to_owned(),
    }
}
