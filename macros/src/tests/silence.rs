//! A pass that gives up without a word: an error all the same, or the item would come out as if it had no attribute.

use crate::diagnostics::errors::collect;

#[test]
fn a_pass_that_gives_up_without_a_word_is_an_error() {
    let said = collect(|_| None::<()>).map_or_else(|mistakes| mistakes.into_compile_errors().to_string(), |()| String::new());
    assert_eq!(said.matches("compile_error").count(), 1);
}
