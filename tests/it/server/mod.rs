//! Every endpoint, over real HTTP.

mod access;
mod compile;
mod evidence;
mod examples;
mod exercise;
mod openapi;
mod judge;
mod ops;
mod pages;
mod reads;
mod resume;
mod rollout;
pub mod support;
mod trace;
mod transport;
