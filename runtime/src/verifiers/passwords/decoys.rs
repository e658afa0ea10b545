//! Whose hash an unknown name costs: for one name always one of the same costs.

use std::collections::BTreeMap;

use super::keyed::KeyedHash;

/// Never empty. One for each kind of costs in the table.
pub(super) struct DecoyHashes {
    key: KeyedHash,
    classes: Vec<Class>,
}

struct Class {
    /// What tells these costs from others, in any process.
    costs: String,
    /// How many users have them.
    weight: u32,
    /// The place of any such user in the table: they all take the same time.
    user: usize,
}

impl DecoyHashes {
    /// `costs` are those of the users, in the order of the table.
    pub(super) fn new(costs: impl Iterator<Item = String>, key: KeyedHash) -> Self {
        let mut classes = BTreeMap::new();
        for (user, costs) in costs.enumerate() {
            let class = classes.entry(costs).or_insert_with_key(|costs| Class { costs: costs.clone(), weight: 0, user });
            class.weight = class.weight.saturating_add(1);
        }
        Self { key, classes: classes.into_values().collect() }
    }

    /// The place of the user whose hash is computed for an unknown `name`. Each kind of costs as often as it is in the table: how
    /// long an unknown name takes is then no rarer than for known ones. `None` never, since there is at least one user.
    ///
    /// Weighted rendezvous hashing: each kind draws an exponentially distributed number for the name, the least one wins. Where
    /// the weights change, names move only to kinds that became more frequent, and no more of them than must.
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
