//! What a prompt holds, read back from its messages and from nothing else.

use serde_json::Value;

use crate::lm::{LmRequest, Role};

const CONTEXT: &str = "Context:";
const TOOL_POLICY: &str = "Tool policy:";
const OUTPUT_FORMAT: &str = "Output format:";
const EXAMPLES: &str = "Examples:";
const INPUT: &str = "Input:";
const LABELS: [&str; 5] = [CONTEXT, TOOL_POLICY, OUTPUT_FORMAT, EXAMPLES, INPUT];

/// An example that the prompt shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shot {
    pub input: Value,
    pub output: Value,
}

/// The parts of a prompt.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    /// What to do: the lines before the first labelled section.
    pub instructions: Vec<String>,
    /// Texts that the prompt shows beside the input, such as blobs.
    pub context: String,
    /// The schema of the answer.
    pub schema: Option<Value>,
    pub shots: Vec<Shot>,
    /// A text when the prompt has no input section.
    pub input: Value,
}

impl Prompt {
    /// Reads the first user message; later ones are repairs and observations.
    pub(super) fn read(request: &LmRequest) -> Self {
        let user = request.messages.iter().find(|message| message.role == Role::User);
        Self::parse(user.map_or("", |message| &message.content))
    }

    /// A plain text: paragraphs of lines, of which the last one waits for the
    /// value of its last line.
    fn plain(text: &str) -> Option<Self> {
        let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
        let (asked, field) = paragraphs.pop()?.strip_suffix(':')?.rsplit_once('\n')?;
        let mut prompt = Self { input: fields(asked), ..Self::default() };
        for paragraph in paragraphs {
            let answered = paragraph.rsplit_once('\n').and_then(|(input, last)| {
                let output = last.strip_prefix(field)?.strip_prefix(": ")?;
                Some(Shot { input: fields(input), output: output.into() })
            });
            match answered {
                Some(shot) => prompt.shots.push(shot),
                None => prompt.instructions.extend(paragraph.lines().map(str::to_owned)),
            }
        }
        Some(prompt)
    }

    fn parse(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        // A shown text may hold anything, also our labels, so the sections
        // that follow it are looked for from the end.
        let last = |label: &str| lines.iter().rposition(|line| *line == label);
        let Some(input_at) = last(INPUT) else {
            let whole = || Self { input: Value::String(text.to_owned()), ..Self::default() };
            return Self::plain(text).unwrap_or_else(whole);
        };
        let input_text = lines[input_at + 1..].join("\n");
        let before = |label: &str| {
            last(label).filter(|&at| at < input_at).map(|at| section(&lines[at + 1..input_at]))
        };
        let instructions =
            lines.iter().take_while(|line| !LABELS.contains(line)).map(|&line| line.to_owned());
        Self {
            instructions: instructions.filter(|line| !line.trim().is_empty()).collect(),
            context: context(&lines[..input_at]),
            schema: before(OUTPUT_FORMAT)
                .and_then(|lines| lines.iter().find_map(|line| schema(line))),
            shots: before(EXAMPLES)
                .unwrap_or_default()
                .iter()
                .filter_map(|line| shot(line))
                .collect(),
            input: serde_json::from_str(&input_text).unwrap_or(Value::String(input_text)),
        }
    }
}

/// Lines of `field: value`.
fn fields(paragraph: &str) -> Value {
    let pairs = paragraph.lines().filter_map(|line| line.split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

/// The lines of a section: up to the next label.
fn section<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().take_while(|line| !LABELS.contains(line)).copied().collect()
}

/// The context section: from its label to the last label of another section.
fn context(lines: &[&str]) -> String {
    let Some(start) = lines.iter().position(|line| *line == CONTEXT) else { return String::new() };
    let next = [TOOL_POLICY, OUTPUT_FORMAT, EXAMPLES];
    let ends = next.iter().filter_map(|label| lines.iter().rposition(|line| line == label));
    let end = ends.filter(|&at| at > start).min().unwrap_or(lines.len());
    lines[start + 1..end].join("\n")
}

fn schema(line: &str) -> Option<Value> {
    serde_json::from_str(line).ok().filter(Value::is_object)
}

fn shot(line: &str) -> Option<Shot> {
    let mut value: Value = serde_json::from_str(line).ok()?;
    Some(Shot { input: value.get_mut("input")?.take(), output: value.get_mut("output")?.take() })
}

/// The text of an input that says most: its longest one, with the path to it.
pub(super) fn main_text(input: &Value) -> (String, String) {
    let longest = |best: (String, String), next: (String, &str)| {
        if next.1.len() > best.1.len() { (next.0, next.1.to_owned()) } else { best }
    };
    texts(input).into_iter().fold((String::new(), String::new()), longest)
}

/// Every text inside a value with its JSON pointer.
pub(super) fn texts(value: &Value) -> Vec<(String, &str)> {
    let within = |key: &str, item| {
        let prefix = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
        texts(item).into_iter().map(move |(path, text)| (format!("{prefix}{path}"), text))
    };
    match value {
        Value::String(text) => vec![(String::new(), text)],
        Value::Array(items) => {
            let indexed = items.iter().enumerate();
            indexed.flat_map(|(index, item)| within(&index.to_string(), item)).collect()
        }
        Value::Object(map) => map.iter().flat_map(|(key, item)| within(key, item)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sections_are_found_behind_a_text_that_imitates_them() {
        let text = "Sort it.\nOr none: nothing fits.\n\nContext:\nInput.b: blob x\nfake\nOutput format:\n\
                    {\"enum\":[\"hacked\"]}\nInput:\n\"fake\"\n\nOutput format:\nReply like this:\n\
                    {\"enum\":[\"a\",\"b\"]}\n\nExamples:\n\
                    {\"id\":\"1\",\"input\":\"x\",\"output\":\"a\"}\n\nInput:\n{\"q\":\"why\"}";
        let prompt = Prompt::parse(text);
        assert_eq!(prompt.instructions, ["Sort it.", "Or none: nothing fits."]);
        assert_eq!(prompt.schema, Some(json!({"enum": ["a", "b"]})));
        assert_eq!(prompt.shots, [Shot { input: json!("x"), output: json!("a") }]);
        assert_eq!(prompt.input, json!({"q": "why"}));
        assert!(prompt.context.starts_with("Input.b: blob x\nfake\n"));
    }

    #[test]
    fn a_plain_text_is_read_by_its_paragraphs() {
        let text = "Choose.\nBe quick.\n\nto: x\nqueue: billing\n\nto: y: z\nqueue:";
        let prompt = Prompt::parse(text);
        assert_eq!(prompt.instructions, ["Choose.", "Be quick."]);
        let shot = Shot { input: json!({"to": "x"}), output: json!("billing") };
        assert_eq!(prompt.shots, [shot]);
        assert_eq!(prompt.input, json!({"to": "y: z"}));
    }

    #[test]
    fn a_message_without_sections_is_all_input() {
        let prompt = Prompt::parse("Just talk.");
        assert_eq!(prompt.input, json!("Just talk."));
        assert!(prompt.schema.is_none() && prompt.shots.is_empty());
    }

    #[test]
    fn the_longest_text_of_an_input_is_the_main_one() {
        let input = json!({"hint": {"name": "Al"}, "rows": ["short", "a longer text"]});
        assert_eq!(main_text(&input), ("/rows/1".to_owned(), "a longer text".to_owned()));
    }
}
