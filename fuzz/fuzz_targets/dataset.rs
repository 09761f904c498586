//! The reader and the checker on any bytes. What it finds goes to
//! `fuzz/found`, whose files the tests read, too.
#![no_main]

mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| properties::hold(data));
