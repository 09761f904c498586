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
    ]},
    {"_tag": "OutputFormat", "format": {"_tag": "JsonSchema"}}
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
    write(workspace.path(), files);
    Catalog::load(workspace.path())
}

/// What is found in a workspace, a line each: `file:line:column: field: reason`.
fn faults(files: &[(&str, &str)]) -> String {
    let workspace = tempfile::tempdir().unwrap();
    write(workspace.path(), files);
    let found = Catalog::inspect(workspace.path()).faults;
    let root = format!("{}/", workspace.path().display());
    let lines: Vec<String> = found
        .iter()
        .map(|fault| {
            let severity = if fault.is_error() { "" } else { "warning: " };
            format!("{severity}{fault}").replace(&root, "")
        })
        .collect();
    lines.join("\n")
}

fn write(workspace: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = workspace.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// What is shipped is trusted when it is loaded, so it is looked at here.
#[test]
fn every_shipped_document_stands_every_check() {
    fn check<T: Document>() {
        let shape = shape::Shape::new(T::SHAPE);
        for source in source::shipped(T::FOLDER) {
            let raw = serde_json::from_str(&source.text).unwrap();
            let (value, faults) = document::read::<T>(&shape, &raw);
            assert!(value.is_some() && faults.is_empty(), "{}: {faults:?}", source.origin);
            assert!(source.repeated_keys().is_empty());
        }
    }
    check::<Contract>();
    check::<JobSpec>();
    check::<RewardBundle>();
    check::<Pin>();
    assert!(shipped().references().is_empty());
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
    assert_eq!(
        faults(&[("signatures/a.json", CONTRACT), ("signatures/b.json", CONTRACT)]),
        "signatures/b.json:4:18: signatureId: `@acme/Echo.v1` is already defined in signatures/a.json"
    );
}

/// The signature with one part in place of another, and what is found in it.
fn signature(from: &str, to: &str) -> String {
    assert!(CONTRACT.contains(from), "{from}");
    faults(&[("signatures/a.json", &CONTRACT.replacen(from, to, 1))])
}

/// The same for the job.
fn job(from: &str, to: &str) -> String {
    assert!(JOB.contains(from), "{from}");
    faults(&[("signatures/a.json", CONTRACT), ("jobs/a.json", &JOB.replacen(from, to, 1))])
}

#[test]
fn faults_name_line_column_and_field() {
    let twice =
        r#""output": {"text": "a"}},{"id": "fs.one", "input": {"text": "b"}, "output": {}}"#;
    let cases = [
        signature("\"a\"}, \"output\"", "7}, \"output\""),
        signature("FewShot", "FewShots"),
        signature("\"paramsVersion\": 1", "\"paramsVersion\": 1, \"decode\": {\"mode\": \"json\"}"),
        signature("\"formatVersion\": 1", "\"formatVersion\": 2"),
        signature("defaultParams", "defaultParam"),
        signature("\"output\": {\"text\": \"a\"}}", twice),
        signature("\"formatVersion\": 1,", "\"formatVersion\": 1"),
        signature("\"formatVersion\": 1,", "\"formatVersion\": 1, \"formatVersion\": 1,"),
        signature("{\n  \"format\"", "[] {\n  \"format\""),
        signature("{\"version\": 1, \"blocks\"", "{\"version\": \"1\", \"block\""),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

/// A search space whose strategy is configured in three wrong ways.
const DISTILLED: &str = r#"{"strategyVariants": [{"id": "s",
    "strategyId": "distilled.search_line_extract.v1",
    "config": {"patterns": ["id=(a|b", "id=.", "(fine)"], "pattern": []}}]"#;

/// What `signature check` once let pass, and commands then passed over.
#[test]
fn nothing_that_is_written_is_passed_over() {
    let params =
        |rest: &str| signature("\"paramsVersion\": 1", &format!("\"paramsVersion\": 1, {rest}"));
    let block = |rest: &str| {
        signature("{\"_tag\": \"FewShot\"", &format!("{rest}, {{\"_tag\": \"FewShot\""))
    };
    let cases = [
        params(r#""strategy": {"id": "directt.v1"}"#),
        params(r#""strategy": {"id": "rlm_lite.v1"}"#),
        params(r#""strategy": {"id": "direct.v1", "config": {"patterns": ["(a)"]}}"#),
        params(r#""budgets": {"maxLmCall": 3}, "model": {"temperatur": 0}"#),
        params(r#""fewShot": {"exampleIds": ["fs.on"]}"#),
        params(r#""modelRoles": {"jugde": {}}, "rlmLite": {"subRole": "man"}, "x": 1"#),
        block(r#"{"_tag": "Instruction", "text": "Echo.", "txt": ""}"#),
        block(r#"{"_tag": "System", "txt": "Echo."}"#),
        block(
            r#"{"_tag": "Context", "entries": [{"key": "a"}, {"key": "b", "value": 1, "blobs": {}}]}"#,
        ),
        job("instruction_grid.v1", "grid"),
        job("instruction_grid.v1", "instruction_gird.v1"),
        job("\"text\": \"Echo.\"", "\"txt\": \"Echo.\""),
        job(
            "{\"id\": \"instruction_grid.v1\"",
            "{\"id\": \"instruction_grid.v1\", \"config\": {\"maxCandidates\": 3}",
        ),
        job(
            "{\"id\": \"instruction_grid.v1\"",
            "{\"id\": \"knobs_grid.v1\", \"config\": {\"maxCandidate\": 3}",
        ),
        job(
            "{\"instructionV",
            "{\"strategyVariants\": [{\"id\": \"s\", \"strategyId\": \"rlm_lite.v1\"}], \"instructionV",
        ),
        job("{\"instructionV", &format!("{DISTILLED}, \"instructionV")),
        job("[{\"id\": \"a\", \"text\": \"Echo.\"}]", "[]"),
        job("\"rewardId\"", "\"sample\": {\"train\": 0, \"holdout\": 9}, \"rewardId\""),
        job("\"rewardId\"", "\"optimiser\": {}, \"owner\": \"us\", \"rewardId\""),
    ];
    insta::assert_snapshot!(cases.join("\n\n"));
}

#[test]
fn rewards_name_what_they_cannot_score() {
    let reward = |signals: &str| {
        let text =
            format!("{{\"rewardId\": \"r.v1\", \"rewardVersion\": 1, \"signals\": [{signals}]}}");
        faults(&[("rewards/r.json", &text)])
    };
    let cases = [
        reward(r#"{"kind": "exact_json_match", "metricId": "foo.v9", "metricVersion": 2}"#),
        reward(r#"{"kind": "exact_json_macth"}"#),
        reward(
            r#"{"kind": "predict_cost", "targetDurationMS": 3, "maxFailures": 1, "weight": -1}"#,
        ),
        reward(r#"{"kind": "format_validity"}, {"kind": "format_validity"}"#),
        reward(r#"{"kind": "format_validity", "weight": 0}"#),
        reward(r#"{"kind": "judge", "metricId": "j.v1", "metricVersion": 1}"#),
        reward(""),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn schemas_that_cannot_be_used_are_named_part_by_part() {
    let output = r#""outputSchemaJson": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}"#;
    let schema = |text: &str| signature(output, &format!("\"outputSchemaJson\": {text}"));
    let cases = [
        schema(r##"{"$ref": "#"}"##),
        schema(
            r##"{"properties": {"text": {"$ref": "#/$defs/Txt"}, "n": {"$ref": "http://example.com/n"}}}"##,
        ),
        schema(
            r#"{"type": "thing", "properties": {"text": {"pattern": "(?=a)", "minLength": -1}}}"#,
        ),
        schema(r#"{"properties": {"text": {"if": {}, "contains": {}}}}"#),
        schema(
            r#"{"propertees": {"text": {}}, "properties": {"text": {"nullable": true, "format": "email"}}}"#,
        ),
        schema(r#"{"properties": {"text": {"title": 3}}}"#),
    ];
    insta::assert_snapshot!(cases.join("\n\n"));
}

#[test]
fn the_output_format_is_there_and_shows_what_is_decoded() {
    let format = |text: &str| {
        signature(r#""format": {"_tag": "JsonSchema"}"#, &format!("\"format\": {text}"))
    };
    let cases = [
        signature(
            r#"{"_tag": "OutputFormat", "format": {"_tag": "JsonSchema"}}"#,
            r#"{"_tag": "System", "text": ""}"#,
        ),
        format(r#"{"_tag": "JsonOnly", "schema": {}}"#),
        format(r#"{"_tag": "PlainText"}"#),
        format(
            r#"{"_tag": "JsonSchema", "schema": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "title": "T"}}}}"#,
        ),
        format(
            r#"{"_tag": "JsonSchema", "schema": {"type": "object", "properties": {"text": {"type": "string"}}}}"#,
        ),
        format(
            r#"{"_tag": "JsonSchema", "schema": {"type": "object", "required": ["text"], "properties": {"text": {"type": "number"}}}}"#,
        ),
        format(
            r#"{"_tag": "JsonSchema", "schema": {"type": "object", "required": ["text"], "properties": {"test": {"type": "string"}}}}"#,
        ),
        format(
            r#"{"_tag": "JsonSchema", "schemaHash": "sha256:0", "schema": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}}"#,
        ),
    ];
    insta::assert_snapshot!(cases.join("\n\n"));
}

#[test]
fn every_fault_of_every_file_is_told_at_once() {
    let contract = CONTRACT.replace("\"formatVersion\": 1", "\"formatVersion\": 2");
    let contract = contract.replace("{\"type\": \"object\"", "{\"type\": \"thing\"");
    let job = JOB.replace("instruction_grid", "grid").replace("reward_exact", "reward_exakt");
    let files = [
        ("signatures/a.json", contract.as_str()),
        ("signatures/b.json", "{"),
        ("signatures/c.yaml", "signatureId: x"),
        ("signatures/README.md", "how to"),
        ("jobs/a.json", &job),
        ("jobs/old/a.json", JOB),
        ("pinned/p.json", "{\"signatureId\": \"@acme/Ecco.v1\"}"),
    ];
    insta::assert_snapshot!(faults(&files));
    let error = load(&files).unwrap_err();
    assert!(error.faults.iter().all(CatalogFault::is_error), "{error}");
    assert_eq!(
        error.faults.len(),
        faults(&files).lines().filter(|l| !l.starts_with("warning")).count()
    );
}

/// An editor is told which schema to use, and no hash changes.
#[test]
fn a_document_may_name_its_schema() {
    let with = |text: &str| text.replacen('{', "{\"$schema\": \"../schemas/x.json\",", 1);
    let reward = source::shipped("rewards").remove(0).text;
    let pin = source::shipped("pinned").remove(0).text;
    let files = [
        ("signatures/a.json", with(CONTRACT)),
        ("jobs/a.json", with(JOB)),
        ("rewards/a.json", with(&reward)),
        ("pinned/a.json", with(&pin)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(faults(&files), "");
    let (named, plain) = (
        load(&files).unwrap(),
        load(&[("signatures/a.json", CONTRACT), ("jobs/a.json", JOB)]).unwrap(),
    );
    let hashes = |catalog: &Catalog| {
        let id = "@acme/Echo.v1";
        let job = catalog.job(id).unwrap();
        (
            catalog.signature(id).unwrap().hashes(),
            crate::model::job::job_hash(&job.document("set:a")),
        )
    };
    assert_eq!(hashes(&named), hashes(&plain));
}

/// What is not a file in the usual sense is neither waited for nor read without end.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_read() {
    use std::os::unix::fs::symlink;
    let workspace = tempfile::tempdir().unwrap();
    let folder = workspace.path().join("signatures");
    fs::create_dir(&folder).unwrap();
    let status = std::process::Command::new("mkfifo").arg(folder.join("a.json")).status().unwrap();
    assert!(status.success());
    symlink("/dev/zero", folder.join("b.json")).unwrap();
    symlink("nowhere", folder.join("c.json")).unwrap();
    fs::create_dir(folder.join("d.json")).unwrap();
    fs::write(folder.join("e.json"), [0xff, 0xfe]).unwrap();
    fs::File::create(folder.join("f.json")).unwrap().set_len(17 << 20).unwrap();
    let faults = Catalog::load(workspace.path()).unwrap_err().faults;
    let reasons: Vec<&str> = faults.iter().map(|fault| fault.reason.as_str()).collect();
    let unread = "it cannot be read: it is not a regular file";
    assert_eq!(reasons[0], unread);
    assert!(reasons[1].contains("a link that leads out of the workspace"), "{reasons:?}");
    assert!(reasons[2].starts_with("it cannot be read: No such file"), "{reasons:?}");
    assert_eq!(reasons[3], unread);
    assert!(reasons[4].contains("UTF-8"), "{reasons:?}");
    assert!(reasons[5].contains("larger than 16 MiB"), "{reasons:?}");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "a file").unwrap();
    assert!(Catalog::load(workspace.path()).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn the_faults_of_one_file_are_bounded() {
    let fields: String = (0..5_000).map(|n| format!("\"field{n}\": 1,")).collect();
    let faults =
        load(&[("rewards/a.json", &format!("{{{fields}\"rewardId\": \"\"}}"))]).unwrap_err().faults;
    assert_eq!(faults.len(), 100);
    assert_eq!(faults[99].reason, "there are more faults after this one");
}

/// The shapes that two kinds of documents share are the same in both files, and
/// whatever a document may hold is in them.
#[test]
fn shapes_agree_with_each_other_and_with_the_types() {
    let definitions =
        |shape: &str| serde_json::from_str::<Value>(shape).unwrap()["definitions"].clone();
    let (signature, job) = (definitions(Contract::SHAPE), definitions(JobSpec::SHAPE));
    for name in ["id", "strategyId", "strategyConfig", "budgets"] {
        assert_eq!(signature[name], job[name], "{name}");
    }
    let number = json!(1.0);
    let model = json!({"modelId": "m", "temperature": number, "topP": number, "maxTokens": number});
    let budgets = json!({"maxTimeMs": number, "maxLmCalls": number, "maxToolCalls": number,
        "maxRlmIterations": number, "maxSubLmCalls": number, "maxOutputChars": number});
    let params = json!({
        "paramsVersion": 1,
        "strategy": {"id": "direct.v1", "config": {}},
        "instruction": {"text": "t"},
        "fewShot": {"exampleIds": ["fs.one"], "k": number},
        "model": model,
        "modelRoles": {"main": model, "sub": model, "repair": model, "judge": model},
        "decode": {"mode": "jsonish", "maxRepairs": number},
        "tools": {"allowedToolNames": ["t"], "maxToolCalls": number, "timeoutMsByToolName": {"t": 1}},
        "rlmLite": {"controllerInstructions": "c", "extractionSystem": "e", "subRole": "main",
            "chunkDefaults": {"chunkChars": number, "overlapChars": number, "maxChunks": number}},
        "budgets": budgets,
    });
    let contract = CONTRACT.replace("{\"paramsVersion\": 1}", &params.to_string());
    assert_eq!(faults(&[("signatures/a.json", &contract)]), "");
    let parsed = crate::model::params::Params::parse(params.clone()).unwrap();
    assert_eq!(parsed.known_only(), params, "the types have every field of the shape");
}

#[test]
fn names_that_lead_nowhere_suggest_the_nearest() {
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
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn a_changed_judge_breaks_its_pin_and_a_new_judge_needs_one() {
    let changed = source::shipped("signatures")
        .into_iter()
        .find(|one| one.text.contains(JUDGE))
        .map(|one| one.text.replace("You grade summaries", "You sell summaries"))
        .unwrap();
    let error = load(&[("signatures/judge.json", &changed)]).unwrap_err();
    assert_eq!(error.faults[0].field, "hashes.promptIrHash");

    let reward = r#"{"rewardId": "mine.v1", "rewardVersion": 1, "signals": [
        {"kind": "judge", "metricId": "echo.v1", "metricVersion": 1, "judgeSignatureId": "@acme/Echo.v1"}]}"#;
    let files = [("signatures/echo.json", CONTRACT), ("rewards/mine.json", reward)];
    let error = load(&files).unwrap_err().faults.remove(0);
    assert_eq!(error.field, "signals[0].judgeSignatureId");
    let help = error.diagnostic.help.unwrap();
    let pin = help.strip_prefix("put ").unwrap();
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
