//! Thirty handlers of each framework: `scripts/instantiations.py` compares the binary with that of `few.rs`.

#[macro_use]
mod handlers;

handlers!(a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad);
