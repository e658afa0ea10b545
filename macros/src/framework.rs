//! The frameworks with extractors, and what is different about each.

/// A framework whose handlers take extractors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Framework {
    Axum,
    ActixWeb,
    Poem,
    Rocket,
    Salvo,
}

impl Framework {
    pub(crate) const ALL: [Framework; 5] =
        [Framework::Axum, Framework::ActixWeb, Framework::Poem, Framework::Rocket, Framework::Salvo];

    /// The module of the runtime crate, and its feature where `_` is `-`.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Framework::Axum => "axum",
            Framework::ActixWeb => "actix_web",
            Framework::Poem => "poem",
            Framework::Rocket => "rocket",
            Framework::Salvo => "salvo",
        }
    }

    /// Whether extractors run side by side, so that a first parameter is not a first step: then all parameters become one.
    pub(crate) fn bundles(self) -> bool {
        self == Framework::ActixWeb
    }

    /// An attribute of the framework that must stand below ours: it looks at the parameters, and once it has run, a guard among
    /// them comes too late.
    pub(crate) fn route_attribute(self) -> Option<&'static str> {
        match self {
            Framework::Axum | Framework::ActixWeb => None,
            Framework::Poem | Framework::Salvo => Some("handler"),
            Framework::Rocket => Some("get"),
        }
    }

    /// How many parameters a handler may have beside the guard, where the framework has a limit.
    pub(crate) fn most_parameters(self) -> Option<usize> {
        match self {
            Framework::Axum => Some(15),
            Framework::ActixWeb => Some(16),
            Framework::Poem | Framework::Rocket | Framework::Salvo => None,
        }
    }
}
