//! `crate = path`: where the runtime crate is found.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Path;

use crate::diagnostics::errors::Collector;
use crate::syntax::runtime_path::RuntimePath;

/// An absolute path to the runtime crate.
pub(crate) struct CratePath(RuntimePath);

impl Default for CratePath {
    fn default() -> Self {
        CratePath(RuntimePath::absolute("requires_auth"))
    }
}

impl CratePath {
    /// Only an absolute path means the same in every module where the attribute is used.
    pub(crate) fn check(path: &Path, errors: &mut Collector) -> Option<CratePath> {
        if path.leading_colon.is_some() || path.segments.first().is_some_and(|first| is_root(&first.ident)) {
            return Some(CratePath::named(Some(path)));
        }
        let text = path.to_token_stream().to_string().replace(' ', "");
        let help = match text.split_once("::") {
            Some(("self" | "super", rest)) => format!("write the whole path: `crate = crate::{rest}`"),
            None if text == "self" || text == "super" => "write the whole path: `crate = crate::module`".to_owned(),
            _ => format!("write `crate = ::{text}` for a crate, or `crate = crate::{text}` for a module of this one"),
        };
        errors.over(path, &format!("`crate` takes an absolute path, found `{text}`"), &help);
        None
    }

    /// The path that an argument names, which was checked elsewhere, or the usual one.
    pub(crate) fn named(path: Option<&Path>) -> CratePath {
        path.map_or_else(CratePath::default, |path| CratePath(RuntimePath::written(path.to_token_stream())))
    }

    /// The crate itself.
    pub(crate) fn root(&self) -> &RuntimePath {
        &self.0
    }

    /// The module that expansions call.
    pub(crate) fn private(&self) -> RuntimePath {
        self.0.then("__private")
    }

    /// A path as text without its leading colons, to compare two.
    pub(crate) fn text(path: &Path) -> String {
        path.to_token_stream().to_string().replace(' ', "").trim_start_matches("::").to_owned()
    }
}

/// `crate`, or the `$crate` of a `macro_rules!`.
fn is_root(first: &Ident) -> bool {
    first == "crate" || first == "$crate"
}
