//! The one integration-test binary: linking once is what makes it quick.

#[cfg(feature = "server")]
mod overnight;
mod stats;
mod vectors;
