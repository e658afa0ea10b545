//! Thirty handlers of each framework: `scripts/instantiations.py` compares the binary with that of `few.rs`.

#[macro_use]
mod handlers;

handlers!(handler_0 handler_1 handler_2 handler_3 handler_4 handler_5 handler_6 handler_7 handler_8 handler_9 handler_10 handler_11 handler_12 handler_13 handler_14 handler_15 handler_16 handler_17 handler_18 handler_19 handler_20 handler_21 handler_22 handler_23 handler_24 handler_25 handler_26 handler_27 handler_28 handler_29);
