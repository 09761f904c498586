//! Checking whole files.

use std::io::Read;

use super::check::{Checker, Contract, check_whole};
use super::finding::{Finding, Sink};
use super::lines::for_each_line;
use super::rule::{Rule, Severity};
use super::settings::Profile;
use super::source::{Source, SourceError, Tee};

/// Files below this size are checked on one thread.
const PARALLEL: u64 = 2 << 20;

/// What was found in one file.
#[derive(Debug)]
pub struct FileReport {
    pub name: String,
    /// The signature whose contract was checked.
    pub signature: Option<String>,
    /// Kept findings in the order of the file.
    pub findings: Vec<Finding>,
    /// All findings by rule, kept or not.
    pub counts: [u64; Rule::COUNT],
    /// All findings by severity: notes, warnings, errors.
    pub by_severity: [u64; 3],
    pub rows: u64,
    pub lines: u32,
    pub bytes: u64,
    /// The file, to show lines of.
    pub source: Source,
}

impl FileReport {
    /// Whether anything but notes was found.
    pub fn has_failed(&self) -> bool {
        self.by_severity[1..].iter().any(|&count| count > 0)
    }

    /// How many findings there are in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// How files are checked.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Findings of each rule that are kept.
    pub limit: usize,
    /// How many a large file may use; `None` is as many as the machine has, at
    /// most eight.
    pub threads: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 1000, threads: None }
    }
}

impl Options {
    /// The threads for so many bytes. Asking the machine takes longer than
    /// checking a small file.
    fn threads_for(self, bytes: u64) -> usize {
        let machine = || std::thread::available_parallelism().map_or(1, usize::from).min(8);
        if bytes < PARALLEL { 1 } else { self.threads.unwrap_or_else(machine).max(1) }
    }
}

/// Checks a file, on several threads when it is large.
///
/// # Errors
/// When it cannot be read, or changes meanwhile.
pub fn check_file(
    source: Source,
    profile: &Profile,
    contract: Option<&Contract>,
    options: Options,
) -> Result<FileReport, SourceError> {
    let threads = options.threads_for(source.len());
    let ranges = source.ranges(threads).map_err(|error| source.fail(error))?;
    let check = |range: std::ops::Range<u64>| {
        let mut checker = Checker::new(profile, contract, options.limit, range.start);
        for_each_line(source.range(range), |line| checker.line(line)).map(|lines| (checker, lines))
    };
    let parts = if threads == 1 {
        ranges.into_iter().map(check).collect()
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> =
                ranges.into_iter().map(|range| scope.spawn(move || check(range))).collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect::<Vec<_>>()
        })
    };
    let mut whole: Option<(Checker<'_>, u32)> = None;
    for part in parts {
        let (checker, lines) = part.map_err(|error| source.fail(error))?;
        whole = Some(match whole {
            None => (checker, lines),
            Some((mut all, before)) => {
                let total = before
                    .checked_add(lines)
                    .ok_or_else(|| SourceError::TooManyLines(source.name.clone()))?;
                all.append(checker, before);
                (all, total)
            }
        });
    }
    let (checker, lines) = whole.expect("there is at least one range");
    let report = finish(checker, lines, source, contract, threads);
    report.source.check_unchanged()?;
    Ok(report)
}

/// Checks what a pipe gives, as it comes.
///
/// # Errors
/// When reading or spooling fails.
pub fn check_stream(
    name: &str,
    stream: impl Read,
    profile: &Profile,
    contract: Option<&Contract>,
    options: Options,
) -> Result<FileReport, SourceError> {
    let mut spool = Source::spool(name)?;
    let mut checker = Checker::new(profile, contract, options.limit, 0);
    let lines = for_each_line(Tee { stream, spool: &mut spool }, |line| checker.line(line))
        .map_err(|error| SourceError::Io { name: name.to_owned(), error })?;
    let threads = options.threads_for(spool.len());
    Ok(finish(checker, lines, spool, contract, threads))
}

fn finish(
    mut checker: Checker<'_>,
    lines: u32,
    source: Source,
    contract: Option<&Contract>,
    threads: usize,
) -> FileReport {
    checker.finish();
    let Checker { mut sink, table, sketches, .. } = checker;
    check_whole(&mut sink, &table, sketches, &source, threads);
    let Sink { profile, counts, mut kept, .. } = sink;
    kept.sort_by_key(Finding::order);
    let mut by_severity = [0; 3];
    for &rule in Rule::ALL {
        if let Some(severity) = profile.severity(rule) {
            by_severity[severity as usize] += counts[rule as usize];
        }
    }
    FileReport {
        name: source.name.clone(),
        signature: contract.map(|contract| contract.signature_id.clone()),
        findings: kept,
        counts,
        by_severity,
        rows: table.entries.len() as u64,
        lines,
        bytes: source.len(),
        source,
    }
}

/// Keeps the `limit` most severe findings of all files, in their order.
pub fn keep_most_severe(files: &mut [FileReport], limit: usize) {
    let total: usize = files.iter().map(|file| file.findings.len()).sum();
    if total <= limit {
        return;
    }
    let mut room = limit;
    let mut quota = [0usize; 3];
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let all = files.iter().flat_map(|file| &file.findings);
        let count = all.filter(|finding| finding.severity == severity).count();
        quota[severity as usize] = count.min(room);
        room -= quota[severity as usize];
    }
    for file in files {
        file.findings.retain(|finding| {
            let quota = &mut quota[finding.severity as usize];
            let keep = *quota > 0;
            *quota -= usize::from(keep);
            keep
        });
    }
}
