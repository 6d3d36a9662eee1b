// From the clerk's ticks over the real pad to the supervisor's figures; and the rating on the phone.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { DESK_SIZE, PHONE_SIZE, accessibilityFaults, assertFits, assertNoneCut, openPage, setLetters } from "./support/browser.mjs";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";
import { startPad } from "./support/pad.mjs";
import { PASSWORD } from "./support/stage.mjs";
import { parser } from "../../hall-server/static/feed.js";

/** Pictures are left here if a folder is named. */
const PICTURES = process.env.HALL_PICTURES;
/** Where the pad's faces and its button to send are, pixels: the best face is at the left. */
const DISSATISFIED = { x: 881, y: 300 };
const SEND = { x: 1097, y: 592 };

const hall = hallWith(["zhang"], { supervisors: ["wang"], displays: ["pad-3"] });
const atDesk = deskAt(hall);

/** @param {import("node:test").TestContext} t */
async function atSupervisor(t) {
  const { page, faults } = await openPage(hall.browser, { viewport: DESK_SIZE }, t);
  await page.goto(`${hall.stage.hall}/supervisor`);
  await page.fill("#user", "wang");
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector('body[data-link="live"]');
  return { page, faults };
}

/**
 * The newest view of the pad, as the server gives it to the pad.
 * @param {import("node:test").TestContext} t
 */
async function padView(t) {
  const life = new AbortController();
  t.after(() => life.abort());
  const headers = { authorization: `Bearer ${hall.stage.tokenOf("pad-3")}` };
  const reply = await fetch(`${hall.stage.hall}/api/v1/feed?topics=pad/3`, { headers, signal: life.signal });
  assert.equal(reply.status, 200);
  /** @type {any} */
  let view = null;
  const parse = parser((_topic, data) => {
    view = JSON.parse(data).view;
  });
  void (async () => {
    for await (const chunk of /** @type {any} */ (reply.body).pipeThrough(new TextDecoderStream())) parse(chunk);
  })().catch(() => {});
  /** @param {string} what @param {(view: any) => unknown} is */
  return async (what, is) => {
    for (const until = Date.now() + 10_000; !(view && is(view)); await new Promise((resolve) => setTimeout(resolve, 20))) {
      assert.ok(Date.now() < until, `${what}: ${JSON.stringify(view)}`);
    }
  };
}

/** @param {string} name */
const picture = (name) => path.join(PICTURES ?? "", `rating-${name}.png`);

test("ticks on the desk are on the pad, and what is tapped there is in the supervisor's figures", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const pad = await startPad(hall.stage.hall, hall.stage.tokenOf("pad-3"), 3);
  t.after(() => pad.stop());
  const shows = await padView(t);
  const boss = await atSupervisor(t);
  await boss.page.keyboard.press("3");
  await boss.page.getByText("今天没有不满意的评价").waitFor();

  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await page.locator('[data-focus="material-0"]').check();
  await shows("the material ticked", (view) => view.visit?.items[0].materials[0].received);
  await desk.press("3");
  await shows("the outcome chosen", (view) => view.visit.items[0].outcome === "needs_materials" && !view.visit.items[0].decided);
  await page.reload();
  await desk.live();
  assert.ok(await page.locator('[data-focus="material-0"]').isChecked(), "ticks outlive a reload");
  if (PICTURES) await pad.picture(picture("pad-in-hand"));

  await desk.serve();
  await shows("the visit to rate", (view) => view.rate !== null && view.visit.come_back?.code);
  // The pad draws as soon as it hears; on a busy machine a moment later. Tapping the face again changes nothing.
  const words = boss.page.locator("#low li", { hasText: "不满意" });
  for (let tries = 0; ; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    if (PICTURES && tries === 0) await pad.picture(picture("pad-faces"));
    await pad.touch(DISSATISFIED);
    await new Promise((resolve) => setTimeout(resolve, 700));
    if (PICTURES && tries === 0) await pad.picture(picture("pad-reasons"));
    await pad.touch(SEND);
    const taken = await shows("the rating taken down", (view) => view.rate === null).then(() => true, () => false);
    if (taken) break;
    assert.ok(tries < 3, "the pad sends no rating");
  }
  if (PICTURES) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await pad.picture(picture("pad-thanks"));
  }
  await words.waitFor();
  const low = await words.innerText();
  assert.match(low, /3号窗口|3 号窗口|窗口 3|张敏/);
  assert.equal(await boss.page.locator("#rating-count").textContent(), "1 条 · 2.0");
  assert.deepEqual(await accessibilityFaults(boss.page), []);
  await assertFits(boss.page);
  if (PICTURES) await boss.page.screenshot({ path: picture("supervisor") });
  assert.ok(!(await page.innerText("body")).includes("不满意"), "the clerk sees nothing of it");
  assert.deepEqual(boss.faults, []);
  await desk.leave();
});

test("a visit is rated on the phone, once", async (t) => {
  const desk = await atDesk(t, 3);
  for (const [locale, words] of /** @type {const} */ ([
    ["zh-CN", { ask: "这次办得怎么样？", face: "非常满意", other: "不满意", good: "办得快", bad: "等候太久", parts: "分项评价", part: "办理效率", great: "很好", poor: "差", other_part: "服务态度", send: "提交评价", thanks: "谢谢您的评价", comment: "想说的话（可不填，最多两百字，请不要写个人信息）" }],
    ["en-GB", { ask: "How was it?", face: "Very satisfied", other: "Dissatisfied", good: "Quick", bad: "Long wait", parts: "Rate in detail", part: "Speed", great: "Great", poor: "Poor", other_part: "Friendliness", send: "Send rating", thanks: "Thank you for your rating", comment: "Anything to add? Up to 200 characters; please no personal data." }],
  ])) {
    const mine = await hall.stage.take(CARD);
    const { page, faults } = await openPage(hall.browser, { viewport: PHONE_SIZE, locale }, t);
    await page.goto(`${hall.stage.public}${mine.phone}`);
    await page.locator('[data-link="live"]').waitFor();
    assert.equal(await page.getByRole("radio").count(), 0, "nothing to rate yet");
    await desk.call();
    await desk.serve();
    await page.getByRole("heading", { name: words.ask }).waitFor();
    assert.equal(await page.getByRole("button", { name: words.send }).count(), 0, "a face first");
    await page.getByRole("radio", { name: words.other, exact: true }).check();
    await page.getByRole("checkbox", { name: words.bad }).check();
    await page.getByRole("radio", { name: words.face, exact: true }).check();
    assert.equal(await page.getByRole("checkbox", { name: words.bad }).count(), 0, "a reason that does not fit is gone");
    await page.getByRole("checkbox", { name: words.good }).check();
    await page.getByLabel(words.comment).fill("很好，谢谢");
    await page.getByText(words.parts, { exact: true }).click();
    const part = page.getByRole("group", { name: words.part });
    await part.getByRole("radio", { name: words.great, exact: true }).check();
    await part.getByRole("radio", { name: words.poor, exact: true }).check();
    const taken_back = page.getByRole("group", { name: words.other_part }).getByRole("radio", { name: words.great, exact: true });
    await taken_back.check();
    await taken_back.click();
    assert.equal(await taken_back.isChecked(), false, "a part need not be rated");
    assert.deepEqual(await accessibilityFaults(page), []);
    await assertNoneCut(page);
    for (const [width, letters] of /** @type {const} */ ([[320, 1], [360, 1.5], [430, 2]])) {
      await page.setViewportSize({ width, height: 740 });
      await setLetters(page, letters);
      await assertNoneCut(page);
      if (PICTURES) await page.screenshot({ path: picture(`phone-${locale}-${width}-${letters}`), fullPage: true });
    }
    await setLetters(page, 1);
    await page.setViewportSize(PHONE_SIZE);
    if (PICTURES) await page.screenshot({ path: picture(`phone-${locale}`), fullPage: true });
    await page.getByRole("button", { name: words.send }).click();
    await page.getByRole("heading", { name: words.thanks }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: words.thanks }).waitFor();
    assert.equal(await page.getByRole("radio").count(), 0);
    assert.deepEqual((await hall.stage.ratings()).at(-1), { level: 5, efficiency: 2, competence: null, attitude: null });
    if (PICTURES) await page.screenshot({ path: picture(`phone-rated-${locale}`), fullPage: true });
    assert.deepEqual(faults, []);
  }
  await desk.leave();
});
