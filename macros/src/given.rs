//! What stands after a key, whether it is right there or not, and the same text spelled right.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Expr, LitStr, Path, Token, Type};

use crate::vocabulary::{Form, Key};

/// What a user wrote after a key.
pub(crate) enum Given {
    /// `key`
    Nothing,
    /// `key = tokens`
    Equals(TokenStream),
    /// `key(tokens)`, `key[tokens]`, `key{tokens}`
    Group(Group),
}

impl Given {
    /// Takes what follows a key that cannot be read as that key demands, so that reading can go on behind it.
    pub(crate) fn take(input: ParseStream<'_>) -> Given {
        if input.peek(Token![=]) || input.peek(Token![:]) || input.peek(Token![==]) || input.peek(Token![=>]) {
            while input.peek(Token![=]) || input.peek(Token![:]) || input.peek(Token![>]) {
                skip_token(input);
            }
            return Given::Equals(take_value(input));
        }
        if let Ok(TokenTree::Group(group)) = input.fork().parse() {
            skip_token(input);
            return Given::Group(group);
        }
        Given::Nothing
    }

    /// The text as it should stand after `key`.
    pub(crate) fn spelled(&self, key: Key) -> String {
        let inner = match self {
            Given::Nothing => None,
            Given::Equals(tokens) => Some(tokens.clone()),
            Given::Group(group) => Some(group.stream()),
        };
        let Some(inner) = inner.filter(|tokens| !tokens.is_empty()) else { return key.example().to_owned() };
        let name = key.name();
        match key.form() {
            Form::Flag => name.to_owned(),
            Form::List => format!("{name}({})", without_brackets(inner)),
            Form::Value => value_text(key, inner).map_or_else(|| key.example().to_owned(), |text| format!("{name} = {text}")),
        }
    }
}

/// `x` of the value `"x"`, where `x` is a path: quoted names are a habit from other attributes.
fn value_text(key: Key, inner: TokenStream) -> Option<String> {
    let text = inner.to_string();
    let Ok(literal) = syn::parse2::<syn::Lit>(inner) else { return Some(text) };
    let syn::Lit::Str(quoted) = literal else { return None };
    let path = unquoted(&quoted)?;
    match key {
        Key::Crate if !path.starts_with("::") && !path.starts_with("crate") => Some(format!("::{path}")),
        _ => Some(path),
    }
}

/// The path that a string literal holds.
pub(crate) fn unquoted(literal: &LitStr) -> Option<String> {
    literal.parse::<Path>().ok().map(|_| literal.value())
}

/// `["a", "b"]` and `&["a", "b"]` hold the list that belongs between parentheses.
fn without_brackets(tokens: TokenStream) -> TokenStream {
    let mut rest = tokens.clone().into_iter().skip_while(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '&'));
    match (rest.next(), rest.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() != Delimiter::None => group.stream(),
        _ => tokens,
    }
}

/// One type or expression, or all up to the next comma.
pub(crate) fn take_value(input: ParseStream<'_>) -> TokenStream {
    // Types first: `Map<A, B>` would also begin an expression that ends at its comma.
    let ahead = input.fork();
    if let Ok(value) = ahead.parse::<Type>()
        && ends(&ahead)
    {
        return catch_up(input, &ahead, value);
    }
    let ahead = input.fork();
    if let Ok(value) = ahead.parse::<Expr>()
        && ends(&ahead)
    {
        return catch_up(input, &ahead, value);
    }
    let mut taken = TokenStream::new();
    while !ends(input) {
        taken.extend(input.parse::<TokenTree>().ok());
    }
    taken
}

fn catch_up(input: ParseStream<'_>, ahead: ParseStream<'_>, value: impl ToTokens) -> TokenStream {
    input.advance_to(ahead);
    value.into_token_stream()
}

/// The end of an argument.
pub(crate) fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

pub(crate) fn skip_token(input: ParseStream<'_>) {
    // Any token is a `TokenTree`; at the end there is nothing to skip.
    drop(input.parse::<TokenTree>());
}
