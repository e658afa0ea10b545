//! Which bytes are allowed in scopes, tokens, credentials, cookies and realms, and what counts as absent.

mod blocks;
mod classes;
mod local_path;
mod percent;
mod presence;
mod realm;
mod scope_token;
mod token;
mod token68;
mod words;

pub(crate) use blocks::every;
pub(crate) use classes::{is_cookie_octet, is_token_char};
pub use local_path::local_return_to;
pub(crate) use percent::percent_decoded;
pub(crate) use presence::{ascii, present, trimmed};
pub(crate) use realm::{has_control, realm_error};
pub(crate) use scope_token::{SCOPE_RULE, is_scope_token};
pub(crate) use token::is_token;
pub(crate) use token68::is_token68;
pub(crate) use words::{is_one_of, is_word};
