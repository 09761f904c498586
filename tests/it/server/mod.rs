//! Every endpoint, over real HTTP.

mod access;
mod compile;
mod evidence;
mod examples;
mod exercise;
mod forget;
mod how_sure;
mod identity;
mod imports;
mod judge;
mod keys;
mod leases;
mod live;
mod many_rows;
mod openai;
mod openapi;
mod ops;
mod pages;
mod reads;
mod resume;
mod rollout;
mod searches;
mod streams;
pub mod support;
mod trace;
mod transport;
mod whole_imports;
