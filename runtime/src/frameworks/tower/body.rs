//! The body of a response behind a layer: that of the service, or of a rejection.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::rejection::Rejection;

pin_project! {
    /// The body of a response behind a layer: that of the service, frame by frame with its trailers, or that of a rejection.
    #[derive(Debug)]
    pub struct GuardedBody<B> {
        #[pin]
        service: Option<B>,
        rejection: Bytes,
    }
}

impl<B> GuardedBody<B> {
    pub(crate) const fn of_service(body: B) -> Self {
        Self { service: Some(body), rejection: Bytes::new() }
    }

    pub(crate) fn of_rejection(text: String) -> Self {
        Self { service: None, rejection: text.into() }
    }

    /// Returns the response to a rejected request.
    pub(crate) fn rejected(rejection: Rejection) -> Response<Self> {
        rejection.into_http::<String>().map(Self::of_rejection)
    }
}

impl<B: Body<Data = Bytes>> Body for GuardedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.project();
        match this.service.as_pin_mut() {
            Some(body) => body.poll_frame(context),
            None if this.rejection.is_empty() => Poll::Ready(None),
            None => Poll::Ready(Some(Ok(Frame::data(std::mem::take(this.rejection))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.service.as_ref().map_or(self.rejection.is_empty(), Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.service.as_ref().map_or_else(|| SizeHint::with_exact(self.rejection.len() as u64), Body::size_hint)
    }
}
