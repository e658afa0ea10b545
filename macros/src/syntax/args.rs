//! Syntax of the arguments: tokens -> keys with their values. Nothing here returns at the first mistake: each is
//! noted, and reading goes on with the next argument.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprPath, Lit, LitStr, Path, Token, Type, token};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render;
use crate::syntax::keys::{Form, Key, Macro};
use crate::syntax::plain::option_of;
use crate::syntax::raw_value::{
    RawValue, delimiter_name, ends, expression, flat, is_word, list, read_all, skip_token, take_value,
};
use crate::syntax::scopes::{self, ScopeExpr};
use crate::syntax::step_up;
use crate::syntax::unknown_key;

/// A value and the key that it was given by.
pub(crate) struct WithKey<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// The arguments as written: each key at most once, none judged yet.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) verifier: Option<WithKey<Expr>>,
    pub(crate) scopes: Option<WithKey<Vec<ScopeExpr>>>,
    pub(crate) acr: Option<WithKey<Vec<LitStr>>>,
    /// In seconds.
    pub(crate) max_age: Option<WithKey<u32>>,
    pub(crate) only: Option<WithKey<Expr>>,
    pub(crate) check: Option<WithKey<Expr>>,
    pub(crate) optional: Option<Ident>,
    pub(crate) identity: Option<WithKey<Type>>,
    pub(crate) authenticator: Option<WithKey<Type>>,
    pub(crate) state: Option<WithKey<Type>>,
    pub(crate) request: Option<WithKey<Ident>>,
    pub(crate) on_reject: Option<WithKey<ExprPath>>,
    pub(crate) allow_attributes: Option<WithKey<Vec<Path>>>,
    pub(crate) crate_path: Option<WithKey<Path>>,
    /// Something was not understood: what seems to be absent may only be misspelt.
    pub(crate) broken: bool,
    pub(crate) written: TokenStream,
}

impl Args {
    /// The text of all arguments, to build corrected lines on. Made when it is needed: after a mistake.
    pub(crate) fn text(&self) -> String {
        render(&self.written)
    }

    /// The keys that demand something of an identity.
    pub(crate) fn demands(&self) -> Vec<&Ident> {
        let mut keys = Vec::new();
        keys.extend(self.scopes.as_ref().map(|given| &given.key));
        keys.extend(self.acr.as_ref().map(|given| &given.key));
        keys.extend(self.max_age.as_ref().map(|given| &given.key));
        keys.extend(self.only.as_ref().map(|given| &given.key));
        keys.extend(self.check.as_ref().map(|given| &given.key));
        keys
    }

    /// The attribute with one more argument, in front of all others.
    pub(crate) fn beginning_with(&self, argument: &str) -> String {
        attribute(&[argument, &self.text()])
    }

    /// Copies the keys of the `impl` block's attribute that a method's attribute does not name, except demands. A verifier and the
    /// type of its identity are inherited together or not at all.
    pub(crate) fn inherit(&mut self, block: Args, has_identity_parameter: bool) {
        if self.verifier.is_none() && self.authenticator.is_none() {
            self.verifier = block.verifier;
            self.authenticator = block.authenticator;
            self.state = self.state.take().or(block.state);
            // `Option<User>` is the identity of an optional guard, `User` that of any other. An optional guard has a parameter.
            let is_of_another_kind = self.optional.is_none() && block.optional.is_some();
            if !has_identity_parameter {
                let inherited = if is_of_another_kind { block.identity.map(without_option) } else { block.identity };
                self.identity = self.identity.take().or(inherited);
            }
        }
        // All demands concern this request, and another parameter may be a request as well.
        self.request = self.request.take().or(block.request);
        self.on_reject = self.on_reject.take().or(block.on_reject);
        self.crate_path = self.crate_path.take().or(block.crate_path);
    }
}

/// `User` of `Option<User>`. What an alias means, rustc knows: it stays, and rustc finds no identity of that type.
fn without_option(ty: WithKey<Type>) -> WithKey<Type> {
    let inside = option_of(&ty.value).and_then(|inside| syn::parse2(inside.to_token_stream()).ok());
    WithKey { key: ty.key, value: inside.unwrap_or(ty.value) }
}

/// The attribute with these arguments, without those that are empty.
pub(crate) fn attribute(arguments: &[&str]) -> String {
    let mut given = String::new();
    for argument in arguments.iter().filter(|argument| !argument.is_empty()) {
        given += if given.is_empty() { "" } else { ", " };
        given += argument;
    }
    format!("#[requires_auth({given})]")
}

/// Reads what stands between the parentheses of the attribute or of `policy!`.
pub(crate) fn read(tokens: TokenStream, of: Macro, errors: &mut Collector) -> Args {
    let written = tokens.clone();
    let before = errors.count();
    let mut args = Args::default();
    let mut reader = Reader { of, args: &mut args, seen: Vec::new(), errors };
    if let Err(error) = read_all(tokens, &mut |input| reader.arguments(input)) {
        errors.push(error);
    }
    args.broken = errors.count() > before;
    args.written = written;
    args
}

struct Reader<'r> {
    of: Macro,
    args: &'r mut Args,
    seen: Vec<Key>,
    errors: &'r mut Collector,
}

impl Reader<'_> {
    fn arguments(&mut self, input: ParseStream<'_>) {
        while !input.is_empty() {
            let before = self.errors.count();
            if let Err(error) = self.argument(input) {
                self.errors.push(error);
            }
            if self.errors.count() > before && !ends(input) {
                skip_rest(input);
            }
            self.comma(input);
        }
    }

    fn comma(&mut self, input: ParseStream<'_>) {
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            return;
        }
        let next = next_text(input);
        let help = match next.as_str() {
            ";" => "write `,` in its place".to_owned(),
            other if other.starts_with(|c: char| c.is_alphanumeric() || "_\"".contains(c)) => format!("write `, {next}`"),
            _ => "remove it, or write `,` before the next key".to_owned(),
        };
        self.errors.at(input.span(), "expected `,` between two arguments", &help);
        if !input.peek(Ident::peek_any) {
            skip_rest(input);
        }
    }

    fn argument(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.peek(token::Group) && !is_word(input) {
            return self.fragment(input);
        }
        if input.peek(Lit) || !input.peek(Ident::peek_any) {
            self.no_key(input);
            return Ok(());
        }
        let word = input.call(Ident::parse_any)?;
        match Key::find(&word.to_string()).filter(|key| key.is_in(self.of)) {
            None => {
                let given = RawValue::take(input);
                unknown_key::unknown_key(&word, &given, self.of, ends(input), self.errors);
                Ok(())
            }
            Some(key) if self.seen.contains(&key) => {
                RawValue::take(input);
                let help = match key {
                    Key::Scopes => {
                        "put all scopes into one list: `scopes(\"a\", \"b\")` demands both, `scopes(any(\"a\", \"b\"))` either"
                    }
                    Key::Only => "put both into one closure: `only = |who| is_admin(who) && is_active(who)`",
                    Key::Check => "put both into one expression, with `&&` between them",
                    _ => "keep one of them",
                };
                self.errors.at(word.span(), &format!("`{}` is given twice", key.name()), help);
                Ok(())
            }
            Some(key) => {
                self.seen.push(key);
                match key.form() {
                    Form::Flag => self.flag(key, word, input),
                    Form::List => self.list(key, word, input),
                    Form::Value => return self.value(key, word, input),
                }
                Ok(())
            }
        }
    }

    /// A fragment of a `macro_rules!`, as `$m:meta`, holds whole arguments.
    fn fragment(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let TokenTree::Group(group) = input.parse()? else { return Ok(()) };
        read_all(group.stream(), &mut |inner| self.arguments(inner))
    }

    /// `"items:read"`, `= TOKENS`, `, ,`: something stands where a key should.
    fn no_key(&mut self, input: ParseStream<'_>) {
        let span = input.span();
        if input.peek(Token![,]) {
            let help = "one comma between two arguments, and at most one after the last";
            return self.errors.at(span, "expected a key before `,`", help);
        }
        let accepted = format!("keys are {}", Key::accepted(self.of));
        if input.peek(Lit) {
            let literals = literals(input);
            let help = unknown_key::literals_alone(&literals, accepted);
            self.errors.at(span, &format!("expected a key, found `{literals}`"), &help);
        } else if input.peek(Token![|]) || input.peek(Token![||]) || input.peek(Token![move]) {
            let closure = take_value(input);
            let help = format!("a rule about the identity is written `only = {}`", render(&closure));
            self.errors.over(&closure, "expected a key, found a closure", &help);
        } else if input.peek(Token![=]) {
            let given = RawValue::take(input);
            let key = if self.of == Macro::Policy { Key::Crate } else { Key::Verifier };
            self.errors.at(span, "expected a key before `=`", &format!("write `{}`", given.corrected_spelling(key)));
        } else {
            let found = next_text(input);
            let help = unknown_key::marked(input, self.of).unwrap_or(accepted);
            self.errors.at(span, &format!("expected a key, found `{found}`"), &help);
        }
    }

    /// `optional`
    fn flag(&mut self, key: Key, word: Ident, input: ParseStream<'_>) {
        if ends(input) {
            self.args.optional = Some(word);
            return;
        }
        let span = input.span();
        let help = match RawValue::take(input) {
            RawValue::Equals(value) if value.to_string() == "false" => format!("leave `{}` out", key.name()),
            _ => format!("write `{}` alone", key.name()),
        };
        self.errors.at(span, &format!("`{}` takes no value", key.name()), &help);
    }

    /// `scopes("a", "b")`
    fn list(&mut self, key: Key, word: Ident, input: ParseStream<'_>) {
        let (ahead, place) = (input.fork(), if ends(input) { word.span() } else { input.span() });
        let given = RawValue::take(input);
        let (found, place) = match &given {
            RawValue::Group(group) => match group.delimiter() {
                Delimiter::Parenthesis if key == Key::AllowAttributes => return self.allow_attributes(word, group),
                Delimiter::Parenthesis if key == Key::Acr => {
                    let value = step_up::acr(&word, group, self.errors);
                    self.args.acr = Some(WithKey { key: word, value });
                    return;
                }
                Delimiter::Parenthesis => {
                    let value = scopes::read(&word, group, self.errors);
                    self.args.scopes = Some(WithKey { key: word, value });
                    return;
                }
                delimiter => (delimiter_name(delimiter).to_owned(), group.span_open()),
            },
            RawValue::Equals(_) => (format!("`{}`", next_text(&ahead)), place),
            RawValue::Nothing => ("nothing".to_owned(), place),
        };
        let message = format!("`{}` takes a list in parentheses, found {found}", key.name());
        self.errors.at(place, &message, &format!("write `{}`", given.corrected_spelling(key)));
    }

    /// `allow_attributes(path, path)`
    fn allow_attributes(&mut self, word: Ident, group: &Group) {
        let paths = |input: ParseStream<'_>| list(input, Path::parse_mod_style);
        match paths.parse2(flat(group.stream())) {
            Ok(paths) if !paths.is_empty() => self.args.allow_attributes = Some(WithKey { key: word, value: paths }),
            _ => {
                let message = "`allow_attributes` takes the paths of attributes as they are written on the function";
                self.errors.at(group.span(), message, &format!("write `{}`", Key::AllowAttributes.example()));
            }
        }
    }

    /// `key = value`
    fn value(&mut self, key: Key, word: Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let name = key.name();
        if ends(input) {
            let help = format!("write `{}`", key.example());
            self.errors.at(word.span(), &format!("`{name}` takes a value"), &help);
            return Ok(());
        }
        if !input.peek(Token![=]) || input.peek(Token![==]) || input.peek(Token![=>]) {
            let (found, span) = match input.fork().parse() {
                Ok(TokenTree::Group(group)) => (delimiter_name(group.delimiter()).to_owned(), group.span_open()),
                _ if input.peek(Token![==]) => ("`==`".to_owned(), input.span()),
                _ => (format!("`{}`", next_text(input)), input.span()),
            };
            let help = unknown_key::corrected(key, &RawValue::take(input));
            self.errors.at(span, &format!("`{name}` takes a value after `=`, found {found}"), &help);
            return Ok(());
        }
        let equals = input.parse::<Token![=]>()?;
        if ends(input) {
            let help = format!("write `{}`", key.example());
            self.errors.at(equals.span, &format!("`{name} =` lacks its value"), &help);
            return Ok(());
        }
        let is_function = input.peek(Token![fn]) && input.peek2(Ident::peek_any);
        if is_function || (input.peek(Token![async]) && input.peek2(Token![fn])) {
            unknown_key::function_inside(key, input, self.errors);
            return Ok(());
        }
        if key == Key::MaxAge {
            let value = step_up::max_age(&take_value(input), self.errors);
            self.args.max_age = value.map(|value| WithKey { key: word, value });
            return Ok(());
        }
        let ahead = input.fork();
        if let Some(literal) = ahead.parse::<Lit>().ok().filter(|_| ends(&ahead)) {
            take_value(input);
            unknown_key::literal_value(key, &literal, self.errors);
            return Ok(());
        }
        match key {
            Key::Verifier => self.args.verifier = Some(WithKey { key: word, value: expression(input)? }),
            Key::Only => self.args.only = Some(WithKey { key: word, value: expression(input)? }),
            Key::Check => self.args.check = Some(WithKey { key: word, value: expression(input)? }),
            Key::Authenticator => self.args.authenticator = self.ty(key, word, input),
            Key::State => self.args.state = self.ty(key, word, input),
            Key::Identity => self.args.identity = self.ty(key, word, input),
            Key::Request => self.request(word, input),
            Key::OnReject => self.on_reject(word, input)?,
            Key::Crate => self.args.crate_path = Some(WithKey { key: word, value: input.call(Path::parse_mod_style)? }),
            Key::Scopes | Key::Acr | Key::MaxAge | Key::Optional | Key::AllowAttributes => {}
        }
        Ok(())
    }

    fn ty(&mut self, key: Key, word: Ident, input: ParseStream<'_>) -> Option<WithKey<Type>> {
        let value = take_value(input);
        if let Ok(ty) = syn::parse2(value.clone()) {
            return Some(WithKey { key: word, value: ty });
        }
        let message = format!("{}, found `{}`", unknown_key::takes(key), render(&value));
        self.errors.over(&value, &message, &format!("write `{}`", key.example()));
        None
    }

    fn request(&mut self, word: Ident, input: ParseStream<'_>) {
        let value = flat(take_value(input));
        if let Ok(name) = Ident::parse_any.parse2(value.clone()) {
            self.args.request = Some(WithKey { key: word, value: name });
        } else {
            let message = format!("`request` takes the name of a parameter, found `{}`", render(&value));
            self.errors.over(&value, &message, "write `request = req` with the parameter's name");
        }
    }

    fn on_reject(&mut self, word: Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match expression(input)? {
            Expr::Path(value) => self.args.on_reject = Some(WithKey { key: word, value }),
            other => {
                let message = "`on_reject` takes the path of a `fn(Rejection) -> ..`";
                self.errors.over(&other, message, "name a function: `on_reject = answer`");
            }
        }
        Ok(())
    }
}

/// All literals of a list without a key, as text: `"a", "b"`.
fn literals(input: ParseStream<'_>) -> String {
    let mut found = Vec::new();
    while let Ok(literal) = input.fork().parse::<Lit>() {
        skip_token(input);
        found.push(literal.to_token_stream().to_string());
        // `"a" || "b"`
        if !ends(input) {
            let rest = take_value(input);
            found = vec![format!("{} {}", found.join(", "), render(&rest))];
        }
        if !(input.peek(Token![,]) && input.peek2(Lit)) {
            break;
        }
        skip_token(input);
    }
    found.join(", ")
}

/// After a mistake: on to the comma before the next known key, because a comma may also stand inside what was not understood.
fn skip_rest(input: ParseStream<'_>) {
    while !input.is_empty() {
        if input.peek(Token![,]) {
            let ahead = input.fork();
            skip_token(&ahead);
            let known = ahead.call(Ident::parse_any).is_ok_and(|word| Key::find(&word.to_string()).is_some());
            if ahead.is_empty() || known {
                return;
            }
        }
        skip_token(input);
    }
}

fn next_text(input: ParseStream<'_>) -> String {
    input.fork().parse::<TokenTree>().map(|token| token.to_string()).unwrap_or_default()
}
