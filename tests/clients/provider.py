"""A provider of models on loopback, for the checks of clients: who inherits from it
says in `do_POST` what it answers."""

import json
from http.server import BaseHTTPRequestHandler


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        """What is asked."""
        return json.loads(self.rfile.read(int(self.headers["content-length"])))

    def send(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
