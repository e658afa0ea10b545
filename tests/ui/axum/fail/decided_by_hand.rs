//! Who decides for a handler is not for another crate to say: the trait has no name outside, and what a marker says of itself
//! has no parameter, so that only the marker's own crate can say it.
//! Instead: `.with_state(Authenticator::new(verifier))`.

use requires_auth::__private::{AuthorizeHandler, AuthSource};

enum Anybody {}

impl AuthorizeHandler<(), u8> for Anybody {}

fn main() {}
