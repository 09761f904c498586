// What a browser sees of the pages: the way of a reader in the morning, what is
// refused, accessibility, valid HTML. Usage: node check.mjs DSE OUTPUT
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { HOSTILE, Place, SIGNATURE, TOOL, interrupt, launch, signIn } from "./place.mjs";

const [dse, output] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const vnu = join(dirname(require.resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
mkdirSync(output, { recursive: true });

/** The page of something that is not there. */
const MISSING = "missing";

/** A page on which nothing may go wrong unseen. */
async function watched(context, place, faults) {
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("dialog", (dialog) => faults.push(`${page.url()}: a dialog, ${dialog.message()}`));
  page.on("console", (message) => {
    const refused = message.text().includes("401");
    if (message.type() === "error" && !refused) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(place.url)) faults.push(`a request to ${request.url()}`);
  });
  return page;
}

/** From the list to the newest run, its winner's evaluation, and a receipt. */
async function readInTheMorning(page, place) {
  await signIn(page, place.url, "wrong");
  await page.getByRole("alert").getByText("neither this server's secret nor a live key").waitFor();
  await signIn(page, place.url);
  await page.getByText("improved and the new version is live").first().waitFor();
  const pages = { runs: page.url() };

  await page.getByRole("link", { name: "read its report" }).click();
  await page.getByRole("heading", { level: 1, name: /^Overnight run/ }).waitFor();
  await page.getByRole("img", { name: "Mean reward of each candidate" }).waitFor();
  pages.run = page.url();

  const evaluation = page.locator("dl div", { hasText: "eval winner" }).getByRole("link");
  await evaluation.click();
  await page.getByRole("heading", { level: 1, name: /^Evaluation of/ }).waitFor();
  pages.evaluation = page.url();
  await page.getByRole("link", { name: "Only those wrong" }).click();
  await page.locator("td a").first().click();
  await page.getByRole("heading", { level: 1, name: /^Example/ }).waitFor();
  pages.example = page.url();

  await page.goto(pages.run);
  await page.locator("dl div", { hasText: "winner" }).first().getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: /^Compile of/ }).waitFor();
  pages.compile = page.url();

  await page.getByRole("link", { name: SIGNATURE }).first().click();
  await page.getByRole("heading", { level: 1, name: SIGNATURE }).waitFor();
  pages.signature = page.url();
  await page.getByRole("link", { name: "The receipts" }).click();
  pages.receipts = page.url();
  await page.locator("td a").first().click();
  await page.getByText("answered with a valid output").waitFor();
  pages.receipt = page.url();

  await page.goto(pages.signature);
  await page.getByRole("link", { name: "The dataset" }).click();
  await page.getByLabel("Split", { exact: true }).selectOption("test");
  await page.getByRole("button", { name: "Show" }).click();
  const shown = await page.locator("table").innerText();
  assert.ok(shown.includes(HOSTILE.replace("\u001b", "\\e")), shown);
  pages.dataset = page.url();

  await page.goto(pages.signature);
  await page.getByRole("link", { name: "All imports" }).click();
  pages.imports = page.url();
  await page.getByRole("link", { name: "1 expected answer changed" }).first().click();
  await page.getByText("the expected answer changed").waitFor();
  assert.ok((await page.locator("main").innerText()).includes("<script>alert(2)</script>"));
  pages.import = page.url();

  await page.goto(pages.run);
  await page.getByRole("link", { name: /^and \d+ more$/ }).click();
  await page.getByRole("heading", { level: 1, name: /^Two evaluations of/ }).waitFor();
  pages.compared = page.url();
  pages.compiles = `${pages.signature}/compile-reports`;
  pages.evaluations = `${pages.signature}/eval-reports`;
  pages.api = `${place.url}/dse/api`;
  pages[MISSING] = `${place.url}/dse/receipt/none`;
  return pages;
}

async function cookieCannotWrite(context, place) {
  const [cookie] = await context.cookies(`${place.url}/dse`);
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Strict");
  const stop = await fetch(`${place.url}/api/dse/canary/stop`, {
    method: "POST",
    headers: { cookie: `${cookie.name}=${cookie.value}`, "content-type": "application/json" },
    body: JSON.stringify({ signatureId: SIGNATURE }),
  });
  assert.equal(stop.status, 401);
}

/** Nothing serious for who reads otherwise than the author. */
async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  const told = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n")}`);
  assert.deepEqual(told, [], `${name}: ${told.join("\n")}`);
}

/** Every page in light, in dark and on a phone. */
async function looksWell(browser, state, pages) {
  const looks = {
    light: { colorScheme: "light", viewport: { width: 1000, height: 800 } },
    dark: { colorScheme: "dark", viewport: { width: 1000, height: 800 } },
    phone: { colorScheme: "light", viewport: { width: 375, height: 700 } },
  };
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({ ...options, storageState: state, bypassCSP: true });
    const page = await context.newPage();
    for (const [name, url] of Object.entries(pages)) {
      const answer = await page.goto(url);
      const expected = name === MISSING ? 404 : 200;
      assert.ok(answer.status() === expected || url.startsWith("file:"), url);
      if (look === "light") {
        const text = await answer.text();
        assert.ok(text.length < 200_000, `${name} has ${text.length} bytes`);
        writeFileSync(join(output, `${name}.html`), text);
      }
      await accessible(page, `${name}, ${look}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name}, ${look}: ${wide} px too wide`);
      await page.screenshot({ path: join(output, `${name}-${look}.png`), fullPage: true });
    }
    await context.close();
  }
}

async function worksByKeyboard(page, pages) {
  await page.goto(pages.runs);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.ok(page.url().endsWith("#content"));
}

function validHtml() {
  const done = spawnSync("java", ["-jar", vnu, "--errors-only", "--skip-non-html", output], {
    encoding: "utf8",
  });
  assert.equal(done.status, 0, done.stderr || String(done.error));
}

async function opensByLink(browser, place) {
  const { child, line } = await place.start("open", "--no-browser");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(line.trim());
  await page.getByRole("heading", { level: 1, name: "What improved" }).waitFor();
  await page.goto(line.trim());
  await page.getByText("was used already").waitFor();
  await context.close();
  assert.equal(await interrupt(child), 0, "dse open ends well on Ctrl-C");
}

const place = new Place(dse);
let browser;
try {
  place.run("overnight");
  place.importHostileRow(HOSTILE, { action: "none" });
  place.importHostileRow("<script>alert(2)</script>", TOOL);
  place.importHostileRow(HOSTILE, { action: "none" });
  writeFileSync(join(output, "report.html"), place.run("report", "--output", "html"));
  await place.serve();
  browser = await launch();
  const faults = [];
  const context = await browser.newContext();
  const page = await watched(context, place, faults);
  const pages = await readInTheMorning(page, place);
  await cookieCannotWrite(context, place);
  await worksByKeyboard(page, pages);
  assert.deepEqual(faults, []);
  await looksWell(browser, await context.storageState(), pages);
  const outside = {
    "sign-in": `${place.url}/dse/sign-in`,
    report: `file://${join(output, "report.html")}`,
  };
  await looksWell(browser, undefined, outside);
  await opensByLink(browser, place);
  validHtml();
  console.log(`${Object.keys({ ...pages, ...outside }).length} pages: all well, see ${output}`);
} finally {
  await browser?.close();
  place.close();
}
