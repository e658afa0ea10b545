//! What the layers of this crate leave in a request of a framework that has no extensions of the `http` crate.

#![allow(dead_code, reason = "only some frameworks use it")]

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

/// A value that a layer has left.
pub(crate) type Kept = Arc<dyn Any + Send + Sync>;

/// One value of each type.
#[derive(Default)]
pub(crate) struct KeptValues(Vec<Kept>);

impl KeptValues {
    pub(crate) fn put<T: Any + Send + Sync>(&mut self, value: T) {
        self.0.retain(|kept| !kept.is::<T>());
        self.0.push(Arc::new(value));
    }

    pub(crate) fn get(&self, of: TypeId) -> Option<Kept> {
        self.0.iter().find(|kept| Any::type_id(&***kept) == of).cloned()
    }
}
