//! What can be guarded, and how often.

use crate::diagnostics::errors::Collector;
use crate::syntax::args::Args;
use crate::syntax::attributes::{is_guard, is_public};
use crate::syntax::function::GuardedFn;

/// Only a function with a body that runs at run time can ask anybody for credentials.
pub(super) fn check_target(function: &GuardedFn, errors: &mut Collector) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        errors.over(constness, "a `const fn` cannot be guarded: it may run while the program is compiled", "remove `const`");
    }
    if let Some(abi) = &sig.abi {
        let help = "guard the Rust function that handles the request";
        errors.over(abi, "an `extern` function cannot be guarded: it receives no request", help);
    }
    if function.body.is_none() {
        let help = "put `#[requires_auth]` where the body is: on the method in each `impl`";
        errors.over(&sig.ident, &format!("`{}` has no body that could be guarded", function.name()), help);
    }
}

/// One function, one guard: neither a second one nor the statement that there is none.
pub(super) fn check_other_guards(args: &Args, function: &GuardedFn, errors: &mut Collector) {
    for attribute in &function.attrs {
        if is_guard(attribute) {
            let help = "put all that is demanded into one `#[requires_auth(..)]`";
            errors.over(attribute.path(), &format!("`#[requires_auth]` appears twice on `{}`", function.name()), help);
        } else if is_public(attribute, args.crate_path.as_ref().map(|path| &path.value)) {
            let help = "remove one of the two";
            errors.over(attribute.path(), &format!("`{}` is guarded and public at once", function.name()), help);
        }
    }
}

/// A function that says it is open must not carry a guard.
pub(crate) fn no_guard(function: &GuardedFn, errors: &mut Collector) {
    for attribute in function.attrs.iter().filter(|attribute| is_guard(attribute)) {
        let message = format!("`{}` is public and guarded at once", function.name());
        errors.over(attribute.path(), &message, "remove one of the two");
    }
}
