//! The table in the form for look-ups. Known and unknown names take the same steps.

use std::{collections::HashSet, sync::Arc};

use constant_time_eq::constant_time_eq_n;

use super::{
    decoys::DecoyHashes,
    form::Form,
    hash::Hash,
    keyed::{Digest, KeyedHash},
    table::{Entry, PasswordTable},
};
use crate::vocabulary::{ConfigError, Identity};

pub(super) struct Users {
    /// Sorted by the keyed hash of the name. Never empty.
    users: Vec<Arc<User>>,
    decoys: DecoyHashes,
}

pub(super) struct User {
    name: Digest,
    /// A keyed hash of the stored hash.
    pub(super) stored: Digest,
    pub(super) hash: Hash,
    pub(super) identity: Identity,
}

/// The result of a look-up of a name.
pub(super) struct Lookup<'a> {
    /// The user, or an arbitrary other one if the name is unknown. An arbitrary one does not have the costs chosen for the name.
    pub(super) nearest: &'a Arc<User>,
    pub(super) is_known: bool,
}

/// How each table is read: the first one and those that replace it.
pub(super) struct TableOptions {
    /// The application's key for choosing decoys. If it is `None`, a key is derived from the table.
    pub(super) decoy_key: Option<KeyedHash>,
    pub(super) has_cost_ceiling: bool,
    pub(super) form: Form,
}

impl Users {
    pub(super) fn new(table: PasswordTable, keyed: &KeyedHash, reading: &TableOptions) -> Result<Self, ConfigError> {
        let table = table.not_empty()?;
        if reading.has_cost_ceiling {
            table.below_ceiling()?;
        }
        let mut known = HashSet::new();
        let mut users = Vec::with_capacity(table.users.len());
        for (given, entry) in table.users {
            let name = keyed.name(&reading.form.name(&given));
            if !known.insert(name) {
                return Err(entry.stands_twice(&given));
            }
            let Entry { hash, identity, .. } = entry;
            users.push(Arc::new(User { name, stored: keyed.stored(hash.text()), hash, identity }));
        }
        users.sort_unstable_by_key(|user| user.name);
        let key = match &reading.decoy_key {
            Some(key) => key.clone(),
            None => KeyedHash::of_table(users.iter().map(|user| user.hash.text()))?,
        };
        let decoys = DecoyHashes::new(users.iter().map(|user| user.hash.costs()), key);
        Ok(Self { users, decoys })
    }

    /// Finds a user. Never returns `None`, because there is at least one user.
    pub(super) fn find(&self, name: &Digest) -> Option<Lookup<'_>> {
        let place = self.users.partition_point(|user| user.name < *name);
        let nearest = self.users.get(place).or(self.users.last())?;
        Some(Lookup { nearest, is_known: constant_time_eq_n(&nearest.name, name) })
    }

    /// Returns the user whose hash is computed for an unknown `name`. Never returns `None`, because there is at least one user.
    pub(super) fn decoy(&self, name: &str) -> Option<&Arc<User>> {
        self.users.get(self.decoys.of(name)?)
    }

    pub(super) fn len(&self) -> usize {
        self.users.len()
    }
}
