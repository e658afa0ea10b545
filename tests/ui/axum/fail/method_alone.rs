//! A method: its guard belongs on the `impl` block.

#[path = "../common.rs"]
mod common;

use common::*;

impl App {
    #[requires_auth]
    async fn handler(self) {}
}

fn main() {}
