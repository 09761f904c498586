//! The commands as tools: names, descriptions and JSON Schemas come from the
//! clap tree, and arguments go back into the words of a command line.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command, CommandFactory};
use serde_json::{Map, Value, json};

use super::needs::{ARGUMENTS, COMMANDS, Need, TELL_PROGRESS};

/// A command as a tool.
pub struct Tool {
    /// The words of the command, joined with `_`.
    pub name: String,
    /// The words of the command, apart by blanks.
    pub path: String,
    pub needs: &'static [Need],
    pub arguments: Vec<Argument>,
    pub about: String,
}

/// An argument of a tool.
pub struct Argument {
    pub name: String,
    pub need: Option<Need>,
    pub is_path: bool,
    arg: Arg,
}

/// All commands that do something by themselves, in the order of `--help`.
///
/// # Panics
/// When a command is missing in [`COMMANDS`], which a test prevents.
pub fn all() -> Vec<Tool> {
    let mut root = crate::cli::Cli::command();
    root.build();
    let global: Vec<String> = root.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let mut found = Vec::new();
    visit(&root, "", &global, &mut found);
    found
}

fn visit(command: &Command, path: &str, global: &[String], found: &mut Vec<Tool>) {
    let inner: Vec<&Command> =
        command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    let does_something = inner.is_empty() || !command.is_subcommand_required_set();
    if does_something && !path.is_empty() {
        found.push(Tool::new(command, path, global));
    }
    for inner in inner {
        let name = inner.get_name();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path} {name}") };
        visit(inner, &path, global, found);
    }
}

impl Tool {
    fn new(command: &Command, path: &str, global: &[String]) -> Self {
        let row = COMMANDS.iter().find(|(known, _)| *known == path);
        let about = command.get_long_about().or(command.get_about());
        Self {
            name: path.replace(' ', "_"),
            path: path.to_owned(),
            needs: row.expect("every command is in the table").1,
            arguments: command
                .get_arguments()
                .filter(|arg| !global.contains(&arg.get_id().to_string()) && !arg.is_hide_set())
                .filter(|arg| !is_clap_s_own(arg))
                .map(|arg| Argument::new(path, arg))
                .collect(),
            about: about.map(ToString::to_string).unwrap_or_default(),
        }
    }

    pub fn tells_progress(&self) -> bool {
        TELL_PROGRESS.contains(&self.path.as_str())
    }

    /// The JSON Schema of the arguments for which `has` says yes.
    pub fn schema(&self, has: impl Fn(Need) -> bool) -> Map<String, Value> {
        let offered = || self.arguments.iter().filter(|argument| argument.need.is_none_or(&has));
        let properties: Map<String, Value> =
            offered().map(|argument| (argument.name.clone(), argument.schema())).collect();
        let required: Vec<&str> = offered()
            .filter(|argument| argument.arg.is_required_set())
            .map(|argument| argument.name.as_str())
            .collect();
        let schema = json!({
            "type": "object", "properties": properties, "required": required,
            "additionalProperties": false,
        });
        schema.as_object().expect("it is one").clone()
    }

    /// The words of the command line that these arguments stand for.
    ///
    /// # Errors
    /// When an argument is unknown or no value of its kind.
    pub fn words(&self, given: &Map<String, Value>) -> Result<Vec<OsString>, String> {
        for name in given.keys() {
            if !self.arguments.iter().any(|argument| argument.name == *name) {
                let known: Vec<&str> = self.arguments.iter().map(|a| a.name.as_str()).collect();
                return Err(format!("there is no argument `{name}`: {}", known.join(", ")));
            }
        }
        let (mut words, mut places) = (Vec::new(), Vec::new());
        for argument in &self.arguments {
            let Some(value) = given.get(&argument.name).filter(|value| !value.is_null()) else {
                continue;
            };
            let to = if argument.arg.is_positional() { &mut places } else { &mut words };
            argument.words(value, to)?;
        }
        let mut all: Vec<OsString> = self.path.split(' ').map(OsString::from).collect();
        all.extend(words);
        if !places.is_empty() {
            // What comes behind is never taken for an option.
            all.push("--".into());
            all.extend(places);
        }
        Ok(all)
    }
}

impl Argument {
    fn new(path: &str, arg: &Arg) -> Self {
        let name = arg.get_long().map_or_else(|| arg.get_id().to_string(), str::to_owned);
        let need = ARGUMENTS.iter().find(|(command, argument, _)| {
            let is_below = || path.strip_prefix(command).is_some_and(|rest| rest.starts_with(' '));
            *argument == name && (*command == path || is_below())
        });
        Self {
            need: need.map(|(_, _, need)| *need),
            is_path: is_a::<PathBuf>(arg.get_value_parser()),
            arg: arg.clone(),
            name,
        }
    }

    fn is_list(&self) -> bool {
        let takes_several = self.arg.get_num_args().is_some_and(|range| range.max_values() > 1);
        takes_several || matches!(self.arg.get_action(), ArgAction::Append)
    }

    fn schema(&self) -> Value {
        let mut schema = match self.arg.get_action() {
            ArgAction::SetTrue | ArgAction::SetFalse => json!({"type": "boolean"}),
            ArgAction::Count => json!({"type": "integer", "minimum": 0}),
            _ if self.is_list() => json!({"type": "array", "items": self.item()}),
            _ => self.item(),
        };
        if let Some(help) = self.arg.get_long_help().or(self.arg.get_help()) {
            schema["description"] = help.to_string().into();
        }
        let takes_values = self.arg.get_action().takes_values();
        if let ([default], true, false) =
            (self.arg.get_default_values(), takes_values, self.is_list())
        {
            let text = default.to_string_lossy();
            let number = (schema["type"] != "string").then(|| serde_json::from_str(&text).ok());
            schema["default"] = number.flatten().unwrap_or_else(|| text.into());
        }
        schema
    }

    fn item(&self) -> Value {
        let values: Vec<String> = self
            .arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| value.get_name().to_owned())
            .collect();
        let parser = self.arg.get_value_parser();
        if !values.is_empty() {
            json!({"type": "string", "enum": values})
        } else if is_a::<f64>(parser) {
            json!({"type": "number"})
        } else if is_a::<u64>(parser)
            || is_a::<usize>(parser)
            || is_a::<u32>(parser)
            || is_a::<u8>(parser)
        {
            json!({"type": "integer", "minimum": 0})
        } else {
            json!({"type": "string"})
        }
    }

    fn words(&self, value: &Value, to: &mut Vec<OsString>) -> Result<(), String> {
        match (self.arg.get_action(), value) {
            (ArgAction::SetTrue | ArgAction::SetFalse, Value::Bool(false)) => {}
            (ArgAction::SetTrue | ArgAction::SetFalse, Value::Bool(true)) => to.push(self.flag()),
            (ArgAction::SetTrue | ArgAction::SetFalse, _) => {
                return Err(format!("`{}` is true or false", self.name));
            }
            (ArgAction::Count, value) => {
                let times = value.as_u64().filter(|times| *times < 10);
                let times = times.ok_or_else(|| format!("`{}` is a small number", self.name))?;
                to.extend((0..times).map(|_| self.flag()));
            }
            _ => {
                for text in self.texts(value)? {
                    to.push(self.with_value(&text));
                }
            }
        }
        Ok(())
    }

    /// The texts of a value: one, or those of a list.
    pub fn texts(&self, value: &Value) -> Result<Vec<String>, String> {
        match value {
            Value::Array(items) if self.is_list() => {
                items.iter().map(|item| self.text(item)).collect()
            }
            value => Ok(vec![self.text(value)?]),
        }
    }

    fn text(&self, value: &Value) -> Result<String, String> {
        match value {
            Value::String(text) if text.contains('\0') => {
                Err(format!("`{}` holds a character that no argument can", self.name))
            }
            Value::String(text) => Ok(text.clone()),
            Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
            _ => Err(format!("`{}` is a text or a number", self.name)),
        }
    }

    fn flag(&self) -> OsString {
        let short = || format!("-{}", self.arg.get_short().unwrap_or_default());
        self.arg.get_long().map_or_else(short, |long| format!("--{long}")).into()
    }

    fn with_value(&self, text: &str) -> OsString {
        if self.arg.is_positional() {
            return text.into();
        }
        let mut word = self.flag();
        word.push("=");
        word.push(text);
        word
    }
}

fn is_clap_s_own(arg: &Arg) -> bool {
    use ArgAction::{Help, HelpLong, HelpShort, Version};
    matches!(arg.get_action(), Help | HelpLong | HelpShort | Version)
}

fn is_a<T: 'static>(parser: &ValueParser) -> bool {
    parser.type_id() == TypeId::of::<T>()
}

#[cfg(test)]
mod tests {
    use super::super::needs::Allowed;
    use super::*;

    fn tool(name: &str) -> Tool {
        all().into_iter().find(|tool| tool.name == name).unwrap()
    }

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn every_command_and_argument_of_the_tables_is_there_once() {
        let tools = all();
        let mut paths: Vec<&str> = tools.iter().map(|tool| tool.path.as_str()).collect();
        // Commands of the server are not part of the thin client.
        let known = COMMANDS.iter().map(|(path, _)| *path);
        let gone = |path: &&str| cfg!(feature = "server") || paths.contains(path);
        let mut known: Vec<&str> = known.filter(gone).collect();
        known.sort_unstable();
        paths.sort_unstable();
        assert_eq!(paths, known);
        for (path, name, _) in ARGUMENTS {
            let tool = tools.iter().find(|tool| tool.path == *path).unwrap();
            assert!(tool.arguments.iter().any(|argument| argument.name == *name), "{path} {name}");
        }
        for path in TELL_PROGRESS {
            assert!(paths.contains(path), "{path}");
        }
    }

    /// Whatever writes to a file of the caller's choice must be in the table.
    #[test]
    fn reading_tools_name_no_file_to_write() {
        let reads = |tool: &&Tool| Allowed::of(&[]).lacks(&tool.name, tool.needs).is_empty();
        for tool in all().iter().filter(reads) {
            for argument in tool.arguments.iter().filter(|argument| argument.need.is_none()) {
                let name = argument.name.as_str();
                let reads = ["file", "files", "sides", "patch", "labels", "replay", "db"];
                assert!(!argument.is_path || reads.contains(&name), "{}: {name}", tool.path);
                assert!(!["fix", "force", "yes"].contains(&name), "{}: {name}", tool.path);
            }
        }
    }

    #[test]
    fn what_a_schema_asks_for_is_what_clap_takes() {
        for tool in all() {
            let schema = tool.schema(|_| true);
            let required: Vec<&str> =
                schema["required"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
            for (name, property) in schema["properties"].as_object().unwrap() {
                let mut given = Map::new();
                for name in required.iter().copied().chain([name.as_str()]) {
                    given.insert(name.to_owned(), example(&schema["properties"][name]));
                }
                let words = [vec!["dse".into()], tool.words(&given).unwrap()].concat();
                let parsed = crate::cli::Cli::command().try_get_matches_from(&words);
                let Err(error) = parsed else { continue };
                use clap::error::ErrorKind::{
                    ArgumentConflict, MissingRequiredArgument, ValueValidation, WrongNumberOfValues,
                };
                // What one argument asks of another one, or of its value's form, is
                // told by the command.
                let known = [
                    ArgumentConflict,
                    MissingRequiredArgument,
                    ValueValidation,
                    WrongNumberOfValues,
                ];
                assert!(known.contains(&error.kind()), "{words:?} {property}: {error}");
            }
        }
    }

    fn example(schema: &Value) -> Value {
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        match schema["type"].as_str().unwrap() {
            "boolean" => true.into(),
            "integer" => 1.into(),
            "number" => json!(0.5),
            "array" => json!([example(&schema["items"]), example(&schema["items"])]),
            _ => "-x".into(),
        }
    }

    #[test]
    fn values_become_words_that_nothing_mistakes() {
        let words = |name: &str, given: Value| {
            let words = tool(name).words(&object(&given)).unwrap();
            words.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            words("validate", json!({"files": ["--fix", "b.jsonl"]})),
            ["validate", "--", "--fix", "b.jsonl"]
        );
        assert_eq!(
            words("eval", json!({"signature": "S", "limit": 3, "fresh": true, "final": false})),
            ["eval", "--limit=3", "--fresh", "--", "S"]
        );
        assert_eq!(words("dataset_stats", json!({"file": "a"})), ["dataset", "stats", "--", "a"]);
    }

    #[test]
    fn wrong_arguments_are_told_by_name() {
        let error = |given: Value| tool("eval").words(&object(&given)).unwrap_err();
        assert!(error(json!({"server": "http://x"})).contains("no argument `server`"));
        assert_eq!(error(json!({"fresh": "yes"})), "`fresh` is true or false");
        assert_eq!(error(json!({"signature": {"a": 1}})), "`signature` is a text or a number");
        assert!(error(json!({"signature": "a\0b"})).contains("`signature`"));
    }

    #[test]
    fn what_is_allowed_opens_tools_and_arguments() {
        let lacks = |names: &[&str], tool_name: &str| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Allowed::of(&names).lacks(tool_name, tool(tool_name).needs).len()
        };
        assert_eq!((lacks(&[], "validate"), lacks(&[], "compile")), (0, 1));
        assert_eq!((lacks(&["run"], "compile"), lacks(&["run"], "overnight")), (0, 2));
        assert_eq!((lacks(&["overnight"], "overnight"), lacks(&["admin"], "promote")), (0, 0));
        assert_eq!((lacks(&["admin"], "new"), lacks(&["files"], "new")), (1, 0));
        assert_eq!(lacks(&["key_create", "admin"], "key_create"), 1);
        let read = tool("validate").schema(|need| Allowed::of(&[]).has(need));
        assert!(
            read["properties"].get("fix").is_none() && read["properties"].get("files").is_some()
        );
    }
}
