//! Chooses the hash that is computed for an unknown name. One name always gets a hash of the same costs.

use std::collections::BTreeMap;

use super::keyed::KeyedHash;

/// One class for each kind of costs in the table. Never empty.
pub(super) struct DecoyHashes {
    key: KeyedHash,
    classes: Vec<Class>,
}

struct Class {
    /// The costs as a text, equal in every process.
    costs: String,
    /// How many users have these costs.
    weight: u32,
    /// The position of one such user in the table. All of them take the same time.
    user: usize,
}

impl DecoyHashes {
    /// Groups the costs of the users, in the order of the table.
    pub(super) fn new(costs: impl Iterator<Item = String>, key: KeyedHash) -> Self {
        let mut classes = BTreeMap::new();
        for (user, costs) in costs.enumerate() {
            let class = classes.entry(costs).or_insert_with_key(|costs| Class { costs: costs.clone(), weight: 0, user });
            class.weight = class.weight.saturating_add(1);
        }
        Self { key, classes: classes.into_values().collect() }
    }

    /// Returns the position of the user whose hash is computed for an unknown `name`. Each kind of costs is chosen as often as it
    /// occurs in the table, so that the time of an unknown name is as frequent as among known names. Never returns `None`, because
    /// there is at least one user.
    ///
    /// Uses weighted rendezvous hashing: each kind draws an exponentially distributed number for the name, and the smallest wins. If
    /// the weights change, names move only to kinds that became more frequent, and only as many as necessary.
    pub(super) fn of(&self, name: &str) -> Option<usize> {
        let first = if let [only] = &*self.classes {
            Some(only)
        } else {
            let name = self.key.name(name);
            let drawn = self.classes.iter().map(|class| (self.key.drawn(&name, &class.costs) / f64::from(class.weight), class));
            drawn.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, class)| class)
        };
        first.map(|class| class.user)
    }
}
