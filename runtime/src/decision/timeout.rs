//! A bound on how long a verifier may take.

use std::{fmt, future::poll_fn, pin::pin, task::Poll, time::Duration};

use futures_timer::Delay;

use crate::refusal::VerifyError;

/// The verifier's answer, or *unavailable* when the time is over. The verifier's future is dropped then.
pub(super) async fn within<T>(
    limit: Option<Duration>,
    verify: impl Future<Output = Result<T, VerifyError>>,
) -> Result<T, VerifyError> {
    let Some(limit) = limit else { return verify.await };
    let mut verify = pin!(verify);
    let mut delay = Delay::new(limit);
    poll_fn(|context| {
        if let Poll::Ready(answer) = verify.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        pin!(&mut delay).poll(context).map(|()| Err(VerifyError::unavailable(TimedOut(limit))))
    })
    .await
}

#[derive(Debug)]
struct TimedOut(Duration);

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the verifier gave no answer within {:?}", self.0)
    }
}

impl std::error::Error for TimedOut {}
