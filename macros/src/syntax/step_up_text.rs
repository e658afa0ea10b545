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

/// The seconds of `5m`, however many they are.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?;
    let unit = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().unwrap_or(u64::MAX).saturating_mul(unit))
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
        None | Some(0) => Key::MaxAge.example().to_owned(),
        Some(seconds) if seconds <= u32::MAX.into() => format!("max_age = {meant:?}"),
        Some(_) => format!("max_age = \"{}d\"", u32::MAX / (24 * 60 * 60)),
    }
}
