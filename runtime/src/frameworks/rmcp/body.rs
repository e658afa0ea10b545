//! The body of a request whose beginning was read.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

/// The body of a request that the layer passes on.
pub struct McpRequestBody<B: Body> {
    read: Bytes,
    trailers: Option<HeaderMap>,
    error: Option<B::Error>,
    /// The rest, which was not read.
    rest: Option<Pin<Box<B>>>,
}

/// Nothing but the boxed rest is pinned.
impl<B: Body> Unpin for McpRequestBody<B> {}

impl<B: Body> McpRequestBody<B> {
    pub(super) fn unread(body: B) -> Self {
        Self { read: Bytes::new(), trailers: None, error: None, rest: Some(Box::pin(body)) }
    }

    /// Reads a body, and stops after the frame with which it has more than `limit` bytes.
    pub(super) async fn read(body: B, limit: usize) -> Self {
        let mut this = Self::unread(body);
        let mut read = Vec::new();
        while let Some(rest) = &mut this.rest {
            match poll_fn(|context| rest.as_mut().poll_frame(context)).await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => put(&mut read, data),
                    Err(frame) => this.trailers = frame.into_trailers().ok(),
                },
                Some(Err(error)) => (this.error, this.rest) = (Some(error), None),
                None => this.rest = None,
            }
            if read.len() > limit {
                break;
            }
        }
        this.read = read.into();
        this
    }

    /// Returns the whole body, if it was read to its end.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        (self.rest.is_none() && self.error.is_none()).then_some(&self.read)
    }
}

fn put(read: &mut Vec<u8>, mut data: impl Buf) {
    while data.has_remaining() {
        let chunk = data.chunk();
        let length = chunk.len();
        read.extend_from_slice(chunk);
        data.advance(length);
    }
}

impl<B: Body> Body for McpRequestBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if !self.read.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.read)))));
        }
        if let Some(error) = self.error.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if let Some(rest) = &mut self.rest {
            let frame = rest.as_mut().poll_frame(context);
            return frame.map_ok(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())));
        }
        Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        let Self { read, trailers, error, rest } = self;
        read.is_empty() && trailers.is_none() && error.is_none() && rest.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let read = self.read.len() as u64;
        let Some(rest) = &self.rest else { return SizeHint::with_exact(read) };
        let rest = rest.size_hint();
        let mut hint = SizeHint::new();
        // Lower first: an upper bound below it would be an error.
        hint.set_lower(rest.lower().saturating_add(read));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(read));
        }
        hint
    }
}

impl<B: Body> std::fmt::Debug for McpRequestBody<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("McpRequestBody(..)")
    }
}
