//! Which files a dataset command is about, and which contract is theirs.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::catalog::{Catalog, Origin};
use crate::command::{CommandError, Context, names};
use crate::config::Config;
use crate::dataset::check::Contract;
use crate::dataset::git::GitError;
use crate::dataset::settings::matches;
use crate::dataset::source::{Source, SourceError};
use crate::model::{name, text::nearest};
use crate::ui::escape;

impl From<SourceError> for CommandError {
    fn from(error: SourceError) -> Self {
        let failure = Self::usage(error.to_string());
        match error.hint() {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}

impl From<GitError> for CommandError {
    fn from(error: GitError) -> Self {
        match error {
            GitError::Source(error) => error.into(),
            GitError::NotRunnable(_) => Self::usage(error.to_string()).with_hint("install git"),
            GitError::Failed { .. } => Self::usage(error.to_string()),
        }
    }
}

/// One input of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Stdin,
    /// A file: where it is, and the name that reports give it.
    File {
        path: PathBuf,
        name: String,
    },
}

impl Input {
    pub fn name(&self) -> &str {
        match self {
            Self::Stdin => "<stdin>",
            Self::File { name, .. } => name,
        }
    }
}

/// The inputs that arguments name: files, folders with `.jsonl` files in them,
/// globs, and `-`. Without arguments, the files that `dse.toml` lists.
///
/// # Errors
/// When a folder or glob has no file, or nothing is named at all.
pub fn expand(config: &Config, arguments: &[PathBuf]) -> Result<Vec<Input>, CommandError> {
    if arguments.is_empty() {
        let entries = config.settings.dataset.iter();
        let patterns: Vec<_> = entries.map(|entry| config.workspace.resolve(&entry.path)).collect();
        if patterns.is_empty() {
            return Err(CommandError::usage("no dataset is named")
                .with_hint("name a file, or list it as [[dataset]] in dse.toml"));
        }
        return collect(patterns.iter().map(|pattern| one(config, pattern)));
    }
    collect(arguments.iter().map(|argument| one(config, argument)))
}

fn collect(
    inputs: impl Iterator<Item = Result<Vec<Input>, CommandError>>,
) -> Result<Vec<Input>, CommandError> {
    let mut all = Vec::new();
    for input in inputs {
        for input in input? {
            if !all.contains(&input) {
                all.push(input);
            }
        }
    }
    Ok(all)
}

fn one(config: &Config, argument: &Path) -> Result<Vec<Input>, CommandError> {
    if argument == Path::new("-") {
        return Ok(vec![Input::Stdin]);
    }
    let path = config.workspace.resolve_argument(argument);
    let name = |path: &Path| {
        path.strip_prefix(config.workspace.start()).unwrap_or(path).display().to_string()
    };
    if path.is_dir() {
        let mut files = Vec::new();
        walk(&path, &mut files)?;
        if files.is_empty() {
            let message = format!("{}: there is no .jsonl file in this folder", argument.display());
            return Err(CommandError::usage(message));
        }
        files.sort();
        return Ok(files.into_iter().map(|path| Input::File { name: name(&path), path }).collect());
    }
    let text = argument.to_string_lossy();
    if text.contains(['*', '?', '[']) && std::fs::symlink_metadata(&path).is_err() {
        let pattern = path.to_string_lossy().into_owned();
        let found = glob::glob(&pattern)
            .map_err(|error| CommandError::usage(format!("{text}: {error}")))?;
        let mut files = Vec::new();
        for path in found {
            let path = path.map_err(|error| unreadable(error.path(), error.error()))?;
            if !path.is_dir() {
                files.push(Input::File { name: name(&path), path });
            }
        }
        if files.is_empty() {
            return Err(CommandError::usage(format!("{text}: no file matches")));
        }
        return Ok(files);
    }
    Ok(vec![Input::File { name: argument.display().to_string(), path }])
}

/// Gathers the `.jsonl` files below a folder. Links to folders are not
/// followed, so that the walk ends; hidden folders are left out.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    let fail = |error: std::io::Error| unreadable(folder, &error);
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let kind = entry.file_type().map_err(fail)?;
        let path = entry.path();
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && !is_hidden {
            walk(&path, files)?;
        } else if !kind.is_dir() && path.extension().is_some_and(|end| end == "jsonl") {
            files.push(path);
        }
    }
    Ok(())
}

/// Part of a folder that cannot be looked into might hold what was asked for.
fn unreadable(folder: &Path, error: &std::io::Error) -> CommandError {
    let name = escape::line(&folder.display().to_string());
    CommandError::usage(format!("{name}: {error}"))
        .with_hint("check the permissions of the folder, or name the files themselves")
}

/// A path as the settings name it: from the workspace's root.
pub fn from_root(config: &Config, path: &Path) -> PathBuf {
    let path = path.strip_prefix(config.root()).unwrap_or(path);
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// Finds the contract of each file, compiled once.
pub struct Contracts<'a> {
    config: &'a Config,
    flag: Option<&'a str>,
    catalog: Option<Catalog>,
    compiled: HashMap<String, Contract>,
}

impl<'a> Contracts<'a> {
    pub fn new(context: &'a Context, flag: Option<&'a str>) -> Self {
        Self { config: &context.config, flag, catalog: None, compiled: HashMap::new() }
    }

    /// The id of the signature that a file belongs to: by the flag, by
    /// `dse.toml`, or by its name or first row's tags.
    ///
    /// # Errors
    /// When the catalog cannot be read, or a short name fits several.
    pub fn signature_of(
        &mut self,
        path: Option<&Path>,
        source: Option<&Source>,
    ) -> Result<Option<String>, CommandError> {
        if let Some(flag) = self.flag {
            return self.named(flag).map(Some);
        }
        let Some(path) = path else { return Ok(None) };
        let known = from_root(self.config, path);
        let listed = self.config.settings.dataset.iter().find(|entry| matches(&entry.path, &known));
        if let Some(entry) = listed {
            return self.named(&entry.signature).map(Some);
        }
        let catalog = self.catalog()?;
        let ids: Vec<&str> =
            catalog.signatures().map(|entry| entry.value.signature_id.as_str()).collect();
        let stem = squeeze(&path.file_stem().unwrap_or_default().to_string_lossy());
        let tags = source.map(first_tags).unwrap_or_default();
        let found = unique(&ids, |name| stem.contains(name))
            .or_else(|| unique(&ids, |name| tags.iter().any(|tag| tag == name)));
        Ok(found.map(str::to_owned))
    }

    /// The id of a signature, from its id, its short name or the front of either.
    fn named(&mut self, given: &str) -> Result<String, CommandError> {
        if names::is_whole(given) {
            return Ok(given.to_owned());
        }
        names::in_catalog(self.catalog()?, given)
    }

    /// The signatures that the workspace's own files define.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub fn own(&mut self) -> Result<Vec<String>, CommandError> {
        let own = self.catalog()?.signatures();
        let own = own.filter(|entry| matches!(entry.origin, Origin::File(_)));
        Ok(own.map(|entry| entry.value.signature_id.clone()).collect())
    }

    /// The compiled contract of a signature.
    ///
    /// # Errors
    /// When the signature is unknown, or a schema of it is no JSON Schema.
    pub fn get(&mut self, id: &str) -> Result<&Contract, CommandError> {
        if self.find(id)?.is_none() {
            let catalog = self.catalog()?;
            let ids: Vec<&str> =
                catalog.signatures().map(|entry| entry.value.signature_id.as_str()).collect();
            let short = || ids.iter().map(|id| name::short(id));
            let names = ids.iter().copied().chain(short());
            let names = names.chain(short().map(name::without_version));
            let hint = match nearest(id, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", ids.join(", ")),
            };
            let message = format!("there is no signature `{id}`");
            return Err(CommandError::usage(message).with_hint(hint));
        }
        Ok(&self.compiled[id])
    }

    /// The compiled contract of a signature that the workspace knows.
    ///
    /// # Errors
    /// When a schema of it is no JSON Schema.
    pub fn find(&mut self, id: &str) -> Result<Option<&Contract>, CommandError> {
        if !self.compiled.contains_key(id) {
            let Some(contract) = self.catalog()?.signature(id) else { return Ok(None) };
            let compiled =
                Contract::new(id, &contract.input_schema_json, &contract.output_schema_json)
                    .map_err(|error| CommandError::usage(format!("signature `{id}`: {error}")))?;
            self.compiled.insert(id.to_owned(), compiled);
        }
        Ok(self.compiled.get(id))
    }

    fn catalog(&mut self) -> Result<&Catalog, CommandError> {
        if self.catalog.is_none() {
            self.catalog = Some(Catalog::load(self.config.root())?);
        }
        Ok(self.catalog.as_ref().expect("it was just loaded"))
    }
}

/// Letters and digits in lower case: `SelectTool` and `select-tool` are alike.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The tags of the first row, squeezed.
fn first_tags(source: &Source) -> Vec<String> {
    let line = source.line_at(0).unwrap_or_default();
    let row: serde_json::Value = serde_json::from_slice(line.trim_ascii()).unwrap_or_default();
    let tags = row["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    tags.iter().filter_map(|tag| tag.as_str()).map(squeeze).collect()
}

/// The one signature whose short name passes `test`; of several the longest.
fn unique<'a>(ids: &[&'a str], test: impl Fn(&str) -> bool) -> Option<&'a str> {
    let short = |id: &str| {
        let name = id.rsplit('/').next().unwrap_or(id);
        squeeze(name.split(".v").next().unwrap_or(name))
    };
    let mut found: Vec<_> = ids
        .iter()
        .map(|id| (short(id), *id))
        .filter(|(name, _)| !name.is_empty() && test(name))
        .collect();
    found.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    match found.as_slice() {
        [(_, only)] => Some(only),
        [(first, id), (second, _), ..] if first.len() > second.len() => Some(id),
        _ => None,
    }
}
