//! The one integration-test binary: linking once is what makes it quick.

mod dataset;
mod stats;
mod vectors;
