//! What the codes of errors mean, and what to do about them.

/// A code as `error.code` of `--format json` and the HTTP API give it.
pub struct Meaning {
    pub code: &'static str,
    pub meaning: &'static str,
    pub advice: &'static str,
}

macro_rules! meanings {
    ($($code:literal: $meaning:literal; $advice:literal.)*) => {
        /// Every code, in the order of their names within a group.
        pub const MEANINGS: &[Meaning] = &[$(Meaning {
            code: $code,
            meaning: $meaning,
            advice: $advice,
        }),*];
    };
}

meanings! {
    // Requests.
    "invalid_input": "A field of the request is missing, of another type, or out of range"; "The message names the field; the OpenAPI document has its type".
    "input_mismatch": "The input of a prediction does not fit the signature's input schema"; "`dse signature show ID` shows the schema; correct the input".
    "unauthorized": "The server refused the secret, or none was sent"; "Set OA_DSE_ADMIN_SECRET or --token-file to the secret or a key; `dse secret list` on the server shows what there is".
    "scope_missing": "The key or token is good, and lacks the scope that the message names"; "Make a key that has it: `dse key create NAME --scope SCOPE`".
    "signature_not_allowed": "The key or token is bound to other signatures than this one"; "Use a key of this signature, or one that is bound to none: `dse key create`".
    "issuer_unreachable": "The keys by which a token of another issuer is checked could not be fetched"; "Look at the server's log and at jwks_url of its [[serve.issuer]]; keys and the server's secret work meanwhile".
    "rate_limited": "The key has asked as often as its rate allows"; "Wait as long as Retry-After says, or make a key with another --rate".
    "too_many_failures": "Ten wrong secrets came from there within a minute"; "Wait as long as Retry-After says; keys and tokens work meanwhile".
    "wrong_host": "The request names a host that the server, on loopback, does not know"; "Use localhost, or start it with `dse serve --host NAME`".
    "clear_text": "The secret would go to another machine over plain http"; "Use https, or --allow-http in a network that you trust".
    "not_found": "The address leads to nothing"; "Check the path, and that the server is a dse of this version".
    "method_not_allowed": "The address exists, and takes another HTTP method"; "Look at the route in the OpenAPI document".
    "request_timeout": "The request did not arrive in time"; "Send it again; a slow line needs smaller requests".
    "too_large": "The request is larger than the server takes"; "Send fewer rows or less text at once".
    "internal": "The program met a case that nobody thought of"; "Please report it with the request id and the server's log".
    "unavailable": "The server cannot do it now: it is starting, stopping, or cannot write its database"; "Look at its log and disk, and try again".
    "overloaded": "More predictions are under way than the server takes, and nothing was asked yet"; "Send less at once, or raise serve.in_flight and serve.queue_ms".
    "receipt_mismatch": "The id of the request was used for another request before"; "Take a new id for a new request".
    "output_not_kept": "The prediction was made, and its output was not kept, so that it cannot be given again"; "Ask with a new id, or keep outputs: serve.content".
    // What is not there.
    "unknown_signature": "The server knows no signature of that id"; "`dse signature list --all` has those there are; check that its file is in signatures/".
    "artifact_not_found": "No artifact of that id is stored for the signature"; "`dse artifact list ID` has those there are".
    "receipt_not_found": "No receipt of that id is stored"; "`dse receipt list ID` has the newest".
    "blob_not_found": "No text of that id is stored for the receipt"; "Check id and receipt; texts go when rows are forgotten".
    "trace_blob_not_found": "The receipt's trace is not stored any more"; "Only runs whose trace is kept can be shown or mined".
    "run_not_found": "No run of that id is recorded"; "`dse ops list` has the newest".
    "key_not_found": "No live key has that name or id"; "`dse key list` has those there are".
    "key_exists": "A live key has that name"; "`dse key rotate NAME` makes its successor, `dse key revoke NAME` ends it".
    "report_not_found": "No such report is stored"; "`dse report` without an id shows the newest; compile or evaluate again".
    "canary_not_found": "No canary runs on the signature"; "`dse canary start ID` starts one".
    "example_not_found": "No row of that id is stored"; "`dse dataset export ID` has the stored ones".
    "erased": "The text was there, and the row it belongs to was forgotten"; "It is gone for good; the history says who forgot it and why".
    // Gates.
    "insufficient_improvement": "The candidate's mean reward on the held-out rows is not as far above what is live as the gate asks"; "Read the report, search more, or add rows; gate.min_holdout_delta is the bar".
    "gain_not_shown": "The candidate is not worse, and the held-out rows do not show that it is better"; "Add held-out rows: the message says about how many; --accept-not-worse lets it pass".
    "cannot_tell": "The held-out rows are too few to tell"; "Add rows; `dse compile ID --dry-run` says how many a gain needs".
    "holdout_required": "There are no held-out rows to judge by"; "`dse dataset split FILE` assigns them, then import again".
    "holdout_spent": "These held-out rows were looked at so often that luck passes for a gain"; "Add new held-out rows".
    "must_pass_regressed": "A row that must pass was right before and is wrong now"; "The message names it; correct the candidate or the row".
    "below_floor": "A simple answer, such as the most frequent one, does as well as the candidate"; "Look at the floors in the report; more or better rows usually help".
    "dataset_leaks": "Held-out text is in the candidate, or held-out rows are near-duplicates of train rows"; "`dse dataset validate` shows them, `dse dataset split` keeps them together; --allow-leak REASON lets it pass".
    "judge_uncalibrated": "The reward rests on a judge that was not held against people"; "`dse judge calibrate ID --labels FILE`, or promote with --reviewed-by after reading the answers".
    "compile_report_not_found": "Nothing was compiled that the gate could go by"; "`dse compile ID` first".
    "report_outdated": "The stored report was made with another prompt, reward, model or dataset than runs now"; "Compile or evaluate again".
    "compiled_id_mismatch": "The artifact is not the winner of the compile that the gate looks at"; "Name the winner, or compile again".
    "control_missing": "Nothing is active that the candidate could be compared with"; "Promote the defaults or an artifact first".
    "control_artifact_missing": "What is active is not stored"; "Import the artifact: `dse artifact import FILE`".
    "canary_artifact_missing": "What the canary runs is not stored"; "Import the artifact, or stop the canary".
    "canary_mismatch": "The canary that runs is another one than the request is about"; "`dse canary status ID` says whose it is".
    "rollback_unavailable": "Nothing was active before to go back to"; "`dse report signature ID` shows the history".
    // Datasets.
    "no_examples": "No row is stored that the work could use"; "`dse dataset import FILE` brings them in; check their splits".
    "dataset_incomplete": "An import was cut off, so that nobody knows which rows count"; "Import the same file again, or give it up with `dse dataset import --abandon --signature ID`".
    "dataset_too_large": "The signature would have more rows than the server takes"; "Raise store.max_rows, or import fewer".
    "dataset_changed": "Rows would be removed that nobody has looked at"; "Run the command again and look at what it would remove".
    "import_ended": "The import was given up, or another one took its place"; "Import again".
    "dataset_blobs_too_large": "The texts that rows refer to are larger than a request carries"; "Shorten them, or split the file".
    "dataset_blob_id_mismatch": "A text is not the one that its id names"; "The id is the hash of the text; write it anew".
    "conflict": "A file or an entry is there already, or not as it is expected"; "The message says which".
    // Models.
    "lm_failed": "The model's endpoint refused or broke, after all retries"; "`dse doctor` asks it; check base_url, the model's name, the key and its credit".
    "lm_timeout": "The model did not answer in time"; "Raise lm.timeout_seconds, or lower lm.concurrency".
    "lm_unreachable": "The model's endpoint could not be reached"; "Check lm.base_url and that it runs; `dse doctor` asks it".
    "output_mismatch": "The model answered, and its answer does not fit the output schema"; "`dse prompt ID` shows what it was asked; lm.structured_output makes endpoints hold to a schema".
    "strategy_failed": "The model answered, and the strategy came to no output"; "Look at the receipt and its trace; long contexts may need larger budgets".
    "undecoded": "More than half of the answers could not be read"; "The prompt must show its output format: `dse signature check`; models that answer in prose need lm.structured_output".
    "price_unknown": "There is a limit on spend, and what the model charges is not known"; "Add [[lm.price]], or limit calls or tokens".
    "budget_exhausted": "The work stopped at its limit of calls, tokens or money; what was answered is kept"; "Run the same command with a higher limit: it resumes".
    "no_output": "The prediction came to no output"; "`dse prompt ID --input …` shows what was asked and answered".
    "predictions_failed": "Some of the predictions failed"; "The result names each with its reason".
    // Traces.
    "missing_rlm_trace": "The receipt is of a run that left no trace"; "Only runs of rlm_lite.v1 leave one".
    "trace_invalid_json": "The stored trace is not JSON"; "It cannot be used; take another run".
    "trace_invalid_document": "The stored trace is no trace of this version"; "It cannot be used; take another run".
    "trace_signature_mismatch": "The trace belongs to another signature"; "Name the signature of the receipt".
    "trace_input_missing": "The trace does not say what was asked"; "It cannot become an example; take another run".
    "trace_output_missing": "The trace has no final answer"; "Only runs that ended with one become examples".
    "trace_mine_failed": "Some traces could not become examples"; "The result names each with its reason".
    // Commands.
    "usage": "An argument, a file or a value cannot be used"; "The message says which; --help shows what can be given".
    "config": "A setting is unknown, of another type, or out of range"; "The message names file, line and column; `dse config show --origin` shows all".
    "catalog": "A file in signatures/, jobs/, rewards/ or pinned/ is faulty"; "`dse signature check` shows each fault with its line".
    "untrusted": "The workspace asks for what it was not allowed yet: a server, an endpoint with a key, or commands"; "Read its dse.toml, then `dse trust`".
    "unreachable": "The server could not be reached"; "Check --server and DSE_SERVER, and that it runs".
    "timeout": "The server did not answer in time"; "Raise --timeout, or look at the server's log".
    "cut_off": "The connection ended in the middle of the answer"; "Look at the server's log for the request id; the command can be run again".
    "redirected": "The server sent the request elsewhere; the secret is sent nowhere else"; "Give the final address".
    "bad_answer": "The answer is not one of a dse server"; "Check the address, and what is in front of it".
    "no_such_endpoint": "The server is older and lacks what the command needs"; "Upgrade it, or use the embedded one".
    "declined": "Somebody answered no"; "Nothing was changed".
    "below_bar": "The mean reward is below --fail-under"; "The report names the rows that are wrong".
    "findings": "Errors or warnings were found in a dataset or a definition"; "The report shows each with its line; `dse explain CODE` explains a rule".
    "unusable_rows": "Rows have no answer, contradict each other, or hold values of another type"; "Correct the file, or leave them out with --skip-unusable".
    "faulty_rows": "The rows have errors, and no import would take them"; "`dse dataset validate FILE` shows them".
    "too_few_rows": "There are not enough rows to search on and to judge by"; "Each answer needs two rows at least, and 100 in all tell something".
    "one_answer": "Every row has the same answer"; "Name another column with --answer".
    "unexpected_winner": "The search found another artifact than --expect names"; "Compare both with `dse eval --compare`; prompt, rows or model have changed".
    "panic": "A step of the run broke in a way that nobody thought of; the record is closed and the canary stopped"; "Please report it".
    "runtime": "The process could not be set up"; "Check the limits on threads and open files".
    // Nights, canaries and checks.
    "signature_busy": "Another run has the signature"; "Wait for it; the message says until when its lease lasts".
    "lease_lost": "The run lost its lease, for example while the machine slept"; "`dse overnight --resume RUN` takes it up again".
    "run_under_way": "The run that is to be resumed is still at work"; "Wait for it, or stop its process".
    "waiting_for_review": "The winner rests on a judge, and a person has to read the answers"; "The message has the command that promotes".
    "check_failed": "A verify or end-to-end command failed"; "The report has the end of its output".
    "long_context_failed": "A long-context run could not be read back from outside"; "The report says what was missing".
    "not_ready": "Something that the work needs is not there"; "`dse doctor` says what".
    "canary_failed": "The canary made too many errors, and was stopped"; "`dse receipt list ID --result error` shows them".
    "undecided": "The traffic was too little to decide"; "Send more: `dse exercise ID`, or wait longer".
    "no_samples": "No prediction went through the canary"; "Send traffic of several threads: `dse exercise ID --threads N`".
    "canary_stopped": "Somebody stopped the canary"; "`dse canary status ID` shows its history with the reason".
    "canary_replaced": "Another canary took the place of the one that was watched"; "`dse canary status ID` says whose it is".
    "canary_lease_expired": "The canary's lease ended, because nobody renewed it"; "Start it again; a run renews its own".
    "event_emit_failed": "The run's record could not be written"; "Look at the server's log and disk".
    "answer_lost": "The request was sent and its answer lost, so that it may have been carried out"; "Look before you repeat it: the message names the command".
    "history_changed": "What was recorded was changed afterwards"; "`dse history verify` names the first link that does not fit; restore a backup".
    "head_not_found": "The given head is not in the history: it was truncated or rewritten"; "Compare with a backup".
    "newer_database": "The database was written by a newer dse"; "Upgrade this one".
    "database_in_use": "Another process uses the database"; "Stop it, and try again".
    "backup_unsound": "The file is no sound backup"; "`dse db check FILE` shows what is wrong".
    "exposed": "A secret would be, or is, where others can read it"; "The message says where".
    "not_wiped": "The rows are gone, and another process keeps old pages of the database"; "Run the same command again when it has ended".
    "not_allowed": "Whoever started `dse mcp` has not allowed this command, argument or file"; "The hint names what `--allow` would have to name; it is for a person to decide".
    "too_long": "The result of a tool is longer than a client is given"; "Ask for less of it, or have it written to a file".
    "start": "A tool could not be started"; "Start `dse mcp` again; the message has the cause".
    "program": "The program cannot be found again to be started for tools"; "Start it by its full path".
    "text_remains": "Texts of a forgotten row are left where only you can remove them"; "The message names them".
}
