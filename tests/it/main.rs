//! The one integration-test binary: linking once is what makes it quick.

#![cfg_attr(
    feature = "server",
    expect(unsafe_code, reason = "tests send signals and set what a signal does")
)]

mod architecture;
mod cli;
mod dataset;
#[cfg(all(feature = "server", target_os = "linux"))]
mod disk;
#[cfg(feature = "server")]
mod hostile;
#[cfg(feature = "server")]
mod nearest;
#[cfg(feature = "server")]
mod overnight;
mod report;
#[cfg(feature = "server")]
mod server;
mod similarity;
mod stats;
#[cfg(feature = "server")]
mod store;
mod vectors;
