//! The command line: the clap tree, one dispatch, and the exit codes.

mod deferred;
mod tips;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::command::{self, CommandError, Context, ErrorKind, Outcome, online};
use crate::config::{Config, Environment, Flags};
use crate::ui::{Color, Format, Shown, Ui, UiSettings, shown};
use deferred::Deferred;

/// The exit codes, which are part of the interface.
pub mod exit {
    /// Done, and the answer is yes.
    pub const YES: u8 = 0;
    /// Done, and the answer is no.
    pub const NO: u8 = 1;
    /// Wrong usage, configuration or unreadable input.
    pub const USAGE: u8 = 2;
    /// The server or the model could not be reached, timed out, or broke, or
    /// the result could not be written.
    pub const UNAVAILABLE: u8 = 3;
    /// The server refused the credentials.
    pub const CREDENTIALS: u8 = 4;
    /// Too little evidence to say yes or no. Never treated as yes.
    pub const INCONCLUSIVE: u8 = 5;
    /// Interrupted by Ctrl-C, after cleaning up.
    pub const INTERRUPTED: u8 = 130;
    /// Ended by SIGTERM, after cleaning up.
    pub const TERMINATED: u8 = 143;

    /// The table that `--help` and the README show.
    pub const TABLE: &str = "\
Exit codes:
  0    done, and the answer is yes: nothing found, gate passed, run succeeded
  1    done, and the answer is no: findings, differences, a gate that refused,
       a canary or a run that failed
  2    wrong usage, configuration or unreadable input
  3    the server or the model could not be reached, timed out, or broke, or
       the result could not be written
  4    the server refused the credentials
  5    inconclusive: too little evidence to say yes or no; never treated as yes
  130  interrupted by Ctrl-C, 143 ended by SIGTERM; both after cleaning up";
}

/// Ship LLM behaviour like software: datasets, compile, canary, promote, and
/// the evidence for each.
///
/// Without a server named, every command starts the embedded one on the
/// workspace's own database, so nothing needs to be set up.
#[derive(Debug, Parser)]
#[command(name = "dse", version, propagate_version = true, after_help = exit::TABLE, max_term_width = 100)]
#[command(arg_required_else_help = true, allow_external_subcommands = true)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
struct GlobalArgs {
    /// The server to talk to, in place of the embedded one [env: DSE_SERVER]
    #[arg(long, global = true, value_name = "URL")]
    server: Option<String>,
    /// A file that holds the server's secret, in place of OA_DSE_ADMIN_SECRET
    #[arg(long, global = true, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Send the secret to another machine over plain http, too
    #[arg(long, global = true)]
    allow_http: bool,
    /// How the result is written to stdout
    #[arg(long, global = true, value_parser = ["human", "json", "ndjson"], hide_possible_values = false)]
    format: Option<String>,
    /// Say only what matters
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more; repeat for more still
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// When to colour the output
    #[arg(long, global = true, value_parser = ["auto", "always", "never"])]
    color: Option<String>,
    /// Seconds to wait for an answer, or for its next sign of progress, in
    /// place of each request's own limit
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<f64>,
    /// How often a request that may be repeated is sent again
    #[arg(long, global = true, value_name = "N")]
    retries: Option<u32>,
    /// Work as if started in this folder
    #[arg(short = 'C', global = true, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// The configuration file, in place of the workspace's dse.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Trust the workspace with what its dse.toml asks for, this once; see `dse trust`
    #[arg(long, global = true)]
    trust: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set a folder up as a workspace
    Init(Deferred<command::init::Args>),
    /// Make a signature of your own, from labelled rows or from field names
    New(Deferred<command::new::Args>),
    /// Run the whole loop: import, compile, canary, traffic, promote
    Overnight(Deferred<command::overnight::Args>),
    /// Make the secret of a server, and see which secrets there are
    #[command(subcommand)]
    Secret(Deferred<command::secret::Command>),
    /// Make, list, rotate and revoke the keys of a server
    #[command(subcommand)]
    Key(Deferred<command::key::Command>),
    /// Serve the commands to agents, over the Model Context Protocol
    Mcp(Deferred<command::mcp::Args>),
    /// Serve the endpoints over HTTP until stopped
    #[cfg(feature = "server")]
    Serve(Deferred<command::serve::Args>),
    /// Show what a run, a compile or an evaluation found
    Report(Deferred<command::report::Args>),
    /// Open the pages: what was tried, what won, what is live
    Open(Deferred<command::open::Args>),
    /// Check, compare and move labelled datasets
    #[command(subcommand)]
    Dataset(Deferred<command::dataset::Command>),
    /// Short for `dse dataset validate`
    Validate(Deferred<command::dataset::validate::Args>),
    /// Short for `dse dataset diff`
    Diff(Deferred<command::dataset::diff::Args>),
    /// Short for `dse dataset import`
    Import(Deferred<command::dataset::import::Args>),
    /// Look at signature contracts and their jobs
    #[command(subcommand)]
    Signature(Deferred<command::signature::Command>),
    /// Print the JSON Schema of a kind of file, for editors
    Schema(Deferred<command::schema::Args>),
    /// Search for better parameters on the stored examples
    Compile(Deferred<command::compile::Args>),
    /// Score one artifact on a split, or two of them example by example
    Eval(Deferred<command::eval::Args>),
    /// Look at artifacts, and carry them out of and into a server
    #[command(subcommand)]
    Artifact(Deferred<command::artifact::Command>),
    /// Try a candidate on a share of the traffic
    #[command(subcommand)]
    Canary(Deferred<command::canary::Command>),
    /// Make a candidate active, behind the gate
    Promote(Deferred<command::promote::Args>),
    /// Restore the previously active version
    Rollback(Deferred<command::rollback::Args>),
    /// Check that nobody changed what was recorded
    #[command(subcommand)]
    History(Deferred<command::history::Command>),
    /// Calibrate LLM judges against human labels
    #[command(subcommand)]
    Judge(Deferred<command::judge::Command>),
    /// Predict with what a signature runs now
    Predict(Deferred<command::predict::Args>),
    /// Show what the model is asked for an input, and what it answers
    Prompt(Deferred<command::prompt::Args>),
    /// Send traffic through a signature
    Exercise(Deferred<command::exercise::Args>),
    /// Read the receipts that predictions leave
    #[command(subcommand)]
    Receipt(Deferred<command::receipt::Command>),
    /// Read the texts that a prediction stored
    #[command(subcommand)]
    Blob(Deferred<command::blob::Command>),
    /// Read the traces that long-context runs leave
    #[command(subcommand)]
    Trace(Deferred<command::trace::Command>),
    /// Turn the traces of a signature's runs into labelled examples
    TraceMine(Deferred<command::trace_mine::Args>),
    /// Record a run, one step at a time
    #[command(subcommand)]
    Ops(Deferred<command::ops::Command>),
    /// Back up, check or restore the database file
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Db(Deferred<command::db::Command>),
    /// Check that everything is ready: workspace, disk, server, secret, model, clock
    Doctor(Deferred<command::doctor::Args>),
    /// Explain a finding code, with a wrong and a right row, or an error code
    Explain(Deferred<command::explain::Args>),
    /// Show what this workspace asks to be trusted with, and allow it
    Trust(Deferred<command::trust::Args>),
    /// Show the effective configuration
    #[command(subcommand)]
    Config(Deferred<command::config::Command>),
    /// Print the completion script of a shell
    Completions(Deferred<command::completions::Args>),
    /// Print the manual page
    Man(Deferred<command::man::Args>),
    /// Runs `dse-NAME` from PATH.
    #[command(external_subcommand)]
    External(Vec<OsString>),
}

/// Runs the program and returns its exit code.
pub fn main() -> ExitCode {
    let environment = Environment::of_process();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(mut error) => {
            tips::add(&mut error);
            return unparsed(&error, &arguments, &environment);
        }
    };
    let format = asked_format(&arguments, &environment);
    let (ui, result) = start(cli, environment, format);
    let code = match result {
        Ok(outcome) => code_of(outcome),
        Err(error) => {
            let error = told(error);
            report(&ui, &error);
            code_of_error(error.kind)
        }
    };
    end(&ui, code)
}

/// The words of an error at the top. One that no command has given words is told
/// with all that led to it, and is a fault of ours.
fn told(error: anyhow::Error) -> CommandError {
    error.downcast::<CommandError>().unwrap_or_else(|error| {
        CommandError::new(ErrorKind::Unavailable, "internal", format!("{error:#}"))
            .with_hint("this is a fault of dse itself; please report it")
    })
}

/// A result that could not be written whole is no result; only that somebody
/// stopped the program says more.
fn end(ui: &Ui, code: u8) -> ExitCode {
    let stopped = matches!(code, exit::INTERRUPTED | exit::TERMINATED);
    ExitCode::from(if ui.has_lost_output() && !stopped { exit::UNAVAILABLE } else { code })
}

/// Tells why the arguments mean nothing, or prints the help that they ask for.
fn unparsed(error: &clap::Error, arguments: &[OsString], environment: &Environment) -> ExitCode {
    let format = asked_format(arguments, environment);
    let ui = Ui::terminal(UiSettings { format, ..UiSettings::default() });
    if !error.use_stderr() {
        ui.out(rendered(error));
        return end(&ui, exit::YES);
    }
    if format == Format::Human {
        ui.err(rendered(error));
        return ExitCode::from(exit::USAGE);
    }
    let text = error.render().to_string();
    let first: Vec<&str> =
        text.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    let first = first.join(" ");
    let message = match error.kind() {
        clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "a command is missing",
        _ => first.strip_prefix("error: ").unwrap_or(&first),
    };
    let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let hint = tip.unwrap_or("--help shows what can be given");
    report(&ui, &CommandError::usage(message).with_hint(hint));
    end(&ui, exit::USAGE)
}

/// What clap says, in its colours unless an argument brings its own.
fn rendered(error: &clap::Error) -> Shown {
    let text = error.render();
    let plain = text.to_string();
    let shown = if plain.contains('\u{1b}') {
        Shown::block(&plain)
    } else {
        Shown::laid_out(&text.ansi().to_string())
    };
    shown.trim_end()
}

/// The format that is asked for by arguments that could not be parsed.
fn asked_format(arguments: &[OsString], environment: &Environment) -> Format {
    let arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    let mut ours = arguments.take_while(|argument| argument != "--");
    let mut asked = environment.get("DSE_OUTPUT_FORMAT").map(str::to_owned);
    while let Some(argument) = ours.next() {
        if let Some(value) = argument.strip_prefix("--format=") {
            asked = Some(value.to_owned());
        } else if argument == "--format" {
            asked = ours.next().map(std::borrow::Cow::into_owned);
        }
    }
    asked.as_deref().map_or(Format::Human, format_of)
}

/// Resolves the configuration and runs the command. The terminal is returned too,
/// because an error is told in the way that the flags asked for.
fn start(cli: Cli, environment: Environment, format: Format) -> (Ui, anyhow::Result<Outcome>) {
    let columns = environment.get("COLUMNS").and_then(|text| text.parse().ok());
    let early = UiSettings {
        format,
        color: cli.global.color.as_deref().map_or(Color::Auto, color_of),
        quiet: cli.global.quiet,
        verbosity: cli.global.verbose,
        columns,
    };
    let config = match Config::load(&cli.global.flags(), environment) {
        Ok(config) => config,
        Err(error) => return (Ui::terminal(early), Err(CommandError::from(error).into())),
    };
    let output = &config.settings.output;
    // The arguments of an external command are its own; ours are for the case
    // that there is none.
    let format = match cli.command {
        Command::External(_) => format,
        _ => output.format,
    };
    let ui = Ui::terminal(UiSettings { format, color: output.color, ..early });
    if let Some(file) = config.open_token_file() {
        let file = file.display().to_string();
        ui.warn(shown!("others can read the secret in {0}: chmod 600 {0}", file));
    }
    ui.hide(&config.own_secrets());
    let context = Context { ui: ui.clone(), config };
    (ui, dispatch(&context, cli.command).map_err(anyhow::Error::from))
}

fn dispatch(context: &Context, command: Command) -> Result<Outcome, CommandError> {
    match command {
        Command::Init(Deferred(args)) => command::init::run(context, &args),
        Command::New(Deferred(args)) => command::new::run(context, &args),
        Command::Dataset(Deferred(command)) => command::dataset::run(context, command),
        Command::Validate(Deferred(args)) => command::dataset::validate::run(context, &args),
        Command::Diff(Deferred(args)) => command::dataset::diff::run(context, &args),
        Command::Import(Deferred(args)) => command::dataset::import::run(context, args),
        Command::Signature(Deferred(command)) => command::signature::run(context, &command),
        Command::Schema(Deferred(args)) => command::schema::run(context, &args),
        Command::Compile(Deferred(args)) => command::compile::run(context, &args),
        Command::Eval(Deferred(args)) => command::eval::run(context, &args),
        Command::Artifact(Deferred(command)) => command::artifact::run(context, &command),
        Command::Canary(Deferred(command)) => command::canary::run(context, &command),
        Command::Promote(Deferred(args)) => command::promote::run(context, &args),
        Command::Rollback(Deferred(args)) => command::rollback::run(context, &args),
        Command::History(Deferred(command)) => command::history::run(context, &command),
        Command::Judge(Deferred(command)) => command::judge::run(context, &command),
        Command::Predict(Deferred(args)) => command::predict::run(context, &args),
        Command::Prompt(Deferred(args)) => command::prompt::run(context, &args),
        Command::Exercise(Deferred(args)) => command::exercise::run(context, &args),
        Command::Receipt(Deferred(command)) => command::receipt::run(context, &command),
        Command::Blob(Deferred(command)) => command::blob::run(context, &command),
        Command::Trace(Deferred(command)) => command::trace::run(context, &command),
        Command::TraceMine(Deferred(args)) => command::trace_mine::run(context, &args),
        Command::Ops(Deferred(command)) => command::ops::run(context, &command),
        Command::Secret(Deferred(command)) => command::secret::run(context, &command),
        Command::Key(Deferred(command)) => command::key::run(context, &command),
        Command::Mcp(Deferred(args)) => command::mcp::run(context, &args),
        #[cfg(feature = "server")]
        Command::Serve(Deferred(args)) => command::serve::run(context, &args),
        Command::Overnight(Deferred(args)) => command::overnight::run(context, &args),
        Command::Report(Deferred(args)) => {
            online(context, |context, client| command::report::run(context, client, args))
        }
        Command::Open(Deferred(args)) => command::open::run(context, &args),
        #[cfg(feature = "server")]
        Command::Db(Deferred(command)) => command::db::run(context, &command),
        Command::Doctor(Deferred(args)) => command::doctor::run(context, &args),
        Command::Explain(Deferred(args)) => command::explain::run(context, &args),
        Command::Trust(Deferred(args)) => command::trust::run(context, &args),
        Command::Config(Deferred(command)) => command::config::run(context, &command),
        Command::Completions(Deferred(args)) => command::completions::run(context, &args),
        Command::Man(Deferred(args)) => command::man::run(context, &args),
        Command::External(words) => command::external::run(context, &words),
    }
}

impl GlobalArgs {
    fn flags(&self) -> Flags {
        let mut values: Vec<(&'static str, &'static str, toml::Value)> = Vec::new();
        let mut set = |key, flag, value: Option<toml::Value>| {
            if let Some(value) = value {
                values.push((key, flag, value));
            }
        };
        let text = |path: &PathBuf| toml::Value::from(path.to_string_lossy().into_owned());
        set("server.url", "--server", self.server.clone().map(Into::into));
        set("server.token_file", "--token-file", self.token_file.as_ref().map(text));
        set("server.allow_http", "--allow-http", self.allow_http.then_some(true.into()));
        set("server.timeout", "--timeout", self.timeout.map(Into::into));
        set("server.retries", "--retries", self.retries.map(|count| i64::from(count).into()));
        set("output.format", "--format", self.format.clone().map(Into::into));
        set("output.color", "--color", self.color.clone().map(Into::into));
        let (directory, config_file) = (self.directory.clone(), self.config.clone());
        Flags { directory, config_file, values, trust: self.trust }
    }
}

/// A number of seconds that a clock can count.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    let valid = std::time::Duration::try_from_secs_f64(seconds).is_ok();
    if valid { Ok(seconds) } else { Err("it is not a number of seconds".to_owned()) }
}

fn format_of(name: &str) -> Format {
    match name {
        "json" => Format::Json,
        "ndjson" => Format::Ndjson,
        _ => Format::Human,
    }
}

fn color_of(name: &str) -> Color {
    match name {
        "always" => Color::Always,
        "never" => Color::Never,
        _ => Color::Auto,
    }
}

/// Tells a failure: a document on stdout for programs, a line and a hint on
/// stderr for people.
fn report(ui: &Ui, error: &CommandError) {
    if ui.is_machine() {
        ui.last(&error.document());
        return;
    }
    ui.error(&error.message, error.hint.as_deref());
}

fn code_of(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Yes => exit::YES,
        Outcome::No => exit::NO,
        Outcome::Inconclusive => exit::INCONCLUSIVE,
        Outcome::Told(kind) => code_of_error(kind),
    }
}

/// The exit code of a failure.
pub(crate) fn code_of_error(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Refused => exit::NO,
        ErrorKind::Usage => exit::USAGE,
        ErrorKind::Unavailable => exit::UNAVAILABLE,
        ErrorKind::Credentials => exit::CREDENTIALS,
        ErrorKind::Inconclusive => exit::INCONCLUSIVE,
        ErrorKind::Interrupted => exit::INTERRUPTED,
        ErrorKind::Terminated => exit::TERMINATED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_asked_format_is_found_before_the_arguments_are_parsed() {
        let asked = |words: &[&str], variables: &[(&str, &str)]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            asked_format(&words, &Environment::of(variables))
        };
        assert_eq!(asked(&["dse", "--format", "json", "--wrong"], &[]), Format::Json);
        assert_eq!(asked(&["dse", "x", "--format=ndjson"], &[]), Format::Ndjson);
        assert_eq!(asked(&["dse", "x", "--", "--format=json"], &[]), Format::Human);
        let variables = [("DSE_OUTPUT_FORMAT", "json")];
        assert_eq!(asked(&["dse"], &variables), Format::Json);
        assert_eq!(asked(&["dse", "--format", "human"], &variables), Format::Human);
    }

    #[test]
    fn an_error_without_words_of_its_own_is_told_with_its_causes() {
        let known = told(anyhow::Error::from(CommandError::usage("what").with_hint("do")));
        assert_eq!((known.kind, known.message.as_str()), (ErrorKind::Usage, "what"));
        let other = told(anyhow::anyhow!("the disk is gone").context("reading the clock"));
        assert_eq!(other.message, "reading the clock: the disk is gone");
        assert_eq!(code_of_error(other.kind), exit::UNAVAILABLE);
    }

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_summary_says_what_the_command_says_of_itself() {
        let summaries = Cli::command();
        let mut whole = Cli::command();
        whole.build();
        for summary in summaries.get_subcommands() {
            let name = summary.get_name();
            let about = summary.get_about().unwrap().to_string();
            let own = whole.find_subcommand(name).unwrap().get_about().unwrap().to_string();
            assert!(about == own || about.starts_with("Short for"), "{name}: {about} / {own}");
        }
    }
}
