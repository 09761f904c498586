"""Records what a served model answers to 28 candidates: part B of PLAN.md.

    python record.py triage --port 8001 --model gemma3

It resumes where it was cut off: a candidate's line is written when it is complete.
"""

import argparse
import json
import os
import random

import tasks
from client import Client
from rendering import as_json, plain

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {"triage": [2, 4, 6, 8, 12], "policy": [2, 4, 6, 8, 12], "selecttool": [2, 4, 6, 8]}
SETS = 20
ROWS = 120  # of the holdout rows of a generated task


def read(*path):
    with open(os.path.join(HERE, *path)) as file:
        return json.load(file)


def drawn(rows, label, size, draw):
    """Rows with each label in its turn, in a random order."""
    rows = draw.sample(rows, len(rows))
    labels = draw.sample(sorted({label(row) for row in rows}), len({label(row) for row in rows}))
    queues = {name: [row for row in rows if label(row) == name] for name in labels}
    chosen, turn = [], 0
    while len(chosen) < size:
        queue = queues[labels[turn % len(labels)]]
        turn += 1
        if queue:
            chosen.append(queue.pop())
    return draw.sample(chosen, size)


def candidates(task, train, label):
    """The instructions without demonstrations, the seed prompt first, then sets of rows with it."""
    pool = read("pool.json")[task][:8]
    made = [{"instruction": text, "demos": []} for text in pool]
    for index in range(SETS):
        size = SIZES[task][index % len(SIZES[task])]
        made.append({"instruction": pool[0], "demos": drawn(train, label, size, random.Random(f"{task} set {index}"))})
    return made


def generated(task):
    names = {"triage": "triage.v1.json", "policy": "policy.v1.json"}
    signature = read("workspace", "signatures", names[task])
    key, schema = next(iter(signature["outputSchemaJson"]["properties"].items()))
    rows = tasks.rows(task)
    train = [row for row in rows if row["split"] == "train"]

    def ask(client, candidate, row):
        demos = [(demo["inputJson"], demo["expectedJson"]) for demo in candidate["demos"]]
        text = plain(candidate["instruction"], demos, row["inputJson"], key)
        return {key: client.ask([{"role": "user", "content": text}], schema)} == row["expectedJson"]

    made = candidates(task, train, lambda row: row["expectedJson"][key])
    return made, [row for row in rows if row["split"] == "holdout"][:ROWS], ask


def selecttool(task):
    signature = read("..", "..", "fixtures", "signatures", "select-tool.v1.json")
    blocks = {block["_tag"]: block for block in signature["promptIr"]["blocks"]}
    with open(os.path.join(HERE, "..", "..", "fixtures", "datasets", "select-tool.v1.jsonl")) as file:
        rows = [json.loads(line) for line in file]
    schema = blocks["OutputFormat"]["format"]["schema"]

    def ask(client, candidate, row):
        system, user = as_json(blocks["System"]["text"], candidate["instruction"], schema, candidate["demos"], row["inputJson"])
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return json.loads(client.ask(messages, schema)) == row["expectedJson"]

    made = candidates(task, blocks["FewShot"]["examples"], lambda demo: demo["output"].get("toolName", "none"))
    return made, rows, ask


TASKS = {"triage": generated, "policy": generated, "selecttool": selecttool}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("task", choices=TASKS)
    args.add_argument("--port", type=int, default=8001)
    args.add_argument("--model", default="gemma3")
    args = args.parse_args()
    made, rows, ask = TASKS[args.task](args.task)
    path = os.path.join(HERE, "outcomes", f"{args.task}-{args.model}.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    table = {"task": args.task, "model": args.model, "candidates": []}
    if os.path.exists(path):
        with open(path) as file:
            table = json.load(file)
    client = Client(args.port, f"record {args.task}")
    for candidate in made[len(table["candidates"]):]:
        right = "".join("01"[ask(client, candidate, row)] for row in rows)
        demos = [demo.get("exampleId") or demo["id"] for demo in candidate["demos"]]
        table["candidates"].append({"instruction": candidate["instruction"], "demos": demos, "right": right})
        with open(path + ".part", "w") as file:
            json.dump(table, file, indent=1, ensure_ascii=False)
            file.write("\n")
        os.replace(path + ".part", path)
        print(f"{len(table['candidates'])} of {len(made)}: {100 * right.count('1') / len(right):.1f} %", flush=True)


if __name__ == "__main__":
    main()
