//! `#[requires_auth(ARGS)] impl ..`: every method is guarded, now and in the future, unless it says otherwise itself.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::{Attribute, Generics, Meta, Type, parse_quote};

use crate::check;
use crate::diagnostics::errors::{Diagnostics, collect, mistake_at, mistake_over};
use crate::expand::fallback;
use crate::expand::{self, ImplContext, Method};
use crate::framework::Framework;
use crate::syntax::args;
use crate::syntax::attributes::{cfg_attr_contents, decided, handler_attribute, is_guard, is_our_guard, is_public, remove};
use crate::syntax::crate_path::CratePath;
use crate::syntax::function::GuardedFn;
use crate::syntax::impl_block::{GuardedImpl, Item};
use crate::syntax::keys::Macro;
use crate::syntax::parameters;

/// Collects the guarded methods of a block, for a framework that needs a table of them.
pub(super) trait Table {
    /// Whether a client may be able to call the method. If not, the method is a helper and stays unchanged.
    fn may_be_called(&self, method: &GuardedFn) -> bool;

    /// Adds a guarded method with the types of its guard.
    fn add(&mut self, method: &GuardedFn, types: TokenStream);

    /// Further methods for the block, and the items to write beside the block.
    fn finish(
        &self,
        attrs: &mut [Attribute],
        generics: &Generics,
        self_type: &Type,
        crate_path: Option<&syn::Path>,
    ) -> (TokenStream, TokenStream);
}

// #[requires_auth(DEFAULT)] #[x] impl T { fn a(..) { .. } #[requires_auth::public] fn b(..) { .. } #[requires_auth(OWN)] fn c(..) { .. } }
//   =>  MARKERS #[x] impl T { a guarded by DEFAULT, b as it is, c guarded by OWN }
pub(super) fn guard(
    default: &TokenStream,
    block: GuardedImpl,
    framework: Option<Framework>,
    mut table: Option<&mut dyn Table>,
) -> TokenStream {
    let mut mistakes = Diagnostics::default();
    let handler_attribute_already_ran = check::handler_attribute_already_ran(&block, framework);
    let crate_path = of_the_block(default.clone(), &block, framework).unwrap_or_else(|wrong| {
        mistakes.append(wrong);
        None
    });
    let default_is_right = mistakes.is_empty();
    let has_handler_attribute = handler_attribute(&block.attrs).is_some();
    let decided = || has_handler_attribute.then(decided);
    let place = ImplContext { self_type: &block.self_type.to_token_stream(), header: &block.header };
    let mut beside = TokenStream::new();
    let mut items = TokenStream::new();
    let mut has_methods = false;
    for item in block.items {
        match item {
            Item::Other(tokens) => items.extend(tokens),
            Item::Macro(tokens, span) => {
                let help = "write its methods out, or move it to a separate `impl` block";
                mistakes.append(
                    mistake_at(span, "the guard cannot see the methods that a macro inside an `impl` makes", help).into(),
                );
                items.extend(tokens);
            }
            Item::Method(method) if table.as_ref().is_some_and(|table| !table.may_be_called(&method)) => {
                items.extend(method.as_written());
            }
            Item::Method(mut method) => {
                has_methods = true;
                let said = take_method_guard(&mut method, crate_path.as_ref()).unwrap_or_else(|wrong| {
                    mistakes.append(wrong);
                    MethodGuard::Inherit
                });
                if handler_attribute_already_ran {
                    items.extend(fallback::seen_method(*method));
                    continue;
                }
                let own = match said {
                    MethodGuard::Public => {
                        method.attrs.extend(decided());
                        items.extend(method.as_written());
                        continue;
                    }
                    MethodGuard::Own(own) => Some(own),
                    MethodGuard::Inherit => None,
                };
                if !default_is_right {
                    if let Some(own) = own {
                        mistakes.append(mistakes_in(own));
                    }
                    method.attrs.extend(decided());
                    items.extend(fallback::method(*method, framework));
                    continue;
                }
                match guarded(default, own, &mut method, framework, &block.generics, &place) {
                    Ok(guarded) => {
                        beside.extend(guarded.beside);
                        items.extend(guarded.item);
                        if let Some(table) = &mut table {
                            table.add(&method, guarded.types);
                        }
                    }
                    Err(NotGuarded { mistakes: wrong, is_handler }) => {
                        mistakes.append(wrong);
                        method.attrs.extend(decided());
                        items.extend(if is_handler {
                            fallback::method(*method, framework)
                        } else {
                            fallback::seen_method(*method)
                        });
                    }
                }
            }
        }
    }
    if !has_methods && mistakes.is_empty() {
        let help = "put it on the block that has the handlers";
        mistakes.append(mistake_over(&block.header, "this `impl` block has no method that could be guarded", help).into());
    }
    let (mut attrs, header, inner) = (block.attrs, block.header, block.inner);
    remove(&mut attrs, is_guard);
    if let Some(table) = table {
        let (functions, more) = table.finish(&mut attrs, &block.generics, &block.self_type, crate_path.as_ref());
        items.extend(functions);
        beside.extend(more);
    }
    let header = quote!(#(#attrs)* #header);
    let block = in_braces(&block.brace, &inner, items);
    let errors = mistakes.into_compile_errors();
    quote!(#beside #header #block #errors)
}

fn in_braces(brace: &syn::token::Brace, inner: &[Attribute], items: TokenStream) -> TokenStream {
    let mut tokens = TokenStream::new();
    brace.surround(&mut tokens, |tokens| {
        tokens.append_all(inner);
        tokens.extend(items);
    });
    tokens
}

/// What is wrong with the default is said once, not for each method; and the crate that it names.
fn of_the_block(
    default: TokenStream,
    block: &GuardedImpl,
    framework: Option<Framework>,
) -> Result<Option<syn::Path>, Diagnostics> {
    collect(|errors| {
        check::check_block_order(block, framework, errors);
        let args = args::read(default, Macro::Attribute, errors);
        // What the block is handed to is handed every method.
        check::check_attributes_below(&args, &block.attrs, errors);
        if framework.is_none() {
            let item = block.header.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span());
            check::check_block(&args, &block.attrs, item, errors);
        }
        check::check_one_guard(block, errors);
        Some(args.crate_path.map(|path| path.value))
    })
}

/// What is wrong with the arguments of a method, whatever they would inherit.
fn mistakes_in(own: TokenStream) -> Diagnostics {
    let read = collect(|errors| {
        args::read(own, Macro::Attribute, errors);
        Some(())
    });
    read.err().unwrap_or_default()
}

/// What a method says of itself.
enum MethodGuard {
    Inherit,
    Public,
    Own(TokenStream),
}

/// Takes the method's own attribute out.
fn take_method_guard(method: &mut GuardedFn, crate_path: Option<&syn::Path>) -> Result<MethodGuard, Diagnostics> {
    let is_ours = |attribute: &Attribute| is_guard(attribute) || is_public(attribute, crate_path);
    let (mut ours, others): (Vec<_>, Vec<_>) = std::mem::take(&mut method.attrs).into_iter().partition(is_ours);
    method.attrs = others;
    let name = method.name();
    if let Some(place) = method.attrs.iter().position(|attribute| brings(attribute, &is_ours)) {
        let conditional = method.attrs.remove(place);
        let help = format!("write two variants of `{name}`, each under its own `#[cfg(..)]`");
        return Err(mistake_over(conditional.path(), "a condition cannot decide who may call a method", &help).into());
    }
    let Some(attribute) = ours.pop() else { return Ok(MethodGuard::Inherit) };
    if is_guard(&attribute) && !is_our_guard(&attribute, crate_path) {
        let path = CratePath::text(attribute.path());
        let help = "import the attribute and write `#[requires_auth(..)]`";
        return Err(
            mistake_over(attribute.path(), &format!("cannot tell whether `#[{path}]` is this crate's attribute"), help).into()
        );
    }
    if let Some(another) = ours.first() {
        let help = "keep one of them: a method's own attribute replaces the default of its `impl` block";
        return Err(mistake_over(another.path(), &format!("conflicting access attributes on `{name}`"), help).into());
    }
    match &attribute.meta {
        Meta::Path(_) if is_guard(&attribute) => Ok(MethodGuard::Own(TokenStream::new())),
        Meta::List(list) if is_guard(&attribute) => Ok(MethodGuard::Own(list.tokens.clone())),
        Meta::Path(_) => Ok(MethodGuard::Public),
        _ => {
            let path = CratePath::text(attribute.path());
            let help = format!("write `#[{path}]`");
            Err(mistake_over(&attribute.meta, &format!("`#[{path}]` cannot be read"), &help).into())
        }
    }
}

/// Whether a `cfg_attr`, which on a method nobody has looked at yet, may bring such an attribute.
fn brings(attribute: &Attribute, is_wanted: &impl Fn(&Attribute) -> bool) -> bool {
    attribute.path().is_ident("cfg_attr")
        && cfg_attr_contents(&attribute.meta).is_ok_and(|metas| {
            metas.into_iter().any(|meta| {
                let made = parse_quote!(#[#meta]);
                is_wanted(&made) || brings(&made, is_wanted)
            })
        })
}

/// What is wrong with a method, and whether it seems to be a handler at all.
struct NotGuarded {
    mistakes: Diagnostics,
    is_handler: bool,
}

/// Guards a method by the block's attribute, or by the method's, which inherits from the block's.
fn guarded(
    default: &TokenStream,
    own: Option<TokenStream>,
    method: &mut GuardedFn,
    framework: Option<Framework>,
    generics: &Generics,
    place: &ImplContext<'_>,
) -> Result<Method, NotGuarded> {
    let mut is_handler = true;
    let guarded = collect(|errors| {
        let default = args::read(default.clone(), Macro::Attribute, errors);
        let args = match own {
            None => default,
            Some(own) => {
                let mut own = args::read(own, Macro::Attribute, errors);
                own.inherit(default, parameters::identity(method).is_some());
                own
            }
        };
        is_handler = !check::report_no_handler(method, framework, &args, check::Position::Impl(place.self_type), errors);
        if !is_handler {
            return None;
        }
        check::report_sync_handler(method, framework, errors);
        check::report_unmarked_identity(method, framework, &args, errors);
        let method: &GuardedFn = method;
        match framework {
            None => {
                let guard = check::function(args, method, errors)?;
                let item = expand::function(&guard, method);
                Some(Method { beside: TokenStream::new(), item, types: TokenStream::new() })
            }
            Some(framework) => {
                let guard = check::method(args, method, generics, framework, errors)?;
                Some(expand::method(&guard, method, place))
            }
        }
    });
    guarded.map_err(|mistakes| NotGuarded { mistakes, is_handler })
}
