//! The attributes that make a route of a handler: drop-ins for those of the frameworks.

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::render::render;
use crate::framework::Framework;

/// A drop-in, as it is written above a handler.
pub(crate) struct RouteAttribute {
    pub(crate) framework: Framework,
    /// The framework's own, `::actix_web::get`.
    path: &'static str,
    args: TokenStream,
}

impl RouteAttribute {
    pub(crate) fn new(framework: Framework, path: &'static str, args: TokenStream) -> Self {
        RouteAttribute { framework, path, args }
    }

    /// Whether the attribute may stand on an `impl` block.
    pub(crate) fn takes_blocks(&self) -> bool {
        self.framework == Framework::Salvo
    }

    /// The framework's own, with the arguments as they came. It is shown at the drop-in.
    pub(crate) fn own(&self) -> TokenStream {
        // A path that cannot be read would leave `#[]`, which does not compile.
        let path: TokenStream = self.path.parse().unwrap_or_default();
        let args = &self.args;
        if args.is_empty() { quote!(#[#path]) } else { quote!(#[#path(#args)]) }
    }

    /// As the user wrote it, whatever it was imported as.
    pub(crate) fn shown(&self) -> String {
        let args = render(&self.args);
        let name = self.name();
        if args.is_empty() { format!("`#[{name}]`") } else { format!("`#[{name}({args})]`") }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }
}
