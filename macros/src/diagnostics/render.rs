//! The user's tokens as text, for messages that build on them.

use quote::ToTokens;

/// As the user may have written it: rustc keeps the spacing of tokens it read, and puts spaces around those that syn printed.
pub(crate) fn render(tokens: &dyn ToTokens) -> String {
    let printed = tokens.to_token_stream().to_string();
    // rustc breaks long lines; a message must not be broken.
    let mut text = String::new();
    for line in printed.lines() {
        text += if text.is_empty() { "" } else { " " };
        text += line.trim();
    }
    // `&&` keeps its space, which `&` of a reference has not.
    text = text.replace("&& ", "&&\u{0}");
    for (spaced, plain) in
        [(" ::", "::"), (":: ", "::"), (" : ", ": "), (" ,", ","), ("& ", "&"), (" (", "("), (" . ", "."), ("# [", "#[")]
    {
        text = text.replace(spaced, plain);
    }
    text.replace('\u{0}', " ").replace(" ?", "?")
}

/// The same for a type, where `<` is no comparison.
pub(crate) fn render_type(tokens: &dyn ToTokens) -> String {
    render(tokens).replace(" <", "<").replace("< ", "<").replace(" >", ">")
}

/// Each word as a string literal.
pub(crate) fn literals<'w>(words: impl Iterator<Item = &'w str>) -> Vec<String> {
    let mut literals = Vec::new();
    for word in words {
        literals.push(format!("{word:?}"));
    }
    literals
}
