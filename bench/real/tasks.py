"""Tasks with a generator: the same rows on every machine.

    python tasks.py triage > rows.jsonl

240 train rows, and of 240 holdout and 240 test rows those that share no run of words with train.
Written before any search was run on them, by the people who wrote the searches. A third of the
wordings of triage occurs in held-out rows only.
"""

import json
import random
import re
import sys

SPLITS = ("train", "holdout", "test")
ROWS = 240

# --- triage: six queues, and a clause of another queue beside the request -------------------------
# Each request has a thing and something that happened to it; distractors name another queue's thing
# as settled. Which queue it is follows from what is asked, not from which words occur.

REQUESTS = {
    "billing": (
        ["I was charged twice for {month}", "the invoice for {month} shows the wrong amount",
         "please explain the extra fee of {money} on my statement", "my card was declined although it is valid",
         "the tax on my bill looks wrong", "I need a receipt for the {money} I paid",
         "the payment of {money} went through two times", "why did the monthly price go up to {money}",
         "can I pay by bank transfer instead of card", "the discount was not taken off my {month} bill",
         "there is a charge of {money} I do not recognise", "my bill lists {product} twice"],
    ),
    "shipping": (
        ["my parcel has not arrived since {day}", "the tracking number for {product} shows nothing",
         "when will {product} reach {city}", "the courier left my box at the wrong house",
         "please send the package to my office in {city} instead", "the delivery was promised for {day} and did not come",
         "is express delivery to {city} possible", "the driver never rang on {day}",
         "my order is stuck at customs in {city}", "only half of the boxes were delivered",
         "tracking says delivered but {product} is not here", "can the parcel wait at the depot until {day}"],
    ),
    "returns": (
        ["I want to send {product} back", "{product} does not fit, how do I return it",
         "please give me a label to return {product}", "I would like to swap {product} for a bigger one",
         "{product} broke after a week, I want a replacement", "how many days do I have to bring {product} back",
         "I changed my mind about {product}, take it back please", "you received my return on {day}, where is my refund",
         "the wrong colour came, I want to exchange {product}", "{product} arrived cracked and I want it replaced",
         "do I need the original box to return {product}", "may I hand {product} back at the shop in {city}"],
    ),
    "account": (
        ["I cannot log in since {day}", "please reset my password", "I need to change the e-mail address of my profile",
         "delete my account and all my data", "the sign-in code never comes to my phone",
         "my profile still shows my old name", "someone else used my login on {day}",
         "how do I turn on two-step sign-in", "I am locked out after three wrong passwords",
         "please merge my two profiles", "add my colleague in {city} as a second user",
         "I forgot which user name I signed up with"],
    ),
    "technical": (
        ["the app crashes when I open {product}", "the screen of {product} stays black",
         "{product} does not connect to the wifi", "I get error {number} when I start the program",
         "the update froze at {number} percent", "{product} makes a loud noise and stops",
         "the battery of {product} is empty after an hour", "the website shows error {number} on every page",
         "{product} no longer pairs with my phone", "the sound of {product} cuts out",
         "the search button does nothing when I press it", "{product} will not switch on"],
    ),
    "sales": (
        ["do you offer a discount for {number} pieces of {product}", "which plan is best for a team of {number}",
         "is {product} available in green", "what does {product} cost for schools", "can I try {product} for free first",
         "please send me an offer for {number} licences", "when does the new version of {product} come out",
         "do you have {product} in stock in {city}", "how does {product} compare to the cheaper one",
         "I would like to speak to someone about buying {number} units", "is there a student price for {product}",
         "can you show me a demo of {product} on {day}"],
    ),
}

SETTLED = {
    "billing": ["The invoice is paid", "My last payment went through", "The bill was fine"],
    "shipping": ["The parcel came on time", "Delivery was quick", "The courier was friendly"],
    "returns": ["I am happy to keep everything", "The earlier return is closed", "I do not want my money back"],
    "account": ["My login works", "I already changed my password", "My profile is up to date"],
    "technical": ["The app runs well", "The error from last week is gone", "The device itself works"],
    "sales": ["I do not want to buy more", "Thanks for the offer you sent", "I have already ordered"],
}

SLOTS = {
    "product": ["the lamp", "the kettle", "the headphones", "the camera", "the blue jacket", "the desk chair",
                "the printer", "the smart watch", "the tent", "the speaker", "the router", "the coffee machine"],
    "city": ["Leeds", "Porto", "Graz", "Lyon", "Turku", "Bergen"],
    "day": ["Monday", "Tuesday", "Thursday", "Saturday", "last week", "the 3rd"],
    "month": ["March", "June", "October", "last month"],
    "money": ["12 euros", "$49", "80 pounds", "19.99"],
    "number": ["12", "404", "25", "60", "7", "99"],
}


def filled(text, draw):
    for slot, words in SLOTS.items():
        while "{" + slot + "}" in text:
            text = text.replace("{" + slot + "}", draw.choice(words), 1)
    return text


def sentence(text):
    return text[0].upper() + text[1:] + ("?" if text.split()[0] in ASKING else ".")


ASKING = {"why", "can", "when", "is", "how", "may", "do", "which", "what"}


def triage(split, index, draw):
    queues = list(REQUESTS)
    queue = queues[index % len(queues)]
    requests = REQUESTS[queue][0]
    # Two thirds of the wordings are train's; a third is seen in held-out rows only.
    own = requests[:8] if split == "train" else requests
    parts = [sentence(filled(draw.choice(own), draw))]
    other = draw.choice([one for one in queues if one != queue])
    if draw.random() < 0.4:
        settled = draw.choice(SETTLED[other]) + draw.choice([".", ", thank you.", " by the way."])
        parts.insert(draw.randrange(2), settled)
    return {"message": " ".join(parts)}, {"queue": queue}, ["distractor" if len(parts) > 1 else "plain"]


# --- policy: three hidden rules and an exception --------------------------------------------------
# 1. Above 30 days: deny. 2. Opened goods: review. 3. Otherwise: approve. Exception: broken goods are
# approved up to 60 days, opened or not. Labels alone do not tell the rules.

REASONS = ["too small", "too loud", "wrong colour", "changed my mind", "arrived broken", "stopped working", "found it cheaper"]
BROKEN = {"arrived broken", "stopped working"}


def policy(_split, _index, draw):
    days, opened, reason = draw.randrange(1, 75), draw.random() < 0.5, draw.choice(REASONS)
    if reason in BROKEN and days <= 60:
        decision = "approve"
    elif days > 30:
        decision = "deny"
    else:
        decision = "review" if opened else "approve"
    product = draw.choice(SLOTS["product"])
    box = "opened" if opened else "sealed"
    text = f"{product}, bought {days} days ago for {draw.randrange(9, 300)} euros, box {box}: {reason}"
    return {"request": text[0].upper() + text[1:]}, {"decision": decision}, ["broken" if reason in BROKEN else "other"]


def runs(text):
    """The runs of six words of what is asked for; a short text is one."""
    asked = [part for part in re.split(r"(?<=[.?]) ", text) if not part.startswith(CLAUSES)]
    words = re.findall(r"\w+", " ".join(asked).lower())
    return {" ".join(words[at:at + 6]) for at in range(max(1, len(words) - 5))}


CLAUSES = tuple(clause for clauses in SETTLED.values() for clause in clauses)


def apart(made):
    """Without the held-out rows that share a run of words with a train row."""
    text = lambda row: next(iter(row["inputJson"].values()))
    known = set().union(*(runs(text(row)) for row in made if row["split"] == "train"))
    return [row for row in made if row["split"] == "train" or not runs(text(row)) & known]


TASKS = {"triage": triage, "policy": policy}


def rows(task, seed=20):
    """Every row of a task; no input occurs twice."""
    seen, made = set(), []
    for split in SPLITS:
        draw = random.Random(f"{task} {split} {seed}")
        index = 0
        while index < ROWS:
            given, expected, tags = TASKS[task](split, index, draw)
            key = json.dumps(given)
            if key in seen:
                continue
            seen.add(key)
            made.append({"exampleId": f"{task}.{split}.{index + 1:03}", "inputJson": given, "expectedJson": expected,
                         "split": split, "tags": sorted([split, *tags])})
            index += 1
    return made


if __name__ == "__main__":
    for row in apart(rows(sys.argv[1])):
        print(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
