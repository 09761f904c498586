"""Whole optimizers on a served small model: part C of PLAN.md.

    python compare.py --port 8001 --dse ../../target/debug/dse [--budgets 300 600] [--seeds 1 2 3]

needs dspy 3.4.1, optuna 5.0.0 and gepa 0.1.4 beside a running serve.py. Each finished cell is a
line of `cells-TASK-MODEL.jsonl`; cells that are there are not run again. `--table` only prints.
"""

import argparse
import contextlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time

import tasks
from client import Client
from rendering import plain

HERE = os.path.dirname(os.path.abspath(__file__))
TASK, FIELD = "triage", "queue"


def read(*path):
    with open(os.path.join(HERE, *path)) as file:
        return json.load(file)


SIGNATURE = read("workspace", "signatures", f"{TASK}.v1.json")
SCHEMA = SIGNATURE["outputSchemaJson"]["properties"][FIELD]
ROWS = tasks.apart(tasks.rows(TASK))
POOL = read("pool.json")[TASK]
SEED_PROMPT, OTHERS = POOL[0], POOL[1:]


class Model:
    """Asks for one run, as dse does."""

    def __init__(self, port, run):
        self.client = Client(port, run)

    def answer(self, instruction, demos, given):
        text = plain(instruction, demos, given, FIELD)
        return self.client.ask([{"role": "user", "content": text}], SCHEMA)

    def is_right(self, instruction, demos, row):
        return self.answer(instruction, demos, row["inputJson"]) == row["expectedJson"][FIELD]


class Pool:
    """The instructions in the order of a seed; they start again when they are used up."""

    def __init__(self, seed):
        self.texts = random.Random(f"pool {seed}").sample(OTHERS, len(OTHERS))
        self.given = 0

    def next(self):
        self.given += 1
        return self.texts[(self.given - 1) % len(self.texts)]


def split(rows, seed, val, train=None):
    """A tool's own split of the train rows."""
    drawn = random.Random(f"split {seed}").sample(rows, len(rows))
    return drawn[val:][:train], drawn[:val]


# --- dspy -----------------------------------------------------------------------------------------


def with_dspy(model, seed, search):
    import dspy
    import logging

    logging.disable(logging.INFO)
    pool = Pool(seed)

    class Plain(dspy.Adapter):
        """Renders and reads as dse does; what a proposer is asked comes from the pool."""

        def __call__(self, lm, lm_kwargs, signature, demos, inputs):
            names = list(signature.output_fields)
            if names != [FIELD]:
                # Copies of one question want as many answers.
                return [{name: pool.next() if "instruction" in name else "A task." for name in names}
                        for _ in range(lm_kwargs.get("n", 1) or 1)]
            given = {name: inputs[name] for name in signature.input_fields}
            shown = [({name: demo[name] for name in signature.input_fields}, {FIELD: demo[FIELD]})
                     for demo in demos if FIELD in demo and all(name in demo for name in signature.input_fields)]
            return [{FIELD: model.answer(signature.instructions, shown, given)}]

    class Triage(dspy.Signature):
        message: str = dspy.InputField()
        queue: str = dspy.OutputField()

    Triage = Triage.with_instructions(SEED_PROMPT)
    lm = dspy.utils.DummyLM([{}])
    dspy.configure(lm=lm, adapter=Plain(), num_threads=1)

    def examples(rows):
        return [dspy.Example(message=row["inputJson"]["message"], queue=row["expectedJson"][FIELD]).with_inputs("message")
                for row in rows]

    def metric(example, prediction, trace=None):
        return example.queue == prediction.queue

    program = search(dspy, dspy.Predict(Triage), examples, metric, lm)
    predictor = program.predictors()[0]
    demos = [({"message": demo["message"]}, {FIELD: demo[FIELD]}) for demo in predictor.demos]
    return predictor.signature.instructions, demos


def bfrs(model, rows, budget, seed, _dse):
    val, candidates = (40, 3) if budget <= 300 else (60, 6) if budget <= 600 else (70, 13)

    def search(dspy, program, examples, metric, _lm):
        train, held = split(rows, seed, val)
        tool = dspy.BootstrapFewShotWithRandomSearch(
            metric=metric, max_bootstrapped_demos=4, max_labeled_demos=8, num_candidate_programs=candidates, num_threads=1)
        return tool.compile(program, trainset=examples(train), valset=examples(held))

    return with_dspy(model, seed, search)


def mipro(model, rows, budget, seed, _dse):
    val, batch, trials, candidates = (50, 20, 6, 6) if budget <= 300 else (80, 25, 9, 9) if budget <= 600 else (120, 35, 16, 12)

    def search(dspy, program, examples, metric, lm):
        train, held = split(rows, seed, val)
        tool = dspy.MIPROv2(metric=metric, prompt_model=lm, task_model=lm, auto=None, num_candidates=candidates,
                            max_bootstrapped_demos=4, max_labeled_demos=8, num_threads=1, seed=seed)
        return tool.compile(program, trainset=examples(train), valset=examples(held), num_trials=trials, minibatch=True,
                            minibatch_size=batch, minibatch_full_eval_steps=5, seed=seed, program_aware_proposer=False,
                            data_aware_proposer=False, tip_aware_proposer=False, fewshot_aware_proposer=False)

    return with_dspy(model, seed, search)


def copro(model, rows, budget, seed, _dse):
    val, breadth, depth = (36, 4, 2) if budget <= 300 else (40, 5, 3) if budget <= 600 else (40, 10, 3)

    def search(dspy, program, examples, metric, lm):
        _, held = split(rows, seed, val)
        tool = dspy.COPRO(prompt_model=lm, metric=metric, breadth=breadth, depth=depth)
        return tool.compile(program, trainset=examples(held), eval_kwargs={"num_threads": 1, "display_progress": False})

    return with_dspy(model, seed, search)


# --- gepa -----------------------------------------------------------------------------------------


def with_gepa(model, rows, budget, seed, strategy):
    import gepa
    from gepa.core.adapter import EvaluationBatch

    pool = Pool(seed)

    class Adapter:
        propose_new_texts = None

        def evaluate(self, batch, candidate, capture_traces=False):
            answers = [model.answer(candidate["instruction"], [], row["inputJson"]) for row in batch]
            scores = [float(answer == row["expectedJson"][FIELD]) for answer, row in zip(answers, batch)]
            traces = [{"row": row, "answer": answer} for row, answer in zip(batch, answers)]
            return EvaluationBatch(outputs=answers, scores=scores, trajectories=traces if capture_traces else None)

        def make_reflective_dataset(self, candidate, batch, components):
            shown = [{"Inputs": trace["row"]["inputJson"], "Generated Outputs": trace["answer"]} for trace in batch.trajectories]
            return {name: shown for name in components}

    class Silent:
        def log(self, *_):
            pass

    val = 60 if budget <= 300 else 120
    train, held = split(rows, seed, val, val)
    result = gepa.optimize(
        seed_candidate={"instruction": SEED_PROMPT}, trainset=train, valset=held, adapter=Adapter(),
        custom_candidate_proposer=lambda _candidate, _shown, names: {name: pool.next() for name in names},
        candidate_selection_strategy=strategy, reflection_minibatch_size=3, max_metric_calls=budget,
        cache_evaluation=True, seed=seed, logger=Silent())
    return result.best_candidate["instruction"], []


# --- dse ------------------------------------------------------------------------------------------


def with_dse(optimizer, model, rows, budget, seed, dse):
    pool = Pool(seed)
    size = 24 if budget <= 300 else 40 if budget <= 600 else 72
    count = 8 if budget <= 300 else 12
    shots = {"sets": count if optimizer == "joint_race.v1" else count + 4}
    variants = [{"id": f"p{index}", "text": pool.next()} for index in range(count)]
    if optimizer == "joint_race.v1":
        space, config = {"instructionVariants": variants}, {"fewshot": shots}
    else:
        size = size * 3 // 2
        space, config = {}, shots
    config |= {"seed": seed, "budget": {"maxTaskCalls": budget}}
    job = {"signatureId": SIGNATURE["signatureId"], "rewardId": "reward_exact_json_match.v1", "searchSpace": space,
           "optimizer": {"id": optimizer, "config": config}, "sample": {"train": size}}
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "signatures"))
        os.makedirs(os.path.join(folder, "jobs"))
        write = lambda name, text: open(os.path.join(folder, name), "w").write(text)
        port, run = model.client.connection.port, model.client.run
        write("dse.toml", read_text("workspace", "dse.toml").replace(":8001/v1", f":{port}/runs/{run}/v1"))
        write("signatures/task.v1.json", json.dumps(SIGNATURE))
        write("jobs/task.v1.json", json.dumps(job))
        # The search gets the train rows, and one other row to judge, which is not asked for the choice.
        others = [row for row in ROWS if row["split"] == "holdout"][:1]
        write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in [*rows, *others]))
        call = lambda *words: subprocess.run([dse, *words], cwd=folder, check=True, capture_output=True, text=True).stdout
        call("trust", "--yes")
        call("import", "rows.jsonl", "--no-check", "--signature", SIGNATURE["signatureId"])
        call("compile", SIGNATURE["signatureId"], "--format", "json")
        params = json.loads(call("artifact", "export", SIGNATURE["signatureId"], "winner"))
    params = found(params, "params")
    instruction = (params.get("instruction") or {}).get("text") or SEED_PROMPT
    shown = ((params.get("strategy") or {}).get("config") or {}).get("demos", [])
    return instruction, [(demo["input"], demo["output"]) for demo in shown]


def found(document, name):
    """The first value of that name in a document."""
    if isinstance(document, dict):
        if name in document:
            return document[name]
        document = list(document.values())
    for part in document if isinstance(document, list) else []:
        value = found(part, name)
        if value is not None:
            return value
    return None


def read_text(*path):
    with open(os.path.join(HERE, *path)) as file:
        return file.read()


TOOLS = {
    "dse joint_race.v1": lambda *cell: with_dse("joint_race.v1", *cell),
    "dspy BootstrapFewShotWithRandomSearch": bfrs,
    "dspy MIPROv2": mipro,
    "gepa current_best": lambda model, rows, budget, seed, _: with_gepa(model, rows, budget, seed, "current_best"),
    "dse fewshot_bootstrap_race.v1": lambda *cell: with_dse("fewshot_bootstrap_race.v1", *cell),
    "gepa pareto": lambda model, rows, budget, seed, _: with_gepa(model, rows, budget, seed, "pareto"),
    "dspy COPRO": copro,
}


def run(tool, budget, seed, port, dse):
    name = f"{tool} {budget} {seed}".replace(" ", "_")
    train = [row for row in ROWS if row["split"] == "train"]
    test = [row for row in ROWS if row["split"] == "test"]
    model, started = Model(port, name), time.monotonic()
    before = model.client.stats()
    with contextlib.redirect_stdout(sys.stderr):
        instruction, demos = TOOLS[tool](model, train, budget, seed, dse)
    seconds, after = time.monotonic() - started, model.client.stats()
    judge = Model(port, "test")
    right = "".join("01"[judge.is_right(instruction, demos, row)] for row in test)
    calls = {key: after[key] - before.get(key, 0) for key in ("calls", "distinct")}
    return {"tool": tool, "budget": budget, "seed": seed, **calls, "seconds": round(seconds),
            "instruction": instruction, "demos": len(demos), "right": right}


def table(path):
    with open(path) as file:
        cells = [json.loads(line) for line in file]
    seed_line = next((cell["right"] for cell in cells if cell["tool"] == "the seed prompt"), None)
    print("| budget | tool | seeds | right on test | against the seed prompt | calls | distinct | worse than the seed prompt |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for budget in sorted({cell["budget"] for cell in cells}):
        groups = {}
        for cell in cells:
            if cell["budget"] == budget:
                groups.setdefault(cell["tool"], []).append(cell)
        order = sorted(groups.items(), key=lambda pair: -sum(share(cell) for cell in pair[1]) / len(pair[1]))
        for tool, mine in order:
            shares = [100 * share(cell) for cell in mine]
            gains, margin = paired(mine, seed_line)
            worse = sum(share(cell) < seed_line.count("1") / len(seed_line) for cell in mine)
            mean = lambda key: sum(cell[key] for cell in mine) / len(mine)
            print(f"| {budget or ''} | {tool} | {len(mine)} | {sum(shares) / len(shares):.1f} % ({', '.join(f'{one:.1f}' for one in shares)}) "
                  f"| {gains:+.1f} ± {margin:.1f} | {mean('calls'):.0f} | {mean('distinct'):.0f} | {worse} of {len(mine)} |")


def share(cell):
    return cell["right"].count("1") / len(cell["right"])


def paired(cells, seed_line):
    """The gain over a line of answers in points, row by row, with half of its 95 % interval over rows."""
    rows = range(len(seed_line))
    gains = [sum(int(cell["right"][row]) for cell in cells) / len(cells) - int(seed_line[row]) for row in rows]
    mean = sum(gains) / len(gains)
    variance = sum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1)
    return 100 * mean, 196 * math.sqrt(variance / len(gains))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--port", type=int, default=8001)
    args.add_argument("--model", default="gemma3")
    args.add_argument("--dse", default=os.path.join(HERE, "..", "..", "target", "debug", "dse"))
    args.add_argument("--budgets", type=int, nargs="+", default=[300, 600])
    args.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    args.add_argument("--tools", nargs="+", default=list(TOOLS))
    args.add_argument("--table", action="store_true")
    args = args.parse_args()
    path = os.path.join(HERE, f"cells-{TASK}-{args.model}.jsonl")
    if args.table:
        return table(path)
    done = set()
    if os.path.exists(path):
        with open(path) as file:
            done = {(cell["tool"], cell["budget"], cell["seed"]) for cell in map(json.loads, file)}
    wanted = [("the seed prompt", 0, 0)]
    wanted += [(tool, budget, seed) for budget in args.budgets for seed in args.seeds for tool in args.tools]
    TOOLS["the seed prompt"] = lambda *_: (SEED_PROMPT, [])
    for tool, budget, seed in wanted:
        if (tool, budget, seed) in done:
            continue
        cell = run(tool, budget, seed, args.port, os.path.abspath(args.dse))
        with open(path, "a") as file:
            file.write(json.dumps(cell, ensure_ascii=False) + "\n")
        print(f"{tool}, {budget}, seed {seed}: {100 * share(cell):.1f} %, {cell['calls']} calls", flush=True)


if __name__ == "__main__":
    main()
