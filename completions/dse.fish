# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_dse_global_optspecs
    string join \n server= token-file= allow-http format= q/quiet v/verbose color= timeout= retries= C= config= trust h/help V/version
end

function __fish_dse_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_dse_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_dse_using_subcommand
    set -l cmd (__fish_dse_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c dse -n "__fish_dse_needs_command" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_needs_command" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_needs_command" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_needs_command" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_needs_command" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_needs_command" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_needs_command" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_needs_command" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_needs_command" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_needs_command" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_needs_command" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_needs_command" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_needs_command" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_needs_command" -f -a "init" -d 'Set a folder up as a workspace'
complete -c dse -n "__fish_dse_needs_command" -f -a "new" -d 'Make a signature of your own, from labelled rows or from field names'
complete -c dse -n "__fish_dse_needs_command" -f -a "overnight" -d 'Run the whole loop: import, compile, canary, traffic, promote'
complete -c dse -n "__fish_dse_needs_command" -f -a "secret" -d 'Make the secret of a server, and see which secrets there are'
complete -c dse -n "__fish_dse_needs_command" -f -a "key" -d 'Make, list, rotate and revoke the keys of a server'
complete -c dse -n "__fish_dse_needs_command" -f -a "mcp" -d 'Serve the commands to agents, over the Model Context Protocol'
complete -c dse -n "__fish_dse_needs_command" -f -a "serve" -d 'Serve the endpoints over HTTP until stopped'
complete -c dse -n "__fish_dse_needs_command" -f -a "report" -d 'Show what a run, a compile or an evaluation found'
complete -c dse -n "__fish_dse_needs_command" -f -a "open" -d 'Open the pages: what was tried, what won, what is live'
complete -c dse -n "__fish_dse_needs_command" -f -a "dataset" -d 'Check, compare and move labelled datasets'
complete -c dse -n "__fish_dse_needs_command" -f -a "validate" -d 'Check JSONL datasets'
complete -c dse -n "__fish_dse_needs_command" -f -a "diff" -d 'Compare two datasets by meaning'
complete -c dse -n "__fish_dse_needs_command" -f -a "import" -d 'Import labelled rows into the server'
complete -c dse -n "__fish_dse_needs_command" -f -a "signature" -d 'Look at signature contracts and their jobs'
complete -c dse -n "__fish_dse_needs_command" -f -a "schema" -d 'Print the JSON Schema of a kind of file, for editors'
complete -c dse -n "__fish_dse_needs_command" -f -a "compile" -d 'Search for better parameters on the stored examples'
complete -c dse -n "__fish_dse_needs_command" -f -a "eval" -d 'Score one artifact on a split, or two of them example by example'
complete -c dse -n "__fish_dse_needs_command" -f -a "artifact" -d 'Look at artifacts, and carry them out of and into a server'
complete -c dse -n "__fish_dse_needs_command" -f -a "canary" -d 'Try a candidate on a share of the traffic'
complete -c dse -n "__fish_dse_needs_command" -f -a "promote" -d 'Make a candidate active, behind the gate'
complete -c dse -n "__fish_dse_needs_command" -f -a "rollback" -d 'Restore the previously active version'
complete -c dse -n "__fish_dse_needs_command" -f -a "history" -d 'Check that nobody changed what was recorded'
complete -c dse -n "__fish_dse_needs_command" -f -a "judge" -d 'Calibrate LLM judges against human labels'
complete -c dse -n "__fish_dse_needs_command" -f -a "predict" -d 'Predict with what a signature runs now'
complete -c dse -n "__fish_dse_needs_command" -f -a "prompt" -d 'Show what the model is asked for an input, and what it answers'
complete -c dse -n "__fish_dse_needs_command" -f -a "exercise" -d 'Send traffic through a signature'
complete -c dse -n "__fish_dse_needs_command" -f -a "receipt" -d 'Read the receipts that predictions leave'
complete -c dse -n "__fish_dse_needs_command" -f -a "blob" -d 'Read the texts that a prediction stored'
complete -c dse -n "__fish_dse_needs_command" -f -a "trace" -d 'Read the traces that long-context runs leave'
complete -c dse -n "__fish_dse_needs_command" -f -a "trace-mine" -d 'Turn the traces of a signature\'s runs into labelled examples'
complete -c dse -n "__fish_dse_needs_command" -f -a "ops" -d 'Record a run, one step at a time'
complete -c dse -n "__fish_dse_needs_command" -f -a "db" -d 'Back up, check or restore the database file'
complete -c dse -n "__fish_dse_needs_command" -f -a "doctor" -d 'Check that everything is ready: workspace, disk, server, secret, model, clock'
complete -c dse -n "__fish_dse_needs_command" -f -a "explain" -d 'Explain a finding code, with a wrong and a right row, or an error code'
complete -c dse -n "__fish_dse_needs_command" -f -a "trust" -d 'Show what this workspace asks to be trusted with, and allow it'
complete -c dse -n "__fish_dse_needs_command" -f -a "config" -d 'Show the effective configuration'
complete -c dse -n "__fish_dse_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c dse -n "__fish_dse_needs_command" -f -a "man" -d 'Print the manual page'
complete -c dse -n "__fish_dse_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand init" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand init" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand init" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand init" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand init" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand init" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand init" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand init" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand init" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand init" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand init" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand init" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand init" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand new" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand new" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand new" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand new" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand new" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand new" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand new" -l from -d 'The file with the labelled rows' -r -F
complete -c dse -n "__fish_dse_using_subcommand new" -l input -d 'Columns of the input, separated by commas; NAME:TYPE sets a type: text, number, integer, boolean or json' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l answer -d 'The column of the answer; NAME=VALUE,VALUE names the answers there are' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l id -d 'The column that names each row; else ids follow from the rows' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l split -d 'The column that says train, holdout or test; rows without are assigned' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l instruction -d 'What the model is told to do, in place of a sentence that names the fields' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l holdout -d 'The share of rows that judge; else 30%, and more where rows are few' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l seed -d 'Another seed assigns rows otherwise' -r
complete -c dse -n "__fish_dse_using_subcommand new" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand new" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand new" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand new" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand new" -l yes -d 'Take the proposed columns without asking'
complete -c dse -n "__fish_dse_using_subcommand new" -l skip-unusable -d 'Leave out rows that cannot be used: no answer, contradictions, wrong values'
complete -c dse -n "__fish_dse_using_subcommand new" -l job -d 'Write a job and a reward too, to change what is searched and how it is scored'
complete -c dse -n "__fish_dse_using_subcommand new" -l force -d 'Overwrite files that are there'
complete -c dse -n "__fish_dse_using_subcommand new" -l dry-run -d 'Show what would be written, and write nothing'
complete -c dse -n "__fish_dse_using_subcommand new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand new" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand overnight" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand overnight" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand overnight" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand overnight" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand overnight" -l dataset -d 'The dataset to import, in place of the configured one' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -l e2e-grep -d 'What {grep} becomes in the end-to-end command' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -l resume -d 'Resume a run that was cut off' -r
complete -c dse -n "__fish_dse_using_subcommand overnight" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand overnight" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand overnight" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l verify -d 'Run the verify commands of dse.toml first (default against loopback servers)'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l no-verify -d 'Skip the verify commands'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l e2e -d 'Before promoting, read a long-context run back from outside, and run the end-to-end command of dse.toml if there is one (default against other servers)'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l no-e2e -d 'Skip the end-to-end checks'
complete -c dse -n "__fish_dse_using_subcommand overnight" -l accept-not-worse -d 'Promote what is not shown to be worse, too'
complete -c dse -n "__fish_dse_using_subcommand overnight" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand overnight" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -f -a "bootstrap" -d 'Make all that a server needs to know who may ask: its secret, and a key that signs tokens'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -f -a "generate" -d 'Make a new secret for a server'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -f -a "list" -d 'Show which secrets there are, what each is for, and whether it is set here'
complete -c dse -n "__fish_dse_using_subcommand secret; and not __fish_seen_subcommand_from bootstrap generate list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l env-file -d 'Write an environment file, which only you can read, instead of printing it' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l algorithm -d 'The algorithm of the key; rs256 is for those who check tokens with nothing else' -r -f -a "ed25519\t''
rs256\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l rotate -d 'Take what the file holds as the secret and the key of before'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from bootstrap" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l output -d 'Write it into this new file, which only you can read, instead of printing it' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from generate" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from help" -f -a "bootstrap" -d 'Make all that a server needs to know who may ask: its secret, and a key that signs tokens'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from help" -f -a "generate" -d 'Make a new secret for a server'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show which secrets there are, what each is for, and whether it is set here'
complete -c dse -n "__fish_dse_using_subcommand secret; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -f -a "create" -d 'Make a key that may do just what it is made for'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -f -a "list" -d 'List keys, newest first: what each may do, and when it was last used'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -f -a "rotate" -d 'Make the successor of a key, with the same name, scopes and signatures'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -f -a "revoke" -d 'End a key at once, and with it the sessions of the pages that it opened'
complete -c dse -n "__fish_dse_using_subcommand key; and not __fish_seen_subcommand_from create list rotate revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l scope -d 'What it may do; give it several times, or a list with commas' -r -f -a "read\t''
import\t''
run\t''
rollout\t''
predict\t''
feedback\t''
review\t''
admin\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l signature -d 'Bind the key to this signature; give it several times for several' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l expires -d 'How long it is good, such as 30d or 12h; without it until it is revoked' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l rate -d 'How often it may ask, such as 20/s, 600/min or 5000/h; more is refused with 429 and Retry-After' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l overlap -d 'How long the key of before stays good; 0s ends it at once' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l expires -d 'How long the new one is good; without it as long as the one of before was' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from rotate" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a key that may do just what it is made for'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "list" -d 'List keys, newest first: what each may do, and when it was last used'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Make the successor of a key, with the same name, scopes and signatures'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'End a key at once, and with it the sessions of the pages that it opened'
complete -c dse -n "__fish_dse_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand mcp" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand mcp" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand mcp" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand mcp" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand mcp" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand mcp" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand mcp" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand mcp" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand mcp" -l allow -d 'What else an agent may do: a scope (import, run, rollout, predict, review, admin), `files` to write files and to name some outside of the workspace, or the name of one tool; repeatable, or apart by commas' -r
complete -c dse -n "__fish_dse_using_subcommand mcp" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand mcp" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand mcp" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand mcp" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand mcp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand mcp" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand serve" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand serve" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand serve" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand serve" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand serve" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand serve" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand serve" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand serve" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand serve" -l addr -d 'The address to listen on; port 0 takes a free one' -r
complete -c dse -n "__fish_dse_using_subcommand serve" -l host -d 'A name under which this server is reached, such as that of a proxy in front of it; on loopback others are refused. Give it several times' -r
complete -c dse -n "__fish_dse_using_subcommand serve" -l db -d 'The database file, in place of the workspace\'s own, or :memory:' -r -F
complete -c dse -n "__fish_dse_using_subcommand serve" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand serve" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand serve" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand serve" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand serve" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l output -d 'The form of the report; with --output-file its ending says which' -r -f -a "human\t''
json\t''
markdown\t'For a pull-request comment or a step summary'
html\t'One file that needs nothing else and runs no script'
junit\t'A test case for each held-out example'"
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s o -l output-file -d 'Write the report into a file in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l junit-fail -d 'Which test cases fail in --output junit' -r -f -a "regressions\t'Those that were right before'
wrong\t'All that are wrong'"
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l markdown -d 'Write Markdown; the same as --output markdown'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -l github-summary -d 'Add the report to the step summary of a GitHub workflow as well'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -f -a "ops" -d 'An ops run: what improved, by how much, and where the evidence is'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -f -a "compile" -d 'A compile: the candidates and the winner'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -f -a "eval" -d 'An evaluation, or two of them compared'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -f -a "signature" -d 'A signature: what is live, its history, and what was tried'
complete -c dse -n "__fish_dse_using_subcommand report; and not __fish_seen_subcommand_from ops compile eval signature help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l output -d 'The form of the report; with --output-file its ending says which' -r -f -a "human\t''
json\t''
markdown\t'For a pull-request comment or a step summary'
html\t'One file that needs nothing else and runs no script'
junit\t'A test case for each held-out example'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s o -l output-file -d 'Write the report into a file in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l junit-fail -d 'Which test cases fail in --output junit' -r -f -a "regressions\t'Those that were right before'
wrong\t'All that are wrong'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l markdown -d 'Write Markdown; the same as --output markdown'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -l github-summary -d 'Add the report to the step summary of a GitHub workflow as well'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from ops" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l output -d 'The form of the report; with --output-file its ending says which' -r -f -a "human\t''
json\t''
markdown\t'For a pull-request comment or a step summary'
html\t'One file that needs nothing else and runs no script'
junit\t'A test case for each held-out example'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s o -l output-file -d 'Write the report into a file in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l junit-fail -d 'Which test cases fail in --output junit' -r -f -a "regressions\t'Those that were right before'
wrong\t'All that are wrong'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l markdown -d 'Write Markdown; the same as --output markdown'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -l github-summary -d 'Add the report to the step summary of a GitHub workflow as well'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from compile" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l compare -d 'A second report: what changed from it to the first' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l output -d 'The form of the report; with --output-file its ending says which' -r -f -a "human\t''
json\t''
markdown\t'For a pull-request comment or a step summary'
html\t'One file that needs nothing else and runs no script'
junit\t'A test case for each held-out example'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s o -l output-file -d 'Write the report into a file in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l junit-fail -d 'Which test cases fail in --output junit' -r -f -a "regressions\t'Those that were right before'
wrong\t'All that are wrong'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l markdown -d 'Write Markdown; the same as --output markdown'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -l github-summary -d 'Add the report to the step summary of a GitHub workflow as well'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from eval" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l output -d 'The form of the report; with --output-file its ending says which' -r -f -a "human\t''
json\t''
markdown\t'For a pull-request comment or a step summary'
html\t'One file that needs nothing else and runs no script'
junit\t'A test case for each held-out example'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s o -l output-file -d 'Write the report into a file in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l junit-fail -d 'Which test cases fail in --output junit' -r -f -a "regressions\t'Those that were right before'
wrong\t'All that are wrong'"
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l markdown -d 'Write Markdown; the same as --output markdown'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -l github-summary -d 'Add the report to the step summary of a GitHub workflow as well'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from signature" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "ops" -d 'An ops run: what improved, by how much, and where the evidence is'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "compile" -d 'A compile: the candidates and the winner'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "eval" -d 'An evaluation, or two of them compared'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "signature" -d 'A signature: what is live, its history, and what was tried'
complete -c dse -n "__fish_dse_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand open" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand open" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand open" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand open" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand open" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand open" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand open" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand open" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand open" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand open" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand open" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand open" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand open" -l no-browser -d 'Print the link only'
complete -c dse -n "__fish_dse_using_subcommand open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand open" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "validate" -d 'Check JSONL datasets'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "diff" -d 'Compare two datasets by meaning'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "apply" -d 'Apply a patch that `dse dataset diff --output patch` made'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "fmt" -d 'Write datasets in their canonical form'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "stats" -d 'Count a dataset by split, answer and tag'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "split" -d 'Assign rows to train and holdout'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "import" -d 'Import labelled rows into the server'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "export" -d 'Export stored rows to a JSONL file'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "remove" -d 'Take rows out of the dataset that a server holds'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "forget" -d 'Erase rows and every text that came of them from a server'
complete -c dse -n "__fish_dse_using_subcommand dataset; and not __fish_seen_subcommand_from validate diff apply fmt stats split import export remove forget help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l signature -d 'The signature whose contract the rows must fit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l select -d 'Apply these rules only: codes, names, groups (S, R, C, D, P) or ALL' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l ignore -d 'Leave these rules out' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l output -d 'The form of the report' -r -f -a "human\t''
json\t''
github\t''
sarif\t''
junit\t''
gitlab\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l max-findings -d 'Findings to show one by one, the most severe first; 0 shows all' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l fix -d 'Mend what cannot change the meaning of a row: white space, blank lines, line ends, the byte order mark'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l staged -d 'Read what is staged in git, not what lies in the folder'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l output -d 'The form of the result' -r -f -a "human\t''
json\t''
markdown\t''
patch\t'What `dse dataset apply` takes'"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l stat -d 'Counts only: by kind, split and answer'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l name-only -d 'The ids of the rows that differ, one a line'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l exit-code -d 'Exit with 1 when there are differences'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from diff" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l stdout -d 'Write the result to standard output and leave the file alone'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from apply" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l sort -d 'Sort the rows by their ids'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l check -d 'Change nothing; exit with 1 when a file is not in its canonical form'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from fmt" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l top -d 'Answers and tags to show, the most frequent first; 0 shows all' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l want -d 'The gain in reward that the held-out rows should be able to show' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from stats" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l holdout -d 'The share of the holdout' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l seed -d 'Another seed gives another assignment' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l keep -d 'Leave rows where they are that have a split already'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l stdout -d 'Write the result to standard output and leave the file alone'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l dry-run -d 'Show what would change without writing it'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from split" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l signature -d 'The signature whose examples the rows are; else the one that dse.toml, the file\'s name or the tags of its first row name' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l tag -d 'A tag to add to every row; may be repeated' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l source -d 'What the rows say of where they came from' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l ops-run -d 'The ops run that the import belongs to' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l sync -d 'Make the server hold exactly the file: rows that it lacks are removed'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l yes -d 'Remove rows without asking'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l no-check -d 'Send the rows without checking the file first; the server still refuses what is malformed'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l dry-run -d 'Check the rows and say what would be sent and removed, and do neither'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l abandon -d 'Give up imports into the signature\'s dataset that were cut off; the dataset stays as it was before them'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l split -d 'Only the rows of this split' -r -f -a "train\t''
dev\t''
holdout\t''
test\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s o -l output -d 'The file to write, in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l with-source -d 'Write where each row came from beside it, as `source`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l reason -d 'Why, for the record' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l reason -d 'Why, for the history; it should not quote the row' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l dry-run -d 'Say what would be erased, and erase nothing'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from forget" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check JSONL datasets'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Compare two datasets by meaning'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "apply" -d 'Apply a patch that `dse dataset diff --output patch` made'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "fmt" -d 'Write datasets in their canonical form'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "stats" -d 'Count a dataset by split, answer and tag'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "split" -d 'Assign rows to train and holdout'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import labelled rows into the server'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export stored rows to a JSONL file'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take rows out of the dataset that a server holds'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Erase rows and every text that came of them from a server'
complete -c dse -n "__fish_dse_using_subcommand dataset; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand validate" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand validate" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand validate" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand validate" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand validate" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand validate" -l signature -d 'The signature whose contract the rows must fit' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l select -d 'Apply these rules only: codes, names, groups (S, R, C, D, P) or ALL' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l ignore -d 'Leave these rules out' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l output -d 'The form of the report' -r -f -a "human\t''
json\t''
github\t''
sarif\t''
junit\t''
gitlab\t''"
complete -c dse -n "__fish_dse_using_subcommand validate" -l max-findings -d 'Findings to show one by one, the most severe first; 0 shows all' -r
complete -c dse -n "__fish_dse_using_subcommand validate" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand validate" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand validate" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand validate" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand validate" -l fix -d 'Mend what cannot change the meaning of a row: white space, blank lines, line ends, the byte order mark'
complete -c dse -n "__fish_dse_using_subcommand validate" -l staged -d 'Read what is staged in git, not what lies in the folder'
complete -c dse -n "__fish_dse_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand validate" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand diff" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand diff" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand diff" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand diff" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand diff" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand diff" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand diff" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand diff" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand diff" -l output -d 'The form of the result' -r -f -a "human\t''
json\t''
markdown\t''
patch\t'What `dse dataset apply` takes'"
complete -c dse -n "__fish_dse_using_subcommand diff" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand diff" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand diff" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand diff" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand diff" -l stat -d 'Counts only: by kind, split and answer'
complete -c dse -n "__fish_dse_using_subcommand diff" -l name-only -d 'The ids of the rows that differ, one a line'
complete -c dse -n "__fish_dse_using_subcommand diff" -l exit-code -d 'Exit with 1 when there are differences'
complete -c dse -n "__fish_dse_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand diff" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand import" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand import" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand import" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand import" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand import" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand import" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand import" -l signature -d 'The signature whose examples the rows are; else the one that dse.toml, the file\'s name or the tags of its first row name' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l tag -d 'A tag to add to every row; may be repeated' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l source -d 'What the rows say of where they came from' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l ops-run -d 'The ops run that the import belongs to' -r
complete -c dse -n "__fish_dse_using_subcommand import" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand import" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand import" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand import" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand import" -l sync -d 'Make the server hold exactly the file: rows that it lacks are removed'
complete -c dse -n "__fish_dse_using_subcommand import" -l yes -d 'Remove rows without asking'
complete -c dse -n "__fish_dse_using_subcommand import" -l no-check -d 'Send the rows without checking the file first; the server still refuses what is malformed'
complete -c dse -n "__fish_dse_using_subcommand import" -l dry-run -d 'Check the rows and say what would be sent and removed, and do neither'
complete -c dse -n "__fish_dse_using_subcommand import" -l abandon -d 'Give up imports into the signature\'s dataset that were cut off; the dataset stays as it was before them'
complete -c dse -n "__fish_dse_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand import" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -f -a "list" -d 'List the signatures that the server knows, and those that only the workspace has'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -f -a "show" -d 'Show one signature: prompt, schemas, job and reward'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -f -a "check" -d 'Check the workspace\'s signatures, jobs, rewards and judge pins'
complete -c dse -n "__fish_dse_using_subcommand signature; and not __fish_seen_subcommand_from list show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l all -d 'List the shipped signatures, too'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l output -d 'The form of the report' -r -f -a "human\t''
json\t''
github\t''
sarif\t''
junit\t''
gitlab\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l strict -d 'Exit with 1 for warnings too'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the signatures that the server knows, and those that only the workspace has'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one signature: prompt, schemas, job and reward'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check the workspace\'s signatures, jobs, rewards and judge pins'
complete -c dse -n "__fish_dse_using_subcommand signature; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand schema" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand schema" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand schema" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand schema" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand schema" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand schema" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand schema" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand schema" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand schema" -l signature -d 'The signature whose rows they are' -r
complete -c dse -n "__fish_dse_using_subcommand schema" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand schema" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand schema" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand schema" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand schema" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand compile" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand compile" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand compile" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand compile" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand compile" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand compile" -l want -d 'The gain in reward that the held-out rows should be able to show' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l max-calls -d 'The most model calls, all roles and earlier tries of this compile included' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l max-tokens -d 'The most tokens of prompts and answers' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l max-spend -d 'The most US dollars; every model\'s price must be known' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l record -d 'Compile afresh, and keep every answer of the model in a new file' -r -F
complete -c dse -n "__fish_dse_using_subcommand compile" -l replay -d 'Compile afresh from the answers of a recording, and ask no model' -r -F
complete -c dse -n "__fish_dse_using_subcommand compile" -l expect -d 'Fail unless this artifact wins' -r
complete -c dse -n "__fish_dse_using_subcommand compile" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand compile" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand compile" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand compile" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand compile" -l dry-run -d 'Tell what the compile would ask at most, and ask nothing'
complete -c dse -n "__fish_dse_using_subcommand compile" -l fresh -d 'Ask the model anew, whatever reports and answers are stored'
complete -c dse -n "__fish_dse_using_subcommand compile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand compile" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand eval" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand eval" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand eval" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand eval" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand eval" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand eval" -l compiled -d 'The artifact: an id, `active` for what runs now, `default` for the signature\'s own parameters, `winner` for what its newest compile chose' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l split -d 'The split to score on' -r -f -a "train\t''
dev\t''
holdout\t''
test\t''"
complete -c dse -n "__fish_dse_using_subcommand eval" -l compare -d 'A second artifact, named in the same way: what changes from it to the first' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l max-p -d 'Pass only what is shown to be better: the accepted chance of a false “improved”' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l min-effect -d 'The smallest gain in reward that counts as one' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l limit -d 'Score at most this many examples, 1 to 500; else all of the split' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l fail-under -d 'Exit with 1 when the mean reward is below this, 0 to 1' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l output -d 'The form of the result: for GitHub annotations, test reports, comments' -r -f -a "human\t''
markdown\t'For a pull-request comment or a step summary'
junit\t'A test case for each example; with --compare only regressions fail'
github\t'Annotations of a GitHub workflow'"
complete -c dse -n "__fish_dse_using_subcommand eval" -l ops-run -d 'The ops run that the evaluation belongs to' -r
complete -c dse -n "__fish_dse_using_subcommand eval" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand eval" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand eval" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand eval" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand eval" -l final -d 'Look at the test rows, which are for releases; every look is counted'
complete -c dse -n "__fish_dse_using_subcommand eval" -l fresh -d 'Ask the model anew, whatever reports, scores and answers are stored'
complete -c dse -n "__fish_dse_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand eval" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -f -a "list" -d 'List the artifacts of a signature, newest first'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -f -a "show" -d 'Show one artifact: its parameters, what they were made from and what they reached'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -f -a "export" -d 'Write an artifact as a file, for another server or for another tool'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -f -a "import" -d 'Bring an artifact in that `dse artifact export --as json` wrote'
complete -c dse -n "__fish_dse_using_subcommand artifact; and not __fish_seen_subcommand_from list show export import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l limit -d 'How many, 0 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l as -d 'The form' -r -f -a "json\t'The artifact itself'
messages\t'Messages, schemas, parameters, and vectors to check a renderer with'
openai\t'The body of a chat completion request'
promptfoo\t'A promptfooconfig with stored examples as tests'"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s o -l output -d 'The file, in place of stdout' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the artifacts of a signature, newest first'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one artifact: its parameters, what they were made from and what they reached'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write an artifact as a file, for another server or for another tool'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "import" -d 'Bring an artifact in that `dse artifact export --as json` wrote'
complete -c dse -n "__fish_dse_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -f -a "start" -d 'Send a share of the threads to a candidate, behind the gate'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -f -a "status" -d 'Show the canary of a signature'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -f -a "watch" -d 'Watch a canary until it is decided'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -f -a "stop" -d 'Stop the canary of a signature; what was active stays active'
complete -c dse -n "__fish_dse_using_subcommand canary; and not __fish_seen_subcommand_from start status watch stop help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l compiled -d 'The artifact to try: an id, the front of one, or `winner`, which is what the newest compile chose' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l rollout-pct -d 'Share of threads that take the canary, percent' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l min-samples -d 'Receipts before the canary is judged' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l max-error-rate -d 'Above this share of failures the canary is removed, 0 to 1' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l salt -d 'What threads are drawn by; random if not given' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l lease -d 'Seconds after which the canary goes away unless it is renewed' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l ops-run -d 'The ops run that the canary belongs to' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l reason -d 'Why, for the history' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l min-holdout-delta -d 'How much higher than the control\'s the candidate\'s mean reward must be on the holdout' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l max-p -d 'Pass only what is shown to be better: the accepted chance of a false “improved”' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l min-effect -d 'The smallest gain in reward that counts as one' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l must-pass -d 'A tag whose rows may not get worse (repeatable)' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l min-over-floor -d 'How much better than the best simple answer the candidate must be' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l allow-leak -d 'Let held-out text in the candidate or in train rows pass, and record why' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l replace -d 'Replace the canary that runs, also when it belongs to another ops run'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l no-require-holdout -d 'Let a dataset without holdout rows pass'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from start" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l poll -d 'Seconds between looks [default: overnight.poll_seconds]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l deadline -d 'Seconds to watch at most (--timeout limits each single request instead) [default: overnight.deadline_seconds]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from watch" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l reason -d 'Why, for the history' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l ops-run -d 'Stop it only if it belongs to this ops run' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l salt -d 'Stop it only if it has this salt' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from stop" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from help" -f -a "start" -d 'Send a share of the threads to a candidate, behind the gate'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show the canary of a signature'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from help" -f -a "watch" -d 'Watch a canary until it is decided'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from help" -f -a "stop" -d 'Stop the canary of a signature; what was active stays active'
complete -c dse -n "__fish_dse_using_subcommand canary; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand promote" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand promote" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand promote" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand promote" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand promote" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand promote" -l compiled -d 'The artifact to make active: an id, the front of one, or `winner`, which is what the newest compile chose' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l reviewed-by -d 'Who has looked at the candidate\'s answers: what a judge says is then enough' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l reason -d 'What they found; kept in the history with the name' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l min-holdout-delta -d 'How much higher than the control\'s the candidate\'s mean reward must be on the holdout' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l max-p -d 'Pass only what is shown to be better: the accepted chance of a false “improved”' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l min-effect -d 'The smallest gain in reward that counts as one' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l must-pass -d 'A tag whose rows may not get worse (repeatable)' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l min-over-floor -d 'How much better than the best simple answer the candidate must be' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l allow-leak -d 'Let held-out text in the candidate or in train rows pass, and record why' -r
complete -c dse -n "__fish_dse_using_subcommand promote" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand promote" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand promote" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand promote" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand promote" -l accept-not-worse -d 'Let pass what is not shown to be worse, too'
complete -c dse -n "__fish_dse_using_subcommand promote" -l no-require-holdout -d 'Let a dataset without holdout rows pass'
complete -c dse -n "__fish_dse_using_subcommand promote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand promote" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand rollback" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand rollback" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand rollback" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand rollback" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand rollback" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand rollback" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand rollback" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand rollback" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand rollback" -l reason -d 'Why, for the history' -r
complete -c dse -n "__fish_dse_using_subcommand rollback" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand rollback" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand rollback" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand rollback" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand rollback" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand rollback" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -f -a "verify" -d 'Recompute the history hash chain, and name every row that was changed'
complete -c dse -n "__fish_dse_using_subcommand history; and not __fish_seen_subcommand_from verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l head -d 'A head that was noted earlier, which the chain must still contain' -r
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l export -d 'Write the links with their rows, one JSON object a line'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Recompute the history hash chain, and name every row that was changed'
complete -c dse -n "__fish_dse_using_subcommand history; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -f -a "calibrate" -d 'Compare a judge\'s scores with human labels, and keep what was found'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -f -a "show" -d 'Show how well a signature\'s judges agree with people'
complete -c dse -n "__fish_dse_using_subcommand judge; and not __fish_seen_subcommand_from calibrate show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l labels -d 'The human labels, up to 500 lines; - for standard input' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from calibrate" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from help" -f -a "calibrate" -d 'Compare a judge\'s scores with human labels, and keep what was found'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show how well a signature\'s judges agree with people'
complete -c dse -n "__fish_dse_using_subcommand judge; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand predict" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand predict" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand predict" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand predict" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand predict" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand predict" -l input -d 'The input: a JSON file, - for stdin, or fields as key=value; repeatable' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l concurrency -d 'Inputs of --jsonl that are sent at once' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l thread -d 'The thread that it belongs to: a canary takes all of a thread or nothing' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l pin -d 'The artifact to run, in place of what the rollout chooses: an id, `active`, `default` or `winner`; such a prediction counts for no canary' -r
complete -c dse -n "__fish_dse_using_subcommand predict" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand predict" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand predict" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand predict" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand predict" -l jsonl -d 'Read an input a line, or rows of a dataset, and write an answer a line'
complete -c dse -n "__fish_dse_using_subcommand predict" -l keep -d 'Keep input and output beside the receipt, whatever the server\'s own rule'
complete -c dse -n "__fish_dse_using_subcommand predict" -l dry-run -d 'Ask the model, and leave no receipt'
complete -c dse -n "__fish_dse_using_subcommand predict" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand predict" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand prompt" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand prompt" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand prompt" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand prompt" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand prompt" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand prompt" -l input -d 'The input: a JSON file, - for stdin, or fields as key=value; repeatable' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -l example -d 'The stored example whose input it is' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -l compiled -d 'The artifact: an id, `active` for what runs now, `default` for the signature\'s own parameters, `winner` for what its newest compile chose' -r
complete -c dse -n "__fish_dse_using_subcommand prompt" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand prompt" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand prompt" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand prompt" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand prompt" -l ask -d 'Ask the model, and show its raw answer and what came of it'
complete -c dse -n "__fish_dse_using_subcommand prompt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand prompt" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand exercise" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand exercise" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand exercise" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand exercise" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand exercise" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand exercise" -l count -d 'How many predictions, 1 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -l threads -d 'Spread them over so many threads, 1 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -l split -d 'The split whose inputs are sent' -r -f -a "train\t''
dev\t''
holdout\t''
test\t''"
complete -c dse -n "__fish_dse_using_subcommand exercise" -l thread -d 'The thread to send as, or the first of them; else the one that belongs to operations' -r
complete -c dse -n "__fish_dse_using_subcommand exercise" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand exercise" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand exercise" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand exercise" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand exercise" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand exercise" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -f -a "list" -d 'List the receipts of a signature, newest first'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -f -a "show" -d 'Show one receipt: hashes, model, time, budget and result'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -f -a "forget" -d 'Erase the inputs, outputs and texts of predictions'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -f -a "import" -d 'Import the receipts of predictions that an application made offline'
complete -c dse -n "__fish_dse_using_subcommand receipt; and not __fish_seen_subcommand_from list show forget import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l limit -d 'How many, 0 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l result -d 'Only those that ended this way' -r -f -a "Ok\t''
Error\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l strategy -d 'Only those of this strategy' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l traced -d 'Only those with a trace'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l thread -d 'All predictions of a thread' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from forget" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the receipts of a signature, newest first'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one receipt: hashes, model, time, budget and result'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Erase the inputs, outputs and texts of predictions'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import the receipts of predictions that an application made offline'
complete -c dse -n "__fish_dse_using_subcommand receipt; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Print a blob of a receipt\'s run'
complete -c dse -n "__fish_dse_using_subcommand blob; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print a blob of a receipt\'s run'
complete -c dse -n "__fish_dse_using_subcommand blob; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Show a run step by step: what it did, what it saw, what it used'
complete -c dse -n "__fish_dse_using_subcommand trace; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l file -d 'A trace document in a file, in place of a receipt\'s' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l full -d 'Show long texts whole'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a run step by step: what it did, what it saw, what it used'
complete -c dse -n "__fish_dse_using_subcommand trace; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l limit -d 'How many receipts to look at, 0 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l strategy -d 'Only receipts of this strategy' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l result -d 'Only receipts of runs that ended this way' -r -f -a "Ok\t''
Error\t''"
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l split -d 'The split of the examples' -r -f -a "train\t''
dev\t''
holdout\t''
test\t''"
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l tag -d 'A tag for the examples, beside `trace_mined`; repeat for more' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l concurrency -d 'Receipts under way at once, 1 to 10' -r
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l untraced -d 'Look at receipts without a trace, too, and count them as skipped'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -l dry-run -d 'Show what would become of each receipt, and store nothing'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand trace-mine" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "start" -d 'Begin a run; prints its id'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "event" -d 'Add an event to a run'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "finish" -d 'End a run'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "list" -d 'List runs, newest first'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "show" -d 'Show a run and what happened in it'
complete -c dse -n "__fish_dse_using_subcommand ops; and not __fish_seen_subcommand_from start event finish list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l run -d 'The run\'s id; made by the server if not given. A run of that id that is there already is left alone' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l commit -d 'The commit that is worked on' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l base-url -d 'The address of the deployment that is worked on' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l signature -d 'A signature that the run is about; may be repeated' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l notes -d 'Notes in plain text' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l links -d 'Links as JSON' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from start" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l level -d 'How serious it is' -r -f -a "info\t''
warn\t''
error\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l phase -d 'The part of the run that it belongs to' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l json -d 'Details as JSON' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from event" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l status -d 'How it ended' -r -f -a "finished\t''
failed\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l summary -d 'A summary as JSON' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from finish" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l limit -d 'How many, 0 to 200' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "start" -d 'Begin a run; prints its id'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "event" -d 'Add an event to a run'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "finish" -d 'End a run'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "list" -d 'List runs, newest first'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a run and what happened in it'
complete -c dse -n "__fish_dse_using_subcommand ops; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -f -a "backup" -d 'Write a copy of the database to a file, also while a server uses it'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -f -a "restore" -d 'Put a backup in the place of the database'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -f -a "check" -d 'Read every page of the database, and recompute its history'
complete -c dse -n "__fish_dse_using_subcommand db; and not __fish_seen_subcommand_from backup restore check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l db -d 'The database file, in place of the workspace\'s own' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l force -d 'Replace the file if it exists'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l db -d 'The database file, in place of the workspace\'s own' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l db -d 'The database file, in place of the workspace\'s own' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Write a copy of the database to a file, also while a server uses it'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Put a backup in the place of the database'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "check" -d 'Read every page of the database, and recompute its history'
complete -c dse -n "__fish_dse_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand doctor" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand doctor" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand doctor" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand doctor" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand doctor" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand doctor" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand doctor" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand doctor" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand doctor" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand doctor" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand doctor" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand doctor" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand doctor" -l fix -d 'Stop canaries whose ops run has ended'
complete -c dse -n "__fish_dse_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand explain" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand explain" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand explain" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand explain" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand explain" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand explain" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand explain" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand explain" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand explain" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand explain" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand explain" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand explain" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand explain" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand explain" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand trust" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand trust" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand trust" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand trust" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand trust" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand trust" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand trust" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand trust" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand trust" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand trust" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand trust" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand trust" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand trust" -l yes -d 'Allow all of it without being asked'
complete -c dse -n "__fish_dse_using_subcommand trust" -l revoke -d 'Allow nothing any more'
complete -c dse -n "__fish_dse_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c dse -n "__fish_dse_using_subcommand trust" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Show every setting, and with --origin where its value came from'
complete -c dse -n "__fish_dse_using_subcommand config; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Show where each value comes from'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every setting, and with --origin where its value came from'
complete -c dse -n "__fish_dse_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c dse -n "__fish_dse_using_subcommand completions" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand completions" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand completions" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand completions" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand completions" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand completions" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand completions" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand completions" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand completions" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand completions" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand completions" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand completions" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand completions" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand completions" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand man" -l server -d 'The server to talk to, in place of the embedded one [env: DSE_SERVER]' -r
complete -c dse -n "__fish_dse_using_subcommand man" -l token-file -d 'A file that holds the server\'s secret, in place of OA_DSE_ADMIN_SECRET' -r -F
complete -c dse -n "__fish_dse_using_subcommand man" -l format -d 'How the result is written to stdout' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c dse -n "__fish_dse_using_subcommand man" -l color -d 'When to colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c dse -n "__fish_dse_using_subcommand man" -l timeout -d 'Seconds to wait for an answer, or for its next sign of progress, in place of each request\'s own limit' -r
complete -c dse -n "__fish_dse_using_subcommand man" -l retries -d 'How often a request that may be repeated is sent again' -r
complete -c dse -n "__fish_dse_using_subcommand man" -s C -d 'Work as if started in this folder' -r -F
complete -c dse -n "__fish_dse_using_subcommand man" -l config -d 'The configuration file, in place of the workspace\'s dse.toml' -r -F
complete -c dse -n "__fish_dse_using_subcommand man" -l allow-http -d 'Send the secret to another machine over plain http, too'
complete -c dse -n "__fish_dse_using_subcommand man" -s q -l quiet -d 'Say only what matters'
complete -c dse -n "__fish_dse_using_subcommand man" -s v -l verbose -d 'Say more; repeat for more still'
complete -c dse -n "__fish_dse_using_subcommand man" -l trust -d 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`'
complete -c dse -n "__fish_dse_using_subcommand man" -s h -l help -d 'Print help'
complete -c dse -n "__fish_dse_using_subcommand man" -s V -l version -d 'Print version'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "init" -d 'Set a folder up as a workspace'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "new" -d 'Make a signature of your own, from labelled rows or from field names'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "overnight" -d 'Run the whole loop: import, compile, canary, traffic, promote'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "secret" -d 'Make the secret of a server, and see which secrets there are'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "key" -d 'Make, list, rotate and revoke the keys of a server'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "mcp" -d 'Serve the commands to agents, over the Model Context Protocol'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "serve" -d 'Serve the endpoints over HTTP until stopped'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "report" -d 'Show what a run, a compile or an evaluation found'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "open" -d 'Open the pages: what was tried, what won, what is live'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "dataset" -d 'Check, compare and move labelled datasets'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "validate" -d 'Short for `dse dataset validate`'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "diff" -d 'Short for `dse dataset diff`'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "import" -d 'Short for `dse dataset import`'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "signature" -d 'Look at signature contracts and their jobs'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "schema" -d 'Print the JSON Schema of a kind of file, for editors'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "compile" -d 'Search for better parameters on the stored examples'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "eval" -d 'Score one artifact on a split, or two of them example by example'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "artifact" -d 'Look at artifacts, and carry them out of and into a server'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "canary" -d 'Try a candidate on a share of the traffic'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "promote" -d 'Make a candidate active, behind the gate'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "rollback" -d 'Restore the previously active version'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "history" -d 'Check that nobody changed what was recorded'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "judge" -d 'Calibrate LLM judges against human labels'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "predict" -d 'Predict with what a signature runs now'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "prompt" -d 'Show what the model is asked for an input, and what it answers'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "exercise" -d 'Send traffic through a signature'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "receipt" -d 'Read the receipts that predictions leave'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "blob" -d 'Read the texts that a prediction stored'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "trace" -d 'Read the traces that long-context runs leave'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "trace-mine" -d 'Turn the traces of a signature\'s runs into labelled examples'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "ops" -d 'Record a run, one step at a time'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "db" -d 'Back up, check or restore the database file'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "doctor" -d 'Check that everything is ready: workspace, disk, server, secret, model, clock'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "explain" -d 'Explain a finding code, with a wrong and a right row, or an error code'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "trust" -d 'Show what this workspace asks to be trusted with, and allow it'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "config" -d 'Show the effective configuration'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "man" -d 'Print the manual page'
complete -c dse -n "__fish_dse_using_subcommand help; and not __fish_seen_subcommand_from init new overnight secret key mcp serve report open dataset validate diff import signature schema compile eval artifact canary promote rollback history judge predict prompt exercise receipt blob trace trace-mine ops db doctor explain trust config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
