//! The task that fetches the keys: one attempt at a time, for as long as the verifier lives.

use std::{pin::pin, sync::Arc, time::Duration};

use super::{
    keeper::{Keeper, NO_KEYS, News, Next},
    source::{Fetched, Source},
};
use crate::{
    event,
    panics::{Panicked, catch_async},
    verifiers::{
        fetch::{Either, Exchange, FetchFault, either, until},
        jwt::{JwtAlgorithm, JwtKeys},
    },
    vocabulary::ConfigError,
};

/// How long all documents of an attempt may take. Requests may wait for it.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(10);

pub(super) struct Refresh {
    /// For the log.
    pub(super) issuer: String,
    pub(super) source: Source,
    pub(super) exchange: Exchange,
    pub(super) keeper: Arc<Keeper>,
    /// The algorithms whose keys are used. Empty: all.
    pub(super) algorithms: Vec<JwtAlgorithm>,
    /// Puts keys in place. Returns whether they differ from those before.
    pub(super) replace: Box<dyn Fn(JwtKeys) -> Result<bool, ConfigError> + Send + Sync>,
}

impl Refresh {
    pub(super) async fn run(mut self) {
        loop {
            match self.keeper.next() {
                Next::Wait(passed) => {
                    either(pin!(self.keeper.wanted()), pin!(until(&self.exchange.clock, passed))).await;
                }
                Next::Fetch => self.attempt().await,
            }
        }
    }

    async fn attempt(&mut self) {
        let fetched = self.fetched().await;
        match fetched.and_then(|fetched| self.put(fetched)) {
            Ok((news, has_changed)) => {
                let (keys, skipped) = (news.keys, news.skipped.clone());
                let is_news = self.keeper.ended(Ok(news));
                match keys {
                    0 => event::keys_not_fetched(&self.issuer, NO_KEYS),
                    _ if has_changed || is_news => event::keys_fetched(&self.issuer, keys, &skipped),
                    _ => {}
                }
            }
            Err(fault) => {
                event::keys_not_fetched(&self.issuer, &fault.0);
                self.keeper.ended(Err(fault));
            }
        }
    }

    async fn fetched(&mut self) -> Result<Fetched, FetchFault> {
        let end = self.exchange.clock.passed() + LONGEST_ATTEMPT;
        // A fetcher's panic is caught where it is called, so this one would be ours. It must not end the task either.
        let mut fetch = pin!(Some(self.source.fetch(&self.exchange)));
        match either(pin!(catch_async(fetch.as_mut())), pin!(until(&self.exchange.clock, end))).await {
            Either::First(fetched) => fetched.unwrap_or_else(|Panicked| Err(FetchFault("the attempt panicked".to_owned()))),
            Either::Second(()) => Err(FetchFault(format!("no keys within {LONGEST_ATTEMPT:?}"))),
        }
    }

    /// Puts the keys in place. They count when the keeper knows them.
    fn put(&self, fetched: Fetched) -> Result<(News, bool), FetchFault> {
        let Fetched { keys, refresh } = fetched;
        let keys = keys.only_for(&self.algorithms);
        let news = News { keys: keys.len(), skipped: keys.skipped().to_vec(), refresh };
        let has_changed = (self.replace)(keys).map_err(|error| FetchFault(format!("the keys cannot be used: {error}")))?;
        Ok((news, has_changed))
    }
}
