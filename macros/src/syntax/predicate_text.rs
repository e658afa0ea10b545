//! A rule about the identity as it should stand after `only =`, of what was written there instead.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, Token, UnOp};

use crate::diagnostics::render::render;
use crate::syntax::plain::plain;

/// `is_a, is_b` in parentheses or brackets: both. `None` if it is one path or no list.
pub(crate) fn of(tokens: TokenStream) -> Option<String> {
    let items = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens).ok()?;
    let are_paths = items.iter().all(|item| matches!(plain(item), Expr::Path(_)));
    (items.len() > 1 && are_paths).then(|| closure(&items))
}

fn closure(items: &Punctuated<Expr, Token![,]>) -> String {
    let calls: Vec<String> = items.iter().map(body).collect();
    format!("|who| {}", calls.join(" && "))
}

/// The body of a closure over `who`: functions that are named alone are called.
pub(crate) fn body(only: &Expr) -> String {
    match plain(only) {
        Expr::Path(path) => format!("{}(who)", render(path)),
        Expr::Unary(not) if matches!(not.op, UnOp::Not(_)) => format!("!{}", body(&not.expr)),
        Expr::Binary(both) if matches!(both.op, BinOp::And(_) | BinOp::Or(_)) => {
            let part = |part: &Expr| if matches!(part, Expr::Paren(_)) { format!("({})", body(part)) } else { body(part) };
            format!("{} {} {}", part(&both.left), render(&both.op), part(&both.right))
        }
        Expr::Array(list) if !list.elems.is_empty() => list.elems.iter().map(body).collect::<Vec<_>>().join(" && "),
        Expr::Tuple(list) if !list.elems.is_empty() => list.elems.iter().map(body).collect::<Vec<_>>().join(" && "),
        // What it would be without `?` and `.await`, which no closure of `only` can have.
        Expr::Try(inner) => body(&inner.expr),
        other => render(other),
    }
}
