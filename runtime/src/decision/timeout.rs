//! Bounds how long a verifier may take.

use std::{error::Error, fmt, future::poll_fn, pin::pin, task::Poll, time::Duration};

use super::timer::{Timer, Trouble};
use crate::{rejection::VerifyError, vocabulary::ConfigError};

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The limit, and the timer that measures it.
pub(super) struct Timeout {
    limit: Duration,
    timer: Timer,
}

impl Timeout {
    pub(super) fn try_new(limit: Duration) -> Result<Self, ConfigError> {
        let fault = |rule| Err(ConfigError::placed("timeout", format!("{limit:?}"), rule));
        if limit.is_zero() {
            return fault("must be longer than zero: with 0 every verifier that waits would be unavailable");
        }
        if limit > LONGEST {
            return fault("must be at most a day (86400 seconds); omit the time-out for no limit");
        }
        Ok(Self { limit, timer: Timer::new() })
    }
}

/// Returns the result of the verifier, or *unavailable* after the time-out. The verifier's future is dropped then.
pub(super) async fn within<T>(
    timeout: Option<&Timeout>,
    verify: impl Future<Output = Result<T, VerifyError>>,
) -> Result<T, VerifyError> {
    let Some(Timeout { limit, timer }) = timeout else { return verify.await };
    let mut verify = pin!(verify);
    let mut deadline = timer.deadline(*limit);
    poll_fn(|context| {
        if let Poll::Ready(answer) = verify.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        deadline.poll(context.waker()).map(|over| {
            Err(VerifyError::unavailable(match over {
                Ok(()) => TimedOut::Over(*limit),
                Err(Trouble::NoThread(error)) => TimedOut::NoThread(error),
                Err(Trouble::Forked) => TimedOut::Forked,
            }))
        })
    })
    .await
}

#[derive(Debug)]
enum TimedOut {
    Over(Duration),
    NoThread(std::io::Error),
    Forked,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(limit) => write!(f, "the verifier did not return within {limit:?}"),
            Self::NoThread(_) => f.write_str("cannot start the thread that bounds how long the verifier takes"),
            Self::Forked => f.write_str(
                "this process was forked off after its parent had started the thread that bounds how long verifiers take, and does \
                 not have that thread; build the authenticator after the fork",
            ),
        }
    }
}

impl Error for TimedOut {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoThread(error) => Some(error),
            Self::Over(_) | Self::Forked => None,
        }
    }
}
