//! `dse`: ship LLM behaviour like software.
//!
//! # Code map
//! Two things flow through the crate, and each crosses the rooms straight:
//!
//! ```text
//! a request   argv -> command -> client ==HTTP==> server::route -> engine -> lm    (answer back -> report -> ui)
//!                                                      `--------> store
//! a dataset   file -> dataset::reader -> row -> check::<rule> -> finding -> report -> ui
//! ```
//!
//! | room | what lives there |
//! | --- | --- |
//! | [`cli`] | the clap tree, one dispatch, error kind to exit code |
//! | [`command`] | a file a subcommand: arguments, one call, one rendering |
//! | [`ui`] | the one owner of the terminal |
//! | [`config`] | flags, environment and files become one configuration |
//! | [`report`] | stored evidence and findings become text |
//! | [`client`] | the REST client: one `send`, one method an endpoint |
//! | [`api`] | the wire types, used by client and server alike |
//! | [`dataset`] | reading, checking, comparing and formatting JSONL |
//! | [`scaffold`] | from labelled rows to a new signature and its dataset |
//! | [`catalog`] | signatures, jobs and rewards as data: shipped ones and a workspace's own |
//! | [`similarity`] | when a text is nearly another one |
//! | [`stats`] | what a difference of two evaluations proves |
//! | [`model`] | the nouns |
//! | [`tls`] | TLS, set up once for whoever makes outgoing connections |
//! | [`canon`] | canonical JSON and ids |
//! | `engine` | predict, evaluate, compile; `engine::core` is pure |
//! | `lm` | language models behind one trait |
//! | `store` | the only room with SQL |
//! | `server` | the endpoints over engine and store |
//!
//! The last four exist with the feature `server` only; without it the crate is
//! the thin client. Which room may use which is written in the test
//! `tests/it/architecture.rs`, and it fails when an arrow points the wrong way.

pub mod api;
pub mod canon;
pub mod catalog;
pub mod cli;
pub mod client;
pub mod command;
pub mod config;
pub mod dataset;
pub mod model;
pub mod report;
pub mod scaffold;
pub mod similarity;
pub mod stats;
pub mod tls;
pub mod ui;

#[cfg(feature = "server")]
pub mod engine;
#[cfg(feature = "server")]
pub mod lm;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
pub mod store;
