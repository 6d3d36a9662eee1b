// The ledger of certificates in a real browser, against the real server's page: the answers of the API are given here, since
// a certificate in a real ledger needs fonts, keys and a printer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK_SIZE, accessibilityFaults, asked, assertFits, lettersBroughtAlong, openPage } from "./support/browser.mjs";
import { hallWith } from "./support/hall.mjs";
import { PASSWORD } from "./support/stage.mjs";

const LARGE_SIZE = { width: 1920, height: 1080 };
/** Pictures of the page are left here if a folder is named. */
const PICTURES = process.env.HALL_PICTURES;
const AT = Date.UTC(2026, 8, 1, 13, 30);

const hall = hallWith(["zhang"], { supervisors: ["wang"] });

/** @param {number} id @param {object} [more] */
const certificate = (id, more = {}) => ({
  id, number: `ZM2026-${String(id).padStart(6, "0")}`, kind: { zh: "在读证明（本科生）", en: "Certificate of enrolment (undergraduate)" },
  language: "zh", name: "张三", person: "3190100001", purpose: { zh: "办理签证", en: "Visa application" }, at: AT, sha256: "ab".repeat(32),
  kept: true, revoked: null, copies: [], ...more,
});
/** @param {number} job @param {string | null} outcome @param {object} [more] */
const copy = (job, outcome, more = {}) => ({
  job, device: "kiosk-1", at: AT, outcome, reprint: false, ordered_by: null, detail: null, ...more,
});
const ENTRIES = [
  certificate(3, { copies: [copy(5, "confirmed"), copy(6, "unknown", { detail: "tray 1" }), copy(7, null, { reprint: true, ordered_by: "王芳" })] }),
  certificate(2, {
    name: "阿卜杜热合曼·买买提艾力·阿卜杜克里木", copies: [copy(4, "refused")],
    revoked: { at: AT, by: "王芳", reason: "学籍信息有误，重新开立" }, kept: false,
  }),
  certificate(1, { name: "Maximiliana-Konstantina Bartholomea Featherstonehaugh-Ogilvy", language: "en", kind: { zh: "成绩单（本科生）", en: "Transcript (undergraduate)" }, purpose: null }),
];

/**
 * @param {import("node:test").TestContext} t
 * @param {string} user
 * @param {{ viewport?: { width: number, height: number }, language?: string }} [options]
 */
async function atLedger(t, user, { viewport = DESK_SIZE, language = "zh" } = {}) {
  const { page, context, faults } = await openPage(hall.browser, { viewport });
  t.after(() => context.close());
  await page.goto(`${hall.stage.hall}/sign-in?next=/ledger&lang=${language}`);
  await page.fill("#user", user);
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ledger*");
  // The script has begun: before it a search would only load the page again.
  await page.locator("#chosen p").waitFor();
  /** @type {string[]} */
  const finds = [];
  /** @type {{ url: string, body: any }[]} */
  const deeds = [];
  await page.route("**/api/v1/ledger?*", (route) => {
    const find = new URL(route.request().url()).searchParams.get("find") ?? "";
    finds.push(find);
    const entries = find === "" ? ENTRIES : ENTRIES.filter((entry) => entry.number === find);
    return route.fulfill({ json: { entries } });
  });
  await page.route("**/api/v1/ledger/*/*", (route) => {
    deeds.push({ url: new URL(route.request().url()).pathname, body: route.request().postDataJSON() });
    return route.fulfill({ status: 204 });
  });
  return { page, faults, finds, deeds };
}

test("the key that leads to the search is no letter of it", async (t) => {
  const { page, faults } = await atLedger(t, "zhang");
  await page.locator("#find").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("a/b");
  assert.equal(await page.inputValue("#find"), "a/b");
  assert.deepEqual(faults, []);
});

/** @param {import("playwright-core").Page} page */
async function showAll(page) {
  await page.keyboard.press("Enter");
  await page.locator(".entry").nth(2).waitFor();
}

test("a clerk searches, walks and has a copy printed again, by keyboard alone", async (t) => {
  await hall.stage.kiosk("office-printer", { state: "ready" });
  const { page, faults, finds, deeds } = await atLedger(t, "zhang");
  await showAll(page);
  assert.deepEqual(finds, [""]);
  assert.match(await page.textContent("#chosen") ?? "", /ZM2026-000003/);
  assert.equal(await page.locator("#revoke").count(), 0, "a clerk does not revoke");
  await page.keyboard.press("ArrowDown");
  assert.match(await page.textContent("#chosen") ?? "", /学籍信息有误/);
  assert.ok(await page.locator("#reprint").isDisabled(), "what is void is not printed again");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("p");
  await asked(page);
  await page.keyboard.press("1");
  await page.locator("#said", { hasText: "ZM2026-000003" }).waitFor();
  assert.deepEqual(deeds, [{ url: "/api/v1/ledger/3/reprint", body: { device: "kiosk-1" } }]);
  await page.keyboard.press("/");
  await page.keyboard.type("ZM2026-000009");
  await page.keyboard.press("Enter");
  await page.locator("#nothing:not([hidden])").waitFor();
  assert.deepEqual(faults, []);
});

test("a supervisor revokes with a reason and not without", async (t) => {
  const { page, faults, deeds } = await atLedger(t, "wang");
  await showAll(page);
  await page.locator(".entry").first().focus();
  await page.keyboard.press("v");
  await asked(page);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#dialog[open]").isVisible(), "a reason is needed");
  await page.keyboard.type("学籍有误");
  await page.keyboard.press("Enter");
  await page.locator("#said", { hasText: "已作废" }).waitFor();
  assert.deepEqual(deeds, [{ url: "/api/v1/ledger/3/revoke", body: { reason: "学籍有误" } }]);
  assert.deepEqual(faults, []);
});

test("rare letters of names are drawn from fonts the page brings along", async (t) => {
  const { page, faults } = await atLedger(t, "zhang");
  // Extensions F and H; beside them what every computer has, and what its own font has.
  const names = ["\u{2EBE0}\u{31350}三", "张三"];
  await page.route("**/api/v1/ledger?*", (route) =>
    route.fulfill({ json: { entries: names.map((name, at) => certificate(9 - at, { name })) } }));
  await page.keyboard.press("Enter");
  await page.locator(".entry").nth(1).waitFor();
  await page.waitForFunction(() => [...document.fonts].filter((font) => font.status === "loaded").length === 2);
  assert.equal(await lettersBroughtAlong(page, "li:first-child .entry"), 2);
  assert.equal(await lettersBroughtAlong(page, "li:nth-child(2) .entry"), 0);
  assert.deepEqual(faults, []);
});

test("the page fits, reads well and is accessible in both languages", async (t) => {
  for (const [language, viewport] of /** @type {const} */ ([["zh", DESK_SIZE], ["en", DESK_SIZE], ["zh", LARGE_SIZE]])) {
    const { page } = await atLedger(t, "wang", { viewport, language });
    await showAll(page);
    await assertFits(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/ledger-${language}-${viewport.width}.png` });
    await page.locator(".entry").nth(1).click();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/ledger-revoked-${language}-${viewport.width}.png` });
    await page.locator(".entry").first().click();
    await page.keyboard.press("v");
    await asked(page);
    assert.deepEqual(await accessibilityFaults(page), []);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/ledger-revoke-${language}-${viewport.width}.png` });
  }
});

test("the real server answers a search with nothing where nothing is", async (t) => {
  const { page } = await atLedger(t, "zhang");
  await page.unroute("**/api/v1/ledger?*");
  await page.keyboard.type("张三");
  await page.keyboard.press("Enter");
  await page.locator("#nothing:not([hidden])").waitFor();
});
