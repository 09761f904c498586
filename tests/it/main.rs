//! The one integration-test binary: linking once is what makes it quick.

mod architecture;
mod cli;
mod stats;
mod vectors;
