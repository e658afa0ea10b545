//! What attributes of rmcp say about a block: which methods are tools or prompts, and how their router is called.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Lit, Meta, parse_quote};

use crate::syntax::attributes::{cfg_attr_contents, handler_attribute};
use crate::syntax::plain::is_punct;

/// What a method is called as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Called {
    Tool,
    Prompt,
}

impl Called {
    pub(crate) const ALL: [Called; 2] = [Called::Tool, Called::Prompt];

    /// As its attributes begin: `tool`, `tool_router`, `tool_handler`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Called::Tool => "tool",
            Called::Prompt => "prompt",
        }
    }

    /// What attributes make of a method, also under a condition: the guard of a method that then is no tool changes nothing.
    pub(crate) fn by(attrs: &[Attribute]) -> Option<Called> {
        Called::ALL.into_iter().find(|called| attrs.iter().any(|attribute| makes(attribute, called.word())))
    }

    /// `#[tool_router]` or `#[prompt_router]`.
    pub(crate) fn router(self, attrs: &mut [Attribute]) -> Option<&mut Attribute> {
        attrs.iter_mut().find(|attribute| is(attribute, &format!("{}_router", self.word())))
    }

    /// `#[tool_handler]` or `#[prompt_handler]`.
    pub(crate) fn handler(self, attrs: &[Attribute]) -> Option<&Attribute> {
        attrs.iter().find(|attribute| is(attribute, &format!("{}_handler", self.word())))
    }
}

/// Whether a method may be more than a helper, which no client can call: it has an attribute that is not known to be inert, such as
/// `#[tool]` under another name, also under a condition. What rmcp takes for `#[tool]` never counts as inert, even if it is written as
/// an attribute of a tool of the compiler: `#[clippy::tool]`, where a module is called `clippy`.
pub(crate) fn may_be_called(attrs: &[Attribute]) -> bool {
    let made = |meta: Meta| -> Attribute { parse_quote!(#[#meta]) };
    if Called::by(attrs).is_some() {
        return true;
    }
    attrs.iter().any(|attribute| {
        handler_attribute(std::slice::from_ref(attribute)).is_some()
            || (attribute.path().is_ident("cfg_attr")
                && cfg_attr_contents(&attribute.meta)
                    .is_ok_and(|metas| metas.into_iter().any(|meta| may_be_called(&[made(meta)]))))
    })
}

fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == name)
}

fn makes(attribute: &Attribute, name: &str) -> bool {
    is(attribute, name)
        || (attribute.path().is_ident("cfg_attr")
            && cfg_attr_contents(&attribute.meta).is_ok_and(|metas| {
                metas.into_iter().any(|meta| {
                    let made = parse_quote!(#[#meta]);
                    makes(&made, name)
                })
            }))
}

/// The arguments of an attribute, each as its tokens. A fragment of a `macro_rules!`, as `$m:meta`, holds a whole argument.
fn arguments(attribute: &Attribute) -> Vec<Vec<TokenTree>> {
    let Meta::List(list) = &attribute.meta else { return Vec::new() };
    let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
    let arguments = tokens.split(|token| is_punct(token, ',')).map(|argument| ungrouped(argument.to_vec()));
    arguments.filter(|argument| !argument.is_empty()).collect()
}

fn ungrouped(argument: Vec<TokenTree>) -> Vec<TokenTree> {
    match argument.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => ungrouped(group.stream().into_iter().collect()),
        _ => argument,
    }
}

/// The value of `key = ..`.
pub(crate) fn argument(attribute: &Attribute, wanted: &str) -> Option<TokenStream> {
    arguments(attribute).into_iter().find_map(|argument| match &*argument {
        [TokenTree::Ident(key), equals, value @ ..] if key == wanted && is_punct(equals, '=') => {
            Some(value.iter().cloned().collect())
        }
        _ => None,
    })
}

/// Takes `server_handler`, or `server_handler = true`, out of `#[tool_router(..)]`, and says whether it was there.
pub(crate) fn take_server_handler(attribute: &mut Attribute) -> bool {
    let is_it = |argument: &[TokenTree]| match argument {
        [TokenTree::Ident(word)] => word == "server_handler",
        [TokenTree::Ident(word), equals, value @ ..] => {
            let value: TokenStream = value.iter().cloned().collect();
            word == "server_handler" && is_punct(equals, '=') && is_true(value)
        }
        _ => false,
    };
    let arguments = arguments(attribute);
    let rest =
        arguments.iter().filter(|argument| !is_it(argument)).map(|argument| argument.iter().cloned().collect::<TokenStream>());
    let (before, rest): (usize, Vec<TokenStream>) = (arguments.len(), rest.collect());
    if rest.len() == before {
        return false;
    }
    if let Meta::List(list) = &mut attribute.meta {
        list.tokens = quote!(#(#rest),*);
    }
    true
}

/// Writes `router = (a + b)` for `router = a + b` in `#[tool_handler(..)]`: rmcp calls a method of what is written there, which of a sum
/// would be one of the last summand.
pub(crate) fn router_in_parentheses(attribute: &Attribute) -> TokenStream {
    let Meta::List(list) = &attribute.meta else { return quote!(#attribute) };
    if !is(attribute, "tool_handler") {
        return quote!(#attribute);
    }
    let arguments = arguments(attribute).into_iter().map(|argument| match &*argument {
        [TokenTree::Ident(key), equals, value @ ..] if key == "router" && value.iter().any(|token| is_punct(token, '+')) => {
            let value: TokenStream = value.iter().cloned().collect();
            quote!(#key #equals (#value))
        }
        _ => argument.into_iter().collect(),
    });
    let path = &list.path;
    quote!(#[#path(#(#arguments),*)])
}

/// As rmcp reads it: `true`, or the same in quotes.
fn is_true(value: TokenStream) -> bool {
    match syn::parse2::<Lit>(value) {
        Ok(Lit::Bool(value)) => value.value,
        Ok(Lit::Str(value)) => value.value() == "true",
        _ => false,
    }
}

/// `tool_policies` of the router `tool_router`, `admin_policies` of `admin` and of `admin_router`.
pub(crate) fn table_name(called: Called, router: Option<TokenStream>) -> Ident {
    let name = router.and_then(|router| syn::parse2::<Ident>(router).ok());
    let text = name.as_ref().map_or_else(|| called.word().to_owned(), |name| syn::ext::IdentExt::unraw(name).to_string());
    let span = name.map_or_else(proc_macro2::Span::call_site, |name| name.span());
    Ident::new(&format!("{}_policies", text.strip_suffix("_router").unwrap_or(&text)), span)
}
