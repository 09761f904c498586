
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'dse' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'dse'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'dse' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set a folder up as a workspace')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a signature of your own, from labelled rows or from field names')
            [CompletionResult]::new('overnight', 'overnight', [CompletionResultType]::ParameterValue, 'Run the whole loop: import, compile, canary, traffic, promote')
            [CompletionResult]::new('secret', 'secret', [CompletionResultType]::ParameterValue, 'Make the secret of a server, and see which secrets there are')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, list, rotate and revoke the keys of a server')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Serve the commands to agents, over the Model Context Protocol')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the endpoints over HTTP until stopped')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Show what a run, a compile or an evaluation found')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open the pages: what was tried, what won, what is live')
            [CompletionResult]::new('dataset', 'dataset', [CompletionResultType]::ParameterValue, 'Check, compare and move labelled datasets')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check JSONL datasets')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two datasets by meaning')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import labelled rows into the server')
            [CompletionResult]::new('signature', 'signature', [CompletionResultType]::ParameterValue, 'Look at signature contracts and their jobs')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of a kind of file, for editors')
            [CompletionResult]::new('compile', 'compile', [CompletionResultType]::ParameterValue, 'Search for better parameters on the stored examples')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Score one artifact on a split, or two of them example by example')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Look at artifacts, and carry them out of and into a server')
            [CompletionResult]::new('canary', 'canary', [CompletionResultType]::ParameterValue, 'Try a candidate on a share of the traffic')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make a candidate active, behind the gate')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Restore the previously active version')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Check that nobody changed what was recorded')
            [CompletionResult]::new('judge', 'judge', [CompletionResultType]::ParameterValue, 'Calibrate LLM judges against human labels')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Predict with what a signature runs now')
            [CompletionResult]::new('prompt', 'prompt', [CompletionResultType]::ParameterValue, 'Show what the model is asked for an input, and what it answers')
            [CompletionResult]::new('exercise', 'exercise', [CompletionResultType]::ParameterValue, 'Send traffic through a signature')
            [CompletionResult]::new('receipt', 'receipt', [CompletionResultType]::ParameterValue, 'Read the receipts that predictions leave')
            [CompletionResult]::new('blob', 'blob', [CompletionResultType]::ParameterValue, 'Read the texts that a prediction stored')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Read the traces that long-context runs leave')
            [CompletionResult]::new('trace-mine', 'trace-mine', [CompletionResultType]::ParameterValue, 'Turn the traces of a signature''s runs into labelled examples')
            [CompletionResult]::new('ops', 'ops', [CompletionResultType]::ParameterValue, 'Record a run, one step at a time')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Back up, check or restore the database file')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check that everything is ready: workspace, disk, server, secret, model, clock')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a finding code, with a wrong and a right row, or an error code')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Show what this workspace asks to be trusted with, and allow it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the effective configuration')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;init' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;new' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The file with the labelled rows')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Columns of the input, separated by commas; NAME:TYPE sets a type: text, number, integer, boolean or json')
            [CompletionResult]::new('--answer', '--answer', [CompletionResultType]::ParameterName, 'The column of the answer; NAME=VALUE,VALUE names the answers there are')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The column that names each row; else ids follow from the rows')
            [CompletionResult]::new('--split', '--split', [CompletionResultType]::ParameterName, 'The column that says train, holdout or test; rows without are assigned')
            [CompletionResult]::new('--instruction', '--instruction', [CompletionResultType]::ParameterName, 'What the model is told to do, in place of a sentence that names the fields')
            [CompletionResult]::new('--holdout', '--holdout', [CompletionResultType]::ParameterName, 'The share of rows that judge; else 30%, and more where rows are few')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Another seed assigns rows otherwise')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take the proposed columns without asking')
            [CompletionResult]::new('--skip-unusable', '--skip-unusable', [CompletionResultType]::ParameterName, 'Leave out rows that cannot be used: no answer, contradictions, wrong values')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Write a job and a reward too, to change what is searched and how it is scored')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite files that are there')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;overnight' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--dataset', '--dataset', [CompletionResultType]::ParameterName, 'The dataset to import, in place of the configured one')
            [CompletionResult]::new('--e2e-grep', '--e2e-grep', [CompletionResultType]::ParameterName, 'What {grep} becomes in the end-to-end command')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Resume a run that was cut off')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Run the verify commands of dse.toml first (default against loopback servers)')
            [CompletionResult]::new('--no-verify', '--no-verify', [CompletionResultType]::ParameterName, 'Skip the verify commands')
            [CompletionResult]::new('--e2e', '--e2e', [CompletionResultType]::ParameterName, 'Before promoting, read a long-context run back from outside, and run the end-to-end command of dse.toml if there is one (default against other servers)')
            [CompletionResult]::new('--no-e2e', '--no-e2e', [CompletionResultType]::ParameterName, 'Skip the end-to-end checks')
            [CompletionResult]::new('--accept-not-worse', '--accept-not-worse', [CompletionResultType]::ParameterName, 'Promote what is not shown to be worse, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;secret' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Make all that a server needs to know who may ask: its secret, and a key that signs tokens')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Make a new secret for a server')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show which secrets there are, what each is for, and whether it is set here')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;secret;bootstrap' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Write an environment file, which only you can read, instead of printing it')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'The algorithm of the key; rs256 is for those who check tokens with nothing else')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--rotate', '--rotate', [CompletionResultType]::ParameterName, 'Take what the file holds as the secret and the key of before')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;secret;generate' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write it into this new file, which only you can read, instead of printing it')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;secret;list' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;secret;help' {
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Make all that a server needs to know who may ask: its secret, and a key that signs tokens')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Make a new secret for a server')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show which secrets there are, what each is for, and whether it is set here')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;secret;help;bootstrap' {
            break
        }
        'dse;secret;help;generate' {
            break
        }
        'dse;secret;help;list' {
            break
        }
        'dse;secret;help;help' {
            break
        }
        'dse;key' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a key that may do just what it is made for')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List keys, newest first: what each may do, and when it was last used')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Make the successor of a key, with the same name, scopes and signatures')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End a key at once, and with it the sessions of the pages that it opened')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;key;create' {
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What it may do; give it several times, or a list with commas')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'Bind the key to this signature; give it several times for several')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long it is good, such as 30d or 12h; without it until it is revoked')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'How often it may ask, such as 20/s, 600/min or 5000/h; more is refused with 429 and Retry-After')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;key;list' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;key;rotate' {
            [CompletionResult]::new('--overlap', '--overlap', [CompletionResultType]::ParameterName, 'How long the key of before stays good; 0s ends it at once')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'How long the new one is good; without it as long as the one of before was')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;key;revoke' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;key;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a key that may do just what it is made for')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List keys, newest first: what each may do, and when it was last used')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Make the successor of a key, with the same name, scopes and signatures')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End a key at once, and with it the sessions of the pages that it opened')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;key;help;create' {
            break
        }
        'dse;key;help;list' {
            break
        }
        'dse;key;help;rotate' {
            break
        }
        'dse;key;help;revoke' {
            break
        }
        'dse;key;help;help' {
            break
        }
        'dse;mcp' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'What else an agent may do: a scope (import, run, rollout, predict, review, admin), `files` to write files and to name some outside of the workspace, or the name of one tool; repeatable, or apart by commas')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;serve' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--addr', '--addr', [CompletionResultType]::ParameterName, 'The address to listen on; port 0 takes a free one')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'A name under which this server is reached, such as that of a proxy in front of it; on loopback others are refused. Give it several times')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database file, in place of the workspace''s own, or :memory:')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;report' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report; with --output-file its ending says which')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--junit-fail', '--junit-fail', [CompletionResultType]::ParameterName, 'Which test cases fail in --output junit')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write Markdown; the same as --output markdown')
            [CompletionResult]::new('--github-summary', '--github-summary', [CompletionResultType]::ParameterName, 'Add the report to the step summary of a GitHub workflow as well')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ops', 'ops', [CompletionResultType]::ParameterValue, 'An ops run: what improved, by how much, and where the evidence is')
            [CompletionResult]::new('compile', 'compile', [CompletionResultType]::ParameterValue, 'A compile: the candidates and the winner')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'An evaluation, or two of them compared')
            [CompletionResult]::new('signature', 'signature', [CompletionResultType]::ParameterValue, 'A signature: what is live, its history, and what was tried')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;report;ops' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report; with --output-file its ending says which')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--junit-fail', '--junit-fail', [CompletionResultType]::ParameterName, 'Which test cases fail in --output junit')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write Markdown; the same as --output markdown')
            [CompletionResult]::new('--github-summary', '--github-summary', [CompletionResultType]::ParameterName, 'Add the report to the step summary of a GitHub workflow as well')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;report;compile' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report; with --output-file its ending says which')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--junit-fail', '--junit-fail', [CompletionResultType]::ParameterName, 'Which test cases fail in --output junit')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write Markdown; the same as --output markdown')
            [CompletionResult]::new('--github-summary', '--github-summary', [CompletionResultType]::ParameterName, 'Add the report to the step summary of a GitHub workflow as well')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;report;eval' {
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'A second report: what changed from it to the first')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report; with --output-file its ending says which')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--junit-fail', '--junit-fail', [CompletionResultType]::ParameterName, 'Which test cases fail in --output junit')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write Markdown; the same as --output markdown')
            [CompletionResult]::new('--github-summary', '--github-summary', [CompletionResultType]::ParameterName, 'Add the report to the step summary of a GitHub workflow as well')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;report;signature' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report; with --output-file its ending says which')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report into a file in place of stdout')
            [CompletionResult]::new('--junit-fail', '--junit-fail', [CompletionResultType]::ParameterName, 'Which test cases fail in --output junit')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write Markdown; the same as --output markdown')
            [CompletionResult]::new('--github-summary', '--github-summary', [CompletionResultType]::ParameterName, 'Add the report to the step summary of a GitHub workflow as well')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;report;help' {
            [CompletionResult]::new('ops', 'ops', [CompletionResultType]::ParameterValue, 'An ops run: what improved, by how much, and where the evidence is')
            [CompletionResult]::new('compile', 'compile', [CompletionResultType]::ParameterValue, 'A compile: the candidates and the winner')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'An evaluation, or two of them compared')
            [CompletionResult]::new('signature', 'signature', [CompletionResultType]::ParameterValue, 'A signature: what is live, its history, and what was tried')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;report;help;ops' {
            break
        }
        'dse;report;help;compile' {
            break
        }
        'dse;report;help;eval' {
            break
        }
        'dse;report;help;signature' {
            break
        }
        'dse;report;help;help' {
            break
        }
        'dse;open' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Print the link only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check JSONL datasets')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two datasets by meaning')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Apply a patch that `dse dataset diff --output patch` made')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write datasets in their canonical form')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Count a dataset by split, answer and tag')
            [CompletionResult]::new('split', 'split', [CompletionResultType]::ParameterValue, 'Assign rows to train and holdout')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import labelled rows into the server')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export stored rows to a JSONL file')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take rows out of the dataset that a server holds')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Erase rows and every text that came of them from a server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;dataset;validate' {
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature whose contract the rows must fit')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Apply these rules only: codes, names, groups (S, R, C, D, P) or ALL')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave these rules out')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report')
            [CompletionResult]::new('--max-findings', '--max-findings', [CompletionResultType]::ParameterName, 'Findings to show one by one, the most severe first; 0 shows all')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what cannot change the meaning of a row: white space, blank lines, line ends, the byte order mark')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Read what is staged in git, not what lies in the folder')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;diff' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the result')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--stat', '--stat', [CompletionResultType]::ParameterName, 'Counts only: by kind, split and answer')
            [CompletionResult]::new('--name-only', '--name-only', [CompletionResultType]::ParameterName, 'The ids of the rows that differ, one a line')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 when there are differences')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;apply' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Write the result to standard output and leave the file alone')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;fmt' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort the rows by their ids')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Change nothing; exit with 1 when a file is not in its canonical form')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;stats' {
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Answers and tags to show, the most frequent first; 0 shows all')
            [CompletionResult]::new('--want', '--want', [CompletionResultType]::ParameterName, 'The gain in reward that the held-out rows should be able to show')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;split' {
            [CompletionResult]::new('--holdout', '--holdout', [CompletionResultType]::ParameterName, 'The share of the holdout')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Another seed gives another assignment')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Leave rows where they are that have a split already')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Write the result to standard output and leave the file alone')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change without writing it')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;import' {
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature whose examples the rows are; else the one that dse.toml, the file''s name or the tags of its first row name')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag to add to every row; may be repeated')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'What the rows say of where they came from')
            [CompletionResult]::new('--ops-run', '--ops-run', [CompletionResultType]::ParameterName, 'The ops run that the import belongs to')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Make the server hold exactly the file: rows that it lacks are removed')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Remove rows without asking')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Send the rows without checking the file first; the server still refuses what is malformed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Check the rows and say what would be sent and removed, and do neither')
            [CompletionResult]::new('--abandon', '--abandon', [CompletionResultType]::ParameterName, 'Give up imports into the signature''s dataset that were cut off; the dataset stays as it was before them')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;export' {
            [CompletionResult]::new('--split', '--split', [CompletionResultType]::ParameterName, 'Only the rows of this split')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file to write, in place of stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file to write, in place of stdout')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--with-source', '--with-source', [CompletionResultType]::ParameterName, 'Write where each row came from beside it, as `source`')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;remove' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the record')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;forget' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the history; it should not quote the row')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be erased, and erase nothing')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;dataset;help' {
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check JSONL datasets')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two datasets by meaning')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Apply a patch that `dse dataset diff --output patch` made')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write datasets in their canonical form')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Count a dataset by split, answer and tag')
            [CompletionResult]::new('split', 'split', [CompletionResultType]::ParameterValue, 'Assign rows to train and holdout')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import labelled rows into the server')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export stored rows to a JSONL file')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take rows out of the dataset that a server holds')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Erase rows and every text that came of them from a server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;dataset;help;validate' {
            break
        }
        'dse;dataset;help;diff' {
            break
        }
        'dse;dataset;help;apply' {
            break
        }
        'dse;dataset;help;fmt' {
            break
        }
        'dse;dataset;help;stats' {
            break
        }
        'dse;dataset;help;split' {
            break
        }
        'dse;dataset;help;import' {
            break
        }
        'dse;dataset;help;export' {
            break
        }
        'dse;dataset;help;remove' {
            break
        }
        'dse;dataset;help;forget' {
            break
        }
        'dse;dataset;help;help' {
            break
        }
        'dse;validate' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature whose contract the rows must fit')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Apply these rules only: codes, names, groups (S, R, C, D, P) or ALL')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave these rules out')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report')
            [CompletionResult]::new('--max-findings', '--max-findings', [CompletionResultType]::ParameterName, 'Findings to show one by one, the most severe first; 0 shows all')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what cannot change the meaning of a row: white space, blank lines, line ends, the byte order mark')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Read what is staged in git, not what lies in the folder')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;diff' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the result')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--stat', '--stat', [CompletionResultType]::ParameterName, 'Counts only: by kind, split and answer')
            [CompletionResult]::new('--name-only', '--name-only', [CompletionResultType]::ParameterName, 'The ids of the rows that differ, one a line')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 when there are differences')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;import' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature whose examples the rows are; else the one that dse.toml, the file''s name or the tags of its first row name')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag to add to every row; may be repeated')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'What the rows say of where they came from')
            [CompletionResult]::new('--ops-run', '--ops-run', [CompletionResultType]::ParameterName, 'The ops run that the import belongs to')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'Make the server hold exactly the file: rows that it lacks are removed')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Remove rows without asking')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Send the rows without checking the file first; the server still refuses what is malformed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Check the rows and say what would be sent and removed, and do neither')
            [CompletionResult]::new('--abandon', '--abandon', [CompletionResultType]::ParameterName, 'Give up imports into the signature''s dataset that were cut off; the dataset stays as it was before them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;signature' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the signatures that the server knows, and those that only the workspace has')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one signature: prompt, schemas, job and reward')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the workspace''s signatures, jobs, rewards and judge pins')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;signature;list' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'List the shipped signatures, too')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;signature;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;signature;check' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the report')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 for warnings too')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;signature;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the signatures that the server knows, and those that only the workspace has')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one signature: prompt, schemas, job and reward')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the workspace''s signatures, jobs, rewards and judge pins')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;signature;help;list' {
            break
        }
        'dse;signature;help;show' {
            break
        }
        'dse;signature;help;check' {
            break
        }
        'dse;signature;help;help' {
            break
        }
        'dse;schema' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature whose rows they are')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;compile' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--want', '--want', [CompletionResultType]::ParameterName, 'The gain in reward that the held-out rows should be able to show')
            [CompletionResult]::new('--max-calls', '--max-calls', [CompletionResultType]::ParameterName, 'The most model calls, all roles and earlier tries of this compile included')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'The most tokens of prompts and answers')
            [CompletionResult]::new('--max-spend', '--max-spend', [CompletionResultType]::ParameterName, 'The most US dollars; every model''s price must be known')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Compile afresh, and keep every answer of the model in a new file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Compile afresh from the answers of a recording, and ask no model')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Fail unless this artifact wins')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Tell what the compile would ask at most, and ask nothing')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Ask the model anew, whatever reports and answers are stored')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;eval' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--compiled', '--compiled', [CompletionResultType]::ParameterName, 'The artifact: an id, `active` for what runs now, `default` for the signature''s own parameters, `winner` for what its newest compile chose')
            [CompletionResult]::new('--split', '--split', [CompletionResultType]::ParameterName, 'The split to score on')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'A second artifact, named in the same way: what changes from it to the first')
            [CompletionResult]::new('--max-p', '--max-p', [CompletionResultType]::ParameterName, 'Pass only what is shown to be better: the accepted chance of a false “improved”')
            [CompletionResult]::new('--min-effect', '--min-effect', [CompletionResultType]::ParameterName, 'The smallest gain in reward that counts as one')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Score at most this many examples, 1 to 500; else all of the split')
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Exit with 1 when the mean reward is below this, 0 to 1')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the result: for GitHub annotations, test reports, comments')
            [CompletionResult]::new('--ops-run', '--ops-run', [CompletionResultType]::ParameterName, 'The ops run that the evaluation belongs to')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--final', '--final', [CompletionResultType]::ParameterName, 'Look at the test rows, which are for releases; every look is counted')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Ask the model anew, whatever reports, scores and answers are stored')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;artifact' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the artifacts of a signature, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one artifact: its parameters, what they were made from and what they reached')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write an artifact as a file, for another server or for another tool')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring an artifact in that `dse artifact export --as json` wrote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;artifact;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many, 0 to 200')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;artifact;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;artifact;export' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The form')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file, in place of stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file, in place of stdout')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;artifact;import' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;artifact;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the artifacts of a signature, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one artifact: its parameters, what they were made from and what they reached')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write an artifact as a file, for another server or for another tool')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring an artifact in that `dse artifact export --as json` wrote')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;artifact;help;list' {
            break
        }
        'dse;artifact;help;show' {
            break
        }
        'dse;artifact;help;export' {
            break
        }
        'dse;artifact;help;import' {
            break
        }
        'dse;artifact;help;help' {
            break
        }
        'dse;canary' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Send a share of the threads to a candidate, behind the gate')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the canary of a signature')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch a canary until it is decided')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the canary of a signature; what was active stays active')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;canary;start' {
            [CompletionResult]::new('--compiled', '--compiled', [CompletionResultType]::ParameterName, 'The artifact to try: an id, the front of one, or `winner`, which is what the newest compile chose')
            [CompletionResult]::new('--rollout-pct', '--rollout-pct', [CompletionResultType]::ParameterName, 'Share of threads that take the canary, percent')
            [CompletionResult]::new('--min-samples', '--min-samples', [CompletionResultType]::ParameterName, 'Receipts before the canary is judged')
            [CompletionResult]::new('--max-error-rate', '--max-error-rate', [CompletionResultType]::ParameterName, 'Above this share of failures the canary is removed, 0 to 1')
            [CompletionResult]::new('--salt', '--salt', [CompletionResultType]::ParameterName, 'What threads are drawn by; random if not given')
            [CompletionResult]::new('--lease', '--lease', [CompletionResultType]::ParameterName, 'Seconds after which the canary goes away unless it is renewed')
            [CompletionResult]::new('--ops-run', '--ops-run', [CompletionResultType]::ParameterName, 'The ops run that the canary belongs to')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the history')
            [CompletionResult]::new('--min-holdout-delta', '--min-holdout-delta', [CompletionResultType]::ParameterName, 'How much higher than the control''s the candidate''s mean reward must be on the holdout')
            [CompletionResult]::new('--max-p', '--max-p', [CompletionResultType]::ParameterName, 'Pass only what is shown to be better: the accepted chance of a false “improved”')
            [CompletionResult]::new('--min-effect', '--min-effect', [CompletionResultType]::ParameterName, 'The smallest gain in reward that counts as one')
            [CompletionResult]::new('--must-pass', '--must-pass', [CompletionResultType]::ParameterName, 'A tag whose rows may not get worse (repeatable)')
            [CompletionResult]::new('--min-over-floor', '--min-over-floor', [CompletionResultType]::ParameterName, 'How much better than the best simple answer the candidate must be')
            [CompletionResult]::new('--allow-leak', '--allow-leak', [CompletionResultType]::ParameterName, 'Let held-out text in the candidate or in train rows pass, and record why')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Replace the canary that runs, also when it belongs to another ops run')
            [CompletionResult]::new('--no-require-holdout', '--no-require-holdout', [CompletionResultType]::ParameterName, 'Let a dataset without holdout rows pass')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;canary;status' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;canary;watch' {
            [CompletionResult]::new('--poll', '--poll', [CompletionResultType]::ParameterName, 'Seconds between looks [default: overnight.poll_seconds]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Seconds to watch at most (--timeout limits each single request instead) [default: overnight.deadline_seconds]')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;canary;stop' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the history')
            [CompletionResult]::new('--ops-run', '--ops-run', [CompletionResultType]::ParameterName, 'Stop it only if it belongs to this ops run')
            [CompletionResult]::new('--salt', '--salt', [CompletionResultType]::ParameterName, 'Stop it only if it has this salt')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;canary;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Send a share of the threads to a candidate, behind the gate')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the canary of a signature')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch a canary until it is decided')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the canary of a signature; what was active stays active')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;canary;help;start' {
            break
        }
        'dse;canary;help;status' {
            break
        }
        'dse;canary;help;watch' {
            break
        }
        'dse;canary;help;stop' {
            break
        }
        'dse;canary;help;help' {
            break
        }
        'dse;promote' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--compiled', '--compiled', [CompletionResultType]::ParameterName, 'The artifact to make active: an id, the front of one, or `winner`, which is what the newest compile chose')
            [CompletionResult]::new('--reviewed-by', '--reviewed-by', [CompletionResultType]::ParameterName, 'Who has looked at the candidate''s answers: what a judge says is then enough')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'What they found; kept in the history with the name')
            [CompletionResult]::new('--min-holdout-delta', '--min-holdout-delta', [CompletionResultType]::ParameterName, 'How much higher than the control''s the candidate''s mean reward must be on the holdout')
            [CompletionResult]::new('--max-p', '--max-p', [CompletionResultType]::ParameterName, 'Pass only what is shown to be better: the accepted chance of a false “improved”')
            [CompletionResult]::new('--min-effect', '--min-effect', [CompletionResultType]::ParameterName, 'The smallest gain in reward that counts as one')
            [CompletionResult]::new('--must-pass', '--must-pass', [CompletionResultType]::ParameterName, 'A tag whose rows may not get worse (repeatable)')
            [CompletionResult]::new('--min-over-floor', '--min-over-floor', [CompletionResultType]::ParameterName, 'How much better than the best simple answer the candidate must be')
            [CompletionResult]::new('--allow-leak', '--allow-leak', [CompletionResultType]::ParameterName, 'Let held-out text in the candidate or in train rows pass, and record why')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--accept-not-worse', '--accept-not-worse', [CompletionResultType]::ParameterName, 'Let pass what is not shown to be worse, too')
            [CompletionResult]::new('--no-require-holdout', '--no-require-holdout', [CompletionResultType]::ParameterName, 'Let a dataset without holdout rows pass')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;rollback' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the history')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;history' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Recompute the history hash chain, and name every row that was changed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;history;verify' {
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'A head that was noted earlier, which the chain must still contain')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Write the links with their rows, one JSON object a line')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;history;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Recompute the history hash chain, and name every row that was changed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;history;help;verify' {
            break
        }
        'dse;history;help;help' {
            break
        }
        'dse;judge' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('calibrate', 'calibrate', [CompletionResultType]::ParameterValue, 'Compare a judge''s scores with human labels, and keep what was found')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show how well a signature''s judges agree with people')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;judge;calibrate' {
            [CompletionResult]::new('--labels', '--labels', [CompletionResultType]::ParameterName, 'The human labels, up to 500 lines; - for standard input')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;judge;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;judge;help' {
            [CompletionResult]::new('calibrate', 'calibrate', [CompletionResultType]::ParameterValue, 'Compare a judge''s scores with human labels, and keep what was found')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show how well a signature''s judges agree with people')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;judge;help;calibrate' {
            break
        }
        'dse;judge;help;show' {
            break
        }
        'dse;judge;help;help' {
            break
        }
        'dse;predict' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input: a JSON file, - for stdin, or fields as key=value; repeatable')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Inputs of --jsonl that are sent at once')
            [CompletionResult]::new('--thread', '--thread', [CompletionResultType]::ParameterName, 'The thread that it belongs to: a canary takes all of a thread or nothing')
            [CompletionResult]::new('--pin', '--pin', [CompletionResultType]::ParameterName, 'The artifact to run, in place of what the rollout chooses: an id, `active`, `default` or `winner`; such a prediction counts for no canary')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--jsonl', '--jsonl', [CompletionResultType]::ParameterName, 'Read an input a line, or rows of a dataset, and write an answer a line')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep input and output beside the receipt, whatever the server''s own rule')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Ask the model, and leave no receipt')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;prompt' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'The input: a JSON file, - for stdin, or fields as key=value; repeatable')
            [CompletionResult]::new('--example', '--example', [CompletionResultType]::ParameterName, 'The stored example whose input it is')
            [CompletionResult]::new('--compiled', '--compiled', [CompletionResultType]::ParameterName, 'The artifact: an id, `active` for what runs now, `default` for the signature''s own parameters, `winner` for what its newest compile chose')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--ask', '--ask', [CompletionResultType]::ParameterName, 'Ask the model, and show its raw answer and what came of it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;exercise' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many predictions, 1 to 200')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Spread them over so many threads, 1 to 200')
            [CompletionResult]::new('--split', '--split', [CompletionResultType]::ParameterName, 'The split whose inputs are sent')
            [CompletionResult]::new('--thread', '--thread', [CompletionResultType]::ParameterName, 'The thread to send as, or the first of them; else the one that belongs to operations')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;receipt' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the receipts of a signature, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one receipt: hashes, model, time, budget and result')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Erase the inputs, outputs and texts of predictions')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import the receipts of predictions that an application made offline')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;receipt;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many, 0 to 200')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'Only those that ended this way')
            [CompletionResult]::new('--strategy', '--strategy', [CompletionResultType]::ParameterName, 'Only those of this strategy')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--traced', '--traced', [CompletionResultType]::ParameterName, 'Only those with a trace')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;receipt;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;receipt;forget' {
            [CompletionResult]::new('--thread', '--thread', [CompletionResultType]::ParameterName, 'All predictions of a thread')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;receipt;import' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;receipt;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the receipts of a signature, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one receipt: hashes, model, time, budget and result')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Erase the inputs, outputs and texts of predictions')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import the receipts of predictions that an application made offline')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;receipt;help;list' {
            break
        }
        'dse;receipt;help;show' {
            break
        }
        'dse;receipt;help;forget' {
            break
        }
        'dse;receipt;help;import' {
            break
        }
        'dse;receipt;help;help' {
            break
        }
        'dse;blob' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a blob of a receipt''s run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;blob;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;blob;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a blob of a receipt''s run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;blob;help;show' {
            break
        }
        'dse;blob;help;help' {
            break
        }
        'dse;trace' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run step by step: what it did, what it saw, what it used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;trace;show' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A trace document in a file, in place of a receipt''s')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Show long texts whole')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;trace;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run step by step: what it did, what it saw, what it used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;trace;help;show' {
            break
        }
        'dse;trace;help;help' {
            break
        }
        'dse;trace-mine' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many receipts to look at, 0 to 200')
            [CompletionResult]::new('--strategy', '--strategy', [CompletionResultType]::ParameterName, 'Only receipts of this strategy')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'Only receipts of runs that ended this way')
            [CompletionResult]::new('--split', '--split', [CompletionResultType]::ParameterName, 'The split of the examples')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag for the examples, beside `trace_mined`; repeat for more')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Receipts under way at once, 1 to 10')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--untraced', '--untraced', [CompletionResultType]::ParameterName, 'Look at receipts without a trace, too, and count them as skipped')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would become of each receipt, and store nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin a run; prints its id')
            [CompletionResult]::new('event', 'event', [CompletionResultType]::ParameterValue, 'Add an event to a run')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'End a run')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List runs, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run and what happened in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;ops;start' {
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'The run''s id; made by the server if not given. A run of that id that is there already is left alone')
            [CompletionResult]::new('--commit', '--commit', [CompletionResultType]::ParameterName, 'The commit that is worked on')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'The address of the deployment that is worked on')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'A signature that the run is about; may be repeated')
            [CompletionResult]::new('--notes', '--notes', [CompletionResultType]::ParameterName, 'Notes in plain text')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'Links as JSON')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops;event' {
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'How serious it is')
            [CompletionResult]::new('--phase', '--phase', [CompletionResultType]::ParameterName, 'The part of the run that it belongs to')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Details as JSON')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops;finish' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'A summary as JSON')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many, 0 to 200')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;ops;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin a run; prints its id')
            [CompletionResult]::new('event', 'event', [CompletionResultType]::ParameterValue, 'Add an event to a run')
            [CompletionResult]::new('finish', 'finish', [CompletionResultType]::ParameterValue, 'End a run')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List runs, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run and what happened in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;ops;help;start' {
            break
        }
        'dse;ops;help;event' {
            break
        }
        'dse;ops;help;finish' {
            break
        }
        'dse;ops;help;list' {
            break
        }
        'dse;ops;help;show' {
            break
        }
        'dse;ops;help;help' {
            break
        }
        'dse;db' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the database to a file, also while a server uses it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup in the place of the database')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read every page of the database, and recompute its history')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;db;backup' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database file, in place of the workspace''s own')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file if it exists')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;db;restore' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database file, in place of the workspace''s own')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;db;check' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The database file, in place of the workspace''s own')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;db;help' {
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write a copy of the database to a file, also while a server uses it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup in the place of the database')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read every page of the database, and recompute its history')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;db;help;backup' {
            break
        }
        'dse;db;help;restore' {
            break
        }
        'dse;db;help;check' {
            break
        }
        'dse;db;help;help' {
            break
        }
        'dse;doctor' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Stop canaries whose ops run has ended')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;explain' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;trust' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Allow all of it without being asked')
            [CompletionResult]::new('--revoke', '--revoke', [CompletionResultType]::ParameterName, 'Allow nothing any more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;config' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting, and with --origin where its value came from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;config;show' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'Show where each value comes from')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting, and with --origin where its value came from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;config;help;show' {
            break
        }
        'dse;config;help;help' {
            break
        }
        'dse;completions' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;man' {
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'The server to talk to, in place of the embedded one [env: DSE_SERVER]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the server''s secret, in place of OA_DSE_ADMIN_SECRET')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How the result is written to stdout')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for an answer, or for its next sign of progress, in place of each request''s own limit')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a request that may be repeated is sent again')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work as if started in this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file, in place of the workspace''s dse.toml')
            [CompletionResult]::new('--allow-http', '--allow-http', [CompletionResultType]::ParameterName, 'Send the secret to another machine over plain http, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; repeat for more still')
            [CompletionResult]::new('--trust', '--trust', [CompletionResultType]::ParameterName, 'Trust the workspace with what its dse.toml asks for, this once; see `dse trust`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'dse;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set a folder up as a workspace')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a signature of your own, from labelled rows or from field names')
            [CompletionResult]::new('overnight', 'overnight', [CompletionResultType]::ParameterValue, 'Run the whole loop: import, compile, canary, traffic, promote')
            [CompletionResult]::new('secret', 'secret', [CompletionResultType]::ParameterValue, 'Make the secret of a server, and see which secrets there are')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Make, list, rotate and revoke the keys of a server')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Serve the commands to agents, over the Model Context Protocol')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the endpoints over HTTP until stopped')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Show what a run, a compile or an evaluation found')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open the pages: what was tried, what won, what is live')
            [CompletionResult]::new('dataset', 'dataset', [CompletionResultType]::ParameterValue, 'Check, compare and move labelled datasets')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Short for `dse dataset validate`')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Short for `dse dataset diff`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Short for `dse dataset import`')
            [CompletionResult]::new('signature', 'signature', [CompletionResultType]::ParameterValue, 'Look at signature contracts and their jobs')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of a kind of file, for editors')
            [CompletionResult]::new('compile', 'compile', [CompletionResultType]::ParameterValue, 'Search for better parameters on the stored examples')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Score one artifact on a split, or two of them example by example')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Look at artifacts, and carry them out of and into a server')
            [CompletionResult]::new('canary', 'canary', [CompletionResultType]::ParameterValue, 'Try a candidate on a share of the traffic')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make a candidate active, behind the gate')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Restore the previously active version')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'Check that nobody changed what was recorded')
            [CompletionResult]::new('judge', 'judge', [CompletionResultType]::ParameterValue, 'Calibrate LLM judges against human labels')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Predict with what a signature runs now')
            [CompletionResult]::new('prompt', 'prompt', [CompletionResultType]::ParameterValue, 'Show what the model is asked for an input, and what it answers')
            [CompletionResult]::new('exercise', 'exercise', [CompletionResultType]::ParameterValue, 'Send traffic through a signature')
            [CompletionResult]::new('receipt', 'receipt', [CompletionResultType]::ParameterValue, 'Read the receipts that predictions leave')
            [CompletionResult]::new('blob', 'blob', [CompletionResultType]::ParameterValue, 'Read the texts that a prediction stored')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Read the traces that long-context runs leave')
            [CompletionResult]::new('trace-mine', 'trace-mine', [CompletionResultType]::ParameterValue, 'Turn the traces of a signature''s runs into labelled examples')
            [CompletionResult]::new('ops', 'ops', [CompletionResultType]::ParameterValue, 'Record a run, one step at a time')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Back up, check or restore the database file')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check that everything is ready: workspace, disk, server, secret, model, clock')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a finding code, with a wrong and a right row, or an error code')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Show what this workspace asks to be trusted with, and allow it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the effective configuration')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'dse;help;init' {
            break
        }
        'dse;help;new' {
            break
        }
        'dse;help;overnight' {
            break
        }
        'dse;help;secret' {
            break
        }
        'dse;help;key' {
            break
        }
        'dse;help;mcp' {
            break
        }
        'dse;help;serve' {
            break
        }
        'dse;help;report' {
            break
        }
        'dse;help;open' {
            break
        }
        'dse;help;dataset' {
            break
        }
        'dse;help;validate' {
            break
        }
        'dse;help;diff' {
            break
        }
        'dse;help;import' {
            break
        }
        'dse;help;signature' {
            break
        }
        'dse;help;schema' {
            break
        }
        'dse;help;compile' {
            break
        }
        'dse;help;eval' {
            break
        }
        'dse;help;artifact' {
            break
        }
        'dse;help;canary' {
            break
        }
        'dse;help;promote' {
            break
        }
        'dse;help;rollback' {
            break
        }
        'dse;help;history' {
            break
        }
        'dse;help;judge' {
            break
        }
        'dse;help;predict' {
            break
        }
        'dse;help;prompt' {
            break
        }
        'dse;help;exercise' {
            break
        }
        'dse;help;receipt' {
            break
        }
        'dse;help;blob' {
            break
        }
        'dse;help;trace' {
            break
        }
        'dse;help;trace-mine' {
            break
        }
        'dse;help;ops' {
            break
        }
        'dse;help;db' {
            break
        }
        'dse;help;doctor' {
            break
        }
        'dse;help;explain' {
            break
        }
        'dse;help;trust' {
            break
        }
        'dse;help;config' {
            break
        }
        'dse;help;completions' {
            break
        }
        'dse;help;man' {
            break
        }
        'dse;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
