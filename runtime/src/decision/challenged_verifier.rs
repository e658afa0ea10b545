//! A verifier or an authenticator, as the source of challenges.

use super::settings::Settings;
use crate::{
    rejection::{CachedChallenges, ChallengeSource, SchemeChallenge},
    request::Schemes,
    vocabulary::Policy,
};

/// The layer or guard for which a verifier is called.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The policy of the layer in front, whose scopes a challenge names as well.
    pub(super) baseline: Option<Policy>,
    /// Whether the decision only answers a question, such as which tools a caller sees. Then a rejection is not logged as an event.
    pub(super) is_question: bool,
}

/// The schemes, and the settings that apply to all of them.
#[derive(Clone, Copy)]
pub(super) struct ChallengedVerifier<'a> {
    pub(super) schemes: Schemes<'a>,
    pub(super) settings: &'a Settings,
    pub(super) asked: Asked,
}

impl ChallengeSource for ChallengedVerifier<'_> {
    fn offer(&self, index: u32) -> Option<SchemeChallenge<'_>> {
        Some(self.schemes.get(index)?.offer(self.settings.realm()))
    }

    fn resource_metadata(&self) -> Option<&str> {
        self.settings.resource_metadata.as_deref()
    }

    fn cached(&self) -> Option<&CachedChallenges> {
        self.settings.cached.as_ref()
    }
}
