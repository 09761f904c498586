"""Questions to the served model."""

import http.client
import json


class Client:
    def __init__(self, port, run="all"):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.run = run

    def call(self, method, path, document=None):
        body = json.dumps(document) if document is not None else None
        self.connection.request(method, path, body, {"content-type": "application/json", "x-run": self.run})
        return json.loads(self.connection.getresponse().read())

    def ask(self, messages, schema, most=64):
        form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        reply = self.call("POST", "/v1/chat/completions",
                          {"model": "local", "messages": messages, "max_tokens": most, "temperature": 0, "response_format": form})
        return reply["choices"][0]["message"]["content"]

    def stats(self):
        return self.call("GET", "/stats").get(self.run, {"calls": 0, "distinct": 0})
