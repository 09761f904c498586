//! Datasets from the outside: rules on files, commands as processes.

mod bad;
mod fuzzed;
mod inputs;
mod process;
