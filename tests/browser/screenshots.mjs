// The pictures of the README. Usage: node screenshots.mjs DSE FOLDER
import { join, resolve } from "node:path";
import { Place, launch, signIn } from "./place.mjs";

const [dse, folder] = process.argv.slice(2).map((path) => resolve(path));

const place = new Place(dse);
let browser;
try {
  place.run("overnight");
  const report = place.run("report", "--output", "html");
  await place.serve();
  browser = await launch();
  const page = await browser.newPage({ viewport: { width: 860, height: 600 } });
  await page.setContent(report);
  await page.screenshot({ path: join(folder, "report.png") });
  await signIn(page, place.url);
  await page.getByRole("link", { name: "read its report" }).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: join(folder, "page.png") });
} finally {
  await browser?.close();
  place.close();
}
