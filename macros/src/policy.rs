//! The checked model: all that expansion needs to know, and nothing left to doubt.

use proc_macro2::{Ident, TokenStream};
use syn::{Expr, ExprPath, PatType, Type};

use crate::body_shape::BodyShape;
use crate::crate_path::CratePath;
use crate::framework::Framework;
use crate::scope_list::Demand;

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
    pub(crate) on_reject: Option<ExprPath>,
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
    pub(crate) demand: Option<Demand>,
}

/// Which of the runtime's three questions is asked.
pub(crate) enum Question {
    Verified,
    Only(Expr),
    Optional,
}

/// Where the identity goes.
pub(crate) enum IdentityUse<'f> {
    /// `#[identity] who: User`
    Parameter(&'f PatType),
    /// `identity = User`
    Type(Box<Type>),
    /// Nobody asked for it.
    Unused,
}

/// The parameter that is the request.
pub(crate) struct Request<'f> {
    /// Its place among the parameters.
    pub(crate) index: usize,
    pub(crate) parameter: &'f PatType,
    pub(crate) slot: Slot<'f>,
    pub(crate) hold: Hold,
    /// The name as the attribute has it, if it may be another one than the parameter's: rustc says whether it is.
    pub(crate) named: Option<Ident>,
}

/// How the request is held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// By value: it goes through the runtime and comes back with its secrets marked.
    Owned,
    /// `&T`
    Shared,
    /// `&mut T`
    Unique,
    /// `_: T` looks at nothing, so nothing is marked and nothing moves.
    Ignored,
}

/// What a parameter's value is called in the signature, and what the body sees.
pub(crate) enum Slot<'f> {
    /// `name: T` or `mut name: T`
    Named { mutability: TokenStream, name: &'f Ident },
    /// `Parts { headers, .. }: Parts`: a hidden name in the signature.
    Pattern { hidden: Ident },
    /// `_: T`: a hidden name too.
    Wild { hidden: Ident },
}
