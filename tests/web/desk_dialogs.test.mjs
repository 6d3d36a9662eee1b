// Questions and what else a desk shows over itself: whose keys are whose, and a clerk's own day.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertWhole, contrastFaults } from "./support/browser.mjs";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";

const hall = hallWith(["zhang", "li"]);
const atDesk = deskAt(hall);
/** Pictures are left here if a folder is named. */
const PICTURES = process.env.HALL_PICTURES;

test("a key right after Esc is the desk's again, whatever was asked", async (t) => {
  const desk = await atDesk(t, 3);
  const title = desk.page.locator("#dialog[open] #dialog-title");
  await hall.stage.take(CARD, "student-id-replacement");
  await desk.call();
  await desk.start();
  for (const name of ["finish", "park", "transfer", "give", "pause", "keys", "figures"]) {
    for (let times = 0; times < 3; times += 1) {
      await desk.ask(name);
      // Both within one frame, as fast fingers and a slow screen have it.
      await Promise.all([desk.press("Escape"), desk.press("h")]);
      assert.equal(await title.textContent(), "按键与字号", name);
      await desk.back();
    }
  }
  await desk.serve();
  await desk.leave();
});

test("what was not answered does not happen after Esc", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.ask("park");
  await Promise.all([desk.press("Escape"), desk.press("3")]);
  await page.locator('#items input[value="needs_materials"]:checked').waitFor({ state: "attached" });
  await desk.ask("keys");
  await page.locator('.keys [data-of="park"]').click();
  await Promise.all([desk.press("Escape"), desk.press("F6")]);
  assert.equal(await desk.key("park"), "P", "a key pressed after Esc is chosen for nothing");
  await desk.phase("serving");
  await desk.serve();
  await desk.leave();
});

test("what is not about the visitor stays when they change", async (t) => {
  const desk = await atDesk(t, 3);
  await hall.stage.take(CARD);
  await desk.may("call_next");
  await Promise.all([desk.press("Space"), desk.press("h")]);
  await desk.phase("called");
  assert.equal(await desk.page.locator("#dialog[open] .keys").count(), 1, "the keys are still there");
  await desk.back();
  await desk.serve();
  await desk.leave();
});

test("a click beside the controls leaves the keys with the question", async (t) => {
  const desk = await atDesk(t, 3);
  await desk.ask("pause");
  await desk.page.locator("#dialog-title").click();
  await desk.press("2");
  await desk.mode("paused");
  await desk.act("continue");
  await desk.mode("open");
  await desk.ask("close");
  await desk.page.mouse.click(20, 400);
  await desk.press("Enter");
  await desk.mode("closed");
  await desk.leave();
});

test("a clerk's own day is true, reads well in both languages and sizes, and Esc gives the focus back", async (t) => {
  const desk = await atDesk(t, 3, { user: "li" });
  const { page } = desk;
  const figures = page.locator(".own-figures");
  await hall.stage.take(CARD);
  await desk.call();
  await desk.ask("no_show");
  await desk.press("n");
  await desk.phase("none");
  await hall.stage.take(CARD, "student-id-replacement");
  await desk.call();
  const called = performance.now();
  await desk.start();
  const started = performance.now();
  await desk.press("2");
  await page.waitForTimeout(3_100);
  const ending = performance.now();
  await desk.serve();
  const ended = performance.now();
  const { service } = await page.evaluate(async () => (await fetch("/api/v1/statistics/mine")).json());
  assert.ok(service.sum_ms >= ending - started && service.sum_ms <= ended - called, `${service.sum_ms} ms`);
  const minutes = (service.sum_ms / 60_000).toFixed(1);
  assert.notEqual(minutes, "0.0");

  for (const size of ["usual", "large"]) {
    if (size === "large") await desk.kept(() => desk.press("l"));
    for (const [language, [first, second]] of /** @type {const} */ ([
      ["English", [
        ["Visitors served", "1", "Missed calls", "1", "Service, mean", `${minutes} min`, "Service, median", `${minutes} min`, "At the window", /min/, "Of that paused", "0 min"],
        ["Items", "2", "Done", "1", "Accepted", "1", "Missing", "0", "Refused", "0", "Advice", "0"],
      ]],
      ["中文", [
        ["办理的访客", "1", "过号", "1", "平均办理", `${minutes} 分钟`, "办理中位", `${minutes} 分钟`, "在窗口", /分钟/, "其中暂停", "0 分钟"],
        ["事项", "2", "即办", "1", "受理", "1", "补正", "0", "不予受理", "0", "咨询", "0"],
      ]],
    ])) {
      await desk.speak(language);
      await desk.ask("figures");
      const told = await figures.locator("li > *").allInnerTexts();
      assert.equal(told.length, first.length + second.length);
      [...first, ...second].forEach((text, at) => assert.match(told[at] ?? "", text instanceof RegExp ? text : new RegExp(`^${text}$`)));
      await desk.isWell();
      await assertWhole(page, ".dialog, .dialog h2, .own-figures :is(ul, li, span, b), .dialog-buttons button");
      if (size === "large") assert.deepEqual(await contrastFaults(page), []);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/own-figures-${size}-${language === "中文" ? "zh" : "en"}.png` });
      await desk.back();
      assert.ok(await page.evaluate(() => document.activeElement === document.body), "the keys are the desk's");
    }
  }
  await desk.kept(() => desk.press("l"));
  await page.locator('[data-key="figures"]').focus();
  await desk.press("Enter");
  await figures.waitFor();
  await desk.back();
  await page.locator('[data-key="figures"]:focus').waitFor();
  await page.locator("#empty-title").click();

  // The visitor goes back to the line with the window; the figures are about the clerk and stay.
  await hall.stage.take(CARD);
  await desk.call();
  await desk.leave();
  await desk.phase("none");
  await figures.waitFor();
  await desk.back();
});
