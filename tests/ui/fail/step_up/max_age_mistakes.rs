//! Values of `max_age` that cannot be meant so.
//! Twin: `pass/step_up.rs`.

use requires_auth::{StepUpPolicy, policy};

const FIVE_MINUTES: &str = "5m";

const NUMBER: StepUpPolicy = policy!(max_age = 300);
const LIST: StepUpPolicy = policy!(max_age("5m"));
const PATH: StepUpPolicy = policy!(max_age = FIVE_MINUTES);
const NO_UNIT: StepUpPolicy = policy!(max_age = "300");
const UNIT: StepUpPolicy = policy!(max_age = "5min");
const ZERO: StepUpPolicy = policy!(max_age = "0s");
const LONG: StepUpPolicy = policy!(max_age = "200y");
const TOO_LONG: StepUpPolicy = policy!(max_age = "49711d");
const TWICE: StepUpPolicy = policy!(max_age = "5m", max_age = "6m");

fn main() {}
