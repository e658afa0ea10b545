//! `impl` blocks of MCP servers: the table beside guarded tools, and the list in the handler of the server.

use proc_macro2::{Ident, TokenStream};
use quote::{TokenStreamExt, quote};
use syn::{Attribute, Generics, Type};

use super::impl_block::{self, Table};
use crate::check;
use crate::diagnostics::errors::{Collector, collect};
use crate::expand::{self, Entry};
use crate::framework::Framework;
use crate::syntax::args::{self, Args};
use crate::syntax::attributes::is_guard;
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::GuardedFn;
use crate::syntax::impl_block::{GuardedImpl, Item};
use crate::syntax::keys::Macro;
use crate::syntax::mcp::{Called, argument, may_be_called, router_in_parentheses, table_name, take_server_handler};

/// `#[requires_auth]` on an `impl` block, either of tools and prompts or of the handler of a server.
pub(super) fn guard(default: &TokenStream, block: GuardedImpl) -> TokenStream {
    if block.is_of_a_trait {
        return handler(default, &block);
    }
    impl_block::guard(default, block, Some(Framework::Rmcp), Some(&mut Policies { entries: Vec::new() }))
}

/// The guarded tools and prompts of one block.
struct Policies {
    entries: Vec<Entry>,
}

impl Table for Policies {
    fn may_be_called(&self, method: &GuardedFn) -> bool {
        may_be_called(&method.attrs)
    }

    /// A method without an attribute of rmcp has no entry: clients cannot call it by a name.
    fn add(&mut self, method: &GuardedFn, types: TokenStream) {
        if let Some(called) = Called::by(&method.attrs) {
            self.entries.push(Entry::new(called, method, types));
        }
    }

    /// The functions that return the table.
    fn finish(
        &self,
        attrs: &mut [Attribute],
        generics: &Generics,
        self_type: &Type,
        crate_path: Option<&syn::Path>,
    ) -> (TokenStream, TokenStream) {
        let root = CratePath::named(crate_path);
        let (mut functions, mut beside) = (TokenStream::new(), TokenStream::new());
        for called in Called::ALL {
            let entries = || self.entries.iter().filter(move |entry| entry.called == called);
            let attribute = called.router(attrs);
            if attribute.is_none() && entries().next().is_none() {
                continue;
            }
            let router = attribute.as_ref().and_then(|attribute| argument(attribute, "router"));
            if attribute.is_some_and(take_server_handler) {
                beside.extend(expand::server_handler(generics, self_type, router.clone(), root.root()));
            }
            functions.extend(expand::policies(&table_name(called, router), entries(), root.root()));
        }
        (functions, beside)
    }
}

// #[requires_auth] #[tool_handler] impl ServerHandler for Shop { .. }   =>   #[tool_handler] impl ServerHandler for Shop { .. LIST }
fn handler(default: &TokenStream, block: &GuardedImpl) -> TokenStream {
    let made = collect(|errors| {
        let args = args::read(default.clone(), Macro::Attribute, errors);
        check::check_attributes_below(&args, &block.attrs, errors);
        check::check_one_guard(block, errors);
        check_nothing_demanded(&args, errors);
        check_list(block, errors);
        check_prompts(block, errors);
        let handler = Called::Tool.handler(&block.attrs)?;
        let crate_path = args.crate_path.as_ref().map(|path| &path.value);
        let (router, meta) = (argument(handler, "router"), argument(handler, "meta"));
        Some(expand::list_method(router, meta, CratePath::named(crate_path).root()))
    });
    let (list, errors) = match made {
        Ok(list) => (list, TokenStream::new()),
        Err(mistakes) => (TokenStream::new(), mistakes.into_compile_errors()),
    };
    let GuardedImpl { attrs, header, brace, inner, items, .. } = block;
    let mut tokens = TokenStream::new();
    tokens.append_all(attrs.iter().filter(|attribute| !is_guard(attribute)).map(router_in_parentheses));
    tokens.extend(header.clone());
    brace.surround(&mut tokens, |tokens| {
        tokens.append_all(inner);
        tokens.extend(items.iter().map(as_written));
        tokens.extend(list);
    });
    quote!(#tokens #errors)
}

/// The item as it was read.
fn as_written(item: &Item) -> TokenStream {
    match item {
        Item::Method(method) => method.as_written(),
        Item::Other(tokens) | Item::Macro(tokens, _) => tokens.clone(),
    }
}

/// Policies belong to the tools.
fn check_nothing_demanded(args: &Args, errors: &mut Collector) {
    let Args { verifier, scopes, acr, max_age, only, check, identity, authenticator, on_reject, .. } = args;
    let keys = [
        verifier.as_ref().map(|key| &key.key),
        scopes.as_ref().map(|key| &key.key),
        acr.as_ref().map(|key| &key.key),
        max_age.as_ref().map(|key| &key.key),
        only.as_ref().map(|key| &key.key),
        check.as_ref().map(|key| &key.key),
        args.optional.as_ref(),
        identity.as_ref().map(|key| &key.key),
        authenticator.as_ref().map(|key| &key.key),
        on_reject.as_ref().map(|key| &key.key),
    ];
    for key in keys.into_iter().flatten() {
        let message =
            format!("`{key}` cannot be used here: above a handler of a server the attribute only writes the list of tools");
        errors.over(key, &message, "write `#[requires_auth]` here, and put what is demanded on the tools");
    }
}

/// The list is the attribute's to write.
fn check_list(block: &GuardedImpl, errors: &mut Collector) {
    match (Called::Tool.handler(&block.attrs), written(block, "list_tools")) {
        (Some(_), None) => {}
        (Some(_), Some(list)) => {
            let help = "remove `#[requires_auth]` here, and call `requires_auth::rmcp::visible_tools` in it";
            errors.over(list, "`list_tools` is written here, so the attribute cannot write it", help);
        }
        (None, Some(_)) => {
            let help = "put `#[requires_auth]` first, then `#[tool_handler]`";
            errors.over(&block.self_type, "move `#[requires_auth]` above the attribute that writes `list_tools`", help);
        }
        (None, None) if Called::Prompt.handler(&block.attrs).is_some() => {
            let help = "remove `#[requires_auth]` here: the guard of each prompt stays";
            errors.over(&block.self_type, "`#[prompt_handler]` writes the list of prompts itself, and lists all of them", help);
        }
        (None, None) => {
            let help = "put it on the block that has the handlers";
            errors.over(&block.header, "this `impl` block has no method that could be guarded", help);
        }
    }
}

/// rmcp's attribute replaces methods that are written beside it.
fn check_prompts(block: &GuardedImpl, errors: &mut Collector) {
    if Called::Prompt.handler(&block.attrs).is_none() {
        return;
    }
    for name in ["list_prompts", "get_prompt"] {
        if let Some(method) = written(block, name) {
            let message = format!("`#[prompt_handler]` replaces `{name}`, so this method would never be called");
            errors.over(
                method,
                &message,
                "remove `#[prompt_handler]`, and write both `list_prompts` and `get_prompt`, or remove this method",
            );
        }
    }
}

/// The name of a method of the block.
fn written<'b>(block: &'b GuardedImpl, name: &str) -> Option<&'b Ident> {
    block.items.iter().find_map(|item| match item {
        Item::Method(method) if method.name() == name => Some(&method.sig.ident),
        _ => None,
    })
}
