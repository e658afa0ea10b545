//! Whatever is logged at any level, kept in memory.
//!
//! One subscriber for all threads, each with its own log: `tracing` remembers of a call site whether anybody listens, as seen by
//! the thread that comes first, and so a subscriber of one thread may miss events. Whatever logs belongs inside [`recorded`].

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    sync::{Mutex, Once, PoisonError},
};

use tracing::{
    Event, Id, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Record},
    subscriber::set_global_default,
};

/// One event or span, with every field as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// `ERROR`, `INFO`, ..
    pub level: String,
    /// The module that logged it.
    pub target: String,
    /// What stood in it, the message among them.
    pub fields: BTreeMap<String, String>,
}

thread_local! {
    static LOG: RefCell<Vec<Logged>> = const { RefCell::new(Vec::new()) };
}

/// The output of `call`, and what it logged on this thread.
pub fn recorded<T>(call: impl FnOnce() -> T) -> (T, Vec<Logged>) {
    install();
    LOG.take();
    let output = call();
    (output, LOG.take())
}

/// What is logged on any thread, once somebody asks for it.
static EVERYWHERE: Mutex<Option<Vec<Logged>>> = Mutex::new(None);

/// Returns what was logged on all threads since the last call.
pub fn logged_everywhere() -> Vec<Logged> {
    install();
    EVERYWHERE.lock().unwrap_or_else(PoisonError::into_inner).replace(Vec::new()).unwrap_or_default()
}

fn install() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| set_global_default(Recorder).expect("no other subscriber"));
}

struct Recorder;

fn keep(metadata: &Metadata<'_>, fields: Fields) {
    let logged = Logged { level: metadata.level().to_string(), target: metadata.target().to_owned(), fields: fields.0 };
    if let Some(log) = &mut *EVERYWHERE.lock().unwrap_or_else(PoisonError::into_inner) {
        log.push(logged.clone());
    }
    LOG.with_borrow_mut(|log| log.push(logged));
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        keep(span.metadata(), fields);
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        keep(event.metadata(), fields);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}
