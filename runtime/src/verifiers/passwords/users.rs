//! The table as it is looked up: known and unknown names in the same steps.

use std::{collections::HashSet, sync::Arc};

use constant_time_eq::constant_time_eq_n;

use super::{
    decoys::StandIns,
    form::Form,
    hash::Hash,
    keyed::{Digest, Keyed},
    table::{Entry, PasswordTable},
};
use crate::vocabulary::{ConfigError, Identity};

pub(super) struct Users {
    /// Never empty. Sorted by the keyed hash of the name.
    users: Vec<Arc<User>>,
    stand_ins: StandIns,
}

pub(super) struct User {
    name: Digest,
    /// Equal for equal stored hashes.
    pub(super) stored: Digest,
    pub(super) hash: Hash,
    pub(super) identity: Identity,
}

/// What was found for a name.
pub(super) struct Found<'a> {
    /// The user; or some other, whose costs are not those of the name.
    pub(super) nearest: &'a Arc<User>,
    pub(super) is_known: bool,
}

/// How each table is read, this one and those that replace it.
pub(super) struct Reading {
    /// Of the application, to choose stand-ins by; without, it is made of the table.
    pub(super) stand_in_key: Option<Keyed>,
    pub(super) has_cost_ceiling: bool,
    pub(super) form: Form,
}

impl Users {
    pub(super) fn new(table: PasswordTable, keyed: &Keyed, reading: &Reading) -> Result<Self, ConfigError> {
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
        let key = match &reading.stand_in_key {
            Some(key) => key.clone(),
            None => Keyed::of_table(users.iter().map(|user| user.hash.text()))?,
        };
        let stand_ins = StandIns::new(&users, key);
        Ok(Self { users, stand_ins })
    }

    /// `None` never, since there is at least one user.
    pub(super) fn find(&self, name: &Digest) -> Option<Found<'_>> {
        let place = self.users.partition_point(|user| user.name < *name);
        let nearest = self.users.get(place).or(self.users.last())?;
        Some(Found { nearest, is_known: constant_time_eq_n(&nearest.name, name) })
    }

    pub(super) fn stand_ins(&self) -> &StandIns {
        &self.stand_ins
    }

    pub(super) fn len(&self) -> usize {
        self.users.len()
    }
}
