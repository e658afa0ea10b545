//! Writing a rejection: its reason, its challenges, and the response.

mod body;
mod challenge_lines;
mod custom_challenge;
mod from_rejection;
#[allow(clippy::module_inception, reason = "the folder is named for its main type")]
mod rejection;
mod response;
mod response_field;
mod url;
mod verify_error;

pub use body::RejectionBody;
pub use custom_challenge::Challenge;
pub use from_rejection::{CarriesRejection, FromRejection, RejectInResult};
pub use rejection::{Reason, Rejection};
pub use response::ResponseBuilder;
pub use response_field::ResponseField;
pub use verify_error::VerifyError;

pub(crate) use challenge_lines::{
    BearerError, CachedChallenges, ChallengeSource, Challenges, DEFAULT_REALM, Named, SchemeChallenge, SchemeName, Used,
};
pub(crate) use rejection::{RejectionParts, Source};
pub(crate) use url::{login_page_error, metadata_url};
pub(crate) use verify_error::ErrorKind;
