//! An anonymous caller would pass a line that seems to demand something.
//! Twin: `pass/step_up.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, optional, acr("gold"), max_age = "5m")]
async fn handler(req: Request<String>, #[identity] who: Option<Identity>) -> Answer {
    answer(who.map_or(req.into_body(), |who| who.subject().to_owned()))
}

fn main() {}
