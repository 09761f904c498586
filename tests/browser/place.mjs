// A workspace of its own, the server over it, and the browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const SECRET = "browser check";
export const SIGNATURE = "@openagents/autopilot/blueprint/SelectTool.v1";
export const TOOL = { action: "tool", toolName: "identity_update" };
export const HOSTILE = "<script>alert(1)</script>\u001b[31m";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** A folder in which a night was run with the embedded default. */
export class Place {
  constructor(dse) {
    this.dse = dse;
    this.folder = mkdtempSync(join(tmpdir(), "dse-browser-"));
    this.environment = {
      HOME: this.folder,
      PATH: process.env.PATH,
      OA_DSE_ADMIN_SECRET: SECRET,
    };
  }

  /** Runs a command to its end; gives what it wrote to stdout. */
  run(...args) {
    const options = { cwd: this.folder, env: this.environment, encoding: "utf8" };
    const done = spawnSync(this.dse, args, options);
    if (done.status !== 0) {
      throw new Error(`dse ${args.join(" ")} ended with ${done.status}:\n${done.stderr}`);
    }
    return done.stdout;
  }

  /** Imports a row that would act if it were not shown as text. */
  importHostileRow(message, expectedJson) {
    const row = {
      exampleId: "hostile/row",
      inputJson: { message, blueprintHint: { userHandle: "u", agentName: "a" } },
      expectedJson,
      split: "test",
      tags: [HOSTILE],
    };
    const file = join(this.folder, "hostile.jsonl");
    writeFileSync(file, JSON.stringify(row) + "\n");
    this.run("import", file, "--signature", SIGNATURE);
  }

  /** Starts a command that goes on; gives the process and its first line. */
  async start(...args) {
    const options = { cwd: this.folder, env: this.environment, stdio: ["ignore", "pipe", "ignore"] };
    const child = spawn(this.dse, args, options);
    const lines = createInterface({ input: child.stdout });
    const line = await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      child.once("exit", (code) => reject(new Error(`dse ${args[0]} ended with ${code}`)));
    });
    return { child, line };
  }

  async serve() {
    const { child, line } = await this.start("serve", "--addr", "127.0.0.1:0", "--format", "ndjson");
    this.server = child;
    this.url = JSON.parse(line).url;
  }

  close() {
    this.server?.kill("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Asks a process to end; gives its exit code. */
export function interrupt(child) {
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.kill("SIGINT");
  });
}

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export async function signIn(page, url, secret = SECRET) {
  await page.goto(`${url}/dse`);
  await page.getByLabel("The server's secret").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}
