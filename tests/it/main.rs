//! The one integration-test binary: linking once is what makes it quick.

#[cfg(feature = "server")]
mod overnight;
mod server;
mod stats;
#[cfg(feature = "server")]
mod store;
mod vectors;
