//! `dse schema`

use serde_json::{Value, json};

use super::{CommandError, Context, Outcome, names};
use crate::catalog::Catalog;
use crate::config::Settings;

/// Print the JSON Schema of a kind of file, for editors
///
/// A definition names its schema in `$schema`, an editor's settings do it for
/// all files of a folder. `row --signature ID` has the signature's own schemas
/// for input and answer in it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  dse schema signature > .dse/signature.schema.json\n  dse schema row --signature RouteTicket"
)]
pub struct Args {
    /// The kind of file
    #[arg(value_name = "KIND", value_parser = ["signature", "job", "reward", "pin", "row", "config"])]
    kind: String,
    /// The signature whose rows they are
    #[arg(long, value_name = "ID")]
    signature: Option<String>,
}

/// The schemas, by what they are about.
pub const SCHEMAS: [(&str, &str); 5] = [
    ("signature", include_str!("../../fixtures/schemas/signature.v1.json")),
    ("job", include_str!("../../fixtures/schemas/job.v1.json")),
    ("reward", include_str!("../../fixtures/schemas/reward.v1.json")),
    ("pin", include_str!("../../fixtures/schemas/pin.v1.json")),
    ("row", include_str!("../../fixtures/schemas/row.v1.json")),
];

pub fn run(context: &Context, args: &Args) -> Result<Outcome, CommandError> {
    let kind = args.kind.as_str();
    let text = SCHEMAS.iter().find(|(known, _)| *known == kind).map(|(_, text)| *text);
    let mut schema: Value = match text {
        Some(text) => serde_json::from_str(text).expect("schemas are JSON"),
        None => of_settings(),
    };
    if let Some(given) = &args.signature {
        if kind != "row" {
            return Err(CommandError::usage("--signature belongs to the schema of a row"));
        }
        fill(context, given, &mut schema)?;
    }
    if context.ui.is_machine() {
        context.ui.result(&json!({"kind": kind, "schema": schema}));
    } else {
        context.ui.data(format!("{schema:#}\n").as_bytes());
    }
    Ok(Outcome::Yes)
}

/// The schema of `dse.toml`: what its defaults are tells what each setting is.
fn of_settings() -> Value {
    let table = toml::Table::try_from(Settings::default()).expect("settings are a table");
    let mut schema = of_default(&toml::Value::Table(table));
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "dse.toml: the settings of a workspace".into();
    let text = json!({"type": "string"});
    schema["properties"]["dataset"]["items"] = json!({
        "type": "object",
        "required": ["path", "signature"],
        "properties": {"path": text, "signature": text},
        "additionalProperties": false,
    });
    schema
}

fn of_default(value: &toml::Value) -> Value {
    let kind = match value {
        // A table that is empty at first takes names of the user's own.
        toml::Value::Table(table) if table.is_empty() => return json!({"type": "object"}),
        toml::Value::Table(table) => {
            let field = |(name, value): (&String, &toml::Value)| (name.clone(), of_default(value));
            let fields: serde_json::Map<String, Value> = table.iter().map(field).collect();
            return json!({"type": "object", "properties": fields, "additionalProperties": false});
        }
        toml::Value::Array(_) => return json!({"type": "array"}),
        toml::Value::Boolean(_) => "boolean",
        toml::Value::Integer(_) => "integer",
        toml::Value::Float(_) => "number",
        toml::Value::String(_) | toml::Value::Datetime(_) => "string",
    };
    json!({"type": kind, "default": value})
}

/// Puts the schemas of a signature into that of a row.
fn fill(context: &Context, given: &str, schema: &mut Value) -> Result<(), CommandError> {
    let catalog = Catalog::load(context.config.root())?;
    let id = names::in_catalog(&catalog, given)?;
    let contract = catalog.signature(&id).ok_or_else(|| {
        CommandError::usage(format!("there is no signature `{given}`"))
            .with_hint("`dse signature list` has those there are")
    })?;
    for (field, own) in
        [("inputJson", &contract.input_schema_json), ("expectedJson", &contract.output_schema_json)]
    {
        schema["properties"][field] = own.clone();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::init::TEMPLATE;

    #[test]
    fn the_schema_of_settings_takes_every_setting_and_no_other() {
        let schema = jsonschema::draft7::new(&of_settings()).unwrap();
        let settings = |text: &str| {
            let lines = text.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line));
            let table: toml::Table = toml::from_str(&lines.collect::<Vec<_>>().join("\n")).unwrap();
            serde_json::to_value(table).unwrap()
        };
        let all = settings(TEMPLATE);
        let errors: Vec<String> = schema.iter_errors(&all).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert!(!schema.is_valid(&settings("[server]\nretrys = 1\n")));
        assert!(!schema.is_valid(&settings("[server]\nretries = \"1\"\n")));
        assert!(!schema.is_valid(&settings("[[dataset]]\npath = \"x\"\n")));
    }
}
