// What a clerk does beside the usual way of a visit: somebody without a ticket, a number that is typed, some items sent on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults } from "./support/browser.mjs";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";

/** Of a line that window 3 does not serve. */
const INCOME = "income-proof";

const hall = hallWith(["zhang", "li"]);
const atDesk = deskAt(hall);

test("somebody without a ticket is served at once, found by pinyin initials, all by keyboard", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const { number: taken } = await hall.stage.take(CARD);
  await desk.ask("give");
  await desk.isWell();
  await desk.press("Enter");
  await desk.warns("请先选要办的事项");
  await page.keyboard.type("xyk");
  await page.locator("#give-found li", { hasText: "校园卡办理与补办" }).first().waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.locator("#dialog input[role=combobox]").fill("campus-card");
  await desk.press("Enter");
  await page.locator(".basket button", { hasText: "校园卡办理与补办" }).waitFor();
  await page.keyboard.type("收入证明");
  await desk.press("Enter");
  assert.equal(await page.locator(".basket button").count(), 2);
  await desk.press("Enter");
  await desk.phase("serving");
  const number = await desk.number();
  assert.equal(number?.[0], taken[0], "the letter of the first item's line");
  assert.equal(Number(number?.slice(1)), Number(taken.slice(1)) + 1, "dense like every other");
  await desk.says(`${number} 开始办理`);
  await page.locator(".not-here", { hasText: /：现在没有窗口办理|：在 .* 号窗口办|开始办理/ }).waitFor();
  const given = (await hall.stage.bodies("ticket_taken")).at(-1);
  assert.equal(given.given.window, 3);
  assert.equal((await hall.stage.bodies("ticket_called")).length, 0, "nobody is called over the screens");
  await desk.serve();
  await desk.call();
  await desk.serve();
  await desk.leave();
});

test("somebody without a ticket may wait, also while another is served; what is not for here is refused in words", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await desk.ask("give");
  await page.keyboard.type(INCOME);
  await desk.press("Enter");
  await desk.press("Enter");
  await desk.unasked();
  await page.locator('#said[data-tone="danger"]').waitFor();
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.ask("give");
  await page.keyboard.type(CARD);
  await desk.press("Enter");
  await desk.press("Enter");
  await desk.warns("先办完");
  await desk.press("Shift+Enter");
  await desk.says("请告诉来访者");
  const number = /[A-Z]\d{3}/.exec((await page.textContent("#said")) ?? "")?.[0];
  await page.locator(".waiting", { hasText: number }).waitFor();
  assert.match((await page.locator(".waiting", { hasText: number }).innerText()) ?? "", /0 分钟/);
  await desk.serve();
  await desk.call();
  assert.equal(await desk.number(), number);
  await desk.serve();
  await desk.leave();
});

test("a lost answer gives one number, and it is told after a reload", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  const before = (await hall.stage.bodies("ticket_taken")).length;
  await page.route("**/give", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await desk.ask("give");
  await page.keyboard.type(CARD);
  await desk.press("Enter");
  await desk.press("Enter");
  await desk.says("正在重试");
  await page.reload();
  await desk.says("正在重试");
  await page.unroute("**/give");
  await desk.says("开始办理，请告诉来访者这个号");
  await desk.phase("serving");
  assert.equal((await hall.stage.bodies("ticket_taken")).length, before + 1);
  await desk.serve();
  await desk.leave();
});

test("a number that is typed is called, brought back, or told about", async (t) => {
  const desk = await atDesk(t, 3);
  const { page } = desk;
  await hall.stage.take(CARD);
  const { number } = await hall.stage.take(CARD);
  await page.locator(".waiting", { hasText: number }).waitFor();
  /** @param {string} typed */
  const type = async (typed) => {
    await desk.press("k");
    await page.locator("#find:focus").waitFor();
    await page.locator("#find").fill(typed);
    await desk.press("Enter");
  };
  await type("12");
  await desk.says("号码是一个字母加数字");
  await desk.press("Escape");
  await type("Z999");
  await desk.says("今天没有 Z999 这个号");
  await desk.press("Escape");
  await type(`${number[0]?.toLowerCase()} ${Number(number.slice(1))}`);
  await desk.answer("Enter");
  await desk.phase("called");
  assert.equal(await desk.number(), number);
  assert.equal((await hall.stage.bodies("ticket_called")).at(-1).picked, true, "an override, logged as one");
  await type(number);
  await desk.says(`${number} 已被 3 号窗口叫号`);
  await desk.act("no_show");
  await desk.answer("n");
  await desk.phase("none");
  await type(number);
  await desk.asked();
  await page.getByText("这个号叫过没来").waitFor();
  await desk.press("Enter");
  await desk.says(`${number} 已登记返回`);
  for (let left = 2; left > 0; left -= 1) {
    await desk.call();
    await desk.serve();
  }
  await type(number);
  await desk.says(`${number} 已经办完`);
  await desk.press("Escape");
  await desk.leave();
});

test("of several items some are sent to another line, and each desk says why an item is not for it", async (t) => {
  const desk = await atDesk(t, 3);
  const other = await atDesk(t, 9, { user: "li" });
  const { page } = desk;
  await hall.stage.take(CARD, "student-id-replacement", "diploma-collection", "library-clearance");
  await desk.call();
  await desk.start();
  await page.locator(".not-here", { hasText: "先办：离校图书清还" }).waitFor();
  await desk.ask("transfer");
  await desk.isWell();
  await page.locator("#dialog select").selectOption("window/9");
  assert.equal(await page.locator(".which input:disabled").count(), 4, "to a window the whole ticket goes");
  await page.locator("#dialog select").selectOption("line/finance");
  for (const name of ["学生证", "毕业证书", "离校图书"]) await page.locator(".which label", { hasText: name }).click();
  await page.locator("#dialog textarea").focus();
  await page.locator("#dialog .primary").click();
  await desk.phase("none");
  assert.deepEqual((await hall.stage.bodies("ticket_transferred")).at(-1).items, [CARD]);
  await desk.call();
  await page.locator(".not-here", { hasText: /：在 9 号窗口办/ }).waitFor();
  await desk.serve();
  await other.call();
  await other.serve();
  await other.leave();
  await desk.leave();
});
