//! The checked model: all that expansion needs to know, and nothing left to doubt.

use proc_macro2::Span;
use syn::{Expr, ExprPath, PatType, Type};

use crate::framework::Framework;
use crate::syntax::body_shape::BodyShape;
use crate::syntax::crate_path::CratePath;
use crate::syntax::parameters::Request;
use crate::syntax::scopes::ScopeExpr;

/// One guarded function.
pub(crate) struct Guard<'f> {
    pub(crate) policy: Policy,
    /// The function's name, for the policy.
    pub(crate) handler: String,
    pub(crate) verifier: Expr,
    pub(crate) question: Question,
    /// Over identity and arguments, in front of the body.
    pub(crate) check: Option<Expr>,
    pub(crate) identity: IdentityUse<'f>,
    pub(crate) request: Request<'f>,
    pub(crate) on_reject: Option<ExprPath>,
    pub(crate) shape: BodyShape<'f>,
}

/// One guarded handler of a framework: its guard is a parameter.
pub(crate) struct HandlerGuard<'f> {
    pub(crate) policy: Policy,
    /// The function's name, for the policy.
    pub(crate) handler: String,
    pub(crate) framework: Framework,
    pub(crate) source: Source,
    pub(crate) question: Question,
    pub(crate) check: Option<Expr>,
    pub(crate) identity: IdentityUse<'f>,
    pub(crate) named_beside: NamedBeside,
    pub(crate) on_reject: Option<ExprPath>,
}

/// Whether items beside the handler name the type of the identity, and so demand something of it.
#[derive(Clone, Copy)]
pub(crate) struct NamedBeside {
    pub(crate) for_scopes: bool,
    pub(crate) for_step_up: bool,
}

impl HandlerGuard<'_> {
    pub(crate) fn demands_scopes_beside(&self) -> bool {
        self.named_beside.for_scopes && self.policy.demand.is_some() && self.asks_application()
    }

    pub(crate) fn demands_step_up_beside(&self) -> bool {
        self.named_beside.for_step_up && self.policy.step_up.is_some() && self.asks_application()
    }

    /// A verifier's own items demand it.
    pub(crate) fn asks_application(&self) -> bool {
        matches!(self.source, Source::Application { .. })
    }
}

/// Who decides about the callers of a handler.
pub(crate) enum Source {
    /// The authenticator that the application holds, by its tag where there are several.
    Application { tag: Option<Box<Type>>, state: Option<Box<Type>> },
    /// `verifier = EXPRESSION`
    Verifier(Expr),
}

/// What is demanded, and whose words say so.
pub(crate) struct Policy {
    pub(crate) crate_path: CratePath,
    /// `None`: any verified identity.
    pub(crate) demand: Option<ScopeExpr>,
    pub(crate) step_up: Option<StepUp>,
}

/// How and when a caller must have been authenticated.
pub(crate) struct StepUp {
    /// The accepted values, with a space between two. Empty: any.
    pub(crate) acr: String,
    /// In seconds. 0: any.
    pub(crate) max_age: u32,
    /// Where it is written.
    pub(crate) place: Span,
}

/// Which of the runtime's three questions is asked.
pub(crate) enum Question {
    Required,
    Only(Expr),
    Optional,
}

/// Where the identity goes.
pub(crate) enum IdentityUse<'f> {
    /// `#[identity] who: User`
    Parameter(&'f PatType),
    /// `identity = User`
    Type(Box<Type>),
    /// Not used.
    Unused,
}
