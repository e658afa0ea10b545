//! What a wrong value of `acr` or `max_age` was probably meant to be, as it should be written.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{BinOp, Expr, ExprLit, Lit};

use crate::diagnostics::render::literals;
use crate::syntax::duration::seconds;
use crate::syntax::keys::Key;
use crate::syntax::plain::{is_punct, text_of};

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
                TokenTree::Literal(literal) => match text_of(literal.to_token_stream()) {
                    Some(text) => values.extend(text.split_whitespace().map(str::to_owned)),
                    None => values.push(literal.to_string()),
                },
                TokenTree::Ident(word) => values.push(word.to_string().to_lowercase()),
                TokenTree::Punct(_) | TokenTree::Group(_) => {}
            }
        }
    }
    if values.is_empty() || !values.iter().all(|value| value.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')) {
        return Key::Acr.example().to_owned();
    }
    format!("acr({})", literals(values.iter().map(String::as_str)).join(", "))
}

/// `max_age = "5m"`, of what was written, if its meaning is plain.
pub(crate) fn max_age(given: TokenStream) -> String {
    let text = match syn::parse2::<Lit>(given.clone()) {
        Ok(Lit::Str(text)) => text.value(),
        // `5m`, which is a number with a suffix.
        Ok(Lit::Int(number)) if !number.suffix().is_empty() => format!("{}{}", number.base10_digits(), number.suffix()),
        // Seconds, as in the challenge.
        Ok(Lit::Int(number)) if number.suffix().is_empty() => format!("{}s", number.base10_digits()),
        Ok(_) => String::new(),
        Err(_) => computed(given).map_or_else(String::new, in_units),
    };
    let text = text.trim();
    let parts = added(text).map(in_units);
    let text = parts.as_deref().unwrap_or(text);
    let (number, unit) =
        text.split_at_checked(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())).unwrap_or_default();
    let unit = match &*unit.trim().to_ascii_lowercase() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "w" | "week" | "weeks" => "w",
        _ => "",
    };
    let meant = match number.parse::<u64>() {
        Ok(weeks) if unit == "w" => format!("{}d", weeks.saturating_mul(7)),
        _ => format!("{number}{unit}"),
    };
    match seconds(&meant) {
        None | Some(0) => Key::MaxAge.example().to_owned(),
        Some(seconds) if seconds <= u32::MAX.into() => format!("max_age = {meant:?}"),
        Some(_) => format!("max_age = \"{}d\"", u32::MAX / (24 * 60 * 60)),
    }
}

/// `90m` for 5400.
fn in_units(seconds: u64) -> String {
    let units = [(24 * 60 * 60, 'd'), (60 * 60, 'h'), (60, 'm')];
    let unit = units.into_iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}

/// The seconds of `Duration::from_secs(300)` and `5 * 60`.
fn computed(given: TokenStream) -> Option<u64> {
    let number = |expr: &Expr| match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse::<u64>().ok(),
        _ => None,
    };
    match syn::parse2::<Expr>(given).ok()? {
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return None };
            let unit = match path.path.segments.last()?.ident.to_string().as_str() {
                "from_secs" => 1,
                "from_mins" | "from_minutes" | "minutes" => 60,
                "from_hours" | "hours" => 60 * 60,
                "from_days" | "days" => 24 * 60 * 60,
                _ => return None,
            };
            number(call.args.first()?)?.checked_mul(unit)
        }
        Expr::Binary(product) if matches!(product.op, BinOp::Mul(_)) => {
            computed(product.left.to_token_stream()).or_else(|| number(&product.left))?.checked_mul(number(&product.right)?)
        }
        _ => None,
    }
}

/// The seconds of `1h30m` and `PT1H30M`.
fn added(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.strip_prefix("pt").unwrap_or(&lower);
    let is_iso = rest.len() < lower.len();
    let (mut sum, mut parts) = (0_u64, 0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (part, more) = rest.split_at_checked(digits + 1)?;
        sum = sum.checked_add(seconds(part)?)?;
        parts += 1;
        rest = more.trim_start();
    }
    (parts > 1 || is_iso).then_some(sum)
}
