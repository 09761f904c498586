"""A few-shot search with DSPy over rows.jsonl; prints its seconds last."""

import json
import sys
import time
from typing import Literal

import dspy
from dspy.teleprompt import BootstrapFewShotWithRandomSearch

url, threads = sys.argv[1], int(sys.argv[2])
dspy.configure(lm=dspy.LM("openai/mock", api_base=url, api_key="none", cache=False, max_tokens=256))

rows = [json.loads(line) for line in open("rows.jsonl")]


def label(expected):
    return expected["toolName"] if expected["action"] == "tool" else "none"


tools = sorted({label(row["expectedJson"]) for row in rows} | {"none", "memory_append"})


class SelectTool(dspy.Signature):
    """Pick the tool that fits the message, or none."""

    message: str = dspy.InputField()
    action: Literal[tuple(tools)] = dspy.OutputField()


def examples(split):
    return [
        dspy.Example(message=row["inputJson"]["message"], action=label(row["expectedJson"])).with_inputs("message")
        for row in rows
        if row["split"] == split
    ]


search = BootstrapFewShotWithRandomSearch(
    metric=lambda example, prediction, trace=None: example.action == prediction.action,
    max_bootstrapped_demos=3,
    max_labeled_demos=3,
    num_candidate_programs=8,
    num_threads=threads,
)
started = time.monotonic()
program = search.compile(dspy.Predict(SelectTool), trainset=examples("train"))
dspy.Evaluate(devset=examples("holdout"), metric=search.metric, num_threads=threads)(program)
print()
print(time.monotonic() - started)
