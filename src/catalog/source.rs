//! The texts of a catalog: embedded ones and those of a folder.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    CatalogFault, Origin,
    fault::{Fault, Kind},
    locate,
};
use crate::model::diagnostic::{Diagnostic, Region, Severity};

/// A document's text and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub origin: Origin,
    pub text: String,
}

/// The largest file that is read, bytes.
const LARGEST: u64 = 16 << 20;

/// Ends of names that look like definitions which nobody reads.
const LOOKALIKES: [&str; 6] = ["yaml", "yml", "toml", "json5", "jsonc", "jsonl"];

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../fixtures/", $path)))),*]
    };
}

/// Every shipped document by its path below `fixtures/`.
const SHIPPED: &[(&str, &str)] = embedded![
    "signatures/find-log-line.v1.json",
    "signatures/recap-thread.v1.json",
    "signatures/select-tool.v1.json",
    "signatures/summarize-thread.v1.json",
    "signatures/thread-summary-quality.v1.json",
    "jobs/find-log-line.v1.json",
    "jobs/recap-thread.v1.json",
    "jobs/select-tool.v1.json",
    "jobs/summarize-thread.v1.json",
    "rewards/exact-json-match.v1.json",
    "rewards/long-context-bench.v1.json",
    "rewards/thread-summary-judge.v1.json",
    "pinned/thread-summary-quality.v1.json",
];

/// The shipped documents of one folder.
pub(super) fn shipped(folder: &str) -> Vec<Source> {
    let inside = |path: &str| path.split('/').next() == Some(folder);
    let source = |&(path, text): &(&'static str, &str)| Source {
        origin: Origin::Shipped(path),
        text: text.to_owned(),
    };
    SHIPPED.iter().filter(|(path, _)| inside(path)).map(source).collect()
}

/// What a folder of definitions holds.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The `.json` files that could be read, in the order of their names.
    pub sources: Vec<Source>,
    /// What could not be read, and what looks like a definition and is none.
    pub faults: Vec<CatalogFault>,
}

/// Reads a folder; one that does not exist is empty.
pub(super) fn folder(folder: &Path) -> Folder {
    let mut found = Folder::default();
    let paths = match listing(folder) {
        Ok(paths) => paths,
        Err(error) => {
            found.faults.push(unreadable(folder, &error));
            return found;
        }
    };
    for path in paths {
        if path.extension().is_none_or(|extension| extension != "json") {
            found.faults.extend(not_read(&path));
            continue;
        }
        match is_inside(folder, &path).and_then(|()| read(&path)) {
            Ok(text) => found.sources.push(Source { origin: Origin::File(path), text }),
            Err(error) => found.faults.push(unreadable(&path, &error)),
        }
    }
    found
}

/// Refuses a link that leads out of the workspace: what it leads to may be none of
/// the repository's business, and a fault would quote it.
fn is_inside(folder: &Path, path: &Path) -> io::Result<()> {
    let root = folder.parent().unwrap_or(folder).canonicalize()?;
    if path.canonicalize()?.starts_with(root) {
        return Ok(());
    }
    Err(io::Error::other("it is a link that leads out of the workspace; put the file itself here"))
}

fn listing(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing?,
    };
    let mut paths = listing.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The text of a regular file: a pipe or a device would be waited for, or read
/// without end.
fn read(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut text = String::new();
    let length = File::open(path)?.take(LARGEST + 1).read_to_string(&mut text)? as u64;
    if length > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    // Some editors begin a file with it; it is no part of the text.
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

/// A word about a file that somebody may have taken for a definition. Hidden
/// files, copies that editors leave, and notes for people are none.
fn not_read(path: &Path) -> Option<CatalogFault> {
    let name = path.file_name()?.to_string_lossy();
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    if name.starts_with('.') || name.ends_with('~') || matches!(&*end, "md" | "txt") {
        return None;
    }
    let (severity, help) = if path.is_dir() {
        (Severity::Warning, "folders inside of it are not read; move its files up")
    } else if end == "json" || LOOKALIKES.contains(&&*end) {
        (Severity::Error, "only files whose names end in `.json` are read; write it as JSON")
    } else {
        (Severity::Warning, "only files whose names end in `.json` are read")
    };
    let reason = "it is in a folder of definitions, but nobody reads it";
    let fault = Fault { severity, ..Fault::error(Kind::NotRead, [], reason) };
    Some(fault.help(help).of(path.display().to_string(), None))
}

fn unreadable(path: &Path, error: &io::Error) -> CatalogFault {
    let fault = Fault::error(Kind::Unreadable, [], format!("it cannot be read: {error}"));
    fault.of(path.display().to_string(), None)
}

impl Fault {
    fn of(self, file: String, region: Option<Region>) -> CatalogFault {
        let field = self.field();
        let message = match field.as_str() {
            "" => self.reason.clone(),
            field => format!("{field}: {}", self.reason),
        };
        let diagnostic = Diagnostic {
            severity: self.severity,
            code: self.kind.code(),
            name: None,
            region,
            message,
            help: self.help,
            related: Vec::new(),
        };
        CatalogFault { file, field, reason: self.reason, diagnostic }
    }
}

impl Source {
    /// A fault of this document, with its place in the text.
    pub fn fault(&self, fault: Fault) -> CatalogFault {
        let region = locate::locate(&self.text, &fault.path, fault.on_key);
        fault.of(self.origin.to_string(), Some(region))
    }

    /// A text that is not JSON.
    pub fn syntax_fault(&self, error: &serde_json::Error) -> CatalogFault {
        let reason = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = format!("invalid JSON: {}", reason.strip_suffix(&place).unwrap_or(&reason));
        let region = locate::region_at(&self.text, error.line(), error.column());
        Fault::error(Kind::Syntax, [], reason).of(self.origin.to_string(), Some(region))
    }

    /// Keys that stand in one object twice: the last one would win in silence.
    pub fn repeated_keys(&self) -> Vec<CatalogFault> {
        let faults = locate::repeated_keys(&self.text).into_iter();
        let fault = |(path, region, first): (Vec<locate::Step>, Region, usize)| {
            let name = match path.last() {
                Some(locate::Step::Key(name)) => name.clone(),
                _ => String::new(),
            };
            let reason = format!("the key `{name}` is already in line {first}");
            Fault::error(Kind::DuplicateKey, path, reason).of(self.origin.to_string(), Some(region))
        };
        faults.map(fault).collect()
    }
}
