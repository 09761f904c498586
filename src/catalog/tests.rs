use std::fs;

use serde_json::Value;

use super::*;

const SELECT_TOOL: &str = "@openagents/autopilot/blueprint/SelectTool.v1";
const RECAP: &str = "@openagents/autopilot/canary/RecapThread.v1";
const JUDGE: &str = "@openagents/autopilot/judge/ThreadSummaryQuality.v1";

const CONTRACT: &str = r#"{
  "format": "openagents.dse.signature_contract",
  "formatVersion": 1,
  "signatureId": "@acme/Echo.v1",
  "inputSchemaJson": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
  "outputSchemaJson": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
  "promptIr": {"version": 1, "blocks": [
    {"_tag": "FewShot", "examples": [
      {"id": "fs.one", "input": {"text": "a"}, "output": {"text": "a"}}
    ]}
  ]},
  "defaultParams": {"paramsVersion": 1}
}"#;

const JOB: &str = r#"{
  "signatureId": "@acme/Echo.v1",
  "rewardId": "reward_exact_json_match.v1",
  "searchSpace": {"instructionVariants": [{"id": "a", "text": "Echo."}]},
  "optimizer": {"id": "instruction_grid.v1"}
}"#;

/// Loads a workspace that holds `files`, each a path and a text.
fn load(files: &[(&str, &str)]) -> Result<Catalog, CatalogError> {
    let workspace = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = workspace.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Catalog::load(workspace.path())
}

/// The fault of a workspace as `line:column: field: reason`.
fn fault(files: &[(&str, &str)]) -> String {
    let mut error = load(files).unwrap_err();
    error.file.clear();
    error.to_string()[1..].to_owned()
}

/// What is shipped is trusted when it is loaded, so it is looked at here.
#[test]
fn every_shipped_document_stands_every_check() {
    fn check<T: Document>() {
        document::layer::<T>(source::shipped(T::FOLDER)).unwrap();
    }
    check::<Contract>();
    check::<JobSpec>();
    check::<RewardBundle>();
    check::<Pin>();
}

#[test]
fn the_shipped_catalog_is_whole() {
    let catalog = Catalog::shipped();
    assert_eq!(catalog.signatures().count(), 5);
    let job = catalog.job(SELECT_TOOL).unwrap();
    assert!(job.search_space["instructionVariants"].as_array().unwrap().len() >= 4);
    assert_eq!(catalog.reward(&job.reward_id).unwrap().signals.len(), 2);
    assert_eq!(catalog.job(RECAP).unwrap().optimizer.config.unwrap()["maxCandidates"], 96);
    assert!(catalog.signatures().all(|entry| matches!(entry.origin, Origin::Shipped(_))));
}

#[test]
fn every_shipped_file_is_embedded() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for folder in ["signatures", "jobs", "rewards", "pinned"] {
        let mut files: Vec<String> = fs::read_dir(fixtures.join(folder))
            .unwrap()
            .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().display()))
            .collect();
        files.sort();
        let origins = source::shipped(folder).into_iter().map(|one| one.origin.to_string());
        let embedded: Vec<String> = origins.map(|origin| origin.replace("shipped:", "")).collect();
        assert_eq!(files, embedded);
    }
}

#[test]
fn a_signature_without_a_job_gets_the_default_one_and_an_unknown_one_none() {
    let catalog = Catalog::shipped();
    let job = catalog.job(JUDGE).unwrap();
    assert_eq!(job.reward_id, DEFAULT_REWARD);
    assert_eq!(job.optimizer.id, DEFAULT_OPTIMIZER);
    assert_eq!(job.search_space, json!({}));
    assert!(catalog.job("@acme/Unknown.v1").is_none());
}

#[test]
fn a_workspace_adds_and_wins_by_id() {
    let own = JOB.replace("@acme/Echo.v1", SELECT_TOOL);
    let files =
        [("signatures/echo.json", CONTRACT), ("jobs/echo.json", JOB), ("jobs/select.json", &own)];
    let catalog = load(&files).unwrap();
    assert!(catalog.signature("@acme/Echo.v1").is_some());
    let variants = |id: &str| catalog.job(id).unwrap().search_space["instructionVariants"].clone();
    assert_eq!(variants(SELECT_TOOL), variants("@acme/Echo.v1"));
    let entry = catalog.jobs().find(|entry| entry.value.signature_id == SELECT_TOOL).unwrap();
    assert!(matches!(&entry.origin, Origin::File(path) if path.ends_with("jobs/select.json")));
}

#[test]
fn an_id_twice_in_one_layer_names_both_files() {
    let error = load(&[("signatures/a.json", CONTRACT), ("signatures/b.json", CONTRACT)]);
    let error = error.unwrap_err();
    assert!(error.file.ends_with("b.json"));
    assert_eq!(error.position, Some(Position { line: 4, column: 18 }));
    assert!(error.reason.ends_with("a.json"), "{error}");
}

#[test]
fn faults_name_line_column_and_field() {
    let signature = |from: &str, to: &str| {
        assert!(CONTRACT.contains(from));
        fault(&[("signatures/a.json", &CONTRACT.replacen(from, to, 1))])
    };
    let cases = [
        signature("\"a\"}, \"output\"", "7}, \"output\""),
        signature("FewShot", "FewShots"),
        signature("\"paramsVersion\": 1", "\"paramsVersion\": 1, \"decode\": {\"mode\": \"json\"}"),
        signature("\"formatVersion\": 1", "\"formatVersion\": 2"),
        signature("defaultParams", "defaultParam"),
        signature("\"type\": \"object\"", "\"type\": \"thing\""),
        signature(
            "\"output\": {\"text\": \"a\"}}",
            "\"output\": {\"text\": \"a\"}},{\"id\": \"fs.one\", \"input\": {\"text\": \"b\"}, \"output\": {\"text\": \"b\"}}",
        ),
        signature("\"formatVersion\": 1,", "\"formatVersion\": 1"),
    ];
    insta::assert_snapshot!(cases.join("\n"), @r#"
    9:33: promptIr.blocks[0].examples[0].input: breaks the contract at `/text`: 7 is not of type "string"
    8:14: promptIr.blocks[0]._tag: unknown variant `FewShots`, expected one of `System`, `Instruction`, `FewShot`, `ToolPolicy`, `OutputFormat`, `Context`
    12:60: defaultParams.decode.mode: unknown variant `json`, expected `strict_json` or `jsonish`
    3:20: formatVersion: must be 1
    12:19: defaultParam: unknown field (did you mean `defaultParams`?)
    5:22: inputSchemaJson: not a JSON Schema: "thing" is not valid under any of the schemas listed in the 'anyOf' keyword
    9:80: promptIr.blocks[0].examples[1].id: the few-shot id `fs.one` is used twice
    4:3: invalid JSON: expected `,` or `}`
    "#);
}

#[test]
fn names_that_lead_nowhere_suggest_the_nearest() {
    let job = |from: &str, to: &str| {
        assert!(JOB.contains(from));
        fault(&[("signatures/a.json", CONTRACT), ("jobs/a.json", &JOB.replacen(from, to, 1))])
    };
    let cases = [
        job("json_match.v1", "jsn_match.v1"),
        job("Echo.v1", "Ecco.v1"),
        job("instructionVariants", "instructionVariant"),
        job(
            "{\"instructionV",
            "{\"fewShot\": {\"candidateExampleIds\": [\"fs.on\"], \"kMax\": 1}, \"instructionV",
        ),
        job("\"Echo.\"}", "\"Echo.\"}, {\"id\": \"a\", \"text\": \"\"}"),
    ];
    insta::assert_snapshot!(cases.join("\n"), @"
    3:15: rewardId: no reward `reward_exact_jsn_match.v1` is known (did you mean `reward_exact_json_match.v1`?)
    2:18: signatureId: no signature `@acme/Ecco.v1` is known (did you mean `@acme/Echo.v1`?)
    4:41: searchSpace.instructionVariant: unknown field (did you mean `instructionVariants`?)
    4:55: searchSpace.fewShot.candidateExampleIds[0]: the prompt has no few-shot example `fs.on` (did you mean `fs.one`?)
    4:80: searchSpace.instructionVariants[1].id: the variant id `a` is used twice
    ");
}

#[test]
fn a_changed_judge_breaks_its_pin_and_a_new_judge_needs_one() {
    let changed = source::shipped("signatures")
        .into_iter()
        .find(|one| one.text.contains(JUDGE))
        .map(|one| one.text.replace("You grade summaries", "You sell summaries"))
        .unwrap();
    let error = load(&[("signatures/judge.json", &changed)]).unwrap_err();
    assert_eq!(error.field, "hashes.promptIrHash");

    let reward = r#"{"rewardId": "mine.v1", "rewardVersion": 1, "signals": [
        {"kind": "judge", "metricId": "echo.v1", "metricVersion": 1, "judgeSignatureId": "@acme/Echo.v1"}]}"#;
    let files = [("signatures/echo.json", CONTRACT), ("rewards/mine.json", reward)];
    let error = load(&files).unwrap_err();
    assert_eq!(error.field, "signals[0].judgeSignatureId");
    let pin = error.reason.split_once("; put ").unwrap().1;
    let pin = pin.strip_suffix(" into a file in `pinned/`").unwrap();
    let catalog = load(&[files[0], files[1], ("pinned/echo.json", pin)]).unwrap();
    let contract = catalog.signature("@acme/Echo.v1").unwrap();
    let artifact = catalog.pin("@acme/Echo.v1").unwrap().artifact(contract);
    assert_eq!(artifact.compiled_id, contract.default_params.compiled_id());
    assert_eq!(artifact.hashes, contract.hashes());
}

#[test]
fn shipped_search_spaces_have_the_promised_shape() {
    let catalog = Catalog::shipped();
    for id in [RECAP, "@openagents/autopilot/rlm/SummarizeThread.v1"] {
        let space = catalog.job(id).unwrap().search_space;
        let count = |name: &str| space[name].as_array().map_or(0, Vec::len);
        assert_eq!(count("strategyVariants"), 1);
        for name in [
            "instructionVariants",
            "rlmControllerInstructionVariants",
            "rlmChunkingPolicyVariants",
            "rlmSubRoleVariants",
            "budgetProfiles",
        ] {
            assert_eq!(count(name), 2, "{id} {name}");
        }
    }
}

#[test]
fn shipped_contracts_have_the_wire_shapes() {
    let catalog = Catalog::shipped();
    let output = |id: &str| catalog.signature(id).unwrap().output_schema_json.clone();
    let tools: Vec<Value> = output(SELECT_TOOL)["anyOf"][1]["properties"]["toolName"]["enum"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(tools.len(), 7);
    assert_eq!(output(RECAP)["required"], json!(["summary"]));
    assert_eq!(output(JUDGE)["required"], json!(["score"]));
    let params = &catalog.signature(SELECT_TOOL).unwrap().default_params;
    assert_eq!(params.strategy_id(), "direct.v1");
    assert_eq!(params.model.as_ref().unwrap().max_tokens, Some(256.0));
}
