// What check.py does with the Python helper, with the other one; it prints the
// answer that was given without the server.
import assert from "node:assert/strict";
import { appendFile, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";

import { Artifact, Client, DseError, canonical } from "../../helpers/dse-client.mjs";

const [server, away, provider, signature, file, spool, key, awkward] = process.argv.slice(2);
const artifact = JSON.parse(await readFile(file, "utf8"));
const common = { key, artifact, provider, providerKey: "p", spool: (line) => appendFile(spool, line) };

assert.equal(canonical({ b: [1, 1e21, 1e-7], a: null, c: undefined }), '{"a":null,"b":[1,1e+21,1e-7]}');
const here = new Client({ server, ...common });
const answer = await here.predict(signature, { q: "one" }, { threadId: "t" });
assert.deepEqual([answer.output, answer.arm, answer.threadId], [{ a: "HELLO" }, "active", "t"]);
const refused = await here.predict(signature, { q: 7 }).catch((error) => error);
assert.ok(refused instanceof DseError);
assert.deepEqual([refused.status, refused.code], [400, "input_mismatch"]);
assert.ok(!existsSync(spool), "nothing was offline");

const gone = new Client({ server: away, ...common });
const offline = await gone.predict(signature, JSON.parse(awkward), { threadId: "t", tags: { env: "test" } });
assert.deepEqual([offline.output, offline.arm], [{ a: "HELLO" }, "offline"]);
await assert.rejects(gone.predict(signature, { q: "be down" }));
if (artifact.answer.form === "json") await assert.rejects(gone.predict(signature, { q: "be wrong" }));
await assert.rejects(new Client({ server: away, key }).predict(signature, { q: "one" }));
const other = structuredClone(artifact);
other.messages[0].content += "!";
await assert.rejects(new Artifact(other).verify(), /renders other prompts/);
process.stdout.write(JSON.stringify(offline));
