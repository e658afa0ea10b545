//! Three handlers of each framework: `scripts/instantiations.py` compares the binary with that of `many.rs`.

#[macro_use]
mod handlers;

handlers!(handler_0 handler_1 handler_2);
