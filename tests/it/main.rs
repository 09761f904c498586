//! The one integration-test binary: linking once is what makes it quick.

mod stats;
mod vectors;
