//! What a client of the protocol may ask.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    ResourceContents, ServerCapabilities, ServerConfig, Tool as Described, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::call::{Answer, Progress, Runner, failure};
use super::needs::{Allowed, Need};
use super::resources;
use super::tools::Tool;
use crate::cli::exit;
use crate::command::guide;

/// Commands at once; further calls wait.
const AT_ONCE: usize = 4;

const INSTRUCTIONS: &str = "\
dse ships LLM behaviour like software: labelled datasets, compile (search for better prompts), \
evaluation, canary, promotion behind a gate, and the evidence for each. Every tool is the command \
of the same name; read the resource dse://docs/agents first. A result is a document with `ok` and \
`exitCode`: 0 yes, 1 no, 2 usage, 3 unreachable, 4 credentials, 5 inconclusive (never a yes). A \
failure says `error.code`, `error.message` and `error.hint`.";

pub struct Server {
    tools: Vec<Tool>,
    allowed: Allowed,
    runner: Runner,
    root: PathBuf,
    start: PathBuf,
    places: Semaphore,
}

impl Server {
    pub fn new(
        tools: Vec<Tool>,
        allowed: Allowed,
        runner: Runner,
        root: PathBuf,
        start: PathBuf,
    ) -> Self {
        let root = root.canonicalize().unwrap_or(root);
        Self { tools, allowed, runner, root, start, places: Semaphore::new(AT_ONCE) }
    }

    fn describe(&self, tool: &Tool) -> Described {
        let only_reads = tool.needs == [Need::Scope(crate::model::key::Scope::Read)];
        let hints = ToolAnnotations::with_title(format!("dse {}", tool.path)).read_only(only_reads);
        let schema = tool.schema(|need| self.allowed.has(need));
        Described::new(tool.name.clone(), tool.about.clone(), schema).with_annotations(hints)
    }

    /// The words of a call, or why it is refused.
    fn words(
        &self,
        tool: &Tool,
        given: &Map<String, Value>,
    ) -> Result<Vec<OsString>, Map<String, Value>> {
        let arguments = tool.arguments.iter().filter(|argument| {
            given
                .get(&argument.name)
                .is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        });
        let mut lacks = self.allowed.lacks(&tool.name, tool.needs);
        let needs = arguments.clone().filter_map(|argument| argument.need);
        lacks.extend(needs.filter(|need| !self.allowed.has(*need)));
        if !lacks.is_empty() {
            return Err(not_allowed(tool, &lacks));
        }
        let usage = |message: String| {
            let hint = format!("tools/list has the arguments of `{}`", tool.name);
            failure(exit::USAGE, "usage", &message, &hint)
        };
        let words = tool.words(given).map_err(usage)?;
        if self.allowed.has(Need::Files) {
            return Ok(words);
        }
        for argument in arguments {
            for text in argument.texts(&given[&argument.name]).unwrap_or_default() {
                if self.leads_outside(&text, argument.is_path) {
                    let message =
                        format!("`{}`: {text} is outside of the workspace", argument.name);
                    let hint = "`dse mcp --allow files` lets an agent name such files";
                    return Err(failure(exit::USAGE, "not_allowed", &message, hint));
                }
            }
        }
        Ok(words)
    }

    /// Whether a text names a file that is not the workspace's: whatever it is
    /// where a path is asked for, and what is there where something else is.
    fn leads_outside(&self, text: &str, is_path: bool) -> bool {
        let path = self.start.join(text);
        let fixed: PathBuf = path
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']))
            .collect();
        let climbs = path.components().any(|part| part == Component::ParentDir);
        let is_pattern = fixed != path;
        let names_a_file = is_path || path.exists() || (is_pattern && climbs);
        if !names_a_file {
            return false;
        }
        let there: Option<&Path> = fixed.ancestors().find(|path| path.exists());
        let there = there.and_then(|path| path.canonicalize().ok());
        !there.is_some_and(|path| path.starts_with(&self.root))
    }

    async fn run(
        &self,
        words: &[OsString],
        format: &str,
        context: &RequestContext<RoleServer>,
    ) -> Answer {
        let token = context.meta.get_progress_token();
        let progress = token.map(|token| Progress::new(context.peer.clone(), token));
        let work = async {
            let _place = self.places.acquire().await.expect("it is never closed");
            self.runner.run(words, format, progress).await
        };
        let said = |code, name, message: &str, hint| {
            let document = Some(failure(code, name, message, hint));
            Answer { code, document, text: String::new(), notes: String::new() }
        };
        tokio::select! {
            answer = work => answer.unwrap_or_else(|error| {
                let message = format!("dse cannot be started: {error}");
                said(exit::UNAVAILABLE, "start", &message, "start `dse mcp` again")
            }),
            () = context.ct.cancelled() => {
                said(exit::INTERRUPTED, "interrupted", "cancelled by the client", "call it again")
            }
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let able = ServerCapabilities::builder().enable_tools().enable_resources().build();
        ServerConfig::new(able)
            .with_server_info(Implementation::new("dse", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let offered =
            self.tools.iter().filter(|tool| self.allowed.lacks(&tool.name, tool.needs).is_empty());
        Ok(ListToolsResult::with_all_items(offered.map(|tool| self.describe(tool)).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tool = self.tools.iter().find(|tool| tool.name == request.name).ok_or_else(|| {
            ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None)
        })?;
        let words = match self.words(tool, &request.arguments.unwrap_or_default()) {
            Ok(words) => words,
            Err(refusal) => {
                return Ok(CallToolResult::structured_error(Value::Object(refusal)).into());
            }
        };
        let format = if tool.tells_progress() { "ndjson" } else { "json" };
        Ok(result(self.run(&words, format, &context).await).into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let runs = self.run(&["ops".into(), "list".into()], "json", &context).await;
        let mut found = resources::fixed();
        // Without a server to ask there are none to tell about.
        found.extend(runs.document.iter().flat_map(resources::of_runs));
        Ok(ListResourcesResult::with_all_items(found))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = request.uri;
        let text = if uri == resources::GUIDE {
            guide::PAGE.to_owned()
        } else {
            let words = resources::words(&uri).ok_or_else(|| {
                ErrorData::resource_not_found(format!("there is no resource {uri}"), None)
            })?;
            let answer = self.run(&words, "human", &context).await;
            if answer.code != exit::YES {
                let said = if answer.notes.is_empty() { answer.text } else { answer.notes };
                return Err(ErrorData::resource_not_found(said, None));
            }
            answer.text
        };
        let contents = ResourceContents::text(text, uri).with_mime_type(resources::MARKDOWN);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}

/// The document both as structured content and as text, for clients that know
/// only one of them; what was said beside it as a second text.
fn result(answer: Answer) -> CallToolResult {
    let mut result = match answer.document {
        Some(document) => CallToolResult::structured(Value::Object(document)),
        None => CallToolResult::success(vec![ContentBlock::text(answer.text)]),
    };
    if !answer.notes.is_empty() {
        result.content.push(ContentBlock::text(answer.notes));
    }
    result.is_error = Some(answer.code != exit::YES);
    result
}

fn not_allowed(tool: &Tool, lacks: &[Need]) -> Map<String, Value> {
    if lacks.contains(&Need::Never) {
        let message = format!("`dse {}` is never offered to agents", tool.path);
        let hint = "a person can run it in a terminal";
        return failure(exit::CREDENTIALS, "not_allowed", &message, hint);
    }
    let mut names: Vec<&str> = lacks.iter().map(|need| need.name()).collect();
    names.dedup();
    let names = names.join(",");
    let message = format!("`dse {}` with these arguments is not allowed here", tool.path);
    let hint = format!("whoever starts the server can allow it: `dse mcp --allow {names}`");
    failure(exit::CREDENTIALS, "not_allowed", &message, &hint)
}
