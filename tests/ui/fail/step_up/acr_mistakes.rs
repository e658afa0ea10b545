//! Values of `acr` that cannot be meant so.
//! Twin: `pass/step_up.rs`.

use requires_auth::{StepUpPolicy, policy};

const EMPTY: StepUpPolicy = policy!(acr());
const VALUE: StepUpPolicy = policy!(acr = "gold");
const WORD: StepUpPolicy = policy!(acr(GOLD, SILVER));
const ANY: StepUpPolicy = policy!(acr(any("gold", "silver")));
const SPACE: StepUpPolicy = policy!(acr("gold silver"));
const TWICE: StepUpPolicy = policy!(acr("gold", "gold"));
const AGAIN: StepUpPolicy = policy!(acr("gold"), acr("silver"));
const CHARACTER: StepUpPolicy = policy!(acr("gold\r\nx:1"));
const KEY: StepUpPolicy = policy!(acr_values = "gold silver");

fn main() {}
