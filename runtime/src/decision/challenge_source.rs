//! A verifier or an authenticator as the challenges see it.

use super::authenticator::Settings;
use crate::{
    rejection::{Offer, Offers, Prepared},
    request::Schemes,
};

/// Its schemes, with what holds for all of them.
#[derive(Clone, Copy)]
pub(super) struct Offering<'a> {
    pub(super) schemes: Schemes<'a>,
    pub(super) settings: &'a Settings,
}

impl Offers for Offering<'_> {
    fn offer(&self, index: usize) -> Option<Offer<'_>> {
        Some(self.schemes.get(index)?.offer(self.settings.realm()))
    }

    fn resource_metadata(&self) -> Option<&str> {
        self.settings.resource_metadata.as_deref()
    }

    fn prepared(&self) -> Option<&Prepared> {
        self.settings.prepared.as_ref()
    }
}
