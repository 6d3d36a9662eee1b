// The desk as each clerk wants it: keys and large text, kept with the person; and that it all fits one screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFaults, assertFits, assertWhole, contrastFaults, openBrowser } from "./support/browser.mjs";
import { deskAt } from "./support/desk.mjs";
import { startStage } from "./support/stage.mjs";

const CARD = "campus-card";
/** What has to be in sight and whole, whatever is the matter; lists scroll within themselves. */
const IN_SIGHT = ".bar > *, .action, .action b, .lists, .lists > header > *, #said, #number, #items .segments span, .dialog, .dialog-buttons button";

/** @type {Awaited<ReturnType<typeof startStage>>} */
let stage;
/** @type {import("playwright-core").Browser} */
let browser;
const atDesk = deskAt(() => ({ stage, browser }));

before(async () => {
  stage = await startStage(["zhang", "li"]);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await stage?.stop();
});

/** @param {import("playwright-core").Page} page @param {string} name */
const shortcut = (page, name) => page.locator(`[data-action="${name}"]`).getAttribute("aria-keyshortcuts");

test("a clerk changes a key, is warned of a clash, and finds the keys at every window", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await desk.press("h");
  await desk.asked();
  await assertFits(page);
  assert.deepEqual(await accessibilityFaults(page), []);
  const park = page.locator('.keys [data-of="park"]');
  await park.click();
  await desk.press("t");
  await page.locator("#dialog [role=alert]", { hasText: "“T”已经用于“转办”" }).waitFor();
  await desk.press("F5");
  await page.locator("#dialog [role=alert]", { hasText: "“F5”不能用" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  const kept = page.waitForResponse("**/session/desk");
  await desk.press("F2");
  await page.locator("#dialog [role=alert]", { hasText: "“暂离”改用 F2" }).waitFor();
  assert.equal((await kept).status(), 204);
  await desk.press("Escape");
  assert.equal(await page.locator('[data-action="park"] kbd').innerText(), "F2", "the button says so");
  await stage.take(CARD);
  await desk.act("call_next");
  await desk.act("start");
  await desk.phase("serving");
  await desk.press("p");
  assert.equal(await page.locator("#dialog[open]").count(), 0, "the old key does nothing");
  await desk.press("F2");
  await desk.answer("1");
  await desk.phase("none");
  await desk.act("resume");
  await desk.answer("1");
  await desk.phase("serving");
  await desk.serve();
  await desk.leave();

  await page.goto(`${stage.hall}/desk/4`);
  await page.waitForSelector('body[data-link="live"]');
  assert.equal(await shortcut(page, "park"), "F2");
  const other = await atDesk(t, 5, { user: "li", isOpen: false });
  assert.equal(await shortcut(other.page, "park"), "P", "a colleague has other keys");

  await desk.press("h");
  await desk.asked();
  const reset = page.waitForResponse("**/session/desk");
  await page.getByRole("button", { name: "恢复原来的按键" }).click();
  assert.equal((await reset).status(), 204);
  await desk.press("Escape");
  assert.equal(await shortcut(page, "park"), "P");
});

test("hints name the keys as they are", async (t) => {
  const desk = await atDesk(t, 3, { isOpen: false });
  const { page } = desk;
  await page.getByText("按 O 开窗").waitFor();
  await desk.press("h");
  await desk.asked();
  await page.locator('.keys [data-of="open"]').click();
  await desk.press("F6");
  await desk.press("Escape");
  await page.getByText("按 F6 开窗").waitFor();
  await desk.press("F6");
  await page.locator('#mode[data-mode="open"]').waitFor();
  await desk.press("h");
  await desk.asked();
  const reset = page.waitForResponse("**/session/desk");
  await page.getByRole("button", { name: "恢复原来的按键" }).click();
  await reset;
  await desk.press("Escape");
  await desk.leave();
});

test("large text is in reach of a key, kept, and of high contrast", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const kept = page.waitForResponse("**/session/desk");
  await desk.press("l");
  await page.locator('body[data-size="large"]').waitFor();
  assert.equal((await kept).status(), 204);
  await page.reload();
  await page.waitForSelector('body[data-link="live"][data-size="large"]');
  await stage.take(CARD, "student-id-replacement");
  await desk.act("call_next");
  await desk.phase("called");
  assert.deepEqual(await contrastFaults(page), []);
  await desk.act("start");
  await desk.phase("serving");
  assert.deepEqual(await contrastFaults(page), []);
  await desk.serve();
  const back = page.waitForResponse("**/session/desk");
  await desk.press("l");
  await back;
  await desk.leave();
});

test("one screen at 1366 × 768 in both languages and sizes, accessible, nothing cut off", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const look = async () => {
    await assertFits(page);
    await assertWhole(page, IN_SIGHT);
    assert.deepEqual(await accessibilityFaults(page), []);
  };
  for (const size of ["usual", "large"]) {
    if ((await page.locator("body").getAttribute("data-size")) !== size) {
      const kept = page.waitForResponse("**/session/desk");
      await desk.press("l");
      await kept;
    }
    for (const language of ["English", "中文"]) {
      await page.getByRole("link", { name: language }).click();
      await page.waitForSelector('body[data-link="live"]');
      await look();
      for (let n = 0; n < 7; n += 1) await stage.take(CARD, "student-id-replacement", "income-proof");
      await desk.act("call_next");
      await desk.phase("called");
      await look();
      const items = await page.locator("#items").boundingBox();
      assert.ok(items && items.height > 90, `room for items: ${items?.height} px`);
      await desk.act("start");
      await desk.phase("serving");
      await look();
      for (const name of ["finish", "park", "transfer", "give", "pause"]) {
        await desk.act(name);
        await desk.asked();
        await look();
        await desk.press("Escape");
        await page.locator("#dialog:not([open])").waitFor({ state: "attached" });
      }
      await desk.press("h");
      await desk.asked();
      await look();
      await desk.press("Escape");
      await desk.serve();
    }
  }
  const back = page.waitForResponse("**/session/desk");
  await desk.press("l");
  await back;
  await desk.leave();
});
