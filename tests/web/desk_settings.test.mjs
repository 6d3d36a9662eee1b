// The desk as each clerk wants it: keys and large text, kept with the person; and that it all fits one screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, assertWhole, contrastFaults } from "./support/browser.mjs";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";

/** What has to be in sight and whole, whatever is the matter; lists scroll within themselves. */
const IN_SIGHT = ".bar > *, .action, .action :is(b, small), .lists, .lists > header > *, #said, #number, #items .segments span, .dialog, .dialog-buttons button";

const hall = hallWith(["zhang", "li"]);
const atDesk = deskAt(hall);

test("a clerk changes a key, is warned of a clash, and finds the keys at every window", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await desk.ask("keys");
  await desk.isWell();
  const park = page.locator('.keys [data-of="park"]');
  await park.click();
  await desk.press("t");
  await desk.warns("“T”已经用于“转办”");
  await desk.press("F5");
  await desk.warns("“F5”不能用");
  assert.deepEqual(await accessibilityFaults(page), []);
  await desk.kept(() => desk.press("F2"));
  await desk.warns("“暂离”改用 F2");
  await page.locator('.keys [data-of="finish"]').click();
  await desk.kept(() => desk.press("PageDown"));
  await desk.press("Escape");
  assert.equal(await page.locator('[data-action="park"] kbd').innerText(), "F2", "the button says so");
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.press("p");
  assert.equal(await page.locator("#dialog[open]").count(), 0, "the old key does nothing");
  await desk.press("F2");
  await desk.answer("1");
  await desk.phase("none");
  await desk.act("resume");
  await desk.answer("1");
  await desk.phase("serving");
  await desk.act("finish");
  await desk.answer("PageDown");
  await desk.phase("none");
  await desk.leave();

  await desk.go(4);
  assert.equal(await desk.key("park"), "F2");
  const other = await atDesk(t, 5, { user: "li", isOpen: false });
  assert.equal(await other.key("park"), "P", "a colleague has other keys");

  await desk.resetKeys();
  assert.equal(await desk.key("park"), "P");
});

test("settings that are not kept are said so, in the dialog and on the desk", async (t) => {
  const desk = await atDesk(t, 3, { isOpen: false });
  const { page } = desk;
  // Something the server really refuses goes out instead.
  await page.route("**/session/desk", (route) => route.continue({ postData: JSON.stringify({ keys: { park: "F5" }, large: false }) }));
  await desk.ask("keys");
  await page.locator('.keys [data-of="park"]').click();
  await desk.press("F2");
  await desk.warns("填写的内容不对");
  await desk.back();
  await desk.says("填写的内容不对");
  await page.reload();
  await desk.live();
  assert.equal(await desk.key("park"), "P");
  await desk.press("l");
  await desk.says("填写的内容不对");
  assert.deepEqual(desk.faults, []);
});

test("hints name the keys as they are", async (t) => {
  const desk = await atDesk(t, 3, { isOpen: false });
  const { page } = desk;
  await page.getByText("按 O 开窗").waitFor();
  await desk.ask("keys");
  await page.locator('.keys [data-of="open"]').click();
  await desk.press("F6");
  await desk.press("Escape");
  await page.getByText("按 F6 开窗").waitFor();
  await desk.press("F6");
  await desk.mode("open");
  await desk.resetKeys();
  await desk.leave();
});

test("large text is in reach of a key, kept, and of high contrast", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await desk.kept(() => desk.press("l"));
  await page.locator('body[data-size="large"]').waitFor();
  await page.reload();
  await page.waitForSelector('body[data-link="live"][data-size="large"]');
  await hall.stage.take(CARD, "student-id-replacement");
  await desk.call();
  assert.deepEqual(await contrastFaults(page), []);
  await desk.start();
  assert.deepEqual(await contrastFaults(page), []);
  await desk.serve();
  await desk.kept(() => desk.press("l"));
  await desk.leave();
});

test("one screen at 1366 × 768 in both languages and sizes, accessible, nothing cut off", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const look = async () => {
    await desk.isWell();
    await assertWhole(page, IN_SIGHT);
  };
  for (const size of ["usual", "large"]) {
    if ((await page.locator("body").getAttribute("data-size")) !== size) {
      await desk.kept(() => desk.press("l"));
    }
    for (const language of /** @type {const} */ (["English", "中文"])) {
      await desk.speak(language);
      await look();
      for (let n = 0; n < 7; n += 1) await hall.stage.take(CARD, "student-id-replacement", "income-proof");
      await desk.call();
      await look();
      const items = await page.locator("#items").boundingBox();
      assert.ok(items && items.height > 90, `room for items: ${items?.height} px`);
      await desk.start();
      await look();
      for (const name of ["finish", "park", "transfer", "give", "pause"]) {
        await desk.ask(name);
        await look();
        await desk.back();
      }
      await desk.ask("keys");
      await look();
      await desk.press("Escape");
      await desk.serve();
    }
  }
  await desk.kept(() => desk.press("l"));
  await desk.leave();
});
