//! A token that was seen before waits for nothing, and allocates nothing.

use allocation_counter::measure;
use requires_auth_tests::poll_once::ready;

use crate::asking::{Api, request};

#[test]
fn a_token_that_was_seen_before_allocates_nothing() {
    let api = Api::ready();
    let request = request(&api.token());
    let ask = || drop(ready(api.auth.authenticate(&request)).unwrap());
    // The counter counts.
    assert!(measure(ask).count_total > 0);
    ask();
    assert_eq!(measure(ask).count_total, 0);
}
