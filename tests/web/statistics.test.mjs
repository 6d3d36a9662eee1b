// The statistics page in a real browser, against the real server: the numbers are those of the API, charts are drawn, what is taken
// away opens, and the page reads well on a screen and on paper.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { DESK_SIZE, accessibilityFaults, openPage } from "./support/browser.mjs";
import { hallWith } from "./support/hall.mjs";
import { PASSWORD } from "./support/stage.mjs";

const run = promisify(execFile);
const LARGE_SIZE = { width: 1920, height: 1080 };
/** Pictures of the page are left here if a folder is named. */
const PICTURES = process.env.HALL_PICTURES;

const hall = hallWith(["zhang"], { supervisors: ["wang"], ready: aMorning });

/** @param {string} user */
async function signIn(user) {
  const { page, context, faults } = await openPage(hall.browser, { viewport: DESK_SIZE, acceptDownloads: true });
  await page.goto(`${hall.stage.hall}/sign-in`);
  await page.fill("#user", user);
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(user === "wang" ? "**/supervisor" : "**/desk");
  return { page, context, faults };
}

/** Three visitors of two lines: one served for two items, one missed, one still waiting. */
async function aMorning() {
  const { page, context } = await signIn("zhang");
  /** @param {string} verb @param {object} body */
  const act = async (verb, body = {}) => {
    const reply = await page.evaluate(async ([verb, body, key]) => {
      const headers = { "content-type": "application/json", "idempotency-key": String(key) };
      const sent = await fetch(`/api/v1/windows/3/${verb}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { ok: sent.ok, body: await sent.json() };
    }, /** @type {const} */ ([verb, body, crypto.randomUUID()]));
    assert.ok(reply.ok, `${verb}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const first = await hall.stage.take("campus-card");
  await hall.stage.take("campus-card");
  await hall.stage.take("campus-card");
  await act("open");
  await act("call-next", { believed: null });
  await act("start", { ticket: first.ticket });
  await act("finish", { ticket: first.ticket, outcomes: [{ item: "campus-card", outcome: "done" }] });
  const second = await act("call-next", { believed: null });
  await act("no-show", { ticket: second.ticket });
  await context.close();
}

/**
 * @param {import("node:test").TestContext} t
 * @param {string} query
 */
async function atStatistics(t, query) {
  const { page, context, faults } = await signIn("wang");
  t.after(() => context.close());
  await page.goto(`${hall.stage.hall}/statistics?${query}`);
  await page.waitForFunction(() => [...document.querySelectorAll("canvas")].every((canvas) => canvas.width > 0));
  return { page, faults };
}

/** @param {import("playwright-core").Page} page @param {string} query */
const api = (page, query) => page.evaluate(async (query) => (await fetch(`/api/v1/statistics?${query}`)).json(), query);

test("the supervisor's page leads here", async (t) => {
  const { page, context } = await signIn("wang");
  t.after(() => context.close());
  await page.click('a[href="/statistics"]');
  await page.waitForURL("**/statistics");
  assert.equal(await page.textContent("h1"), "统计");
});

test("every number on the page is one of the API, in every group", async (t) => {
  const { page, faults } = await atStatistics(t, "by=line");
  for (const by of ["line", "window", "item", "department", "clerk", "hour", "weekday", "day"]) {
    await page.selectOption("#by", by);
    await page.click("#ask button[type=submit]");
    await page.waitForURL(new RegExp(`by=${by}`));
    const told = await api(page, `by=${by}`);
    assert.equal(told.total.arrivals, 3);
    assert.equal(await page.textContent('[data-figure="arrivals"]'), "3");
    const rows = await page.$$eval("#visits tbody tr", (all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    const expected = [{ name: { zh: "全部" }, figures: told.total }, ...told.groups].map(({ name, figures }) => {
      const { wait, service, matters, ratings } = figures;
      /** @param {number | undefined} ms */
      const minutes = (ms) => (ms === undefined ? "–" : (ms / 60_000).toFixed(1));
      /** @param {number} part @param {number} whole @param {number} digits */
      const ratio = (part, whole, digits) => (whole === 0 ? "–" : (part / whole).toFixed(digits));
      const rated = ratings.levels.reduce((/** @type {number} */ sum, /** @type {number} */ count) => sum + count, 0);
      const points = ratings.levels.reduce((/** @type {number} */ sum, /** @type {number} */ count, /** @type {number} */ at) => sum + count * (at + 1), 0);
      return [
        name.zh, figures.arrivals, figures.served, figures.no_shows, minutes(wait?.p50_ms), minutes(wait?.p90_ms),
        minutes(service?.p50_ms), minutes(service?.p90_ms), matters.decided, ratio(matters.visits, matters.decided, 2),
        ratio(100 * matters.in_one_visit, matters.decided, 1), rated, ratio(points, rated, 2),
      ].map(String);
    });
    assert.deepEqual(rows, expected, by);
  }
  assert.deepEqual(faults, []);
});

test("charts are drawn, by our own script", async (t) => {
  const { page, faults } = await atStatistics(t, "period=week&by=hour");
  for (const chart of ["visitors", "minutes"]) {
    const inked = await page.$eval(`#chart-${chart}`, (canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const pixels = /** @type {HTMLCanvasElement} */ (canvas).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
      return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
    });
    assert.ok(inked > 500, `${chart}: only ${inked} pixels`);
  }
  assert.deepEqual(faults, []);
  const readme = await readFile(new URL("../../hall-server/static/vendor/README.md", import.meta.url), "utf8");
  const script = await readFile(new URL("../../hall-server/static/vendor/chart.umd.min.js", import.meta.url));
  assert.ok(readme.includes(createHash("sha256").update(script).digest("hex")), "the script is the one the table names");
});

test("days of one's own choice, and days that cannot be", async (t) => {
  const { page } = await atStatistics(t, "by=line");
  const { from } = await api(page, "by=line");
  await page.fill("#from", "2026-01-01");
  await page.fill("#to", from);
  assert.equal(await page.inputValue("#period"), "", "a day chosen is no named period");
  await page.click("#ask button[type=submit]");
  await page.waitForURL(/from=2026-01-01/);
  assert.equal(await page.textContent(".bar-period"), `2026-01-01 至 ${from}`);
  await page.goto(`${hall.stage.hall}/statistics?from=2026-02-01&to=2026-01-01`);
  await page.locator("[role=alert]", { hasText: "最多 366 天" }).waitFor();
});

test("what is taken away opens, in the language of the page", async (t) => {
  const { page } = await atStatistics(t, "by=item&lang=en");
  /** @param {string} button */
  const taken = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  const csv = await taken("#csv");
  assert.match(csv.name, /^statistics-.*-item\.csv$/);
  const text = await readFile(csv.path, "utf8");
  assert.ok(text.startsWith("\uFEFFItem,Numbers taken,"), text);
  assert.match(text, /\r\nAll,3,1,1,/);
  const workbook = await taken("#xlsx");
  assert.match(workbook.name, /\.xlsx$/);
  const script = `
import sys, zipfile, xml.dom.minidom
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
for name in book.namelist():
    if name.endswith(".xml"): xml.dom.minidom.parseString(book.read(name))
print(book.read("xl/workbook.xml").decode(), book.read("xl/sharedStrings.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode())`;
  const { stdout } = await run("python3", ["-c", script, workbook.path]);
  for (const part of ["Waiting, service and ratings", "Outcomes and opening", "What the figures mean", "Numbers taken"]) {
    assert.ok(stdout.includes(part), part);
  }
  assert.match(stdout, /<c r="B3"[^>]*><v>3<\/v>/, "numbers are numbers");
});

test("a clerk does not come here", async (t) => {
  const { page, context } = await signIn("zhang");
  t.after(() => context.close());
  await page.goto(`${hall.stage.hall}/statistics`);
  await page.waitForURL(/sign-in\?denied=1/);
});

for (const [language, size] of /** @type {const} */ ([["zh", DESK_SIZE], ["en", DESK_SIZE], ["zh", LARGE_SIZE], ["en", LARGE_SIZE]])) {
  test(`the page fits ${size.width} wide in ${language}, is accessible, and prints`, async (t) => {
    const { page, faults } = await atStatistics(t, `by=item&lang=${language}`);
    await page.setViewportSize(size);
    await page.waitForTimeout(100);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `the page is ${over} too wide`);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/statistics-${language}-${size.width}.png`, fullPage: true });
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.click("details summary");
    assert.deepEqual(await accessibilityFaults(page), [], "with what the figures mean");
    if (PICTURES && size === DESK_SIZE) await page.pdf({ path: `${PICTURES}/statistics-${language}.pdf`, preferCSSPageSize: true });
    assert.deepEqual(faults, []);
  });
}
