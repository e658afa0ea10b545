//! The frameworks with extractors, and what is different about each.

use syn::Attribute;

/// A framework whose handlers take extractors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Framework {
    Axum,
    ActixWeb,
    Poem,
    Rmcp,
    Rocket,
    Salvo,
}

impl Framework {
    pub(crate) const ALL: [Framework; 6] =
        [Framework::Axum, Framework::ActixWeb, Framework::Poem, Framework::Rmcp, Framework::Rocket, Framework::Salvo];

    /// The module of the runtime crate, and its feature where `_` is `-`.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Framework::Axum => "axum",
            Framework::ActixWeb => "actix_web",
            Framework::Poem => "poem",
            Framework::Rmcp => "rmcp",
            Framework::Rocket => "rocket",
            Framework::Salvo => "salvo",
        }
    }

    /// As its crate is called.
    pub(crate) fn name(self) -> String {
        self.module().replace('_', "-")
    }

    /// Its attributes that make a handler of a function, or handlers of an `impl` block's methods.
    fn attributes(self) -> &'static [&'static str] {
        match self {
            Framework::Axum => &["debug_handler"],
            Framework::ActixWeb => {
                &["get", "post", "put", "delete", "head", "connect", "options", "trace", "patch", "route", "routes"]
            }
            Framework::Poem => &["handler", "OpenApi"],
            Framework::Rmcp => &["tool", "prompt", "tool_router", "prompt_router", "tool_handler", "prompt_handler"],
            Framework::Rocket => &["get", "post", "put", "delete", "head", "options", "patch", "route"],
            Framework::Salvo => &["handler", "endpoint", "craft"],
        }
    }

    /// The crates that attributes of it come from.
    fn crates(self) -> &'static [&'static str] {
        match self {
            Framework::Axum => &["axum", "axum_macros"],
            Framework::ActixWeb => &["actix_web"],
            Framework::Poem => &["poem", "poem_openapi"],
            Framework::Rmcp => &["rmcp", "rmcp_macros"],
            Framework::Rocket => &["rocket"],
            Framework::Salvo => &["salvo"],
        }
    }

    /// Types of it, and modules that they are written with, which other frameworks do not have.
    pub(crate) fn words(self) -> &'static [&'static str] {
        match self {
            Framework::ActixWeb => &["HttpRequest", "HttpResponse", "Responder", "web"],
            Framework::Salvo => &["Depot", "FlowCtrl"],
            Framework::Axum | Framework::Poem | Framework::Rmcp | Framework::Rocket => &[],
        }
    }

    /// Whether a path begins with one of those crates.
    pub(crate) fn is_crate(self, path: &syn::Path) -> bool {
        path.segments.len() > 1 && path.segments.first().is_some_and(|first| self.crates().iter().any(|name| first.ident == name))
    }

    /// Whether a handler has to be `async`, or to return a future.
    pub(crate) fn handlers_are_async(self) -> bool {
        matches!(self, Framework::Axum | Framework::ActixWeb)
    }

    /// Whether a handler may be a method with `self`.
    pub(crate) fn calls_methods(self) -> bool {
        matches!(self, Framework::Poem | Framework::Rmcp | Framework::Salvo)
    }

    /// Those whose handler an item with these attributes seems to be: by the attribute's crate, or by its name alone.
    pub(crate) fn suspected(attrs: &[Attribute]) -> Vec<Framework> {
        let is_of = |framework: Framework, path: &syn::Path| {
            let from = path.segments.first().filter(|_| path.segments.len() > 1);
            from.is_none_or(|from| framework.crates().iter().any(|name| from.ident == name))
                && path.segments.last().is_some_and(|last| framework.attributes().iter().any(|name| last.ident == name))
        };
        let mut suspected = Framework::ALL.to_vec();
        suspected.retain(|framework| attrs.iter().any(|attribute| is_of(*framework, attribute.path())));
        suspected
    }

    /// Whether extractors run side by side, so that a first parameter is not a first step: then all parameters become one.
    pub(crate) fn takes_one_extractor(self) -> bool {
        self == Framework::ActixWeb
    }

    /// An attribute of the framework that must stand below ours: it looks at the parameters, and once it has run, a guard among
    /// them comes too late.
    pub(crate) fn route_attribute(self) -> Option<&'static str> {
        match self {
            Framework::Axum | Framework::ActixWeb | Framework::Rmcp => None,
            Framework::Poem | Framework::Salvo => Some("handler"),
            Framework::Rocket => Some("get"),
        }
    }

    /// The same above an `impl` block, as it is written.
    pub(crate) fn block_attribute(self) -> Option<&'static str> {
        match self {
            Framework::Axum | Framework::ActixWeb | Framework::Rmcp | Framework::Rocket => None,
            Framework::Poem => Some("`#[OpenApi]`"),
            Framework::Salvo => Some("`#[craft]` or `#[handler]`"),
        }
    }

    /// Whether a layer in front of the handlers verifies, so that a handler only demands.
    pub(crate) fn verifies_in_a_layer(self) -> bool {
        self == Framework::Rmcp
    }

    /// How many parameters a handler may have beside the guard, where the framework has a limit.
    pub(crate) fn most_parameters(self) -> Option<usize> {
        match self {
            Framework::Axum | Framework::Rmcp => Some(15),
            Framework::ActixWeb => Some(16),
            Framework::Poem | Framework::Rocket | Framework::Salvo => None,
        }
    }
}
