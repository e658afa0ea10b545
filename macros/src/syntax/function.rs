//! The annotated item: attributes, visibility and signature are parsed, the body stays tokens.

use proc_macro2::extra::DelimSpan;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Signature, Token, Visibility, token};

use crate::syntax::raw_value::closed;
use crate::syntax::usual_head;

/// A function, or the declaration of one.
pub(crate) struct GuardedFn {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// `default fn` of a specialised `impl`, which is not stable yet.
    default: Option<Token![default]>,
    pub(crate) sig: Signature,
    /// `None` for a trait's method without a default.
    pub(crate) body: Option<Body>,
    /// The `;` of a method without a body.
    semi: Option<Token![;]>,
}

pub(crate) struct Body {
    pub(crate) brace: token::Brace,
    /// `#![allow(..)]`: must come first in the braces, whatever we add.
    pub(crate) inner: Vec<Attribute>,
    pub(crate) tokens: TokenStream,
}

impl Parse for GuardedFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut function = head(input)?;
        function.semi = input.parse()?;
        if function.semi.is_none() {
            let span = input.span();
            let block = block(input.parse()?).ok_or_else(|| syn::Error::new(span, "expected the body of a function"))?;
            function.body = Some(Body::read(&block)?);
        }
        Ok(function)
    }
}

fn head(input: ParseStream<'_>) -> syn::Result<GuardedFn> {
    let attrs = input.call(Attribute::parse_outer)?;
    let (vis, default, sig) = (input.parse()?, input.parse()?, input.parse()?);
    Ok(GuardedFn { attrs, vis, default, sig, body: None, semi: None })
}

impl Body {
    fn read(block: &Group) -> syn::Result<Self> {
        let brace = token::Brace(block.delim_span());
        if !begins_with_inner_attribute(&block.stream()) {
            // As it came: put together again, it would lose the invisible groups that hold its operators together.
            return Ok(Body { brace, inner: Vec::new(), tokens: block.stream() });
        }
        let (inner, tokens) =
            (|content: ParseStream<'_>| Ok((content.call(Attribute::parse_inner)?, content.parse()?))).parse2(block.stream())?;
        Ok(Body { brace, inner, tokens: closed(tokens) })
    }
}

/// `{ .. }`, which as a `$body:block` comes in an invisible group.
fn block(mut token: TokenTree) -> Option<Group> {
    while let TokenTree::Group(group) = token {
        match group.delimiter() {
            Delimiter::Brace => return Some(group),
            Delimiter::None => {
                let mut inner = group.stream().into_iter();
                let (Some(only), None) = (inner.next(), inner.next()) else { break };
                token = only;
            }
            Delimiter::Parenthesis | Delimiter::Bracket => break,
        }
    }
    None
}

fn begins_with_inner_attribute(body: &TokenStream) -> bool {
    let is = |token: Option<TokenTree>, wanted: char| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    let mut tokens = body.clone().into_iter();
    is(tokens.next(), '#') && is(tokens.next(), '!')
}

impl GuardedFn {
    /// Reads an item whose body is put aside first: syn would copy every token of it.
    pub(crate) fn read(item: &TokenStream) -> syn::Result<GuardedFn> {
        let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        let body = tokens.pop().and_then(block);
        let function = match usual_head::read(&tokens) {
            Some((attrs, vis, sig)) => Ok(GuardedFn { attrs, vis, default: None, sig, body: None, semi: None }),
            None => head.parse2(tokens.into_iter().collect()),
        };
        match (body, function) {
            (Some(body), Ok(function)) => Ok(GuardedFn { body: Some(Body::read(&body)?), ..function }),
            // A declaration, or something that is wrong, which is said of the whole.
            _ => syn::parse2(item.clone()),
        }
    }

    /// The function's name, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.sig.ident.unraw().to_string()
    }

    /// The function as it was read.
    pub(crate) fn as_written(&self) -> TokenStream {
        let statements = self.body.as_ref().map(|body| body.tokens.clone()).unwrap_or_default();
        let inputs = &self.sig.inputs;
        self.rewritten(inputs.to_token_stream(), statements)
    }

    /// Writes the function again with other parameters and another body. `Signature` is taken apart field by field,
    /// so that a field that a later syn adds breaks this crate's build and not a user's function.
    pub(crate) fn rewritten(&self, mut parameters: TokenStream, statements: TokenStream) -> TokenStream {
        let GuardedFn { attrs, vis, default, sig, body, semi } = self;
        let Signature { constness, asyncness, safety, abi, fn_token, ident, generics, paren_token, inputs: _, variadic, output } =
            sig;
        let mut tokens = TokenStream::new();
        tokens.append_all(attrs);
        vis.to_tokens(&mut tokens);
        default.to_tokens(&mut tokens);
        constness.to_tokens(&mut tokens);
        asyncness.to_tokens(&mut tokens);
        safety.to_tokens(&mut tokens);
        abi.to_tokens(&mut tokens);
        fn_token.to_tokens(&mut tokens);
        ident.to_tokens(&mut tokens);
        generics.to_tokens(&mut tokens);
        variadic.to_tokens(&mut parameters);
        tokens.append(group(Delimiter::Parenthesis, paren_token.span, parameters));
        output.to_tokens(&mut tokens);
        generics.where_clause.to_tokens(&mut tokens);
        semi.to_tokens(&mut tokens);
        if let Some(Body { brace, inner, tokens: _ }) = body {
            let mut content = TokenStream::new();
            content.append_all(inner);
            content.extend(statements);
            tokens.append(group(Delimiter::Brace, brace.span, content));
        }
        tokens
    }
}

fn group(delimiter: Delimiter, place: DelimSpan, content: TokenStream) -> Group {
    let mut group = Group::new(delimiter, content);
    group.set_span(place.join());
    group
}

/// What an item is that is no function, and the token that says so.
pub(crate) fn kind_of(item: TokenStream) -> Option<(&'static str, Span)> {
    find_kind.parse2(item).ok().flatten()
}

fn find_kind(input: ParseStream<'_>) -> syn::Result<Option<(&'static str, Span)>> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    // `unsafe impl`, `auto trait`: what it is stands behind these.
    while ["unsafe", "auto", "default"].iter().any(|word| next_word(input) == *word) {
        input.call(Ident::parse_any)?;
    }
    let span = input.span();
    let kind = match next_word(input).as_str() {
        "struct" => "a struct",
        "enum" => "an enum",
        "union" => "a union",
        "mod" => "a module",
        "trait" => "a trait",
        "impl" => "an `impl` block",
        "const" => "a constant",
        "static" => "a static",
        "type" => "a type alias",
        "use" => "an import",
        "let" => "a `let` statement",
        "move" | "async" => "a closure",
        "extern" => "an `extern` block",
        "" if input.peek(Token![|]) || input.peek(Token![||]) => "a closure",
        _ => "this item",
    };
    // The rest was read by rustc; whether it holds a function's signature decides who speaks.
    let mut is_function = false;
    while !input.is_empty() {
        is_function |= kind != "an `impl` block" && input.peek(Token![fn]);
        input.parse::<TokenTree>()?;
    }
    let found = (kind, span);
    Ok(if is_function && matches!(kind, "a constant" | "a closure" | "an `extern` block" | "this item") {
        None
    } else {
        Some(found)
    })
}

fn next_word(input: ParseStream<'_>) -> String {
    input.fork().call(Ident::parse_any).map(|word| word.to_string()).unwrap_or_default()
}
