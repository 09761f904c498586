//! A repository that means harm, cloned by somebody with secrets in the
//! environment and trusted by nobody: no request reaches a host that only the
//! repository names, none of its commands runs, nothing outside of it is read or
//! written, and no secret is shown.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::SystemTime;

use crate::cli::every_command::{furnish, in_parallel};
use crate::cli::{Place, tree};

const SECRETS: [(&str, &str); 5] = [
    ("OA_DSE_ADMIN_SECRET", "admin-secret-of-the-user"),
    ("OPENROUTER_API_KEY", "model-key-of-the-user"),
    ("AWS_SECRET_ACCESS_KEY", "cloud-key-of-the-user"),
    ("OA_E2E_JWT_PRIVATE_JWK", "signing-key-of-the-user"),
    ("GITHUB_TOKEN", "forge-token-of-the-user"),
];

/// What stands in a file that is none of the repository's business.
const PRIVATE: &str = "private-line-of-the-user";

/// What a command of the repository would make, wherever it could.
const PWNED: &str = "pwned";

/// The machine of whoever clones: a host that is not theirs, and files beside the
/// repository.
struct Victim {
    /// On a loopback address of its own: being near makes no host trusted.
    host: TcpListener,
    place: Place,
    outside: tempfile::TempDir,
}

impl Victim {
    fn of(repository: impl Fn(&Self)) -> Self {
        let host = TcpListener::bind("127.0.0.2:0").unwrap();
        host.set_nonblocking(true).unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("private"), format!("{PRIVATE}\n")).unwrap();
        let place =
            SECRETS.iter().fold(Place::new(), |place, (name, value)| place.with(name, value));
        let place = place.with("DSE_TRUST", "").with("DSE_SERVER_RETRIES", "0");
        let victim = Self { host, place, outside };
        furnish(&victim.place, "text");
        victim.place.write("dse.toml", "");
        repository(&victim);
        victim
    }

    fn url(&self) -> String {
        format!("http://{}", self.host.local_addr().unwrap())
    }

    fn outside(&self, name: &str) -> String {
        self.outside.path().join(name).display().to_string()
    }

    fn config(&self, text: &str) {
        self.place.write("dse.toml", text);
    }

    /// A program that would prove that it ran.
    fn program(&self, name: &str) -> String {
        let text = format!("#!/bin/sh\nenv > '{}'\n", self.outside(PWNED));
        self.place.write(name, &text);
        let path = self.place.path(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.display().to_string()
    }

    /// Everything outside of the repository, with its content and its age.
    fn outer_files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut found = BTreeMap::new();
        add_files(self.outside.path(), &mut found);
        found
    }

    /// What a call of the program did that it must not do.
    fn fault_of(&self, words: &[&str]) -> Option<String> {
        let before = self.outer_files();
        let run = self.place.dse(words);
        let shown = format!("{}{}", run.stdout, run.stderr);
        let secrets = SECRETS.iter().map(|(_, value)| *value).chain([PRIVATE]);
        let fault = if self.host.accept().is_ok() {
            "the foreign host was asked".to_owned()
        } else if self.outer_files() != before {
            format!("something outside changed: {:?}", self.outer_files().keys())
        } else if self.place.path(PWNED).exists() {
            "a command ran".to_owned()
        } else {
            let told = secrets.into_iter().find(|secret| shown.contains(secret))?;
            format!("it shows {told}")
        };
        Some(format!("{words:?}: {fault}\n{run:#?}"))
    }
}

fn add_files(folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_files(&path, found);
        } else {
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            found.insert(path.clone(), (fs::read(&path).unwrap(), changed));
        }
    }
}

fn git(victim: &Victim, words: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=x", "-c", "user.email=x@x", "-c", "core.hooksPath=/nowhere"])
        .args(words)
        .current_dir(victim.place.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// Tries every command of the program on a repository.
#[track_caller]
fn try_all(repository: impl Fn(&Victim) + Sync) {
    let mut calls = tree::calls();
    let more: [&[&str]; 6] = [
        &["overnight", "--verify", "--e2e"],
        &["validate"],
        &["validate", "--staged"],
        &["dataset", "diff", "HEAD:rows.jsonl", "rows.jsonl"],
        &["config", "show", "--format", "json"],
        &["doctor", "--format", "json"],
    ];
    calls.extend(more.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()));
    // One runs until it is stopped, one looks for a browser, and one trusts.
    calls.retain(|words: &tree::Words| !["serve", "open"].contains(&words[0].as_str()));
    let faults = Mutex::new(Vec::new());
    in_parallel(&calls, |words| {
        let fault = Victim::of(&repository).fault_of(words);
        faults.lock().unwrap().extend(fault);
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Tries the commands that would go furthest, on each of some repositories.
#[track_caller]
fn try_some(repositories: &[&(dyn Fn(&Victim) + Sync)]) {
    let calls: [&[&str]; 7] = [
        &["doctor"],
        &["validate"],
        &["import", "rows.jsonl", "--signature", tree::SIGNATURE, "--no-check"],
        &["compile", tree::SIGNATURE],
        &["overnight", "--verify", "--e2e"],
        &["signature", "check"],
        &["trust"],
    ];
    let calls: Vec<tree::Words> = (0..repositories.len())
        .flat_map(|index| calls.iter().map(move |words| (index, words)))
        .map(|(index, words)| {
            let words = words.iter().map(|word| (*word).to_owned());
            [index.to_string()].into_iter().chain(words).collect()
        })
        .collect();
    let faults = Mutex::new(Vec::new());
    in_parallel(&calls, |words| {
        let index: usize = words[0].parse().unwrap();
        let fault = Victim::of(repositories[index]).fault_of(&words[1..]);
        faults.lock().unwrap().extend(fault.map(|fault| format!("repository {index}: {fault}")));
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_victim_notices_what_happens_to_it() {
    let victim = Victim::of(|_| {});
    let trusted = |text: &str| {
        victim.config(text);
        victim.fault_of(&["ops", "list", "--trust"]).unwrap_or_default()
    };
    let asked = trusted(&format!("[server]\nurl = \"{}\"\ntimeout = 0.2\n", victim.url()));
    assert!(asked.contains("the foreign host was asked"), "{asked}");
    let wrote = trusted(&format!("[store]\npath = \"{}\"\n", victim.outside("dse.db")));
    assert!(wrote.contains("something outside changed"), "{wrote}");
    victim.config("");
    let read = victim.fault_of(&["validate", &victim.outside("private")]).unwrap_or_default();
    assert!(read.contains("it shows private-line"), "{read}");
}

#[test]
fn a_server_of_the_repository_is_not_asked() {
    try_all(|victim| victim.config(&format!("[server]\nurl = \"{}\"\n", victim.url())));
}

#[test]
fn a_model_of_the_repository_is_not_asked() {
    try_all(|victim| {
        victim.config(&format!(
            "[lm]\nprovider = \"openai\"\nbase_url = \"{}/v1\"\n\
             api_key_env = \"AWS_SECRET_ACCESS_KEY\"\n[lm.models]\nmain = \"m\"\n",
            victim.url()
        ));
    });
}

#[test]
fn commands_of_the_repository_are_not_run() {
    try_all(|victim| {
        let run = victim.program("run.sh");
        victim.program("dse-ops");
        victim.config(&format!(
            "[overnight]\nverify = [\"{run}\", \"touch {PWNED}\"]\ne2e = \"{run}\"\n\
             e2e_variables = [\"AWS_SECRET_ACCESS_KEY\"]\n"
        ));
    });
}

#[test]
fn what_git_would_run_is_not_run() {
    try_all(|victim| {
        git(victim, &["init", "-q"]);
        git(victim, &["add", "."]);
        git(victim, &["commit", "-qm", "x"]);
        let run = victim.program(".git/run");
        for hook in ["pre-commit", "post-checkout", "post-index-change", "reference-transaction"] {
            victim.program(&format!(".git/hooks/{hook}"));
        }
        let config = fs::read_to_string(victim.place.path(".git/config")).unwrap();
        victim.place.write(".gitattributes", "* filter=x diff=x\n");
        victim.place.write(
            ".git/config",
            &format!(
                "{config}\tfsmonitor = {run}\n\tsshCommand = {run}\n\tpager = {run}\n\teditor = {run}\n\
                 [filter \"x\"]\n\tclean = {run}\n\tsmudge = {run}\n\trequired = true\n\
                 [diff]\n\texternal = {run}\n[diff \"x\"]\n\ttextconv = {run}\n\tcommand = {run}\n\
                 [credential]\n\thelper = {run}\n[alias]\n\trev-parse = !{run}\n\
                 [extensions]\n\tpartialClone = origin\n[remote \"origin\"]\n\turl = {}\n\
                 \tpromisor = true\n",
                victim.url()
            ),
        );
        victim.place.write("rows.jsonl", "{\"exampleId\": \"changed\"}\n");
    });
}

#[test]
fn other_ways_to_a_host_lead_nowhere() {
    let with_token = |victim: &Victim| {
        victim.place.write("token", "token-of-the-repository\n");
        let url = victim.url();
        victim.config(&format!("[server]\nurl = \"{url}\"\ntoken_file = \"token\"\n"));
    };
    // No key goes there, but prompts would.
    let without_key = |victim: &Victim| {
        let url = victim.url();
        victim.config(&format!(
            "[lm]\nprovider = \"openai\"\nbase_url = \"{url}\"\napi_key_env = \"\"\n\
             [lm.models]\nmain = \"m\"\n"
        ));
    };
    let fallback = |victim: &Victim| {
        let url = victim.url();
        victim.config(&format!(
            "[lm]\nprovider = \"openai\"\n[lm.models]\nmain = \"m\"\n[[lm.fallback]]\n\
             base_url = \"{url}\"\napi_key_env = \"GITHUB_TOKEN\"\n[lm.fallback.models]\nmain = \"m\"\n"
        ));
    };
    // A schema that refers to another one is not completed from elsewhere.
    let schema = |victim: &Victim| {
        let shipped = fs::read_to_string("fixtures/signatures/select-tool.v1.json").unwrap();
        let mut contract: serde_json::Value = serde_json::from_str(&shipped).unwrap();
        for reference in ["inputSchemaJson", "outputSchemaJson"] {
            contract[reference] =
                serde_json::json!({"$ref": format!("{}/schema.json", victim.url())});
        }
        victim.place.write("signatures/other.json", &contract.to_string());
    };
    try_some(&[&with_token, &without_key, &fallback, &schema]);
}

#[test]
fn paths_of_the_repository_stay_inside() {
    let keys = [
        "[server]\ntoken_file",
        "[store]\npath",
        "[lm]\nprovider = \"openai\"\nrecord",
        "[lm]\nprovider = \"replay\"\nreplay",
        "[lm]\nprovider = \"script\"\nscript",
        "[overnight]\ndataset",
        "[[dataset]]\nsignature = \"@openagents/autopilot/blueprint/SelectTool.v1\"\npath",
    ];
    let named: Vec<_> = keys
        .iter()
        .flat_map(|key| ["private", "new"].map(|name| (key, name)))
        .map(|(key, name)| {
            move |victim: &Victim| victim.config(&format!("{key} = {:?}\n", victim.outside(name)))
        })
        .collect();
    let linked: Vec<_> = keys
        .iter()
        .map(|key| {
            move |victim: &Victim| {
                symlink(victim.outside.path(), victim.place.path("data")).unwrap();
                victim.config(&format!("{key} = \"data/private\"\n"));
            }
        })
        .collect();
    let all = named.iter().map(|one| one as &(dyn Fn(&Victim) + Sync));
    let all: Vec<_> = all.chain(linked.iter().map(|one| one as _)).collect();
    try_some(&all);
}

#[test]
fn links_of_the_repository_are_not_followed_out_of_it() {
    let folders = ["signatures", "jobs", "rewards"].map(|folder| {
        move |victim: &Victim| {
            fs::create_dir_all(victim.place.path(folder)).unwrap();
            let link = victim.place.path(&format!("{folder}/other.json"));
            symlink(victim.outside("private"), link).unwrap();
        }
    });
    let database = |victim: &Victim| {
        fs::create_dir_all(victim.place.path(".dse")).unwrap();
        symlink(victim.outside("private"), victim.place.path(".dse/dse.db")).unwrap();
    };
    let folder_of_database =
        |victim: &Victim| symlink(victim.outside.path(), victim.place.path(".dse")).unwrap();
    let mut all: Vec<&(dyn Fn(&Victim) + Sync)> = folders.iter().map(|one| one as _).collect();
    all.extend([&database as &(dyn Fn(&Victim) + Sync), &folder_of_database]);
    try_some(&all);
}
