//! What is read of a function without syn is what syn reads.

use std::mem::discriminant;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::select;
use quote::ToTokens;
use syn::{FnArg, GenericArgument, Pat, PathArguments, ReturnType, Type};

use super::{plain, tokens};
use crate::syntax::function::GuardedFn;
use crate::syntax::usual_head;

const BEFORE: &[&str] =
    &["", "#[identity]", "/// Text.\n", "#[x::y(z = 1)] #[w]", "#[allow(unused)]", "#[cfg(a)]", "#[FRAGMENT(identity)]"];

const VISIBILITIES: &[&str] =
    &["", "pub", "pub(crate)", "pub(in crate::a)", "FRAGMENT()", "FRAGMENT(pub)", "FRAGMENT(pub(crate))"];

const QUALIFIERS: &[&str] =
    &["", "async", "async", "const", "unsafe", "async unsafe", "extern \"C\"", "default", "default async"];

const GENERICS: &[&str] = &["", "", "<T>", "<'a, T: A<B>, const N: usize>"];

const PATTERNS: &[&str] = &[
    "a",
    "mut a",
    "_",
    "_a",
    "r#type",
    "Json(a)",
    "Json(mut a)",
    "Json(_)",
    "axum::Json(a)",
    "P { a, .. }",
    "(a, b)",
    "Path((a, b))",
    "ref a",
    "a @ _",
    "N",
    "FRAGMENT(a)",
    "FRAGMENT(mut a)",
    "FRAGMENT(Json(a))",
    "Json(FRAGMENT(a))",
    "FRAGMENT(Json)(a)",
];

const TYPES: &[&str] = &[
    "A",
    "a::B<C>",
    "::a::B",
    "A<B, C<D<E>>>",
    "A<B,>",
    "A<>",
    "A<'a, B>",
    "A<B = C>",
    "A<{ 1 }, 2>",
    "A::<B>",
    "A<B>::C",
    "<A as B>::C",
    "&A",
    "&mut a::A<&B>",
    "&'a A",
    "&mut dyn A",
    "&&A",
    "dyn A",
    "impl A + B",
    "fn(A) -> B",
    "Box<dyn Fn(A) -> B>",
    "(A, B)",
    "[A; 2]",
    "*const A",
    "!",
    "Self",
    "crate::A",
    "m!(a)",
    "(A)",
    "FRAGMENT(A)",
    "FRAGMENT(&A)",
    "FRAGMENT(A + B)",
    "&FRAGMENT(A)",
    "A<FRAGMENT(B<C>)>",
    "A<FRAGMENT('a), B>",
    "FRAGMENT(a::A)<B>",
    "FRAGMENT(a)::A",
    "a::FRAGMENT(A)",
];

const BOUNDS: &[&str] = &["", "", "where T: A", "where A: B, C<D>: E,"];

/// The kinds of syn's types, which the printed tokens do not show.
fn kinds(function: &GuardedFn) -> String {
    let mut kinds = vec![plain(&function.as_written())];
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(_) => kinds.push("self".to_owned()),
            FnArg::Typed(parameter) => {
                kinds.extend(parameter.attrs.iter().map(|attribute| format!("{:?}", discriminant(&attribute.meta))));
                of_pattern(&parameter.pat, &mut kinds);
                of_type(&parameter.ty, &mut kinds);
            }
        }
    }
    kinds.push(format!("{:?}{:?}", discriminant(&function.vis), discriminant(&function.sig.safety)));
    if let ReturnType::Type(_, ty) = &function.sig.output {
        of_type(ty, &mut kinds);
    }
    kinds.join("\n")
}

fn of_pattern(pat: &Pat, kinds: &mut Vec<String>) {
    kinds.push(format!("{:?}", discriminant(pat)));
    if let Pat::TupleStruct(pat) = pat {
        kinds.push(pat.path.segments.len().to_string());
        pat.elems.iter().for_each(|element| of_pattern(element, kinds));
    }
}

fn of_type(ty: &Type, kinds: &mut Vec<String>) {
    kinds.push(format!("{:?}", discriminant(ty)));
    match ty {
        Type::Reference(reference) => of_type(&reference.elem, kinds),
        Type::Path(ty) => {
            for segment in &ty.path.segments {
                kinds.push(format!("{:?}", discriminant(&segment.arguments)));
                let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
                for argument in &arguments.args {
                    kinds.push(format!("{:?}", discriminant(argument)));
                    if let GenericArgument::Type(ty) = argument {
                        of_type(ty, kinds);
                    }
                }
            }
        }
        _ => {}
    }
}

fn argument() -> impl Strategy<Value = String> {
    (select(BEFORE), select(PATTERNS), select(TYPES)).prop_map(|(before, pat, ty)| format!("{before} {pat}: {ty}"))
}

fn item() -> impl Strategy<Value = String> {
    let front = (select(BEFORE), select(VISIBILITIES), select(QUALIFIERS), select(GENERICS));
    let receiver = select(&["", "", "", "self, ", "&self, ", "&mut self, ", "mut self: Box<Self>, ", "self: A, "]);
    let list = (receiver, proptest::collection::vec(argument(), 0..4), any::<bool>());
    let back = (
        proptest::option::of(select(TYPES)),
        select(BOUNDS),
        select(&["{ x }", "{ #![allow(y)] x }", "{}", ";", "FRAGMENT({ x })"]),
    );
    (front, list, back).prop_map(|((before, vis, qualifiers, generics), (receiver, list, comma), (returned, bounds, body))| {
        let comma = if comma && !list.is_empty() { "," } else { "" };
        let returned = returned.map_or_else(String::new, |ty| format!("-> {ty}"));
        format!("{before} {vis} {qualifiers} fn f{generics}({receiver}{}{comma}) {returned} {bounds} {body}", list.join(", "))
    })
}

// FRAGMENT(a)  =>  a, in an invisible group
fn with_fragments(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut all = Vec::new();
    while let Some(token) = tokens.next() {
        let is_fragment = matches!(&token, TokenTree::Ident(word) if word == "FRAGMENT");
        let next = if is_fragment { tokens.next() } else { Some(token) };
        all.extend(next.map(|next| match next {
            TokenTree::Group(group) => {
                let delimiter = if is_fragment { Delimiter::None } else { group.delimiter() };
                Group::new(delimiter, with_fragments(group.stream())).into()
            }
            other => other,
        }));
    }
    all.into_iter().collect()
}

proptest! {
    #[test]
    fn a_function_is_read_as_syn_reads_it(item in item()) {
        let item = with_fragments(tokens(&item));
        match (GuardedFn::read(&item), syn::parse2::<GuardedFn>(item.clone())) {
            (Ok(read), Ok(parsed)) => {
                prop_assert_eq!(kinds(&read), kinds(&parsed));
                prop_assert_eq!(plain(&read.as_written()), plain(&item));
            }
            (Err(read), Err(parsed)) => prop_assert_eq!(read.to_string(), parsed.to_string()),
            (read, parsed) => prop_assert!(false, "{} {}", read.is_ok(), parsed.is_ok()),
        }
    }
}

/// Else all would go the dear way.
#[test]
fn usual_functions_are_read_without_syn() {
    for (item, is_usual) in [
        (
            "async fn h(#[identity] who: Identity, State(app): State<App>, Json(item): Json<Vec<Item>>) -> Result<Json<A>, B>",
            true,
        ),
        ("/// Text.\n pub(crate) async fn h(a: a::A, mut b: B,) -> impl IntoResponse", true),
        ("pub fn f(req: &mut Request<B>, table: &Table)", true),
        ("fn f<T>(a: A)", false),
        ("fn f(&self, a: A)", false),
        ("fn f(self: A)", false),
        ("fn f(a: A, _: B)", false),
        ("fn f(a: A) where B: C", false),
        ("const fn f(a: A)", false),
    ] {
        let head: Vec<_> = tokens(item).into_iter().collect();
        let read = usual_head::read(&head);
        assert_eq!(read.is_some(), is_usual, "{item}");
        if let Some((_, _, sig)) = read {
            assert!(plain(&tokens(item)).contains(&plain(&sig.to_token_stream())), "{item}");
        }
    }
}
