"""A prompt with demonstrations as dse writes it in plain text, and as JSON."""

import json


def compact(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines(document):
    return "\n".join(f"{key}: {value if isinstance(value, str) else compact(value)}" for key, value in sorted(document.items()))


def plain(instruction, demos, given, key):
    """The user's message; `demos` are pairs of input and output, `key` is the one field of the output."""
    shown = [f"{lines(one)}\n{lines(answer)}" for one, answer in demos]
    return "\n\n".join([part for part in [instruction.strip(), *shown] if part] + [f"{lines(given)}\n{key}:"])


def as_json(system, instruction, schema, demos, given):
    """System and user message of a prompt with `JsonSchema`; `demos` are documents with id, input and output."""
    shown = "\n".join(compact(demo) for demo in demos)
    form = f"Output format:\nReply with one JSON value that fits this JSON Schema, and nothing else:\n{compact(schema)}"
    examples = [f"Examples:\n{shown}"] if demos else []
    return system, "\n\n".join([instruction, form, *examples, f"Input:\n{compact(given)}"])
