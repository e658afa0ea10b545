//! There is no field.
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
struct Call;

fn main() {}
