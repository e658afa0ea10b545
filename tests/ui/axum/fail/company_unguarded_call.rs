//! Through the attribute of a company a handler is called by nobody who brings no guard.

use company::guarded;

#[guarded]
async fn lobby() {}

async fn caller() {
    lobby().await;
}

fn main() {}
