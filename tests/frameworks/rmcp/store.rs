//! A store of events as an application might write it: its ids can be guessed.

use std::sync::{Mutex, PoisonError};

use rmcp::transport::streamable_http_server::session::{
    EventStore, EventStoreError, ServerSseMessage,
    store::{EventId, EventStream},
};

#[derive(Default)]
pub(crate) struct Store(Mutex<Vec<(String, ServerSseMessage)>>);

#[async_trait::async_trait]
impl EventStore for Store {
    async fn store_event(&self, stream_id: &str, event: &ServerSseMessage) -> Result<EventId, EventStoreError> {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        events.push((stream_id.to_owned(), event.clone()));
        Ok(format!("e{}", events.len() - 1))
    }

    async fn replay_events_after(&self, last_event_id: &str) -> Result<EventStream, EventStoreError> {
        let last: usize = last_event_id.trim_start_matches('e').parse()?;
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stream = events.get(last).map(|(stream, _)| stream.clone()).unwrap_or_default();
        let later = events.iter().enumerate().skip(last + 1).filter(|(_, (of, _))| *of == stream);
        let later: Vec<_> = later
            .map(|(place, (_, event))| {
                let mut event = event.clone();
                event.event_id = Some(format!("e{place}"));
                event
            })
            .collect();
        Ok(Box::pin(tokio_stream::iter(later)))
    }
}
