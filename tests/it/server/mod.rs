//! Every endpoint, over real HTTP.

mod access;
mod compile;
mod examples;
mod exercise;
mod ops;
mod reads;
mod rollout;
mod support;
mod transport;
