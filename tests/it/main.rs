//! The one integration-test binary: linking once is what makes it quick.

mod nearest;
mod stats;
mod vectors;
