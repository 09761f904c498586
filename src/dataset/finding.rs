//! What a rule found, and where.

use std::ops::Range;

use super::rule::{Rule, Severity};
use super::settings::Profile;

/// Part of a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// Where the line starts in the file, in bytes.
    pub offset: u64,
    /// The part of the line, in bytes; never beyond its end.
    pub span: Range<usize>,
    /// The same in characters, from 1; the end is the first column after it.
    pub columns: Range<usize>,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

/// One finding. Without a place it is about the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub severity: Severity,
    pub place: Option<Place>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// JSON pointer from the row to the part that is meant.
    pub pointer: Option<String>,
    pub related: Vec<Related>,
}

impl Finding {
    /// A finding of that message; its severity is settled by the sink.
    pub fn new(rule: Rule, place: Option<Place>, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.info().severity,
            place,
            message: message.into(),
            help: None,
            pointer: None,
            related: Vec::new(),
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }

    /// The order of a report: by place, findings of the whole file last.
    pub fn order(&self) -> (u32, usize, Rule) {
        let place = self.place.as_ref();
        (
            place.map_or(u32::MAX, |place| place.line),
            place.map_or(0, |place| place.span.start),
            self.rule,
        )
    }
}

/// A line that findings point into.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The whole line without its line feed.
    pub line: &'a [u8],
    pub number: u32,
    pub offset: u64,
    /// Where in the line the row starts that spans are counted from.
    pub base: usize,
}

impl At<'_> {
    /// The place of `span`, counted from the row's start.
    pub fn place(&self, span: Range<usize>) -> Place {
        let start = (span.start + self.base).min(self.line.len());
        let end = (span.end + self.base).clamp(start, self.line.len());
        let first = characters(&self.line[..start]) + 1;
        let columns = first..first + characters(&self.line[start..end]);
        Place { line: self.number, offset: self.offset, span: start..end, columns }
    }
}

/// How many characters start in `bytes`, whether they are UTF-8 or not.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// Collects findings: counts them all and keeps the first of each rule.
#[derive(Clone, Debug)]
pub struct Sink<'a> {
    pub profile: &'a Profile,
    pub counts: [u64; Rule::COUNT],
    pub kept: Vec<Finding>,
    limit: u64,
}

impl<'a> Sink<'a> {
    /// Keeps at most `limit` findings of each rule.
    pub fn new(profile: &'a Profile, limit: usize) -> Self {
        Self { profile, counts: [0; Rule::COUNT], kept: Vec::new(), limit: limit as u64 }
    }

    /// Counts a finding of `rule`, where it applies, and makes and keeps it
    /// while there is room.
    #[inline]
    pub fn report(&mut self, rule: Rule, make: impl FnOnce() -> Finding) {
        let Some(severity) = self.profile.severity(rule) else { return };
        let count = &mut self.counts[rule as usize];
        *count += 1;
        if *count <= self.limit {
            self.kept.push(Finding { severity, ..make() });
        }
    }

    /// Whether another finding of `rule` would be kept.
    pub fn has_room(&self, rule: Rule) -> bool {
        self.profile.is_on(rule) && self.counts[rule as usize] < self.limit
    }

    /// Adds what was found further down, `lines` lines after this one's start.
    pub fn append(&mut self, other: Self, lines: u32) {
        let mut room = self.counts.map(|count| self.limit.saturating_sub(count));
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        for mut finding in other.kept {
            let room = &mut room[finding.rule as usize];
            if *room > 0 {
                *room -= 1;
                let related = finding.related.iter_mut().map(|related| &mut related.place);
                finding.place.iter_mut().chain(related).for_each(|place| place.line += lines);
                self.kept.push(finding);
            }
        }
    }
}
