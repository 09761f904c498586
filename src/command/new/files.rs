//! The files of a new signature, written all or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::command::{CommandError, Context, init};
use crate::config::CONFIG_FILE;
use crate::scaffold::Name;
use crate::ui::{Table as Sheet, Ui};

/// A file to be written, below the workspace's root.
pub struct NewFile {
    path: PathBuf,
    content: Vec<u8>,
    about: String,
}

impl NewFile {
    pub fn json(folder: &str, name: &Name, document: &Value, about: &str) -> Self {
        let path = Path::new(folder).join(format!("{}.json", name.stem));
        Self { path, content: format!("{document:#}\n").into(), about: about.to_owned() }
    }

    pub fn page(name: &Name, text: String) -> Self {
        let path = Path::new("signatures").join(format!("{}.md", name.stem));
        Self { path, content: text.into(), about: "what each file is for".to_owned() }
    }

    pub fn rows(name: &Name, content: Vec<u8>, about: String) -> Self {
        Self { path: Path::new("datasets").join(format!("{}.jsonl", name.stem)), content, about }
    }
}

/// What was written, or would be.
pub struct Written(Vec<(String, String)>);

impl Written {
    pub fn paths(&self) -> Value {
        self.0.iter().map(|(path, _)| json!(path)).collect()
    }

    pub fn print(&self, ui: &Ui, is_dry: bool) {
        ui.out(if is_dry { "would write" } else { "wrote" });
        let mut sheet = Sheet::new(&["", ""]);
        for (path, about) in &self.0 {
            sheet.row([&format!("  {path}"), about]);
        }
        sheet.print(ui);
    }
}

/// Writes `files` and the entry of the dataset among them in `dse.toml`.
///
/// # Errors
/// When one is there already and is not to be overwritten; then none is written.
pub fn write(
    context: &Context,
    name: &Name,
    mut files: Vec<NewFile>,
    force: bool,
    dry_run: bool,
) -> Result<Written, CommandError> {
    let root = context.config.root();
    let there = files.iter().find(|file| fs::symlink_metadata(root.join(&file.path)).is_ok());
    if let Some(file) = there.filter(|_| !force) {
        let message = format!("{} is there already; nothing was written", file.path.display());
        return Err(CommandError::usage(message)
            .with_hint("--force overwrites it; another name makes another signature"));
    }
    // Without rows the entry says where they are going to be.
    if files.iter().any(|file| file.path.starts_with("signatures")) {
        files.extend(settings(context, name)?);
    }
    if !dry_run {
        for file in &files {
            put(root, file).map_err(|error| {
                CommandError::usage(format!("{}: {error}", root.join(&file.path).display()))
            })?;
        }
        let ignored = root.join(".gitignore");
        init::ignore_state(&ignored)
            .map_err(|error| CommandError::usage(format!("{}: {error}", ignored.display())))?;
    }
    let shown = |file: NewFile| (file.path.display().to_string(), file.about);
    Ok(Written(files.into_iter().map(shown).collect()))
}

fn put(root: &Path, file: &NewFile) -> io::Result<()> {
    let path = root.join(&file.path);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    fs::write(path, &file.content)
}

/// `dse.toml` with the entry of the dataset, unless it is there.
fn settings(context: &Context, name: &Name) -> Result<Option<NewFile>, CommandError> {
    let config = &context.config;
    let dataset = format!("datasets/{}.jsonl", name.stem);
    let is_known =
        |entry: &crate::config::DatasetEntry| Path::new(&entry.path) == Path::new(&dataset);
    if config.settings.dataset.iter().any(is_known) {
        return Ok(None);
    }
    let path = config.root().join(CONFIG_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => init::TEMPLATE.to_owned(),
        Err(error) => return Err(CommandError::usage(format!("{}: {error}", path.display()))),
    };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let entry = format!("[[dataset]]\npath = \"{dataset}\"\nsignature = \"{}\"\n", name.id);
    let text = format!("{text}{gap}\n{entry}");
    if let Err(error) = toml::from_str::<toml::Table>(&text) {
        let message = format!("{CONFIG_FILE} cannot be added to: {}", error.message());
        return Err(CommandError::usage(message).with_hint(format!("add to it by hand:\n{entry}")));
    }
    Ok(Some(NewFile {
        path: CONFIG_FILE.into(),
        content: text.trim_start().into(),
        about: "says which signature the rows belong to".to_owned(),
    }))
}
