//! A record of what a program did to its files, and the disks that a power cut
//! could have left of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

/// The library that writes it down, built once.
static RECORDER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("recorder.c");
    let library = folder.path().join("recorder.so");
    fs::write(&source, include_str!("recorder.c")).unwrap();
    // The C compiler builds SQLite as well, so it is there.
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .output()
        .expect("the C compiler starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    (folder, library)
});

/// Lets the recorder stand between `command` and the files below `root`.
pub fn watch<'a>(command: &'a mut Command, root: &Path) -> &'a mut Command {
    command.env("LD_PRELOAD", &RECORDER.1).env("DISK_ROOT", root)
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Deed {
    pub kind: Kind,
    path: PathBuf,
    offset: usize,
    data: Vec<u8>,
    /// Where its entry in the record ends.
    pub end: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Write,
    Truncate,
    Sync,
    SyncFolder,
    Create,
    Unlink,
}

/// Reads a record; an entry that is being written is left out.
pub fn read(log: &Path) -> Vec<Deed> {
    let bytes = fs::read(log).unwrap();
    let mut deeds = Vec::new();
    let mut rest = bytes.as_slice();
    let number =
        |bytes: &[u8]| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    while rest.len() >= 17 {
        let (name, offset, size) =
            (number(&rest[1..5]), number(&rest[5..13]), number(&rest[13..17]));
        let Some(entry) = rest.get(17..17 + name + size) else { break };
        let kind = match rest[0] {
            1 => Kind::Write,
            2 => Kind::Truncate,
            3 => Kind::Sync,
            4 => Kind::SyncFolder,
            5 => Kind::Create,
            6 => Kind::Unlink,
            other => panic!("no such kind: {other}"),
        };
        let path = PathBuf::from(std::str::from_utf8(&entry[..name]).unwrap());
        rest = &rest[17 + name + size..];
        let (data, end) = (entry[name..].to_vec(), (bytes.len() - rest.len()) as u64);
        deeds.push(Deed { kind, path, offset, data, end });
    }
    deeds
}

/// What a disk may do with writes that it was not told to keep.
#[derive(Clone, Copy, Debug)]
pub enum Unsynced {
    Dropped,
    Kept,
    /// All are kept but the last of each file, of which only a part is.
    Torn,
    /// Each is kept or dropped by itself, as this number says.
    Some(u64),
}

/// A file as the disk has it: what is sure, and what was done to it since.
#[derive(Default)]
struct OnDisk {
    content: Vec<u8>,
    pending: Vec<Deed>,
    /// Whether its name in the folder is on disk.
    named: bool,
    /// Whether it is there for programs.
    is_there: bool,
}

/// Writes into `folder` what the disk holds when the power fails after `deeds`.
pub fn leave(deeds: &[Deed], unsynced: Unsynced, folder: &Path) {
    let mut files: BTreeMap<&Path, OnDisk> = BTreeMap::new();
    for deed in deeds {
        let file = files.entry(&deed.path).or_default();
        match deed.kind {
            Kind::Create => (file.is_there, file.pending) = (true, Vec::new()),
            Kind::Unlink => file.is_there = false,
            Kind::Write | Kind::Truncate => file.pending.push(deed.clone()),
            Kind::Sync => {
                for deed in std::mem::take(&mut file.pending) {
                    apply(&mut file.content, &deed);
                }
            }
            Kind::SyncFolder => {
                let inside = files.iter_mut().filter(|(path, _)| path.parent() == Some(&deed.path));
                inside.for_each(|(_, file)| file.named = file.is_there);
            }
        }
    }
    for (path, file) in files {
        let keeps_names = !matches!(unsynced, Unsynced::Dropped);
        if !(if keeps_names { file.is_there } else { file.named }) {
            continue;
        }
        let mut content = file.content;
        let last = file.pending.len().saturating_sub(1);
        for (index, deed) in file.pending.iter().enumerate() {
            match unsynced {
                Unsynced::Dropped => {}
                Unsynced::Torn if index == last => apply(&mut content, &torn(deed)),
                Unsynced::Kept | Unsynced::Torn => apply(&mut content, deed),
                Unsynced::Some(seed) if is_kept(seed, index) => apply(&mut content, deed),
                Unsynced::Some(_) => {}
            }
        }
        fs::write(folder.join(path.file_name().unwrap()), content).unwrap();
    }
}

fn apply(content: &mut Vec<u8>, deed: &Deed) {
    match deed.kind {
        Kind::Truncate => content.resize(deed.offset, 0),
        _ => {
            let end = deed.offset + deed.data.len();
            content.resize(content.len().max(end), 0);
            content[deed.offset..end].copy_from_slice(&deed.data);
        }
    }
}

/// The first half of a write, to a whole sector.
fn torn(deed: &Deed) -> Deed {
    let kept = deed.data.len() / 2 / 512 * 512;
    Deed { data: deed.data[..kept].to_vec(), ..deed.clone() }
}

fn is_kept(seed: u64, index: usize) -> bool {
    let mixed = (seed ^ index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> 63 == 0
}
