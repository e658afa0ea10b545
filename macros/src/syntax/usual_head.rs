//! What stands in front of the body of most functions, read into syn's types without syn: it looks for each keyword in each name, and
//! procedural macros are built without optimisation, so that this was the dearest part of an expansion. Of anything else than this
//! nothing is read, and syn reads the whole:
//!
//! ```text
//! HEAD     = ATTRIBUTE* VISIBILITY `async`? `fn` NAME `(` ARGUMENT `,` .. `)` (`->` RETURNED)?
//! ARGUMENT = ATTRIBUTE* (`mut`? NAME | NAME `(` `mut`? NAME `)`) `:` TYPE
//! TYPE     = `&` `mut`? TYPE | NAME (`::` NAME)* (`<` TYPE `,` .. `>`)?
//! ```
//!
//! ATTRIBUTE, VISIBILITY and RETURNED may be any. syn reads them one by one where they are more than `#[NAME]`, `pub` and TYPE.

use proc_macro2::{Delimiter, Group, Ident, Punct, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, FnArg, GenericArgument, Generics, Meta, Pat, PatIdent, PatTupleStruct,
    PatType, Path, PathArguments, PathSegment, ReturnType, Safety, Signature, Token, Type, TypePath, TypeReference, Visibility,
    token,
};

/// What was read, and the tokens behind it; `None` if syn has to read.
type Read<'t, T> = Option<(T, &'t [TokenTree])>;

pub(crate) fn read(tokens: &[TokenTree]) -> Option<(Vec<Attribute>, Visibility, Signature)> {
    let (attrs, mut rest) = attributes(tokens)?;
    let (mut vis, mut asyncness) = (Visibility::Inherited, None);
    let fn_token = loop {
        let (word, behind) = name(rest)?;
        match word.to_string().as_str() {
            "pub" if matches!(behind, [TokenTree::Group(_), ..]) => {
                let (restricted, behind) = rest.split_at(2);
                vis = syn::parse2(restricted.iter().cloned().collect()).ok()?;
                rest = behind;
                continue;
            }
            "pub" => vis = Visibility::Public(Token![pub](word.span())),
            "async" => asyncness = Some(Token![async](word.span())),
            "fn" => break Token![fn](word.span()),
            _ => return None,
        }
        rest = behind;
    };
    let [TokenTree::Ident(_), TokenTree::Ident(ident), TokenTree::Group(list), rest @ ..] = rest else { return None };
    let inputs = arguments(&inside(list, Delimiter::Parenthesis)?)?;
    let output = match rest {
        [] => ReturnType::Default,
        [TokenTree::Punct(minus), TokenTree::Punct(greater), returned @ ..] if minus.as_char() == '-' => {
            let returned = match ty(returned) {
                Some((returned, [])) => returned,
                _ => syn::parse2(returned.iter().cloned().collect()).ok()?,
            };
            ReturnType::Type(Token![->]([minus.span(), greater.span()]), Box::new(returned))
        }
        _ => return None,
    };
    let signature = Signature {
        constness: None,
        asyncness,
        safety: Safety::Default,
        abi: None,
        fn_token,
        ident: ident.clone(),
        generics: Generics::default(),
        paren_token: token::Paren(list.delim_span()),
        inputs,
        variadic: None,
        output,
    };
    Some((attrs, vis, signature))
}

fn attributes(mut tokens: &[TokenTree]) -> Read<'_, Vec<Attribute>> {
    let mut attrs = Vec::new();
    while let [TokenTree::Punct(pound), TokenTree::Group(group), rest @ ..] = tokens {
        if let [TokenTree::Ident(name)] = inside(group, Delimiter::Bracket)?.as_slice() {
            attrs.push(Attribute {
                pound_token: Token![#](pound.span()),
                style: AttrStyle::Outer,
                bracket_token: token::Bracket(group.delim_span()),
                meta: Meta::Path(name.clone().into()),
            });
        } else {
            let (attribute, _) = tokens.split_at(2);
            attrs.extend(Attribute::parse_outer.parse2(attribute.iter().cloned().collect()).ok()?);
        }
        tokens = rest;
    }
    Some((attrs, tokens))
}

fn arguments(mut tokens: &[TokenTree]) -> Option<Punctuated<FnArg, Token![,]>> {
    let mut inputs = Punctuated::new();
    while !tokens.is_empty() {
        let (attrs, rest) = attributes(tokens)?;
        let (pat, rest) = pattern(rest)?;
        let (colon, rest) = punct(rest, ':')?;
        let (ty, rest) = ty(rest)?;
        let colon_token = Token![:](colon.span());
        inputs.push_value(FnArg::Typed(PatType { attrs, pat: Box::new(pat), colon_token, ty: Box::new(ty) }));
        tokens = rest;
        if !tokens.is_empty() {
            let (comma, rest) = punct(tokens, ',')?;
            inputs.push_punct(Token![,](comma.span()));
            tokens = rest;
        }
    }
    Some(inputs)
}

fn pattern(tokens: &[TokenTree]) -> Read<'_, Pat> {
    let (path, rest) = name(tokens)?;
    let [TokenTree::Group(group), rest @ ..] = rest else { return binding(tokens) };
    let (element, []) = binding(&inside(group, Delimiter::Parenthesis)?)? else { return None };
    let pat = PatTupleStruct {
        attrs: Vec::new(),
        qself: None,
        path: path.clone().into(),
        paren_token: token::Paren(group.delim_span()),
        elems: Punctuated::from_iter([element]),
    };
    Some((Pat::TupleStruct(pat), rest))
}

fn binding(tokens: &[TokenTree]) -> Read<'_, Pat> {
    let (first, rest) = name(tokens)?;
    let (mutability, ident, rest) = match rest {
        [TokenTree::Ident(ident), rest @ ..] if first == "mut" => (Some(Token![mut](first.span())), ident, rest),
        _ => (None, first, rest),
    };
    // A receiver and a wildcard bind no name.
    if matches!(ident.to_string().as_str(), "self" | "_") {
        return None;
    }
    let pat = PatIdent { attrs: Vec::new(), by_ref: None, mutability, ident: ident.clone(), subpat: None };
    Some((Pat::Ident(pat), rest))
}

fn ty(tokens: &[TokenTree]) -> Read<'_, Type> {
    if let Some((and, rest)) = punct(tokens, '&') {
        let (mutability, rest) = match rest {
            [TokenTree::Ident(word), rest @ ..] if word == "mut" => (Some(Token![mut](word.span())), rest),
            _ => (None, rest),
        };
        let (elem, rest) = ty(rest)?;
        let reference = TypeReference {
            attrs: Vec::new(),
            and_token: Token![&](and.span()),
            lifetime: None,
            mutability,
            elem: Box::new(elem),
        };
        return Some((Type::Reference(reference), rest));
    }
    let mut segments = Punctuated::new();
    let (ident, mut tokens) = name(tokens)?;
    segments.push_value(PathSegment::from(ident.clone()));
    while let [TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(ident), rest @ ..] = tokens
        && one.as_char() == ':'
    {
        segments.push_punct(Token![::]([one.span(), two.span()]));
        segments.push_value(PathSegment::from(ident.clone()));
        tokens = rest;
    }
    if let Some((less, rest)) = punct(tokens, '<') {
        let (arguments, rest) = type_arguments(less, rest)?;
        segments.last_mut()?.arguments = PathArguments::AngleBracketed(arguments);
        tokens = rest;
    }
    Some((Type::Path(TypePath { attrs: Vec::new(), qself: None, path: Path { leading_colon: None, segments } }), tokens))
}

fn type_arguments<'t>(less: &Punct, mut tokens: &'t [TokenTree]) -> Read<'t, AngleBracketedGenericArguments> {
    let mut args = Punctuated::new();
    loop {
        let (argument, rest) = ty(tokens)?;
        args.push_value(GenericArgument::Type(argument));
        if let Some((greater, rest)) = punct(rest, '>') {
            let (lt_token, gt_token) = (Token![<](less.span()), Token![>](greater.span()));
            return Some((AngleBracketedGenericArguments { colon2_token: None, lt_token, args, gt_token }, rest));
        }
        let (comma, rest) = punct(rest, ',')?;
        args.push_punct(Token![,](comma.span()));
        tokens = rest;
    }
}

fn name(tokens: &[TokenTree]) -> Read<'_, &Ident> {
    match tokens {
        [TokenTree::Ident(name), rest @ ..] => Some((name, rest)),
        _ => None,
    }
}

fn punct(tokens: &[TokenTree], wanted: char) -> Read<'_, &Punct> {
    match tokens {
        [TokenTree::Punct(punct), rest @ ..] if punct.as_char() == wanted => Some((punct, rest)),
        _ => None,
    }
}

fn inside(group: &Group, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    (group.delimiter() == delimiter).then(|| group.stream().into_iter().collect())
}
