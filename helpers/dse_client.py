"""Calls a signature that `dse serve` made live, and goes on without the server.

Where the server cannot be reached, or is overloaded, an exported artifact
(`dse artifact export ID active --as messages -o artifact.json`) asks the provider
directly, and a line in a spool keeps the prediction for `dse receipt import`.

One file, the standard library only; copy it into your application.

    dse = Client("http://127.0.0.1:8787", KEY, artifact="artifact.json",
                 provider="https://api.openai.com/v1", provider_key=PROVIDER_KEY,
                 spool="spool.ndjson")
    dse.predict("@acme/RouteTicket.v1", {"message": "My card was charged twice"}, thread="user-7")
"""

import decimal
import hashlib
import json
import math
import os
import time
import urllib.error
import urllib.request
import uuid


class DseError(Exception):
    """An answer that is an error, with its status and code."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code = status, code


def canonical(value):
    """Canonical JSON (RFC 8785), in which prompts and hashes are written."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(float(value))
    return json.dumps(value, ensure_ascii=False)


def number(value):
    """A number as ECMAScript writes it."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(decimal.Decimal(repr(value)), "f").removesuffix(".0")
    digits, _, power = repr(value).partition("e")
    return f"{digits}e{int(power):+d}"


def listed(value, schema):
    """The value without the fields that its schema does not list."""
    fields = schema.get("properties") if isinstance(schema, dict) else None
    if isinstance(value, dict) and fields is not None:
        return {name: listed(value[name], fields[name]) for name in value if name in fields}
    if isinstance(value, list) and isinstance(schema, dict) and "items" in schema:
        return [listed(item, schema["items"]) for item in value]
    return value


class Artifact:
    """An exported artifact, which renders prompts without a server."""

    def __init__(self, document):
        if document.get("format") != "dse.rendered_prompt" or document.get("formatVersion") != 1:
            raise ValueError("not an artifact exported with `--as messages`")
        self.document = document
        for vector in document["vectors"]:
            text = canonical(self.messages(vector["input"]))
            digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
            if digest != vector["messagesHash"]:
                raise ValueError("this file renders other prompts than the server that exported it")

    def slot(self, fields):
        """What stands where a message has `{{input}}`."""
        fields = listed(fields, self.document["inputSchema"])
        if self.document["input"]["form"] == "json":
            return canonical(fields)
        text = lambda value: value if isinstance(value, str) else canonical(value)
        return "\n".join(f"{name}: {text(fields[name])}" for name in sorted(fields))

    def messages(self, fields):
        slot = self.slot(fields)
        return [
            {"role": one["role"], "content": one["content"].replace("{{input}}", slot)}
            for one in self.document["messages"]
        ]

    def read(self, text):
        """The output of an answer; `dse receipt import` holds it to its schema."""
        answer = self.document["answer"]
        if answer["form"] == "text":
            return {answer["field"]: text.strip().split("\n")[0].strip()}
        body = text.strip()
        if body.startswith("```"):
            body = body.split("\n", 1)[-1].rsplit("```", 1)[0]
        return json.loads(body)


class Client:
    """`artifact` is a file or its document; without one nothing falls back.

    `timeout` is in seconds, for the server and for the provider each.
    """

    def __init__(self, server, key, artifact=None, provider=None, provider_key=None,
                 model=None, spool=None, timeout=60.0):
        if isinstance(artifact, (str, os.PathLike)):
            with open(artifact, encoding="utf-8") as file:
                artifact = json.load(file)
        self.artifact = Artifact(artifact) if artifact else None
        self.server, self.key, self.timeout = server.rstrip("/"), key, timeout
        self.provider, self.provider_key, self.spool = provider, provider_key, spool
        self.model = model or (artifact or {}).get("parameters", {}).get("model")

    def predict(self, signature, fields, thread=None, tags=None):
        """`output` with `receiptId`, `compiled_id`, `threadId` and `arm`."""
        asked = {"signatureId": signature, "input": fields, "receiptId": str(uuid.uuid4())}
        asked.update({"threadId": thread} if thread else {}, **({"tags": tags} if tags else {}))
        try:
            return self.post(self.server + "/api/dse/predict", self.key, asked)
        except (DseError, OSError) as error:
            is_away = not isinstance(error, DseError) or error.status == 503
            here = self.artifact and self.artifact.document["signatureId"] == signature
            if not (is_away and here and self.provider):
                raise
        return self.offline(asked)

    def offline(self, asked):
        document, started = self.artifact.document, time.time()
        line = {**asked, "compiled_id": document["compiled_id"], "startedAtMs": int(started * 1000)}
        body = {**document["parameters"], "messages": self.artifact.messages(asked["input"])}
        body.update({"model": self.model} if self.model else {})
        try:
            answer = self.post(self.provider.rstrip("/") + "/chat/completions", self.provider_key, body)
            line["text"] = answer["choices"][0]["message"]["content"] or ""
            line["model"] = answer.get("model") or self.model or ""
            output = self.artifact.read(line["text"])
        except Exception as error:
            line.update({} if "text" in line else {"error": str(error)})
            raise
        finally:
            line["endedAtMs"] = max(int(time.time() * 1000), line["startedAtMs"])
            self.keep(line)
        return {"ok": True, "output": output, "receiptId": asked["receiptId"],
                "compiled_id": document["compiled_id"], "threadId": asked.get("threadId"), "arm": "offline"}

    def keep(self, line):
        if self.spool:
            with open(self.spool, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def post(self, url, key, body):
        headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            told = error.read().decode("utf-8", "replace")
            told = json.loads(told) if told.startswith("{") else {"message": told[:200]}
            raise DseError(error.code, told.get("error", "http"), told.get("message", "")) from None
