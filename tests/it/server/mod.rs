//! Every endpoint, over real HTTP.

mod access;
mod compile;
mod evidence;
mod examples;
mod exercise;
mod ops;
mod reads;
mod rollout;
pub mod support;
mod trace;
mod transport;
