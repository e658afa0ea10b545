//! The type of a handler's guard, the parameter that has it, and the `let` that takes the identity out.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote_spanned};
use syn::{Token, Type};

use super::call::{RuntimeCall, call_in};
use super::signature;
use crate::diagnostics::spans::ends;
use crate::framework::Framework;
use crate::model::{HandlerGuard, IdentityUse, Question, Source};
use crate::syntax::attributes::handler_attribute;
use crate::syntax::function::GuardedFn;
use crate::syntax::parameters::{self, GUARD};
use crate::syntax::runtime_path::RuntimePath;

/// What the guard's type is made of.
pub(crate) struct GuardType<'g> {
    /// Whether scopes are demanded of the identity.
    pub(crate) scoped: bool,
    /// Whether it is demanded how or when the identity's caller was authenticated.
    pub(crate) stepped_up: bool,
    pub(crate) private: RuntimePath,
    pub(crate) framework: Framework,
    pub(crate) mode: Mode<'g>,
    pub(crate) identity: IdentityType<'g>,
}

impl<'g> GuardType<'g> {
    pub(crate) fn of(guard: &'g HandlerGuard<'_>, marker: &'g Ident) -> Self {
        // Of what is named beside the handler, and of a verifier, it is demanded there.
        GuardType {
            scoped: guard.policy.demand.is_some() && guard.asks_application() && !guard.named_beside.for_scopes,
            stepped_up: guard.policy.step_up.is_some() && guard.asks_application() && !guard.named_beside.for_step_up,
            private: guard.policy.crate_path.private(),
            framework: guard.framework,
            mode: Mode::of(guard, marker),
            identity: IdentityType::of(guard),
        }
    }
}

/// The type of the identity, which chooses the authenticator.
pub(crate) enum IdentityType<'g> {
    Written(&'g Type),
    /// The runtime's own.
    Default(RuntimePath),
    /// After a mistake.
    Nothing,
}

impl<'g> IdentityType<'g> {
    pub(crate) fn of(guard: &'g HandlerGuard<'_>) -> Self {
        match &guard.identity {
            IdentityUse::Parameter(parameter) => IdentityType::Written(&parameter.ty),
            IdentityUse::Type(ty) => IdentityType::Written(ty),
            IdentityUse::Unused => IdentityType::Default(guard.policy.crate_path.root().then("Identity")),
        }
    }
}

impl ToTokens for IdentityType<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            IdentityType::Written(ty) => ty.to_tokens(tokens),
            IdentityType::Default(path) => path.to_tokens(tokens),
            IdentityType::Nothing => tokens.extend(quote_spanned!(Span::mixed_site()=> ())),
        }
    }
}

/// How it is decided, around the marker: `P::FromApp<M, Tag>`, `P::WithPredicate<P::FromAppScoped<M>>`,
/// `P::WithOnReject<P::FromVerifier<M>>`, ..
pub(crate) struct Mode<'g> {
    private: RuntimePath,
    /// From the outside.
    wrappers: Vec<&'static str>,
    source: &'static str,
    /// `None` after a mistake.
    marker: Option<&'g Ident>,
    tag: Option<&'g Type>,
}

impl<'g> Mode<'g> {
    fn of(guard: &'g HandlerGuard<'_>, marker: &'g Ident) -> Self {
        let is_optional = matches!(guard.question, Question::Optional);
        let mut wrappers = Vec::new();
        if guard.on_reject.is_some() {
            wrappers.push("WithOnReject");
        }
        let (source, tag) = match &guard.source {
            Source::Application { tag, .. } => {
                match guard.question {
                    Question::Required => {}
                    Question::Only(_) => wrappers.push("WithPredicate"),
                    Question::Optional => wrappers.push("OrAnonymous"),
                }
                if guard.policy.step_up.is_some() {
                    wrappers.push(if guard.named_beside.for_step_up { "WithStepUpOf" } else { "WithStepUp" });
                }
                let source = match (&guard.policy.demand, guard.named_beside.for_scopes) {
                    (None, _) => "FromApp",
                    (Some(_), false) => "FromAppScoped",
                    (Some(_), true) => "FromAppWithScopes",
                };
                (source, tag.as_deref())
            }
            Source::Verifier(_) => (if is_optional { "FromVerifierOptional" } else { "FromVerifier" }, None),
        };
        Mode { private: guard.policy.crate_path.private(), wrappers, source, marker: Some(marker), tag }
    }

    /// The one of a handler whose attribute is mistaken.
    pub(crate) fn invalid(private: RuntimePath) -> Self {
        Mode { private, wrappers: Vec::new(), source: "InvalidAttribute", marker: None, tag: None }
    }
}

impl ToTokens for Mode<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = Span::mixed_site();
        let (opened, closed) = (Token![<](span), Token![>](span));
        for wrapper in &self.wrappers {
            self.private.then(wrapper).to_tokens(tokens);
            opened.to_tokens(tokens);
        }
        self.private.then(self.source).to_tokens(tokens);
        if let Some(marker) = self.marker {
            opened.to_tokens(tokens);
            marker.to_tokens(tokens);
            if let Some(tag) = self.tag {
                Token![,](span).to_tokens(tokens);
                tag.to_tokens(tokens);
            }
            closed.to_tokens(tokens);
        }
        tokens.append_all(self.wrappers.iter().map(|_| &closed));
    }
}

// (#[identity] who: User, a: A)   =>   (__requires_auth_guard: Guard<User, FromApp<M>>, a: A)
pub(crate) fn parameters(shown: &GuardType<'_>, function: &GuardedFn) -> TokenStream {
    let GuardType { private, framework, mode, identity, scoped: _, stepped_up: _ } = shown;
    let guard = guard_name();
    if framework.takes_one_extractor() {
        let (patterns, types) = signature::bundled(function);
        let receiver = signature::receiver(function);
        let bundle = private.then(framework.module()).then("Bundle");
        return quote_spanned! {Span::mixed_site()=>
            #receiver #bundle(#guard, (#patterns)): #bundle<#identity, #mode, (#types)>
        };
    }
    // Rocket names its variables with the span of a parameter's type, which is that of its first token, and expects them to
    // be those of its attribute, which a user's macro may have been handed with the function.
    let call = Span::call_site();
    let route = handler_attribute(&function.attrs).map_or(call, |attribute| call.resolved_at(attribute.pound_token.span));
    let private = private.begun_at(route);
    let receiver = signature::receiver(function);
    let mut tokens = quote_spanned!(Span::mixed_site()=> #receiver #guard: #private::Guard<#identity, #mode>,);
    signature::append_arguments(function, &mut tokens);
    tokens
}

/// The name has no hygiene: see [`GUARD`]. For the same reason, a second guard on one function is an error.
fn guard_name() -> Ident {
    Ident::new(GUARD, Span::call_site())
}

// let who: User = P::identity(__requires_auth_guard);
// let _ = { __requires_auth_guard };                                  without an identity: it ends here, and rustc need not look at a call
pub(crate) fn binding(shown: &GuardType<'_>, function: &GuardedFn) -> TokenStream {
    let span = Span::mixed_site();
    let mut tokens = match parameters::identity(function) {
        Some(parameter) => {
            let (pat, ty, lints) = (&parameter.pat, &parameter.ty, signature::lints(parameter));
            let taken = identity_call(shown, ends(ty));
            quote_spanned!(span=> #(#lints)* let #pat: #ty = #taken;)
        }
        None if matches!(shown.identity, IdentityType::Default(_)) => {
            let guard = guard_name();
            quote_spanned!(span=> let _ = { #guard };)
        }
        None => {
            let taken = identity_call(shown, (span, span));
            quote_spanned!(span=> let _ = #taken;)
        }
    };
    if shown.framework.takes_one_extractor() {
        tokens.extend(signature::unbundled(function));
    }
    tokens
}

fn identity_call(shown: &GuardType<'_>, places: (Span, Span)) -> RuntimeCall {
    let name = if shown.scoped { "scoped_identity" } else { "identity" };
    let mut guard = guard_name();
    guard.set_span(guard.span().located_at(places.0));
    let identity = call_in(&shown.private, name, places, guard);
    if shown.stepped_up { call_in(&shown.private, "authenticated_identity", places, identity) } else { identity }
}

// let __head = P::guard_is_head(&__requires_auth_guard);
pub(super) fn guard_is_head(private: &RuntimePath) -> TokenStream {
    let guard = guard_name();
    quote_spanned!(Span::mixed_site()=> let __head = #private::guard_is_head(&#guard);)
}
