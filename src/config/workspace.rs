//! The folder that a command works in.

use std::path::{Path, PathBuf};

/// The name of a workspace's configuration file.
pub const CONFIG_FILE: &str = "dse.toml";

/// The nearest parent folder that holds `dse.toml`, else the git root, else
/// the current folder.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    start: PathBuf,
}

impl Workspace {
    /// The workspace around `start`. Settings that come from another file do not
    /// move it.
    pub fn find(start: &Path) -> Self {
        let holding = |name: &str| start.ancestors().find(|folder| folder.join(name).exists());
        let root = holding(CONFIG_FILE).or_else(|| holding(".git")).unwrap_or(start);
        Self { root: root.to_owned(), start: start.to_owned() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that the command was started in.
    pub fn start(&self) -> &Path {
        &self.start
    }

    /// The workspace's configuration file, if it has one.
    pub fn config_file(&self) -> Option<PathBuf> {
        Some(self.root.join(CONFIG_FILE)).filter(|file| file.is_file())
    }

    /// A path of the settings, which starts from the root.
    pub fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// A path of the command line, which starts from the current folder.
    pub fn resolve_argument(&self, path: impl AsRef<Path>) -> PathBuf {
        self.start.join(path)
    }
}
