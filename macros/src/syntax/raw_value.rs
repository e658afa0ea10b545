//! What stands after a key, whether it is right there or not, and the same text spelled right.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseBuffer, ParseStream, Parser};
use syn::{Expr, ExprPath, ExprUnary, Lit, Path, Token, Type, UnOp};

use crate::diagnostics::render::render;
use crate::diagnostics::spans;
use crate::syntax::keys::{Form, Key};
use crate::syntax::plain::{is_punct, text_of};
use crate::syntax::scope_text;
use crate::syntax::step_up_suggestion;

/// What a user wrote after a key.
pub(crate) enum RawValue {
    /// `key`
    Nothing,
    /// `key = tokens`
    Equals(TokenStream),
    /// `key(tokens)`, `key[tokens]`, `key{tokens}`
    Group(Group),
}

impl RawValue {
    /// Takes what follows a key that cannot be read as that key demands, so that reading can go on behind it.
    pub(crate) fn take(input: ParseStream<'_>) -> RawValue {
        if input.peek(Token![=]) || input.peek(Token![:]) || input.peek(Token![==]) || input.peek(Token![=>]) {
            while input.peek(Token![=]) || input.peek(Token![:]) || input.peek(Token![>]) {
                skip_token(input);
            }
            return RawValue::Equals(take_value(input));
        }
        if let Ok(TokenTree::Group(group)) = input.fork().parse() {
            skip_token(input);
            return RawValue::Group(group);
        }
        RawValue::Nothing
    }

    /// What is given, without what is around it.
    pub(crate) fn content(&self) -> Option<TokenStream> {
        match self {
            RawValue::Nothing => None,
            RawValue::Equals(tokens) => Some(tokens.clone()),
            RawValue::Group(group) => Some(group.stream()),
        }
    }

    /// The text as it should stand after `key`.
    pub(crate) fn corrected_spelling(&self, key: Key) -> String {
        let Some(inner) = self.content().filter(|tokens| !tokens.is_empty()) else { return key.example().to_owned() };
        let name = key.name();
        match key.form() {
            Form::Flag => name.to_owned(),
            Form::List if key == Key::Scopes => format!("{name}({})", scope_text::list(without_brackets(inner), false)),
            Form::List if key == Key::Acr => step_up_suggestion::acr(flat(without_brackets(inner))),
            Form::Value if key == Key::MaxAge => step_up_suggestion::max_age(inner),
            Form::List => {
                let list = without_brackets(inner);
                let path = text_of(list.clone()).and_then(|text| syn::parse_str::<Path>(&text).ok());
                format!("{name}({})", path.map_or_else(|| render(&list), |path| render(&path)))
            }
            Form::Value => value_text(key, inner).map_or_else(|| key.example().to_owned(), |text| format!("{name} = {text}")),
        }
    }
}

/// `x` of the value `"x"`, where `x` is a path: quoted names are a habit from other attributes.
fn value_text(key: Key, inner: TokenStream) -> Option<String> {
    let text = render(&inner);
    let Ok(literal) = syn::parse2::<Lit>(inner) else { return Some(text) };
    let Lit::Str(quoted) = literal else { return None };
    let path = quoted.value();
    syn::parse_str::<Path>(&path).ok()?;
    match key {
        Key::Crate if !path.starts_with("::") && !path.starts_with("crate") => Some(format!("::{path}")),
        // What else stands between quotes is rather a secret than a name.
        Key::Verifier => Some(path).filter(|path| is_constant(path)),
        _ => Some(path),
    }
}

/// `TOKENS`, going by its letters.
pub(crate) fn is_constant(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_uppercase()) && !name.contains(|c: char| c.is_ascii_lowercase())
}

/// `["a", "b"]` and `&["a", "b"]` hold the list that belongs between parentheses.
pub(crate) fn without_brackets(tokens: TokenStream) -> TokenStream {
    let mut rest = tokens.clone().into_iter().skip_while(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '&'));
    match (rest.next(), rest.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() != Delimiter::None => group.stream(),
        _ => tokens,
    }
}

/// One type or expression, or all up to the next comma: the tokens as they were written.
pub(crate) fn take_value(input: ParseStream<'_>) -> TokenStream {
    // Types first: `Map<A, B>` would also begin an expression that ends at its comma.
    let end = [end_of::<Type>, end_of::<Expr>].iter().find_map(|end| end(input));
    let is_end = |input: ParseStream<'_>| match &end {
        Some(end) => input.cursor() == end.cursor(),
        None => ends(input),
    };
    let mut taken = TokenStream::new();
    while !input.is_empty() && !is_end(input) {
        taken.extend(input.parse::<TokenTree>().ok());
    }
    taken
}

/// Where a `T` ends, if it is all that stands before the next comma.
fn end_of<T: Parse>(input: ParseStream<'_>) -> Option<ParseBuffer<'_>> {
    let ahead = input.fork();
    ahead.parse::<T>().ok().filter(|_| ends(&ahead))?;
    Some(ahead)
}

// $a, Group["b" & "c"]   =>   $a, "b" & "c"
//
/// The tokens without the invisible groups that `macro_rules!` puts around its fragments. For lists of literals and names alone:
/// in an expression such a group keeps operators together.
pub(crate) fn flat(tokens: TokenStream) -> TokenStream {
    let mut flat = Vec::new();
    flatten(tokens, &mut flat);
    flat.into_iter().collect()
}

fn flatten(tokens: TokenStream, flat: &mut Vec<TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flatten(group.stream(), flat),
            other => flat.push(other),
        }
    }
}

/// The expression inside of such groups.
pub(crate) fn ungrouped(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}

// Group[a || b] && c   =>   (a || b) && c
//
/// The same tokens, in which invisible groups around operators are parentheses. rustc does not look at invisible groups that a
/// procedural macro gives it (rust-lang/rust#67062), so without this `check = $a && b` would demand `a || (b && c)`.
///
/// Groups in an attribute, `#[$m]`, stay as they are, and so do negative numbers at the ends of a range, `$low..=5`: in a pattern they
/// cannot have parentheses.
pub(crate) fn closed(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut closed_tokens = TokenStream::new();
    let mut before = [None; 3];
    while let Some(token) = tokens.next() {
        let now = if let TokenTree::Punct(punct) = &token { Some(punct.as_char()) } else { None };
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && is_attribute(before) => {
                closed_tokens.append(group);
            }
            TokenTree::Group(group) => {
                let inner = closed(group.stream());
                let is_open = group.delimiter() == Delimiter::None
                    && syn::parse2(inner.clone())
                        .is_ok_and(|expr| is_open(&expr) && !(is_negative_number(&expr) && is_bound(before, tokens.clone())));
                let mut new = Group::new(if is_open { Delimiter::Parenthesis } else { group.delimiter() }, inner);
                new.set_span(if is_open { spans::at(group.span()) } else { group.span() });
                closed_tokens.append(new);
            }
            other => closed_tokens.append(other),
        }
        before = [before[1], before[2], now];
    }
    closed_tokens
}

/// Whether brackets after these tokens belong to an attribute: after `#` or `#!`.
fn is_attribute(before: [Option<char>; 3]) -> bool {
    matches!(before, [_, _, Some('#')] | [_, Some('#'), Some('!')])
}

/// `-1`
fn is_negative_number(expr: &Expr) -> bool {
    matches!(expr, Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) if matches!(**expr, Expr::Lit(_)))
}

/// Whether a value between these tokens is one end of a range, and no method call, `?` or index follows it.
fn is_bound(before: [Option<char>; 3], mut after: impl Iterator<Item = TokenTree>) -> bool {
    let is_dot = |token: Option<&TokenTree>| token.is_some_and(|token| is_punct(token, '.'));
    let (next, second) = (after.next(), after.next());
    let begins = is_dot(next.as_ref()) && is_dot(second.as_ref());
    let ends = matches!(before, [_, Some('.'), Some('.')] | [Some('.'), Some('.'), Some('=')]);
    let is_taken = next.is_some_and(|next| {
        is_punct(&next, '.')
            || is_punct(&next, '?')
            || matches!(&next, TokenTree::Group(group) if group.delimiter() != Delimiter::Brace)
    });
    begins || (ends && !is_taken)
}

/// Whether an operator beside the expression could take a part of it.
fn is_open(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Break(_)
            | Expr::Cast(_)
            | Expr::Closure(_)
            | Expr::Range(_)
            | Expr::RawAddr(_)
            | Expr::Reference(_)
            | Expr::Return(_)
            | Expr::Unary(_)
            | Expr::Yield(_)
    )
}

/// An expression of the user's, whose parts stay together.
pub(crate) fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    // A name alone, as most are: syn asks a name for each keyword that could begin an expression.
    let ahead = input.fork();
    if let Ok(name) = ahead.parse::<Ident>()
        && ends(&ahead)
    {
        input.advance_to(&ahead);
        return Ok(Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: name.into() }));
    }
    let expr = ungrouped(input.parse()?);
    let tokens = expr.to_token_stream();
    if has_invisible_groups(tokens.clone()) { syn::parse2(closed(tokens)) } else { Ok(expr) }
}

fn has_invisible_groups(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| {
        matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::None || has_invisible_groups(group.stream()))
    })
}

/// Lets `reader` read `tokens` and keep its own errors. Fails if `reader` leaves tokens unread.
pub(crate) fn read_all(tokens: TokenStream, reader: &mut dyn FnMut(ParseStream<'_>)) -> syn::Result<()> {
    let read = |input: ParseStream<'_>| {
        reader(input);
        Ok(())
    };
    read.parse2(tokens)
}

/// Reads the items of a list with commas, up to the end of the input.
pub(crate) fn list<T>(input: ParseStream<'_>, item: fn(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(item(input)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(items)
}

/// Whether a word comes next, alone in such a group or in none.
pub(crate) fn is_word(input: ParseStream<'_>) -> bool {
    let next = input.fork().parse::<TokenTree>().map(|next| flat(next.into()).into_iter().collect::<Vec<_>>());
    next.is_ok_and(|next| matches!(next.as_slice(), [TokenTree::Ident(_)]))
}

/// The end of an argument.
pub(crate) fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

pub(crate) fn skip_token(input: ParseStream<'_>) {
    // Any token is a `TokenTree`; at the end there is nothing to skip.
    drop(input.parse::<TokenTree>());
}

pub(crate) fn delimiter_name(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Parenthesis => "parentheses",
        Delimiter::Bracket => "brackets",
        Delimiter::Brace => "braces",
        Delimiter::None => "an expression",
    }
}
