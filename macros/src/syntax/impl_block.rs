//! The annotated item, where it is an `impl` block: its methods are read as functions are, the rest stays tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Generics, ImplItem, ItemImpl, Token, Type, braced, token};

use crate::syntax::function::GuardedFn;

/// An `impl` block.
pub(crate) struct GuardedImpl {
    pub(crate) attrs: Vec<Attribute>,
    /// `unsafe impl<T> Trait for Type where ..`
    pub(crate) header: TokenStream,
    pub(crate) is_of_a_trait: bool,
    pub(crate) generics: Generics,
    pub(crate) self_type: Type,
    pub(crate) brace: token::Brace,
    /// `#![allow(..)]`
    pub(crate) inner: Vec<Attribute>,
    pub(crate) items: Vec<Item>,
}

pub(crate) enum Item {
    Method(Box<GuardedFn>),
    /// A constant or a type.
    Other(TokenStream),
    /// `name! { .. }`: what it makes is not to be seen.
    Macro(TokenStream, Span),
}

impl GuardedImpl {
    /// Whether an item is one, which decides who reads it: from its first tokens, since every item is asked.
    pub(crate) fn is_one(item: &TokenStream) -> bool {
        let mut tokens = item.clone().into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(pound) if pound.as_char() == '#' => drop(tokens.next()),
                TokenTree::Ident(word) if word == "unsafe" || word == "default" => {}
                TokenTree::Ident(word) => return word == "impl",
                _ => return false,
            }
        }
        false
    }
}

impl Parse for GuardedImpl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let mut header = TokenStream::new();
        while !input.is_empty() && !is_block(input) {
            header.extend([input.parse::<TokenTree>()?]);
        }
        let mut whole = header.clone();
        whole.extend([TokenTree::Group(proc_macro2::Group::new(proc_macro2::Delimiter::Brace, TokenStream::new()))]);
        let ItemImpl { generics, trait_: of_trait, self_ty: self_type, .. } = syn::parse2(whole)?;
        let content;
        let brace = braced!(content in input);
        let inner = content.call(Attribute::parse_inner)?;
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(item(&content)?);
        }
        Ok(GuardedImpl { attrs, header, is_of_a_trait: of_trait.is_some(), generics, self_type: *self_type, brace, inner, items })
    }
}

/// The braces at the end; those in front are of constants, `impl Ring<{ N + 1 }> { .. }`.
fn is_block(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    input.peek(token::Brace) && ahead.parse::<TokenTree>().is_ok() && ahead.is_empty()
}

fn item(input: ParseStream<'_>) -> syn::Result<Item> {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer)?;
    ahead.parse::<syn::Visibility>()?;
    if !ahead.peek2(Token![!]) && !ahead.peek2(Token![::]) {
        ahead.parse::<Option<Token![default]>>()?;
    }
    let constant =
        ahead.peek(Token![const]) && !ahead.peek2(Token![fn]) && !ahead.peek2(Token![async]) && !ahead.peek2(Token![unsafe]);
    if !constant && !ahead.peek(Token![type]) && ahead.parse::<syn::Signature>().is_ok() {
        return input.parse().map(|method| Item::Method(Box::new(method)));
    }
    let item: ImplItem = input.parse()?;
    Ok(match item {
        ImplItem::Const(_) | ImplItem::Type(_) => Item::Other(item.into_token_stream()),
        other => {
            let span = other.span();
            Item::Macro(other.into_token_stream(), span)
        }
    })
}
