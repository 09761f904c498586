//! `dse dataset`

pub mod import;

/// Check, compare and move labelled datasets
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Import(import::Args),
}
