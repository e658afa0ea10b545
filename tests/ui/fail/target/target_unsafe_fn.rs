//! A guarded function that is unsafe stays unsafe: the second call is rejected by rustc, the first is not.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Api {
    auth: Slow,
}

impl Api {
    #[requires_auth(verifier = self.auth)]
    async unsafe fn handler(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {
    let api = Api { auth: Slow };
    let _ = run(unsafe { api.handler(ada()) });
    let _ = run(api.handler(ada()));
}
