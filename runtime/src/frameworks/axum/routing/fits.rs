//! Which handlers the routes take: functions, by the bounds of axum's own [`Handler`], each with its own message.

use std::convert::Infallible;

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    handler::{Handler, Layered},
    http::request::Parts,
    response::IntoResponse,
};

use super::{OpenArgs, PublicHandler};

/// A function, which is called with what it says that it takes. Axum's [`Handler`] alone does not say so: any type can implement
/// it, and is then handed the request without a guard. Sealed; no user names it.
///
/// ```compile_fail,E0277
/// struct Mine;
///
/// impl requires_auth::axum::routing::IsFunction<((), u8)> for Mine {}
/// ```
#[diagnostic::on_unimplemented(
    message = "this handler is not a function, so it is called without a guard",
    label = "not a function",
    note = "route to a function under `#[requires_auth]`, or mark it as open: `requires_auth::axum::routing::public(handler)`"
)]
pub trait IsFunction<T>: sealed::Function<T> {}

#[diagnostic::do_not_recommend]
impl<F: sealed::Function<T>, T> IsFunction<T> for F {}

/// An extractor in both of axum's ways, and in no other. Another crate can implement `Handler` for a pointer to a function too, with
/// its state type, but not with axum's types for the two ways.
struct Either;

impl FromRequestParts<()> for Either {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, (): &()) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

impl FromRequest<()> for Either {
    type Rejection = Infallible;

    async fn from_request(_: Request, (): &()) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

macro_rules! functions {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<Call, Returned, Via, $first, $($rest,)*> sealed::Function<(Via, $first, $($rest,)*)> for Call
            where
                Call: FnOnce($first, $($rest,)*) -> Returned,
                Either: FromRequest<(), Via>,
            {
            }

            functions!($($rest)*);
        )?
    };
}

functions!(A B C D E F G H I J K L N O P Q);

impl<Call: FnOnce() -> Returned, Returned> sealed::Function<((),)> for Call {}

mod sealed {
    use axum::handler::Handler;

    pub trait Function<T> {}

    pub trait Fits<T, S>: Handler<T, S> + Function<T> {}
}

/// A layer around a function answers for itself.
#[diagnostic::do_not_recommend]
impl<L, H: sealed::Function<T>, T, S> sealed::Function<T> for Layered<L, H, T, S> {}

impl<H, T> sealed::Function<OpenArgs<T>> for PublicHandler<H> {}

/// A function that axum's [`Handler`] is implemented for, by the same bounds, so that rustc names the bound that is not met. No user
/// names it.
#[diagnostic::on_unimplemented(
    message = "this handler is not a function, so it is called without a guard",
    label = "not a function",
    note = "route to a function under `#[requires_auth]`, or mark it as open: `requires_auth::axum::routing::public(handler)`"
)]
pub trait HandlerForState<T, S>: Handler<T, S> + IsFunction<T> {}

// One step later than what `IsFunction` asks, which finds out `T`.
impl<H: sealed::Fits<T, S>, T, S> HandlerForState<T, S> for H {}

/// What calling a handler gives.
#[diagnostic::on_unimplemented(
    message = "a handler must be an `async fn`, and this one returns `{Self}` at once",
    label = "not `async`",
    note = "write `async fn`, or return a future"
)]
pub trait Awaited: Future<Output = Self::Answer> {
    type Answer;
}

#[diagnostic::do_not_recommend]
impl<F: Future> Awaited for F {
    type Answer = F::Output;
}

/// A type that a handler may return.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this handler returns `{Self}`, which is not a response",
    note = "return a type that implements `axum::response::IntoResponse`, such as `String`, `Json<_>`, `StatusCode` or `Response`",
    note = "a `Result<_, E>` needs an error that implements it as well"
)]
pub trait Returned: IntoResponse {}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> Returned for R {}

/// A parameter before the last one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be extracted before the last parameter",
    label = "this handler takes `{Self}` before its last parameter",
    note = "only the last parameter may read the body: move `Json<_>`, `Form<_>`, `String`, `Bytes`, `Multipart` or `Request` to the end",
    note = "a parameter that is not an extractor: implement `axum::extract::FromRequestParts` for its type; the identity is marked `#[identity]`",
    note = "`State<T>` needs a router state that is `T`, or `T: FromRef<state>`"
)]
pub trait PartsExtractor<S>: FromRequestParts<S> {}

#[diagnostic::do_not_recommend]
impl<A: FromRequestParts<S>, S> PartsExtractor<S> for A {}

/// The last parameter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an extractor",
    label = "this handler takes `{Self}`",
    note = "implement `axum::extract::FromRequestParts` or `FromRequest` for its type; the identity is marked `#[identity]`",
    note = "`State<T>` needs a router state that is `T`, or `T: FromRef<state>`; `Json<T>` and `Query<T>` need `T: serde::Deserialize`"
)]
pub trait LastExtractor<S, Via>: FromRequest<S, Via> {}

#[diagnostic::do_not_recommend]
impl<A: FromRequest<S, Via>, S, Via> LastExtractor<S, Via> for A {}

macro_rules! fits {
    ($first:ident $($other:ident)* ; $last:ident) => {
        impl<Call, Pending, Output, S, Via, $first, $($other,)* $last> sealed::Fits<(Via, $first, $($other,)* $last,), S> for Call
        where
            Call: FnOnce($first, $($other,)* $last) -> Pending + Clone + Send + Sync + 'static,
            Pending: Awaited<Answer = Output> + Send,
            Output: Returned,
            S: Send + Sync + 'static,
            $first: FromRequestParts<S> + Send,
            $($other: PartsExtractor<S> + Send,)*
            $last: LastExtractor<S, Via> + Send,
            Either: FromRequest<(), Via>,
        {
        }
    };
}

fits!(A; Z);
fits!(A B; Z);
fits!(A B C; Z);
fits!(A B C D; Z);
fits!(A B C D E; Z);
fits!(A B C D E F; Z);
fits!(A B C D E F G; Z);
fits!(A B C D E F G H; Z);
fits!(A B C D E F G H I; Z);
fits!(A B C D E F G H I J; Z);
fits!(A B C D E F G H I J K; Z);
fits!(A B C D E F G H I J K L; Z);
fits!(A B C D E F G H I J K L M; Z);
fits!(A B C D E F G H I J K L M N; Z);
fits!(A B C D E F G H I J K L M N O; Z);

// Of the first parameter the bounds are axum's own: what a guard lacks, its own traits say.
impl<Call, Pending, Output, S, Via, A> sealed::Fits<(Via, A), S> for Call
where
    Call: FnOnce(A) -> Pending + Clone + Send + Sync + 'static,
    Pending: Awaited<Answer = Output> + Send,
    Output: Returned,
    S: Send + Sync + 'static,
    A: FromRequest<S, Via> + Send,
    Either: FromRequest<(), Via>,
{
}

impl<Call, Pending, Output, S> sealed::Fits<((),), S> for Call
where
    Call: FnOnce() -> Pending + Clone + Send + Sync + 'static,
    Pending: Awaited<Answer = Output> + Send,
    Output: Returned,
    S: Send + Sync + 'static,
{
}

#[diagnostic::do_not_recommend]
impl<L, H, T, S, Of> sealed::Fits<T, Of> for Layered<L, H, T, S>
where
    Self: Handler<T, Of>,
    H: sealed::Function<T>,
{
}

#[diagnostic::do_not_recommend]
impl<H: Handler<T, S>, T: 'static, S> sealed::Fits<OpenArgs<T>, S> for PublicHandler<H> {}
