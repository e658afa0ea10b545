//! One scope: RFC 6749 section 3.3 allows the visible ASCII characters but `"` and `\`.

use syn::LitStr;

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::literals;
use crate::syntax::foreign_help;
use crate::syntax::scope_text::{self, Meaning};

/// A scope literal holds exactly one scope-token.
pub(crate) fn check(literal: &LitStr, errors: &mut Collector) {
    let text = literal.value();
    if literal.suffix().is_empty() && is_plain(&text) {
        return;
    }
    if !literal.suffix().is_empty() {
        let help = format!("write `{text:?}`");
        return errors.over(literal, &format!("unexpected suffix `{}` after a scope", literal.suffix()), &help);
    }
    if text.is_empty() {
        return errors.over(literal, "a scope cannot be empty", "name one: `\"items:read\"`");
    }
    if scope_text::is_foreign(&text) || has_operator_word(&text) {
        return foreign(literal, &text, errors);
    }
    let Some(wrong) = text.chars().find(|c| !is_allowed(*c)) else { return };
    let found = match wrong {
        ' ' => return spaces(literal, &text, errors),
        '"' => "a quote".to_owned(),
        '\\' => "a backslash".to_owned(),
        c if c.is_control() => format!("the control character `{}`", c.escape_default()),
        c => format!("the non-ASCII character `{c}`"),
    };
    let rest: String = text.chars().filter(|c| is_allowed(*c)).collect();
    let rule = "a scope holds visible ASCII characters other than `\"` and `\\`";
    let help = if rest.is_empty() || !wrong.is_ascii() { rule.to_owned() } else { format!("{rule}: `{rest:?}`") };
    errors.over(literal, &format!("`{}` holds {found}", literal.token()), &help);
}

/// What most scopes are: a word that is nothing else in any language, and is longer than the names of operators.
fn is_plain(text: &str) -> bool {
    text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_' | b'-' | b'/'))
}

/// `"admin or user"`
fn has_operator_word(text: &str) -> bool {
    text.split_whitespace().any(|word| matches!(word.to_ascii_lowercase().as_str(), "or" | "and" | "not" | "|" | "&"))
}

/// The characters may be legal, but the text is a list or an expression.
fn foreign(literal: &LitStr, text: &str, errors: &mut Collector) {
    let written = literal.token().to_string();
    let unusual = if text.chars().all(is_allowed) {
        format!(
            "; if it is really spelt so, name a constant: `const NAME: requires_auth::Scope = requires_auth::Scope::new({text:?});`"
        )
    } else {
        String::new()
    };
    let meaning = scope_text::read(text);
    let help = match (&meaning, meaning.items()) {
        (Meaning::Scope(same), _) if same == text => FIXED.to_owned(),
        (_, None) => foreign_help::meant(&meaning).unwrap_or_else(|| RULES.to_owned()),
        (Meaning::All(_), Some(items)) if text.contains([',', ';']) && !text.contains(['(', '|', '&']) => {
            format!("write `{items}`, or `any({items})` if one of them is enough")
        }
        (_, Some(items)) => format!("write `{items}`"),
    };
    let found = match text.chars().find(|c| ",;()'|&!{".contains(*c)) {
        Some(',' | ';') if !text.contains(['(', '|', '&', '!']) => "is a list: write one literal per scope",
        Some('{') => "has a placeholder, and nothing fills it in",
        _ => "is an expression, not a scope",
    };
    errors.over(literal, &format!("`{written}` {found}"), &format!("{help}{unusual}"));
}

const FIXED: &str =
    "a scope is fixed when the program is compiled; to compare with an argument write `check = item.owner == who.subject()`";

const RULES: &str = "write one scope per literal; any other rule is `only = is_allowed`, a function of the identity";

/// OAuth separates scopes by spaces; here one literal is one scope.
fn spaces(literal: &LitStr, text: &str, errors: &mut Collector) {
    let scopes = literals(text.split_whitespace());
    let written = literal.token().to_string();
    let (message, help) = match scopes.as_slice() {
        [] => (format!("`{written}` holds no scope, only space"), "name one: `\"items:read\"`".to_owned()),
        [one] => (format!("`{written}` holds a space around the scope"), format!("write `{one}`")),
        several => {
            let help = joined(text)
                .map_or_else(|| format!("write `{}`", several.join(", ")), |one| format!("write `{one}` without the space"));
            (format!("`{written}` holds a space: write one literal per scope"), help)
        }
    };
    errors.over(literal, &message, &help);
}

/// `"items:read"` of `items: read`, where a space stands beside what holds the parts of a scope together.
fn joined(text: &str) -> Option<String> {
    const BETWEEN: [char; 3] = [':', '/', '.'];
    let mut scopes: Vec<String> = Vec::new();
    let mut is_joined = false;
    for part in text.split_whitespace() {
        match scopes.last_mut() {
            Some(last) if last.ends_with(BETWEEN) || part.starts_with(BETWEEN) => {
                last.push_str(part);
                is_joined = true;
            }
            _ => scopes.push(part.to_owned()),
        }
    }
    is_joined.then(|| literals(scopes.iter().map(String::as_str)).join(", "))
}

/// A copy of `is_scope_token` of the runtime, which this crate cannot depend on; a test compares both.
fn is_allowed(c: char) -> bool {
    c.is_ascii_graphic() && c != '"' && c != '\\'
}
