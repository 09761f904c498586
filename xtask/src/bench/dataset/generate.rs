//! Datasets of any size from a seed, with faults planted at known places.

use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

/// How alike the inputs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Sentences of random words.
    Diverse,
    /// Few sentences with slots: nearly every row resembles many others.
    Templated,
}

/// SplitMix64: small, seeded, good enough for data.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

const TOOLS: [&str; 7] = [
    "identity_update",
    "user_update",
    "character_update",
    "tools_update_notes",
    "heartbeat_set_checklist",
    "memory_append",
    "blueprint_export",
];

const TEMPLATES: [&str; 6] = [
    "Please remember that the weekly report for {} belongs to {} and is due every {} before the {} meeting, with {} in copy and the figures of {} attached",
    "From now on call me {} whenever we talk about {} and keep the {} voice for {} conversations with {}, never for those with {}",
    "Could you show me the current blueprint of {} with all notes on {} and everything that {} asked about {} and {} before {} left",
    "What is the weather going to be like in {} when {} arrives at the {} station with {} and {}, and should {} bring a coat",
    "Add checking the {} queue to the checklist so that {} never waits for {} longer than {}, and tell {} about it when {} is away",
    "Stop answering questions about {} unless {} is present, that is a standing rule for {} and {}, agreed on with {} and with {}",
];

/// Where the faults are, as shares of the file; each is at least one row.
pub const PLANTED: [(&str, &str); 6] = [
    ("S001", "invalid JSON"),
    ("C002", "an answer that no alternative of the schema allows"),
    ("D001", "a repeated id"),
    ("D003", "the same input with another answer"),
    ("D004", "the same input in train and holdout"),
    ("D005", "nearly the same input in train and holdout"),
];

/// Writes `rows` rows.
pub fn write(path: &Path, rows: usize, seed: u64, style: Style) -> Result<()> {
    let mut random = Random::new(seed);
    let words: Vec<String> = (0..4000).map(|_| word(&mut random)).collect();
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    let (mut line, mut message, mut hint) = (String::new(), String::new(), String::new());
    for row in 0..rows {
        let plant = row.checked_sub(rows / 2).filter(|&step| step < 8);
        match plant {
            // The input of the row before, as it is and with a word more.
            Some(3 | 5) => {}
            Some(7) => message.push_str(" ok"),
            _ => {
                compose(&mut message, &mut random, &words, style);
                let (user, agent) = (random.below(words.len()), random.below(words.len()));
                let (user, agent) = (&words[user], &words[agent]);
                hint = format!(r#"{{"userHandle":"{user}","agentName":"{agent}"}}"#);
            }
        }
        let tool = random.below(TOOLS.len() + 1);
        let answer = match (plant, TOOLS.get(tool)) {
            (Some(1), _) => r#"{"action":"tool","toolName":"no_such_tool"}"#.to_owned(),
            (Some(3), _) => r#"{"action":"tool","toolName":"user_update"}"#.to_owned(),
            (Some(2 | 4 | 5), _) | (_, None) => r#"{"action":"none"}"#.to_owned(),
            (_, Some(name)) => format!(r#"{{"action":"tool","toolName":"{name}"}}"#),
        };
        let split = match plant {
            Some(5 | 7) => "holdout",
            Some(_) => "train",
            None if random.below(5) == 0 => "holdout",
            None => "train",
        };
        let id = if plant == Some(6) { 0 } else { row };
        line.clear();
        write!(
            line,
            r#"{{"exampleId":"select-tool-{id:08}","inputJson":{{"message":"{message}","blueprintHint":{hint}}},"expectedJson":{answer},"split":"{split}","tags":["overnight","selecttool","v1","generated"]}}"#,
        )?;
        if plant == Some(0) {
            line.pop();
        }
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn word(random: &mut Random) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "re", "ti", "mo", "lun", "ser", "ka", "vi", "dor", "pel", "ni", "su", "gra", "tem",
        "o", "fal", "zi", "hu", "cor", "ya", "bri", "nel", "po", "da",
    ];
    (0..2 + random.below(3)).map(|_| SYLLABLES[random.below(SYLLABLES.len())]).collect()
}

fn compose(out: &mut String, random: &mut Random, words: &[String], style: Style) {
    out.clear();
    match style {
        Style::Diverse => {
            for position in 0..16 + random.below(9) {
                if position > 0 {
                    out.push(' ');
                }
                out.push_str(&words[random.below(words.len())]);
            }
        }
        Style::Templated => {
            for (position, part) in TEMPLATES[random.below(TEMPLATES.len())].split("{}").enumerate()
            {
                if position > 0 {
                    out.push_str(&words[random.below(words.len())]);
                }
                out.push_str(part);
            }
        }
    }
}

/// Writes the rows of `old` with one answer in a hundred changed, in another
/// order if asked.
pub fn change(old: &Path, new: &Path, reordered: bool) -> Result<()> {
    let text = std::fs::read_to_string(old)?;
    let mut rows: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(row, line)| match row % 100 {
            50 => line
                .replace("\"expectedJson\":{\"action\":\"", "\"expectedJson\":{\"action\":\"not_"),
            _ => line.to_owned(),
        })
        .collect();
    if reordered {
        let mut random = Random::new(1);
        for last in (1..rows.len()).rev() {
            rows.swap(last, random.below(last + 1));
        }
    }
    std::fs::write(new, rows.join("\n") + "\n")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use dse::dataset::rule::Rule;
    use dse::dataset::settings::Profile;
    use dse::dataset::source::{Opened, Source};
    use dse::dataset::validate::{Options, check_file};

    use super::{PLANTED, Style, write};

    #[test]
    fn what_is_planted_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        for style in [Style::Diverse, Style::Templated] {
            write(&path, 400, 1, style).unwrap();
            let Opened::File(source) = Source::open(&path, "rows").unwrap() else {
                panic!("a file")
            };
            let report = check_file(source, &Profile::default(), None, Options::default()).unwrap();
            // Without a contract, no answer breaks it.
            for (code, what) in PLANTED.into_iter().filter(|(code, _)| *code != "C002") {
                let rule = Rule::ALL.iter().find(|rule| rule.code() == code).unwrap();
                assert!(report.counts[*rule as usize] > 0, "{style:?}: {what}");
            }
        }
    }
}
