//! The arguments of the attribute and of `policy!`: what the macro accepts, a plain reading of the grammar accepts as well.
//!
//! The first character of the input says what is guarded, the rest is the arguments; `@[..]` is an invisible group, as
//! `macro_rules!` puts around its fragments.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprPath, Lit, LitStr, Type, ext::IdentExt};

/// What the arguments stand on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// A function over `http` types.
    Function,
    Axum,
    Rocket,
    Policy,
}

struct Sample {
    on: On,
    item: &'static str,
    /// The type of the `#[identity]` parameter.
    identity: Option<&'static str>,
    /// Which parameters may be the request.
    requests: &'static [&'static str],
}

fn sample(letter: char) -> Sample {
    let (on, item, identity, requests): (_, _, _, &[&str]) = match letter {
        'w' => {
            (On::Function, "async fn f(req: Request<B>, #[identity] who: Identity) -> R { body() }", Some("Identity"), &["req"])
        }
        'o' => {
            let item = "async fn f(req: Request<B>, #[identity] who: Option<Identity>) -> R { body() }";
            (On::Function, item, Some("Option<Identity>"), &["req"])
        }
        'm' => (On::Function, "fn f(&self, n: u8, req: &mut Request<B>) -> R { body() }", None, &["n", "req"]),
        'i' => (On::Function, "impl Shop { async fn f(&self, req: Request<B>) -> R { body() } }", None, &["req"]),
        'a' => (On::Axum, "async fn f(#[identity] who: Identity, Path(n): Path<u64>) -> R { body() }", Some("Identity"), &[]),
        'q' => (On::Axum, "async fn f(#[identity] who: Option<Identity>) -> R { body() }", Some("Option<Identity>"), &[]),
        'r' => (On::Rocket, "#[get(\"/<n>\")] async fn f(n: u64) -> R { body() }", None, &[]),
        'p' => (On::Policy, "", None, &[]),
        _ => (On::Function, "async fn f(req: Request<B>, n: u8) -> R { body() }", None, &["req", "n"]),
    };
    Sample { on, item, identity, requests }
}

/// `emit` is what the macro makes of arguments and item.
///
/// # Panics
///
/// Where the macro accepts what the grammar does not.
pub fn check(input: &[u8], emit: impl Fn(On, TokenStream, &TokenStream) -> TokenStream) {
    let text = String::from_utf8_lossy(input);
    let mut rest = text.chars();
    let sample = sample(rest.next().unwrap_or(' '));
    // Neither rustc nor syn counts how deep an expression is.
    if text.len() > 1000 || text.contains("compile_error") {
        return;
    }
    let Ok(tokens) = rest.as_str().parse::<TokenStream>() else { return };
    let args = with_invisible_groups(tokens);
    let item: TokenStream = sample.item.parse().unwrap_or_default();
    let emitted = emit(sample.on, args.clone(), &item);
    if has_word(&emitted, &|word| word == "compile_error") {
        return;
    }
    let raw: Vec<TokenTree> = args.clone().into_iter().collect();
    let flat: Vec<TokenTree> = flattened(args.clone()).into_iter().collect();
    let is_right = |given: &[(String, Vec<TokenTree>)]| is_consistent(&sample, given);
    let accepts = |tokens: &[TokenTree]| arguments(tokens, &mut Vec::new(), &is_right);
    assert!(accepts(&flat) || accepts(&raw), "accepted on {:?}: {args}", sample.on);
    // What is accepted has a guard.
    let asks = |word: &str| word == "__private" || word == "__requires_auth_guard" || word.starts_with("authorize");
    assert!(has_word(&emitted, &asks), "no guard in what came out: {emitted}");
}

fn with_invisible_groups(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            out.push(token);
            continue;
        };
        let inner = with_invisible_groups(group.stream());
        let is_marked = matches!(out.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '@');
        let delimiter = if is_marked && group.delimiter() == Delimiter::Bracket {
            out.pop();
            Delimiter::None
        } else {
            group.delimiter()
        };
        out.push(Group::new(delimiter, inner).into());
    }
    out.into_iter().collect()
}

fn has_word(tokens: &TokenStream, is_wanted: &dyn Fn(&str) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => is_wanted(&word.to_string()),
        TokenTree::Group(group) => has_word(&group.stream(), is_wanted),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Without invisible groups.
fn flattened(tokens: TokenStream) -> TokenStream {
    let flat = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => flattened(group.stream()),
        TokenTree::Group(group) => TokenTree::from(Group::new(group.delimiter(), flattened(group.stream()))).into(),
        other => TokenStream::from(other),
    });
    flat.collect()
}

// From here on: the grammar.

/// A key and its value, or what stands in its parentheses.
type Given = (String, Vec<TokenTree>);

/// Whether the tokens are arguments in any way of reading, each key once.
fn arguments(tokens: &[TokenTree], given: &mut Vec<Given>, is_right: &dyn Fn(&[Given]) -> bool) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return is_right(given) };
    if let Some(opened) = opened(first, rest) {
        return arguments(&opened, given, is_right);
    }
    let TokenTree::Ident(word) = first else { return false };
    let key = word.to_string();
    if given.iter().any(|(known, _)| *known == key) {
        return false;
    }
    let mut go_on = |value: &[TokenTree], behind: &[TokenTree]| {
        let behind = match behind.split_first() {
            None => behind,
            Some((comma, behind)) if is_comma(comma) => behind,
            Some(_) => return false,
        };
        given.push((key.clone(), value.to_vec()));
        let accepted = arguments(behind, given, is_right);
        given.pop();
        accepted
    };
    match &*key {
        "optional" => go_on(&[], rest),
        "scopes" | "acr" | "allow_attributes" => match rest.split_first() {
            Some((TokenTree::Group(list), behind)) if list.delimiter() == Delimiter::Parenthesis => {
                let items: Vec<TokenTree> = list.stream().into_iter().collect();
                let is_list = match &*key {
                    "scopes" => scopes(&items, &mut Vec::new()),
                    "acr" => acr(&items),
                    _ => paths(&items),
                };
                is_list && go_on(&items, behind)
            }
            _ => false,
        },
        "verifier" | "max_age" | "only" | "check" | "identity" | "authenticator" | "state" | "request" | "on_reject"
        | "crate" => {
            let Some((TokenTree::Punct(equals), rest)) = rest.split_first() else { return false };
            // A value ends at a comma, though not at every one: `Map<A, B>`.
            let ends = (0..=rest.len()).filter(|end| rest.get(*end).is_none_or(is_comma));
            let ends: Vec<usize> = ends.collect();
            equals.as_char() == '='
                && ends.into_iter().any(|end| {
                    let (value, behind) = rest.split_at(end);
                    is_value(&key, value) && go_on(value, behind)
                })
        }
        _ => false,
    }
}

/// The tokens, where the first one is an invisible group: its tokens and the rest.
fn opened(first: &TokenTree, rest: &[TokenTree]) -> Option<Vec<TokenTree>> {
    match first {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            Some(group.stream().into_iter().chain(rest.iter().cloned()).collect())
        }
        _ => None,
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn is_value(key: &str, value: &[TokenTree]) -> bool {
    let tokens: TokenStream = value.iter().cloned().collect();
    let literal = syn::parse2::<Lit>(flattened(tokens.clone())).ok();
    // No other key takes a literal.
    if key == "max_age" {
        return literal.is_some_and(|literal| is_max_age(&literal));
    }
    if value.is_empty() || literal.is_some() {
        return false;
    }
    let expression = || syn::parse2::<Expr>(tokens.clone()).ok();
    match key {
        "verifier" | "check" => expression().is_some_and(|value| !matches!(plain(&value), Expr::Closure(_))),
        "only" => expression().is_some_and(|value| match plain(&value) {
            Expr::Path(_) => true,
            Expr::Closure(closure) => closure.inputs.len() == 1,
            _ => false,
        }),
        "on_reject" => expression().is_some_and(|value| matches!(plain(&value), Expr::Path(_))),
        "identity" | "authenticator" | "state" => syn::parse2::<Type>(tokens).is_ok(),
        "request" => syn::parse2::<Ident>(flattened(tokens)).is_ok(),
        "crate" => {
            let text = flattened(tokens).to_string().replace(' ', "");
            is_path(&text) && (text.starts_with("::") || text == "crate" || text.starts_with("crate::"))
        }
        _ => false,
    }
}

/// A number with a unit, in seconds from 1 to 2^32 - 1.
fn is_max_age(literal: &Lit) -> bool {
    let Lit::Str(literal) = literal else { return false };
    let text = literal.value();
    let units = [("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
    let seconds = units.into_iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?.to_owned(), seconds)));
    seconds.is_some_and(|(number, seconds)| {
        let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let number = number.trim_start_matches('0');
        let number: u128 = if number.len() > 20 { u128::MAX } else { number.parse().unwrap_or(0) };
        is_number && number > 0 && number.saturating_mul(seconds) < 1 << 32 && literal.suffix().is_empty()
    })
}

/// Without parentheses and invisible groups.
fn plain(value: &Expr) -> &Expr {
    match value {
        Expr::Paren(inner) => plain(&inner.expr),
        Expr::Group(inner) => plain(&inner.expr),
        other => other,
    }
}

/// Words with `::` between them, and perhaps in front.
fn is_path(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.strip_prefix("r#").unwrap_or(word);
        !word.is_empty()
            && !word.starts_with(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    text.strip_prefix("::").unwrap_or(text).split("::").all(is_word)
}

/// Paths, one at least, and at most one comma behind the last.
fn paths(tokens: &[TokenTree]) -> bool {
    let text = flattened(tokens.iter().cloned().collect()).to_string().replace(' ', "");
    text.strip_suffix(',').unwrap_or(&text).split(',').all(is_path)
}

/// String literals that hold a scope-token each, one at least, none twice, and at most one comma behind the last.
fn acr(tokens: &[TokenTree]) -> bool {
    let flat: Vec<TokenTree> = flattened(tokens.iter().cloned().collect()).into_iter().collect();
    let mut items: Vec<&[TokenTree]> = flat.split(is_comma).collect();
    if items.len() > 1 && items.last().is_some_and(|last| last.is_empty()) {
        items.pop();
    }
    let mut seen: Vec<String> = Vec::new();
    items.into_iter().all(|item| {
        let is_literal = matches!(item, [TokenTree::Literal(literal)] if syn::parse_str::<LitStr>(&literal.to_string()).is_ok());
        let name = scope(item).filter(|name| is_literal && !seen.contains(name));
        name.is_some_and(|name| {
            seen.push(name);
            true
        })
    })
}

/// Scopes, one at least, none of them twice in the list.
fn scopes(tokens: &[TokenTree], seen: &mut Vec<String>) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return !seen.is_empty() };
    if let Some(opened) = opened(first, rest) {
        return scopes(&opened, seen);
    }
    let ends: Vec<usize> = (1..=tokens.len()).filter(|end| tokens.get(*end).is_none_or(is_comma)).collect();
    ends.into_iter().any(|end| {
        let (item, behind) = tokens.split_at(end);
        let Some(name) = scope(item).filter(|name| !seen.contains(name)) else { return false };
        // Two lists in one list are never the same.
        seen.push(if name.is_empty() { format!("list {}", seen.len()) } else { name });
        let accepted = scopes(behind.get(1..).unwrap_or_default(), seen);
        seen.pop();
        accepted
    })
}

/// What one item is called, and nothing for a list of others.
fn scope(item: &[TokenTree]) -> Option<String> {
    let tokens: TokenStream = flattened(item.iter().cloned().collect());
    if let Ok(literal) = syn::parse2::<LitStr>(tokens.clone()) {
        let text = literal.value();
        let is_token =
            !text.is_empty() && text.chars().all(|c| matches!(c, '\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'));
        return (is_token && literal.suffix().is_empty()).then(|| format!("{text:?}"));
    }
    let words: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_combinator = |word: &Ident| ["any", "all"].contains(&word.unraw().to_string().as_str());
    match &words[..] {
        [TokenTree::Ident(word), TokenTree::Group(list)] if is_combinator(word) && list.delimiter() == Delimiter::Parenthesis => {
            let items: Vec<TokenTree> = list.stream().into_iter().collect();
            scopes(&items, &mut Vec::new()).then(String::new)
        }
        [TokenTree::Ident(word)] if is_combinator(word) => None,
        _ => syn::parse2::<ExprPath>(tokens).ok().map(|path| path.to_token_stream().to_string().replace(' ', "")),
    }
}

/// The name of the last segment of a path, without its arguments: that of `Option<T>::Item` is `Item`.
fn last_name(path: &str) -> &str {
    let (mut depth, mut start) = (0_u32, 0);
    for (index, char) in path.char_indices() {
        match char {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => start = index + 1,
            _ => {}
        }
    }
    path[start..].split('<').next().unwrap_or_default()
}

/// Whether the keys fit each other, and what they stand on.
fn is_consistent(sample: &Sample, given: &[Given]) -> bool {
    let value = |key: &str| given.iter().find(|(known, _)| known == key).map(|(_, value)| value);
    let has = |key: &str| value(key).is_some();
    let text = |tokens: &Vec<TokenTree>| flattened(tokens.iter().cloned().collect()).to_string().replace(' ', "");
    if sample.on == On::Policy {
        let demands = |key: &str| ["scopes", "acr", "max_age"].contains(&key);
        return given.iter().any(|(key, _)| demands(key)) && given.iter().all(|(key, _)| demands(key) || key == "crate");
    }
    // With a `+` behind it, it is read as bounds, which rustc refuses of an `Option`.
    let is_option = |ty: &str| !ty.ends_with('+') && last_name(ty) == "Option";
    let named = value("identity").map(text);
    if let (Some(named), Some(taken)) = (&named, sample.identity)
        && named.trim_matches(['(', ')']) != taken
    {
        return false;
    }
    let identity = sample.identity.map(str::to_owned).or(named);
    let is_optional = has("optional");
    // An anonymous caller would pass a line that seems to demand something.
    let demands = ["scopes", "acr", "max_age", "only", "check"].into_iter().any(has);
    if is_optional && (demands || sample.identity.is_none()) {
        return false;
    }
    if !is_optional && identity.as_deref().is_some_and(is_option) {
        return false;
    }
    match sample.on {
        On::Function => {
            let names_a_request = value("request").is_none_or(|name| sample.requests.contains(&&*text(name)));
            has("verifier") && !has("authenticator") && !has("state") && names_a_request
        }
        On::Axum | On::Rocket | On::Policy => {
            let is_optional_option = !is_optional || identity.as_deref().is_some_and(is_option);
            let is_one_source = !(has("verifier") && (has("authenticator") || has("state")));
            !has("request") && is_optional_option && is_one_source && (sample.on == On::Axum || !has("state"))
        }
    }
}
