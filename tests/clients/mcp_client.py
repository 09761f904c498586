"""What the Python client of the Model Context Protocol sees of `dse mcp`: from
labelled rows to a version that is live, step by step.

python mcp_client.py DSE [RECORDING]
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

ROWS = os.path.join(os.path.dirname(__file__), "../../fixtures/tutorial/tickets.csv")
SIGNATURE = "RouteTicket"


class Recorder:
    """Calls tools, checks what they answer, and keeps a line of each."""

    def __init__(self, session):
        self.session = session
        self.lines = []

    async def call(self, tool, arguments, expect=0):
        progress = []

        async def told(_progress, _total, message):
            progress.append(message)

        began = time.monotonic()
        result = await self.session.call_tool(tool, arguments, progress_callback=told)
        took = time.monotonic() - began
        wire = result.model_dump(by_alias=True)
        document = wire["structuredContent"]
        assert document["exitCode"] == expect, (tool, document)
        assert wire["isError"] == (expect != 0), (tool, wire)
        assert json.loads(wire["content"][0]["text"]) == document, tool
        self.lines.append((tool, arguments, document, len(progress), took))
        return document

    def markdown(self):
        rows = ["| tool | arguments | exit code | progress | seconds |", "| --- | --- | --- | --- | --- |"]
        for tool, arguments, document, told, took in self.lines:
            words = f"`{json.dumps(arguments)}`" if arguments else ""
            rows.append(f"| `{tool}` | {words} | {document['exitCode']} | {told} | {took:.1f} |")
        return "\n".join(rows) + "\n"


async def converse(dse, folder, recording):
    words = ["-C", folder, "mcp", "--allow", "files,import,run,rollout"]
    environment = {"HOME": folder, "PATH": os.environ["PATH"]}
    parameters = StdioServerParameters(command=dse, args=words, env=environment)
    async with stdio_client(parameters) as (read, write), ClientSession(read, write) as session:
        hello = await session.initialize()
        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert {"new", "validate", "compile", "promote"} <= tools, tools
        assert not {"key_create", "trust", "serve", "mcp"} & tools, tools
        guide = await session.read_resource("dse://docs/agents")
        assert guide.contents[0].text.startswith("# For agents")

        recorder = Recorder(session)
        call = recorder.call
        await call("key_create", {"name": "x"}, expect=4)
        columns = {"input": ["subject", "body"], "answer": ["queue"], "id": "ticket"}
        await call("new", {"name": "@acme/support/RouteTicket.v1", "from": "tickets.csv", **columns})
        await call("validate", {})
        await call("signature_check", {})
        await call("import", {"file": "datasets/route-ticket.v1.jsonl"})
        await call("compile", {"signature": SIGNATURE})
        await call("canary_start", {"signature": SIGNATURE, "rollout-pct": 50})
        await call("exercise", {"signature": SIGNATURE, "count": 200, "threads": 100})
        await call("canary_watch", {"signature": SIGNATURE})
        await call("canary_stop", {"signature": SIGNATURE})
        promoted = await call("promote", {"signature": SIGNATURE})
        row = ["subject=Courier never came", "body=Where is it?"]
        live = await call("prompt", {"signature": SIGNATURE, "input": row})
        assert live["compiled_id"] == promoted["to"], (live, promoted)
        report = await session.read_resource("dse://report/signature/" + SIGNATURE)
        assert "RouteTicket" in report.contents[0].text
        text = f"{len(tools)} tools, protocol {hello.protocol_version}\n\n{recorder.markdown()}"
        print(text)
        if recording:
            with open(recording, "w", encoding="utf-8") as file:
                file.write(text)


def main():
    dse, *recording = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROWS, os.path.join(folder, "tickets.csv"))
        asyncio.run(converse(os.path.abspath(dse), folder, recording[0] if recording else None))
    print("mcp: from rows to a live version")


main()
