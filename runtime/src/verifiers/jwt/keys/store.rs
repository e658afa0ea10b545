//! Where the present keys of a verifier are. Whoever has new ones replaces them; a verification works with a snapshot.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use super::KeySet;

/// The present keys, with a number that grows whenever they change.
pub(in super::super) struct KeyStore {
    present: RwLock<Arc<KeySet>>,
    generation: AtomicU64,
}

impl KeyStore {
    pub(in super::super) fn new(keys: KeySet) -> Self {
        Self { generation: AtomicU64::new(keys.generation), present: RwLock::new(Arc::new(keys)) }
    }

    /// Returns the keys of this moment, which know their generation.
    pub(in super::super) fn snapshot(&self) -> Arc<KeySet> {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the generation of the present keys. What was verified with keys of another generation must be verified again.
    pub(in super::super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Replaces the keys. Returns whether they differ from the ones before; if not, the generation stays.
    pub(in super::super) fn replace(&self, keys: KeySet) -> bool {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        if present.is_same(&keys) {
            return false;
        }
        let generation = present.generation.wrapping_add(1);
        // Before the keys: what is verified with the old ones from here on counts as outdated at once.
        self.generation.store(generation, Ordering::Release);
        *present = Arc::new(keys.of_generation(generation));
        true
    }
}
