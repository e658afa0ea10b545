//! Through the attribute of a company what the user names is looked up where the user stands.

use company::guarded;

#[guarded(on_reject = nowhere)]
async fn lost() {}

fn main() {}
