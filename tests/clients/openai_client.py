"""What OpenAI's own Python client sees of `dse serve`: plain, structured,
streamed, every failure with the calls of the model counted, and repetitions.

python openai_client.py DSE
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer

import openai
from openai import OpenAI
from pydantic import BaseModel

from provider import Provider

SECRET = "a secret of the test"
SIGNATURE = "@test/a/Shout.v1"


class Model(Provider):
    """Answers as the prompt says, and counts."""

    calls = 0
    lock = threading.Lock()

    def do_POST(self):
        with Model.lock:
            Model.calls += 1
        body = self.body()
        prompt = body["messages"][-1]["content"]
        if "be down" in prompt:
            return self.send(500, {"error": {"message": "down"}})
        text = "no idea" if "be wrong" in prompt else json.dumps({"a": "HELLO"})
        usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self.send(200, {"id": "x", "choices": [choice], "usage": usage})


def workspace(folder, model_url):
    def text(key):
        return {"type": "object", "required": [key], "properties": {key: {"type": "string"}}}

    os.mkdir(os.path.join(folder, "signatures"))
    contract = {
        "format": "openagents.dse.signature_contract",
        "formatVersion": 1,
        "signatureId": SIGNATURE,
        "inputSchemaJson": text("q"),
        "outputSchemaJson": text("a"),
        "promptIr": {"version": 1, "blocks": [{"_tag": "Instruction", "text": "Shout."}]},
        "defaultParams": {"paramsVersion": 1},
    }
    with open(os.path.join(folder, "signatures", "shout.json"), "w") as file:
        json.dump(contract, file)
    with open(os.path.join(folder, "dse.toml"), "w") as file:
        file.write(
            f'[lm]\nprovider = "openai"\nbase_url = "{model_url}"\nretries = 0\n'
            '[lm.models]\nmain = "m"\n[serve.models]\n"gpt-4o" = "' + SIGNATURE + '"\n'
        )


class Answer(BaseModel):
    a: str


def ask(client, text, **more):
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model=SIGNATURE, messages=messages, **more)


def fails(error, call, calls):
    before = Model.calls
    try:
        call()
    except error as found:
        assert Model.calls - before == calls, (error, Model.calls - before)
        return found
    raise AssertionError(f"{error} was expected")


def plain(client):
    answer = ask(client, "hello", user="user 7")
    assert json.loads(answer.choices[0].message.content) == {"a": "HELLO"}
    assert answer.usage.total_tokens == 10
    assert answer.model_extra["dse"]["receiptId"] == answer.id
    assert answer.model_extra["dse"]["threadId"] == "user 7"
    own = client.chat.completions.create(
        model="gpt-4o", messages=[], extra_body={"dse": {"input": {"q": "hello"}, "threadId": "t"}}
    )
    assert own.model_extra["dse"]["threadId"] == "t"
    raw = client.chat.completions.with_raw_response.create(
        model=SIGNATURE, messages=[{"role": "user", "content": "hello"}], temperature=0.5
    )
    assert raw.headers["x-dse-ignored"] == "temperature"
    assert raw.parse().id == raw.headers["x-dse-receipt"]


def structured(client):
    messages = [{"role": "user", "content": "hello"}]
    parsed = client.chat.completions.parse(
        model=SIGNATURE, messages=messages, response_format=Answer
    )
    assert parsed.choices[0].message.parsed == Answer(a="HELLO")
    tool = {"type": "function", "function": {"name": "Answer", "parameters": {}}}
    choice = {"type": "function", "function": {"name": "Answer"}}
    called = ask(client, "hello", tools=[tool], tool_choice=choice)
    assert json.loads(called.choices[0].message.tool_calls[0].function.arguments) == {"a": "HELLO"}


def streamed(client):
    stream = ask(client, "hello", stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    content = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert json.loads(content) == {"a": "HELLO"}
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens == 10
    assert len({chunk.id for chunk in chunks}) == 1


def models(client):
    assert SIGNATURE in [model.id for model in client.models.list()]
    assert client.models.retrieve(SIGNATURE).id == SIGNATURE
    fails(openai.NotFoundError, lambda: client.models.retrieve("nobody"), 0)


def failures(client):
    """Each costs one call of the model, whatever the client repeats."""
    wrong = fails(openai.UnprocessableEntityError, lambda: ask(client, "be wrong"), 1)
    assert wrong.code == "output_mismatch", wrong
    down = fails(openai.InternalServerError, lambda: ask(client, "be down"), 1)
    assert down.code == "lm_failed" and down.status_code == 502, down
    fits = fails(
        openai.BadRequestError,
        lambda: ask(client, "x", extra_body={"dse": {"input": {"q": 7}}}),
        0,
    )
    assert fits.param == "/q", fits
    stranger = client.with_options(api_key="wrong")
    fails(openai.AuthenticationError, lambda: ask(stranger, "hello"), 0)
    fails(openai.BadRequestError, lambda: ask(client, "hello", n=2), 0)
    fails(
        openai.UnprocessableEntityError,
        lambda: list(ask(client, "be wrong", stream=True)),
        1,
    )


def joined(client):
    before = Model.calls
    headers = {"Idempotency-Key": "k1"}
    first, second = (ask(client, "hello", extra_headers=headers) for _ in range(2))
    assert first.id == second.id and Model.calls == before + 1
    # What the client itself sends when it comes back.
    headers = {"x-stainless-retry-count": "1"}
    once = ask(client, "hello again")
    again = ask(client, "hello again", extra_headers=headers)
    assert again.id == once.id and Model.calls == before + 2


def responses(client):
    prompt = {"id": SIGNATURE, "variables": {"q": "hello"}}
    answer = client.responses.create(prompt=prompt)
    assert json.loads(answer.output_text) == {"a": "HELLO"}
    assert answer.usage.total_tokens == 10
    with client.responses.stream(model=SIGNATURE, input="hello") as stream:
        events = [event.type for event in stream]
        final = stream.get_final_response()
    assert "response.output_text.delta" in events
    assert json.loads(final.output_text) == {"a": "HELLO"}
    pinned = {**prompt, "version": "sha256:no"}
    fails(openai.NotFoundError, lambda: client.responses.create(prompt=pinned), 0)


def main(dse):
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        workspace(folder, f"http://127.0.0.1:{model.server_port}/v1")
        environment = {"PATH": os.environ["PATH"], "OA_DSE_ADMIN_SECRET": SECRET}
        words = [dse, "serve", "--addr", "127.0.0.1:0", "--format", "ndjson"]
        server = subprocess.Popen(
            words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            url = json.loads(server.stdout.readline())["url"]
            client = OpenAI(base_url=f"{url}/v1", api_key=SECRET)
            for check in [plain, structured, streamed, models, failures, joined, responses]:
                check(client)
                print(f"openai {openai.__version__}: {check.__name__}")
        finally:
            server.terminate()
            server.wait()


main(sys.argv[1])
