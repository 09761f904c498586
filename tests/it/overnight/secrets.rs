//! What the commands of a workspace see of secrets, and what is kept of those that
//! they print.

use std::fs;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::workspace::Workspace;

const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"public","d":"private-part-of-the-key"}"#;

const SECRETS: [(&str, &str); 5] = [
    ("OA_DSE_ADMIN_SECRET", "admin-secret-of-ours"),
    ("MODEL", "model+key/of=ours"),
    ("OA_E2E_JWT_PRIVATE_JWK", KEY),
    ("AWS_SECRET_ACCESS_KEY", "cloud-key-of-somebody"),
    ("NIGHT_TOKEN", "night+token/of=ours"),
];

fn workspace(lines: &str) -> Workspace {
    let workspace = Workspace::new(0);
    workspace.change("[lm]\n", "[lm]\napi_key_env = \"MODEL\"\n");
    workspace.set(lines);
    workspace
}

/// What of the secrets stands in a text, in any of their forms.
fn found_in(text: &[u8]) -> Vec<String> {
    let has = |form: &str| memchr::memmem::find(text, form.as_bytes()).is_some();
    let mut found = Vec::new();
    for (name, secret) in SECRETS.into_iter().chain([("d", "private-part-of-the-key")]) {
        let percent = secret.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let mut forms = vec![secret.to_owned(), percent.clone(), percent.to_lowercase()];
        for before in ["", "x", "xx"] {
            // What stands for the last and the first byte depends on others, too.
            let coded = STANDARD.encode(format!("{before}{secret}"));
            let (from, to) = ([0, 2, 3][before.len()], (before.len() + secret.len()) * 8 / 6);
            forms.push(coded[from..to].to_owned());
        }
        found.extend(forms.iter().filter(|form| has(form)).map(|form| format!("{name}: {form}")));
    }
    found
}

fn files_of(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files_of(&path)) } else { all.push(path) }
    }
    all
}

#[test]
fn a_check_gets_the_secrets_that_it_asks_for_and_no_other() {
    let workspace = workspace(
        "verify = [\"env > seen-by-verify\"]\nverify_variables = [\"AWS_SECRET_ACCESS_KEY\"]\n\
         e2e = \"env > seen-by-e2e; : $NIGHT_TOKEN\"\ne2e_variables = [\"OA_DSE_ADMIN_SECRET\"]",
    );
    let mut command = workspace.dse(&["overnight", "--verify", "--e2e"]);
    let output = command.envs(SECRETS).env("PLAIN", "a plain value").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen_by = |name: &str| {
        let seen = fs::read_to_string(workspace.path().join(name)).unwrap();
        assert!(
            seen.contains("PLAIN=a plain value") && seen.contains("DSE_SERVER=http://"),
            "{seen}"
        );
        let names = SECRETS.map(|(name, _)| name);
        let set = names
            .into_iter()
            .filter(|name| seen.lines().any(|line| line.starts_with(&format!("{name}="))));
        (set.collect::<Vec<_>>(), seen)
    };
    assert_eq!(seen_by("seen-by-verify").0, ["AWS_SECRET_ACCESS_KEY"]);
    let (set, seen) = seen_by("seen-by-e2e");
    assert_eq!(set, ["OA_DSE_ADMIN_SECRET", "NIGHT_TOKEN"]);
    // It talks to the embedded server, whose secret is another one.
    assert!(!seen.contains("admin-secret-of-ours"), "{seen}");
}

#[test]
fn what_a_check_prints_of_secrets_is_neither_kept_nor_shown() {
    let all: Vec<&str> = SECRETS.iter().map(|(name, _)| *name).collect();
    let print = "for form in \"$SECRET\" \"x$SECRET\" \"xx$SECRET\"; do printf %s \"$form\" | base64 -w0; \
                 echo; done; echo \"$SECRET\"; echo \"$SECRET\" >&2; \
                 printf %s \"$SECRET\" | sed 's/+/%2B/g; s,/,%2f,g; s/=/%3D/g'; echo";
    let script = format!(
        "for name in {}; do eval SECRET=\\$$name; {print}; done; echo not ok 1 - $NIGHT_TOKEN; exit 1\n",
        all.join(" ")
    );
    for how in ["verify", "e2e"] {
        let list = format!("{how}_variables = {}", json!(all));
        let command = if how == "verify" { "[\"sh print.sh\"]" } else { "\"sh print.sh\"" };
        let workspace = workspace(&format!("{how} = {command}\n{list}"));
        fs::write(workspace.path().join("print.sh"), &script).unwrap();
        let other = if how == "verify" { "--no-e2e" } else { "--no-verify" };
        for format in ["human", "json", "ndjson"] {
            let mut command = workspace.dse(&["overnight", &format!("--{how}"), other, "-v"]);
            let output = command.args(["--format", format]).envs(SECRETS).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            let told = [output.stdout, output.stderr].concat();
            assert_eq!(found_in(&told), Vec::<String>::new(), "{how} {format}");
        }
        let (_, runs) = workspace.json(&["ops", "list"]);
        let run = runs["runs"][0]["runId"].as_str().unwrap();
        let (_, run) = workspace.json(&["ops", "show", run]);
        let kept = run.to_string();
        assert!(kept.contains("***") && kept.contains("sh print.sh"), "{kept}");
        for file in files_of(&workspace.path().join(".dse")) {
            let bytes = fs::read(&file).unwrap();
            assert_eq!(found_in(&bytes), Vec::<String>::new(), "{how} {}", file.display());
        }
    }
}

#[test]
fn a_check_gets_a_key_of_its_own_where_the_configuration_says_what_it_may_do() {
    let workspace = workspace(
        "verify = [\"sh check.sh\"]\nverify_variables = [\"OA_DSE_ADMIN_SECRET\"]\n\
         check_scopes = [\"run\", \"read\"]",
    );
    let dse = env!("CARGO_BIN_EXE_dse");
    let script = format!(
        "printf %s \"$OA_DSE_ADMIN_SECRET\" > seen; echo \"it is $OA_DSE_ADMIN_SECRET\"\n\
         '{dse}' ops list > /dev/null 2>&1; echo read $? >> codes\n\
         '{dse}' key list > /dev/null 2>&1; echo admin $? >> codes\n"
    );
    fs::write(workspace.path().join("check.sh"), script).unwrap();
    let output = workspace.dse(&["overnight", "--verify"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen = fs::read_to_string(workspace.path().join("seen")).unwrap();
    assert!(seen.starts_with("dse_"), "{seen}");
    let codes = fs::read_to_string(workspace.path().join("codes")).unwrap();
    assert_eq!(codes, "read 0\nadmin 4\n");
    // It ended with its command, and nothing that was kept or printed shows it.
    let (code, list) = workspace.json(&["key", "list"]);
    assert_eq!(code, 0);
    let key = &list["keys"][0];
    assert!(key["name"].as_str().unwrap().starts_with("check-"), "{list}");
    assert_eq!(key["scopes"], json!(["read", "run"]));
    assert!(key["revokedAtMs"].is_i64() && key["expiresAtMs"].is_i64(), "{list}");
    let secret = &seen.as_bytes()[seen.len() - 43..];
    let shows = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
    assert!(!shows(&output.stdout) && !shows(&output.stderr), "{output:?}");
    for file in files_of(workspace.path()).iter().filter(|file| !file.ends_with("seen")) {
        assert!(!shows(&fs::read(file).unwrap()), "{file:?}");
    }
}
