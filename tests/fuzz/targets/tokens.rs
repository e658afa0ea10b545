#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| requires_auth_fuzz::tokens::check(input));
