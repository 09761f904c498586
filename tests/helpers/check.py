"""The one-file helpers against the real server: called while it is there, gone
on without it, and what they spooled brought back.

python3 check.py DSE
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../../helpers"), os.path.join(HERE, "../clients")]

import dse_client  # noqa: E402
from provider import Provider  # noqa: E402

SECRET = "a secret of the test"
JSON, PLAIN = "@test/a/Shout.v1", "@test/a/Label.v1"
AWKWARD = {"n": 1e-7, "q": "a \"{{input}}\" ü \u2028 😀", "\uffee": [0.1, 1e21, 1.0, 1e23, -0.0, None],
           "unlisted": 1}


class Model(Provider):
    """The provider: says what it was asked for, and keeps what it saw."""

    seen = []

    def do_POST(self):
        body = self.body()
        Model.seen.append(body)
        prompt = body["messages"][-1]["content"]
        if "be down" in prompt:
            return self.send(500, {"error": {"message": "down"}})
        text = "HELLO\nand more" if prompt.endswith("a:") else '```json\n{"a": "HELLO"}\n```'
        text = "no idea" if "be wrong" in prompt else text
        choice = {"index": 0, "message": {"role": "assistant", "content": text}}
        self.send(200, {"id": "x", "model": "m-1", "choices": [choice]})


def workspace(folder, model_url):
    """Two signatures that differ in how input and answer are written."""
    answer = {"type": "object", "required": ["a"], "additionalProperties": False,
              "properties": {"a": {"type": "string", "pattern": "^HELLO$"}}}
    os.mkdir(os.path.join(folder, "signatures"))
    for signature, form in ((JSON, {"_tag": "JsonOnly"}), (PLAIN, {"_tag": "PlainText"})):
        blocks = [{"_tag": "System", "text": "Be brief."}, {"_tag": "Instruction", "text": "Shout."},
                  {"_tag": "OutputFormat", "format": form}]
        contract = {
            "format": "openagents.dse.signature_contract", "formatVersion": 1,
            "signatureId": signature, "outputSchemaJson": answer,
            "inputSchemaJson": {"type": "object", "required": ["q"], "properties": {
                "q": {"type": "string"}, "n": {}, "\uffee": {}}},
            "promptIr": {"version": 1, "blocks": blocks},
            "defaultParams": {"paramsVersion": 1, "decode": {"mode": "jsonish", "maxRepairs": 0}},
        }
        with open(os.path.join(folder, "signatures", signature.split("/")[-1] + ".json"), "w") as file:
            json.dump(contract, file)
        with open(os.path.join(folder, signature.split("/")[-1] + ".jsonl"), "w") as file:
            for number, fields in enumerate(({"q": "one"}, AWKWARD)):
                row = {"exampleId": f"e{number}", "inputJson": fields, "expectedJson": {"a": "HELLO"}}
                file.write(json.dumps(row) + "\n")
    with open(os.path.join(folder, "dse.toml"), "w") as file:
        file.write(f'[lm]\nprovider = "openai"\nbase_url = "{model_url}"\nretries = 0\n'
                   '[lm.models]\nmain = "m"\n')


class Server:
    def __init__(self, dse, folder):
        self.dse, self.folder = dse, folder
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "DSE_TRUST": "1",
                    "OA_DSE_ADMIN_SECRET": SECRET}
        command = [dse, "serve", "--addr", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, cwd=folder, env=self.env, stderr=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://[0-9.:]+", self.process.stdout.readline()).group()

    def run(self, *words, code=0):
        env = {**self.env, "DSE_SERVER": self.url}
        done = subprocess.run([self.dse, *words, "--format", "json"], cwd=self.folder, env=env,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def stop(self):
        self.process.kill()
        self.process.wait()


def fails(call):
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("an error was expected")


def python(server, away, provider, signature, artifact, spool):
    """Calls while the server is there, and when it is away."""
    common = {"artifact": artifact, "provider": provider, "provider_key": "p", "spool": spool}
    here = dse_client.Client(server, SECRET, **common)
    answer = here.predict(signature, {"q": "one"}, thread="t")
    assert (answer["output"], answer["arm"], answer["threadId"]) == ({"a": "HELLO"}, "active", "t")
    refused = fails(lambda: here.predict(signature, {"q": 7}))
    assert (refused.status, refused.code) == (400, "input_mismatch"), refused
    assert not os.path.exists(spool), "nothing was offline"
    gone = dse_client.Client(away, SECRET, **common)
    offline = gone.predict(signature, AWKWARD, thread="t", tags={"env": "test"})
    assert (offline["output"], offline["arm"]) == ({"a": "HELLO"}, "offline"), offline
    fails(lambda: gone.predict(signature, {"q": "be down"}))
    if signature == JSON:
        fails(lambda: gone.predict(signature, {"q": "be wrong"}))
    fails(lambda: dse_client.Client(away, SECRET).predict(signature, {"q": "one"}))
    other = json.load(open(artifact))
    other["messages"][0]["content"] += "!"
    assert "renders other prompts" in str(fails(lambda: dse_client.Artifact(other)))
    return offline


def node(server, away, provider, signature, artifact, spool):
    command = ["node", os.path.join(HERE, "check.mjs"), server, away, provider, signature, artifact, spool,
               SECRET, json.dumps(AWKWARD)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def brought_back(server, signature, offline, spool):
    lines = [json.loads(line) for line in open(spool)]
    errors = sum("error" in line for line in lines)
    wrong = sum(line.get("text") == "no idea" for line in lines)
    assert errors == 1 and len(lines) == 2 + wrong, lines
    name = os.path.basename(spool)
    told = server.run("receipt", "import", name)
    told = {key: told[key] for key in ("imported", "existed", "failed")}
    assert told == {"imported": len(lines), "existed": 0, "failed": errors + wrong}, told
    again = server.run("receipt", "import", name)
    assert (again["imported"], again["existed"]) == (0, len(lines)), again
    shown = server.run("receipt", "show", offline["receiptId"])
    receipt = shown["receipt"]
    assert receipt["serving"]["arm"] == "offline" and receipt["result"]["_tag"] == "Ok", receipt
    assert receipt["model"]["modelId"] == "m-1", receipt
    rendered = server.run("prompt", signature, "--example", "e1")
    assert receipt["hashes"]["renderedPromptHash"] == rendered["messagesHash"], "the same prompt"
    # The provider was asked what the server would have asked it.
    asked = [body["messages"] for body in Model.seen]
    assert asked.count(rendered["calls"][0]["messages"]) == 1, rendered


def main():
    dse = os.path.abspath(sys.argv[1])
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    provider = f"http://127.0.0.1:{model.server_port}/v1"
    closed = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    away = f"http://127.0.0.1:{closed.server_port}"
    closed.server_close()
    with tempfile.TemporaryDirectory() as folder:
        workspace(folder, provider)
        server = Server(dse, folder)
        try:
            for signature in (JSON, PLAIN):
                name = signature.split("/")[-1]
                artifact = os.path.join(folder, name + ".artifact.json")
                server.run("dataset", "import", name + ".jsonl", "--signature", signature)
                server.run("artifact", "export", signature, "default", "--as", "messages", "-o", artifact)
                assert len(json.load(open(artifact))["vectors"]) == 2
                for language in (python, node):
                    spool = os.path.join(folder, f"{name}.{language.__name__}.ndjson")
                    Model.seen.clear()
                    offline = language(server.url, away, provider, signature, artifact, spool)
                    brought_back(server, signature, offline, spool)
                    print(f"{language.__name__}: {signature}: as it should be")
            cannot = server.run("artifact", "export", PLAIN, "default", "--as", "openai", code=2)
            assert "plain text" in cannot["error"]["message"], cannot
        finally:
            server.stop()


main()
