//! Syntax of `scopes(..)`: literals, paths, `any(..)` and `all(..)`, as a tree.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{ExprPath, Lit, LitStr, Token};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render;
use crate::diagnostics::spans;
use crate::diagnostics::suggest;
use crate::syntax::foreign_help;
use crate::syntax::keys::{COMBINATORS, Key};
use crate::syntax::plain::{is_punct, text_of};
use crate::syntax::raw_value::{RawValue, delimiter_name, ends, flat, read_all, skip_token};
use crate::syntax::scope_literal;
use crate::syntax::scope_text;

/// What `scopes(..)` demands.
pub(crate) enum ScopeExpr {
    /// `"items:read"`
    Literal(LitStr),
    /// The path of a `const Scope`: `READ`, `Self::READ`, `<T as Needs>::READ`
    Path(ExprPath),
    /// `any(..)`
    Any(Vec<ScopeExpr>),
    /// `all(..)`
    All(Vec<ScopeExpr>),
}

impl ScopeExpr {
    /// Where it is written: at its first item.
    pub(crate) fn place(&self) -> Option<Span> {
        match self {
            ScopeExpr::Literal(scope) => Some(spans::at(scope.span())),
            ScopeExpr::Path(path) => Some(spans::ends(path).0),
            ScopeExpr::Any(list) | ScopeExpr::All(list) => list.first().and_then(ScopeExpr::place),
        }
    }

    /// Whether the expression contains a path.
    pub(crate) fn has_paths(&self) -> bool {
        match self {
            ScopeExpr::Literal(_) => false,
            ScopeExpr::Path(_) => true,
            ScopeExpr::Any(list) | ScopeExpr::All(list) => list.iter().any(ScopeExpr::has_paths),
        }
    }
}

const NOT: &str = "scopes name what a caller must have; for any other rule write `only = is_allowed`, a function of the identity";

const ONE_SCOPE: &str = "a scope is a literal, `\"items:read\"`, or the path of a `const Scope`";

/// Reads the list behind `name`, which is `scopes`, `any` or `all`.
pub(crate) fn read(name: &Ident, list: &Group, errors: &mut Collector) -> Vec<ScopeExpr> {
    let before = errors.count();
    let mut demands = Vec::new();
    let read = read_all(flat(list.stream()), &mut |input| {
        while !input.is_empty() {
            let found = errors.count();
            demands.extend(item(input, errors));
            if errors.count() == found {
                bare(&mut demands, input, errors);
            }
            if errors.count() == found {
                separator(name, input, list, errors);
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
    if demands.is_empty() && errors.count() == before {
        let help = match name.to_string().as_str() {
            "scopes" => "name one, `scopes(\"items:read\")`, or leave `scopes` out to let in every verified identity".to_owned(),
            function => format!("name what is demanded: `{function}(\"a\", \"b\")`"),
        };
        errors.at(list.span(), &format!("`{name}()` demands nothing"), &help);
    }
    check_duplicates(&demands, errors);
    demands
}

fn item(input: ParseStream<'_>, errors: &mut Collector) -> Option<ScopeExpr> {
    // What most items are, without syn's look-ahead.
    if let Some((literal, _)) = input.cursor().literal() {
        skip_token(input);
        return literal_item(Lit::new(literal), errors);
    }
    let start = input.span();
    if let Ok(literal) = input.fork().parse::<Lit>() {
        skip_token(input);
        return literal_item(literal, errors);
    }
    if let Ok(path) = input.fork().parse::<ExprPath>() {
        // Not by the path's first token: `<T as X>::READ` begins with `<`.
        drop(input.parse::<ExprPath>());
        return path_item(path, input, errors);
    }
    let found = input.fork().parse::<TokenTree>().ok()?;
    let text = found.to_string();
    let (span, help) = match &found {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            (group.span_open(), format!("write the scopes without brackets: `{}`", render(&group.stream())))
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis && !group.stream().is_empty() => {
            (group.span_open(), format!("write the scopes without inner parentheses: `{}`", render(&group.stream())))
        }
        // `&READ`, `..READ`, `&["a", "b"]`
        TokenTree::Punct(punct) if "&.*#".contains(punct.as_char()) => (start, alone(input)),
        TokenTree::Punct(punct) if punct.as_char() == '!' => (start, NOT.to_owned()),
        TokenTree::Punct(punct) if punct.as_char() == ',' => (start, "one comma between two scopes".to_owned()),
        _ => (start, ONE_SCOPE.to_owned()),
    };
    errors.at(span, &format!("expected a scope, found `{text}`"), &help);
    if text != "," {
        skip_token(input);
    }
    None
}

/// What stands behind `&`, `..` or `*`, which no scope has.
fn alone(input: ParseStream<'_>) -> String {
    let is_mark = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() != ',');
    let rest: TokenStream = input.fork().parse().unwrap_or_default();
    match rest.into_iter().find(|token| !is_mark(token)) {
        Some(TokenTree::Group(group)) if !group.stream().is_empty() => format!("write `{}` alone", render(&group.stream())),
        Some(token @ (TokenTree::Ident(_) | TokenTree::Literal(_))) => format!("write `{token}` alone"),
        _ => ONE_SCOPE.to_owned(),
    }
}

fn literal_item(literal: Lit, errors: &mut Collector) -> Option<ScopeExpr> {
    if let Lit::Str(scope) = literal {
        scope_literal::check(&scope, errors);
        return Some(ScopeExpr::Literal(scope));
    }
    let tokens = literal.to_token_stream();
    let text = tokens.to_string();
    let (kind, help) = match literal {
        Lit::ByteStr(bytes) => ("a byte string", as_text(&String::from_utf8_lossy(&bytes.value()))),
        Lit::CStr(text) => ("a C string", as_text(&text.value().to_string_lossy())),
        Lit::Byte(byte) => ("a byte", as_text(&char::from(byte.value()).to_string())),
        Lit::Char(letter) => ("a character", as_text(&letter.value().to_string())),
        Lit::Int(_) | Lit::Float(_) => ("a number", as_text(&text)),
        Lit::Bool(answer) => (
            "a bool",
            if answer.value {
                "leave `scopes` out: every verified identity may call".to_owned()
            } else {
                "to reject every caller, write `only = |_| false`".to_owned()
            },
        ),
        _ => ("a literal", "write a string literal".to_owned()),
    };
    errors.over(&tokens, &format!("a scope is a string literal, found {kind}: `{text}`"), &help);
    None
}

fn as_text(text: &str) -> String {
    format!("write `{text:?}`")
}

fn path_item(path: ExprPath, input: ParseStream<'_>, errors: &mut Collector) -> Option<ScopeExpr> {
    let written = path.to_token_stream().to_string().replace(' ', "");
    let name = path.path.get_ident().map(IdentExt::unraw);
    match input.fork().parse::<TokenTree>() {
        Ok(TokenTree::Group(group)) if name.is_some() => {
            skip_token(input);
            function(&name?, &group, errors)
        }
        Ok(TokenTree::Group(group)) => {
            skip_token(input);
            let help = match text_of(group.stream()) {
                // `Scope::new("a")`
                Some(scope) if written.ends_with("::new") => as_text(&scope),
                _ => "a scope is a literal or the path of a `const Scope`, known when the program is compiled".to_owned(),
            };
            errors.over(&path, &format!("a call of `{written}` cannot be a scope"), &help);
            None
        }
        Ok(TokenTree::Punct(bang)) if bang.as_char() == '!' => {
            let ahead = input.fork();
            skip_token(&ahead);
            let help = match ahead.parse::<TokenTree>() {
                Ok(TokenTree::Group(group)) if written == "vec" => format!("write `{}`", render(&group.stream())),
                _ => "write the whole text as one literal, or name a `const Scope`".to_owned(),
            };
            errors.over(&path, &format!("`{written}!(..)` cannot be a scope: macros inside attributes are not expanded"), &help);
            None
        }
        _ if name.as_ref().is_some_and(|name| combinator(&name.to_string()).is_some()) => {
            let help = format!("write `{written}(\"a\", \"b\")`");
            errors.over(&path, &format!("`{written}` takes a list in parentheses, found nothing"), &help);
            None
        }
        _ if name.as_ref().is_some_and(|name| Key::find(&name.to_string()).is_some()) => {
            errors.over(
                &path,
                &format!("`{written}` is a key, not a scope"),
                "write it outside the list, after its closing parenthesis",
            );
            None
        }
        _ => Some(ScopeExpr::Path(path)),
    }
}

/// `any(..)`, `all(..)`, and what people write instead.
fn function(name: &Ident, list: &Group, errors: &mut Collector) -> Option<ScopeExpr> {
    let written = name.to_string();
    let Some(known) = combinator(&written) else {
        let content = list.stream();
        let help = match meant(&written) {
            Some(known) => format!("did you mean `{known}({content})`?"),
            None => match foreign_help::items(&written, &RawValue::Group(list.clone())) {
                Some(items) => format!("write `{items}`"),
                None if matches!(written.as_str(), "min" | "at_least") => NOT.to_owned(),
                None if suggest::folded(&written) == suggest::folded("not") => NOT.to_owned(),
                None => "accepted are `any(..)` and `all(..)`".to_owned(),
            },
        };
        errors.at(name.span(), &format!("unknown function `{written}` in `scopes`"), &help);
        return None;
    };
    if list.delimiter() != Delimiter::Parenthesis {
        let found = delimiter_name(list.delimiter());
        let help = format!("write `{written}({})`", list.stream());
        errors.at(list.span_open(), &format!("`{written}` takes a list in parentheses, found {found}"), &help);
        return None;
    }
    let demands = read(name, list, errors);
    Some(if known == "any" { ScopeExpr::Any(demands) } else { ScopeExpr::All(demands) })
}

fn combinator(name: &str) -> Option<&'static str> {
    COMBINATORS.iter().map(|(known, _)| *known).find(|known| *known == name)
}

pub(crate) fn meant(name: &str) -> Option<&'static str> {
    let folded = suggest::folded(name);
    COMBINATORS
        .iter()
        .find(|(known, also)| suggest::folded(known) == folded || also.iter().any(|other| suggest::folded(other) == folded))
        .map(|(known, _)| *known)
}

/// `items:read` without its quotes, which is a name and more behind it.
fn bare(demands: &mut Vec<ScopeExpr>, input: ParseStream<'_>, errors: &mut Collector) {
    let is_joint = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if ":-./".contains(punct.as_char()));
    if !matches!(demands.last(), Some(ScopeExpr::Path(_))) || !input.fork().parse().is_ok_and(|next| is_joint(&next)) {
        return;
    }
    let Some(ScopeExpr::Path(path)) = demands.pop() else { return };
    let mut tokens = path.to_token_stream();
    while !ends(input)
        && let Ok(token) = input.parse::<TokenTree>()
    {
        tokens.extend([token]);
    }
    let written = tokens.to_string().replace(' ', "");
    let is_scope = !scope_text::is_foreign(&written) && !written.contains(['"', '\\']);
    let help = if is_scope { format!("write `{written:?}`") } else { ONE_SCOPE.to_owned() };
    errors.over(&tokens, &format!("a scope is a string literal, found `{written}`"), &help);
}

/// What follows an item must be a comma or the end.
fn separator(name: &Ident, input: ParseStream<'_>, list: &Group, errors: &mut Collector) {
    if ends(input) {
        return;
    }
    let Ok(token) = input.fork().parse::<TokenTree>() else { return };
    let is_item = matches!(&token, TokenTree::Ident(word) if word != "as") || matches!(token, TokenTree::Literal(_));
    let next = token.to_string();
    let help = match operator(&token) {
        Some(_) if name == "any" => match with_functions(list.stream(), true).as_slice() {
            [only] => format!("write `{only}`"),
            items => format!("write `any({})`", items.join(", ")),
        },
        Some(_) => format!("write `{name}({})`", with_functions(list.stream(), false).join(", ")),
        None if is_item => format!("write `, {next}`"),
        None => ONE_SCOPE.to_owned(),
    };
    errors.at(input.span(), &format!("expected `,` between two scopes, found `{next}`"), &help);
}

/// `|`, `or`: either of both. `&`, `and`, `+`: both.
fn operator(token: &TokenTree) -> Option<&'static str> {
    let text = token.to_string();
    match text.to_ascii_lowercase().as_str() {
        "|" | "or" => Some("any"),
        "&" | "+" | ";" | "and" => Some("all"),
        _ => None,
    }
}

pub(crate) fn has_operator(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| operator(&token).is_some())
}

/// `"a" || "b" && C` as `any("a", all("b", C))`.
/// What stands between its commas, each in functions; `is_any`: for a list of which one is enough.
pub(crate) fn with_functions(list: TokenStream, is_any: bool) -> Vec<String> {
    let tokens: Vec<TokenTree> = flat(list).into_iter().collect();
    let mut items = Vec::new();
    for item in tokens.split(|token| is_punct(token, ',')) {
        let mut either: Vec<Vec<String>> = between(item, "any").into_iter().map(all_of).collect();
        either.retain(|part| !part.is_empty());
        match either.as_slice() {
            [] => {}
            [only] if is_any => items.push(in_all(only)),
            [only] => items.push(only.join(", ")),
            several => {
                let parts: Vec<String> = several.iter().map(|part| in_all(part)).collect();
                items.push(format!("any({})", parts.join(", ")));
            }
        }
    }
    items
}

/// The parts between the operators that have this meaning.
fn between<'t>(tokens: &'t [TokenTree], meaning: &str) -> Vec<&'t [TokenTree]> {
    let mut parts: Vec<&[TokenTree]> = tokens.split(|token| operator(token) == Some(meaning)).collect();
    parts.retain(|part| !part.is_empty());
    parts
}

fn all_of(tokens: &[TokenTree]) -> Vec<String> {
    between(tokens, "all").into_iter().map(|part| render(&part.iter().cloned().collect::<TokenStream>())).collect()
}

fn in_all(parts: &[String]) -> String {
    match parts {
        [one] => one.clone(),
        several => format!("all({})", several.join(", ")),
    }
}

/// Naming a scope twice in one list is a slip: another one was meant, or none.
fn check_duplicates(list: &[ScopeExpr], errors: &mut Collector) {
    if list.len() < 2 {
        return;
    }
    let mut seen = Vec::new();
    for demand in list {
        let (name, tokens) = match demand {
            ScopeExpr::Literal(literal) => (format!("{:?}", literal.value()), literal.to_token_stream()),
            ScopeExpr::Path(path) => (path.to_token_stream().to_string().replace(' ', ""), path.to_token_stream()),
            ScopeExpr::Any(_) | ScopeExpr::All(_) => continue,
        };
        if seen.contains(&name) {
            errors.over(&tokens, &format!("`{name}` is demanded twice in one list"), "remove one of them");
        } else {
            seen.push(name);
        }
    }
}
