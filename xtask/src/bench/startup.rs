//! From start to exit of `--version`, against ripgrep.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::measure::{in_turn, need, process, ratio};

const ROUNDS: usize = 60;

pub fn run(dse: &Path) -> Result<String> {
    need("rg", "ripgrep")?;
    let ours = || process(Command::new(dse).arg("--version"));
    let theirs = || process(Command::new("rg").arg("--version"));
    let (ours, theirs) = in_turn(ROUNDS, ours, theirs)?;
    Ok(format!(
        "## Start-up\n\nStart to exit of `--version`, {ROUNDS} runs in turn; aim: at most 1.5 times.\n\n\
         | command | median (least to most) | ratio |\n| --- | --- | ---: |\n\
         | `dse --version` | {} | {:.2} |\n| `rg --version` | {} | 1 |\n",
        ours.told(),
        ratio(&ours, &theirs),
        theirs.told(),
    ))
}
