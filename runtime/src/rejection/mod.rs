//! Writing an answer: challenges, why a caller is not let in, and the response that says so.

mod challenge;
mod challenges;
mod from_rejection;
#[allow(clippy::module_inception, reason = "the folder is named for its main type")]
mod rejection;
mod response;
mod text;
mod url;
mod verify_error;

pub use challenge::Challenge;
pub use from_rejection::{CarriesRejection, FromRejection, RejectInResult};
pub use rejection::{Reason, Rejection};
pub use response::{RefusalBody, ResponseBuilder};
pub use verify_error::VerifyError;

pub(crate) use challenges::{DEFAULT_REALM, Lines, Note, Offer, Offers, Prepared, SchemeName};
pub(crate) use rejection::{Answer, Source};
pub(crate) use text::{is_token, is_token_byte, kept, realm_fault};
pub(crate) use url::{login_page_fault, metadata_url};
pub(crate) use verify_error::Fault;
