//! Pure functions: no I/O, no clock, no randomness but a seed.
