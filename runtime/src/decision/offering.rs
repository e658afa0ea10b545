//! A verifier or an authenticator as the lower layers see it: schemes to read, and challenges to offer.

use std::marker::PhantomData;

use super::{
    authenticate::Authenticate,
    authenticator::{Inner, Settings},
};
use crate::{
    refusal::{Offer, Offers, Prepared},
    schemes::{AnyScheme, Front},
};

/// Whatever verifies, as a front.
pub(super) struct Asked<'v, V, Via>(&'v V, PhantomData<fn() -> Via>);

impl<'v, V, Via> Asked<'v, V, Via> {
    pub(super) const fn new(verifier: &'v V) -> Self {
        Self(verifier, PhantomData)
    }
}

impl<V: Authenticate<Via>, Via> Front for Asked<'_, V, Via> {
    fn scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
        self.0.any_scheme(index)
    }
}

impl<Id> Front for Inner<Id> {
    fn scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
        Some(self.entries.get(index)?.scheme.any())
    }
}

/// A front with what holds for all its schemes.
pub(super) struct Offering<'a> {
    pub(super) front: &'a dyn Front,
    pub(super) settings: &'a Settings,
}

impl Offers for Offering<'_> {
    fn offer(&self, index: usize) -> Option<Offer<'_>> {
        Some(self.front.scheme(index)?.offer(self.settings.realm()))
    }

    fn resource_metadata(&self) -> Option<&str> {
        self.settings.resource_metadata.as_deref()
    }

    fn prepared(&self) -> Option<&Prepared> {
        self.settings.prepared.as_ref()
    }
}
