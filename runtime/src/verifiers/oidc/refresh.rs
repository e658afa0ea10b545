//! The task that fetches the keys: one attempt at a time, for as long as the verifier lives.

use std::{pin::pin, sync::Arc};

use super::{
    keeper::{Keeper, News, Next},
    source::{Fetched, Source},
};
use crate::{
    event,
    panics::{Panicked, catch_async},
    verifiers::{
        fetch::{Exchange, FetchFault, either, until},
        jwt::JwtKeys,
    },
    vocabulary::ConfigError,
};

pub(super) struct Refresh {
    /// For the log.
    pub(super) issuer: String,
    pub(super) source: Source,
    pub(super) exchange: Exchange,
    pub(super) keeper: Arc<Keeper>,
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
        // A fetcher's panic is caught where it is called, so this one would be ours. It must not end the task either.
        let fetched = catch_async(pin!(Some(self.source.fetch(&self.exchange)))).await;
        let fetched = fetched.unwrap_or_else(|Panicked| Err(FetchFault("the attempt panicked".to_owned())));
        match fetched.and_then(|fetched| self.put(fetched)) {
            Ok((news, has_changed)) => {
                let (keys, skipped) = (news.keys, news.skipped.clone());
                let is_news = self.keeper.ended(Ok(news));
                if keys == 0 {
                    event::keys_not_fetched(&self.issuer, "the issuer publishes no key that can be used");
                }
                if has_changed || is_news {
                    event::keys_fetched(&self.issuer, keys, &skipped);
                }
            }
            Err(fault) => {
                event::keys_not_fetched(&self.issuer, &fault.0);
                self.keeper.ended(Err(fault));
            }
        }
    }

    /// Puts the keys in place. They count when the keeper knows them.
    fn put(&self, fetched: Fetched) -> Result<(News, bool), FetchFault> {
        let Fetched { keys, refresh } = fetched;
        let news = News { keys: keys.len(), skipped: keys.skipped().to_vec(), refresh };
        let has_changed = (self.replace)(keys).map_err(|error| FetchFault(format!("the keys cannot be used: {error}")))?;
        Ok((news, has_changed))
    }
}
