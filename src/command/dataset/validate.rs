//! `dse dataset validate`

use std::path::{Path, PathBuf};

use crate::command::{CommandError, Context, ErrorKind, Outcome};
use crate::dataset::fix::fix_file;
use crate::dataset::git;
use crate::dataset::rule::{Rule, Selector};
use crate::dataset::settings::{Profile, RuleFlags};
use crate::dataset::source::{Opened, Source, SourceError};
use crate::dataset::validate::{FileReport, Options, check_file, check_stream, keep_most_severe};
use crate::dataset::words::plural;
use crate::report::findings::{Form, Piece, Report, render};

use super::inputs::{Contracts, Input, expand, from_root};
use crate::ui::shown;

/// Check JSONL datasets
///
/// Each file is checked line by line and as a whole: syntax, fields, the
/// signature's schemas, duplicates, leaks between splits, secrets. Exits with 1
/// when errors or warnings were found; notes alone are fine.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse validate rows.jsonl\n  dse validate --staged\n  dse validate rows.jsonl --output sarif > rows.sarif"
)]
pub struct Args {
    /// Files, folders with .jsonl files, globs, or - for standard input;
    /// without any, the files that dse.toml lists
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The signature whose contract the rows must fit
    #[arg(long, value_name = "ID")]
    signature: Option<String>,
    /// Mend what cannot change the meaning of a row: white space, blank lines,
    /// line ends, the byte order mark
    #[arg(long, conflicts_with = "staged")]
    fix: bool,
    /// Apply these rules only: codes, names, groups (S, R, C, D, P) or ALL
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<Selector>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<Selector>,
    /// The form of the report
    #[arg(long, value_enum, value_name = "FORM")]
    output: Option<Output>,
    /// Read what is staged in git, not what lies in the folder
    #[arg(long)]
    staged: bool,
    /// Findings to show one by one, the most severe first; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_findings: usize,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
    Human,
    Json,
    Github,
    Sarif,
    Junit,
    Gitlab,
}

impl From<Output> for Form {
    fn from(output: Output) -> Self {
        match output {
            Output::Human => Self::Human,
            Output::Json => Self::Json,
            Output::Github => Self::Github,
            Output::Sarif => Self::Sarif,
            Output::Junit => Self::Junit,
            Output::Gitlab => Self::Gitlab,
        }
    }
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let mut run = Run {
        context,
        args,
        flags: RuleFlags { select: args.select.clone(), ignore: args.ignore.clone() },
        contracts: Contracts::new(context, args.signature.as_deref()),
        options: Options {
            limit: if args.max_findings == 0 { usize::MAX } else { args.max_findings },
            ..Options::default()
        },
        mended: 0,
        told: false,
    };
    let mut report = Report::default();
    for result in run.check_all()? {
        match result {
            Ok(file) => report.files.push(file),
            Err(error) => report.unread.push(error),
        }
    }
    keep_most_severe(&mut report.files, run.options.limit);
    let form = match args.output {
        Some(output) => output.into(),
        None if context.ui.is_machine() => Form::Json,
        None => Form::Human,
    };
    let ui = &context.ui;
    render(form, &report, ui.width(), &mut |piece| match piece {
        Piece::Shown(lines) => ui.out(lines),
        Piece::Json(document) if args.output.is_none() => ui.last(&document),
        Piece::Json(document) => ui.document(&document),
        Piece::Text(text) => ui.data(text.as_bytes()),
    });
    if run.mended > 0 {
        context.ui.note(shown!("fixed {}", plural(run.mended as usize, "problem")));
    }
    conclude(context, &report, form)
}

/// The outcome; a file that could not be read beats what was found in others.
fn conclude(context: &Context, report: &Report, form: Form) -> Result<Outcome, CommandError> {
    if report.unread.is_empty() {
        return Ok(if report.has_failed() { Outcome::No } else { Outcome::Yes });
    }
    for error in &report.unread {
        // A document on stdout names them already.
        if form != Form::Json || !context.ui.is_machine() {
            context.ui.err(shown!("error: {}", error));
            if let Some(hint) = error.hint() {
                context.ui.err(shown!(" hint: {}", hint));
            }
        }
    }
    Ok(Outcome::Told(ErrorKind::Usage))
}

struct Run<'a> {
    context: &'a Context,
    args: &'a Args,
    flags: RuleFlags,
    contracts: Contracts<'a>,
    options: Options,
    mended: u64,
    /// Which contract is taken where none is named was said.
    told: bool,
}

type Checked = Result<FileReport, SourceError>;

impl Run<'_> {
    fn check_all(&mut self) -> Result<Vec<Checked>, CommandError> {
        if self.args.staged {
            return self.check_staged();
        }
        let inputs = expand(&self.context.config, &self.args.files)?;
        inputs.iter().map(|input| self.check(input)).collect()
    }

    fn check(&mut self, input: &Input) -> Result<Checked, CommandError> {
        let Input::File { path, name } = input else {
            return self.check_stream(input.name(), std::io::stdin().lock(), None);
        };
        match Source::open(path, name) {
            Ok(Opened::File(source)) => self.check_source(source, path),
            Ok(Opened::Stream(stream)) => self.check_stream(name, stream, Some(path)),
            Err(error) => Ok(Err(error)),
        }
    }

    fn check_source(&mut self, mut source: Source, path: &Path) -> Result<Checked, CommandError> {
        let profile = self.profile(path);
        if self.args.fix {
            match fix_file(&source, path, &profile) {
                Ok(0) => {}
                Ok(count) => {
                    self.mended += count;
                    let name = source.name.clone();
                    source = match Source::open(path, &name) {
                        Ok(Opened::File(source)) => source,
                        Ok(Opened::Stream(_)) => return Ok(Err(SourceError::Changed(name))),
                        Err(error) => return Ok(Err(error)),
                    };
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        self.check_opened(source, path, &profile)
    }

    fn check_opened(
        &mut self,
        source: Source,
        path: &Path,
        profile: &Profile,
    ) -> Result<Checked, CommandError> {
        let options = self.options;
        let signature = self.signature(profile, Some(path), Some(&source))?;
        let contract = match &signature {
            Some(id) => Some(self.contracts.get(id)?),
            None => None,
        };
        Ok(check_file(source, profile, contract, options))
    }

    fn check_stream(
        &mut self,
        name: &str,
        stream: impl std::io::Read,
        path: Option<&Path>,
    ) -> Result<Checked, CommandError> {
        if self.args.fix {
            return Err(CommandError::usage(format!("{name}: a stream cannot be fixed in place"))
                .with_hint("name a file"));
        }
        let profile = self.profile(path.unwrap_or(Path::new("-")));
        let signature = self.signature(&profile, path, None)?;
        let contract = match &signature {
            Some(id) => Some(self.contracts.get(id)?),
            None => None,
        };
        Ok(check_stream(name, stream, &profile, contract, self.options))
    }

    fn check_staged(&mut self) -> Result<Vec<Checked>, CommandError> {
        let folder = self.context.config.workspace.start().to_owned();
        let files = git::staged_files(&folder, &self.args.files)?;
        if files.is_empty() {
            self.context.ui.note("no dataset is staged");
        }
        files
            .iter()
            .map(|file| {
                let name = file.display().to_string();
                let source = git::blob(&folder, &format!(":./{name}"), &name)?;
                let path = folder.join(file);
                let profile = self.profile(&path);
                self.check_opened(source, &path, &profile)
            })
            .collect()
    }

    fn profile(&self, path: &Path) -> Profile {
        let config = &self.context.config;
        Profile::settle(&config.settings.lint, &self.flags, &from_root(config, path))
    }

    /// The signature to check against, unless no rule asks for it.
    fn signature(
        &mut self,
        profile: &Profile,
        path: Option<&Path>,
        source: Option<&Source>,
    ) -> Result<Option<String>, CommandError> {
        let rules =
            [Rule::InputSchema, Rule::ExpectedSchema, Rule::MissingBlob, Rule::BlobHashMismatch];
        if !rules.into_iter().any(|rule| profile.is_on(rule)) {
            return Ok(None);
        }
        if let Some(named) = self.contracts.signature_of(path, source)? {
            return Ok(Some(named));
        }
        let own = self.contracts.own()?;
        let chosen = if let [only] = own.as_slice() { Some(only.clone()) } else { None };
        if !std::mem::replace(&mut self.told, true) {
            self.context.ui.note(match &chosen {
                Some(only) => shown!(
                    "checked against {}, the workspace's only signature; --signature names another",
                    only
                ),
                None => "no signature given, so the schema rules were skipped: name one with \
                         --signature, or list the file under [[dataset]] in dse.toml"
                    .into(),
            });
        }
        Ok(chosen)
    }
}
