//! `dse mcp`: the commands as tools of the Model Context Protocol.

mod call;
mod needs;
mod resources;
mod server;
mod tools;

use std::io::IsTerminal;

use clap::builder::NonEmptyStringValueParser;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio;

use super::signals::stop_signal;
use super::target::runtime;
use super::{CommandError, Context, ErrorKind, Outcome};
use crate::model::key::Scope;
use crate::model::text;
use crate::ui::shown;
use needs::{Allowed, FILES, Need};
use server::Server;

/// Serve the commands to agents, over the Model Context Protocol
///
/// Speaks on stdin and stdout with the client that starts it. Every command is
/// a tool, with the arguments that it has here; each call runs it in this
/// workspace and answers what --format json prints. Only tools that change
/// nothing are offered, unless --allow names more.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse mcp\n  dse mcp --allow import --allow run\n  dse mcp --allow files,import,run,rollout\n  dse mcp --allow overnight"
)]
pub struct Args {
    /// What else an agent may do: a scope (import, run, rollout, predict, review,
    /// admin), `files` to write files and to name some outside of the workspace,
    /// or the name of one tool; repeatable, or apart by commas
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    allow: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    if std::io::stdin().is_terminal() {
        return Err(CommandError::usage("stdin is a terminal, and a client talks over it")
            .with_hint("name `dse mcp` in the settings of a client; docs/agents.md shows how"));
    }
    let tools = tools::all();
    check(&args.allow, &tools)?;
    let program = std::env::current_exe().map_err(|error| {
        let message = format!("this program cannot be found again: {error}");
        CommandError::new(ErrorKind::Unavailable, "program", message)
    })?;
    let runner = call::Runner {
        program,
        inherited: call::inherited(&context.config.flags),
        secrets: context.ui.secrets(),
    };
    let root = context.config.workspace.root().to_owned();
    let start = context.config.workspace.start().to_owned();
    let server = Server::new(tools, Allowed::of(&args.allow), runner, root, start);
    let runtime = runtime()?;
    let outcome = runtime.block_on(async {
        let stopped = stop_signal();
        tokio::pin!(stopped);
        let serving = tokio::select! {
            serving = server.serve(stdio()) => serving,
            error = &mut stopped => return Err(error),
        };
        let serving = match serving {
            Ok(serving) => serving,
            // A client that leaves before it has said anything wants nothing.
            Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(Outcome::Yes),
            Err(error) => return Err(no_session(&error)),
        };
        let ended = tokio::select! {
            ended = serving.waiting() => ended,
            error = &mut stopped => return Err(error),
        };
        if let Err(error) = ended {
            context.ui.warn(shown!("{}", error.to_string()));
        }
        Ok(Outcome::Yes)
    });
    // Nobody can take back a read from stdin; what calls have started ends first.
    super::group::end_all();
    runtime.shutdown_background();
    outcome
}

fn no_session(error: &ServerInitializeError) -> CommandError {
    let reason = crate::ui::escape::line(&error.to_string());
    let message = format!("no session of the Model Context Protocol began: {reason}");
    CommandError::usage(message).with_hint("the first message of a client is `initialize`")
}

/// A name that opens nothing is a mistake, not less than what was meant.
fn check(allow: &[String], tools: &[tools::Tool]) -> Result<(), CommandError> {
    let scopes = Scope::ALL.iter().map(|scope| scope.name());
    let offered = tools.iter().filter(|tool| !tool.needs.contains(&Need::Never));
    let known: Vec<&str> =
        scopes.chain([FILES]).chain(offered.map(|tool| tool.name.as_str())).collect();
    let unknown = allow.iter().find(|name| !known.contains(&name.as_str()));
    let Some(name) = unknown else { return Ok(()) };
    if tools.iter().any(|tool| tool.name == *name) {
        let message = format!("--allow {name}: this command is never offered to agents");
        return Err(CommandError::usage(message)
            .with_hint("it shows secrets, decides about trust, or needs a terminal"));
    }
    let nearest = text::nearest(name, known.iter().copied());
    let shown = crate::ui::escape::line(name);
    let message = format!("--allow {shown}: neither a scope, nor `files`, nor a tool");
    Err(CommandError::usage(message).with_hint(match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("scopes: {}", Scope::ALL.map(Scope::name).join(", ")),
    }))
}
