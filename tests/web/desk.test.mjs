// The clerk's desk in a real browser against a real server, by keyboard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, DESK_SIZE, openPage } from "./support/browser.mjs";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";
import { startProxy } from "./support/proxy.mjs";
import { PASSWORD } from "./support/stage.mjs";

/** A loss is shown within 2 s; what is above is for a busy machine to paint it. */
const LOSS_SHOWN_MS = 2500;

const hall = hallWith(["zhang", "li"]);
const atDesk = deskAt(hall);

/** How often somebody was called, by the log. */
const calls = async () => (await hall.stage.bodies("ticket_called")).length;

test("a visit by keyboard: call, recall refused, start, outcomes, finish", async (t) => {
  const desk = await atDesk(t, 3);
  const { number } = await hall.stage.take(CARD, "student-id-replacement");
  await desk.call();
  assert.equal(await desk.number(), number);
  await desk.says(`已叫 ${number}`);

  await desk.press("r");
  await desk.says("秒后可叫");
  await desk.start();
  await desk.press("2");
  await desk.act("finish");
  await desk.answer("Escape");
  await desk.unasked();
  await desk.act("finish");
  await desk.page.locator('#dialog .summary [data-outcome="accepted"]').waitFor();
  assert.equal(await desk.page.locator('#dialog .summary [data-outcome="done"]').count(), 1);
  await desk.answer("Enter");
  await desk.phase("none");
  await desk.says(`${number} 已办结`);
  const recorded = await hall.stage.bodies("outcome_recorded");
  assert.deepEqual(recorded.map(({ outcome }) => outcome), ["accepted", "done"]);
  await desk.leave();
});

test("who lacks materials gets a return code", async (t) => {
  const desk = await atDesk(t, 3);
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.press("3");
  await desk.act("finish");
  await desk.answer("Enter");
  await desk.phase("none");
  await desk.page.locator("#said", { hasText: /补正码 [0-9A-Z]{5}-[0-9A-Z]{5}/ }).waitFor();
  await desk.leave();
});

test("a key pressed twice does nothing twice", async (t) => {
  const desk = await atDesk(t, 3);
  const before = await calls();
  await hall.stage.take(CARD);
  await hall.stage.take(CARD);
  await desk.may("call_next");
  await Promise.all([desk.press("Space"), desk.press("Space"), desk.press("Space")]);
  await desk.phase("called");
  await desk.act("start");
  await desk.press("s");
  await desk.phase("serving");
  assert.equal(await desk.page.locator('#said[data-tone="danger"]').count(), 0, "nothing is complained about");
  await desk.act("finish");
  await desk.press("Enter");
  assert.equal(await desk.page.locator("#dialog[open]").count(), 1, "a double press does not confirm");
  await desk.answer("Enter");
  await desk.phase("none");
  assert.equal(await calls(), before + 1);

  await desk.press("Space");
  await desk.phase("called");
  await desk.act("put_back");
  await desk.phase("none");
  await desk.call();
  await desk.act("no_show");
  await desk.answer("n");
  await desk.phase("none");
  assert.equal(await desk.page.locator("#missed strong").count(), 1);
  await desk.act("resume");
  await desk.answer("1");
  await desk.says("已登记返回");
  await desk.call();
  await desk.serve();
  await desk.leave();
});

test("park and take back, pause and go on, transfer with a note, all by keyboard", async (t) => {
  const desk = await atDesk(t, 3);
  const other = await atDesk(t, 4, { user: "li" });
  const { number } = await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  await desk.act("park");
  await desk.answer("1");
  await desk.phase("none");
  await desk.says(`${number} 已暂离`);
  await desk.act("resume");
  await desk.answer("1");
  await desk.phase("serving");

  await desk.act("pause");
  await desk.answer("2");
  await desk.mode("paused");
  await desk.act("continue");
  await desk.mode("open");

  await desk.act("transfer");
  await desk.page.locator("#dialog select").selectOption("window/4");
  await desk.page.locator("#dialog textarea").fill("<b>章已盖</b>");
  await desk.answer("Enter");
  await desk.phase("none");
  await desk.says(`${number} 已转办`);
  await other.call();
  assert.equal(await other.number(), number);
  assert.equal(await other.page.textContent("#note-list"), "<b>章已盖</b>");
  await other.serve();
  await other.leave();
  await desk.leave();
});

test("a lost answer is asked for again, and the visitor is called once", async (t) => {
  const desk = await atDesk(t, 3);
  const { number } = await hall.stage.take(CARD);
  await desk.may("call_next");
  const before = await calls();
  /** @type {(string | undefined)[]} */
  const keys = [];
  await desk.page.route("**/call-next", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const reply = await route.fetch();
    if (keys.length < 3) await route.abort("connectionreset");
    else await route.fulfill({ response: reply });
  });
  await desk.press("Space");
  await desk.says("正在重试");
  await desk.says(`已叫 ${number}`);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1, "one intent, one key");
  assert.equal(await calls(), before + 1);
  await desk.serve();
  await desk.leave();
});

test("a click is not lost with the page", async (t) => {
  const desk = await atDesk(t, 3);
  const { number } = await hall.stage.take(CARD);
  await desk.may("call_next");
  await desk.page.route("**/call-next", (route) => route.abort("connectionreset"));
  await desk.press("Space");
  await desk.says("正在重试");
  await desk.page.reload();
  await desk.says("正在重试");
  await desk.page.unroute("**/call-next");
  await desk.says(`已叫 ${number}`);
  await desk.phase("called");
  assert.equal(await desk.number(), number);
  await desk.serve();
  await desk.leave();
});

test("a click outlives the session: who signs in again sees its outcome; one that is too old is told of", async (t) => {
  const desk = await atDesk(t, 3);
  const { number } = await hall.stage.take(CARD);
  await desk.may("call_next");
  await desk.page.route("**/call-next", (route) => route.fulfill({ status: 401, body: "" }));
  await desk.press("Space");
  await desk.page.waitForURL((at) => at.pathname === "/sign-in");
  await desk.page.unroute("**/call-next");
  await desk.signIn();
  await desk.says(`已叫 ${number}`);
  await desk.phase("called");
  await desk.serve();

  await hall.stage.take(CARD);
  await desk.may("call_next");
  const before = await calls();
  await desk.page.route("**/call-next", (route) => route.abort("connectionreset"));
  await desk.press("Space");
  await desk.says("正在重试");
  await desk.page.addInitScript(() => {
    const present = Date.now;
    Date.now = () => present() + 120_000;
  });
  await desk.page.reload();
  await desk.says("不再重发");
  await desk.page.unroute("**/call-next");
  await desk.phase("none");
  assert.equal(await calls(), before, "an old click does not call anybody");
  await desk.call();
  await desk.serve();
  await desk.leave();
});

test("a lost connection is shown within two seconds and comes back by itself", async (t) => {
  const proxy = await startProxy(hall.stage.hallAddress);
  t.after(proxy.stop);
  const desk = await atDesk(t, 3, { url: proxy.url });
  for (const [lose, restore] of /** @type {[() => void, () => void][]} */ ([[proxy.freeze, proxy.thaw], [proxy.cut, proxy.join]])) {
    const began = performance.now();
    lose();
    await desk.page.locator("#lost").waitFor();
    const took = performance.now() - began;
    assert.ok(took < LOSS_SHOWN_MS, `the loss was shown after ${took} ms`);
    assert.equal(await desk.button("close").getAttribute("aria-disabled"), "true");
    restore();
    await desk.live();
    await desk.page.locator("#lost").waitFor({ state: "hidden" });
  }
  await desk.leave();
});

test("a refusal is told in words, and a colleague's window is taken over only on purpose", async (t) => {
  const desk = await atDesk(t, 3);
  const other = await atDesk(t, 3, { user: "li", isOpen: false });
  await other.mode("theirs");
  await other.press("Space");
  await other.says("同事在岗");
  await other.press("o");
  await other.answer("o");
  await other.mode("open");
  await desk.mode("theirs");
  await desk.go(4);
  await other.go(4);
  await other.press("o");
  await other.page.locator('#said[data-tone="danger"]', { hasText: "请先关闭原来的窗口" }).waitFor();
  await other.go(3);
  await other.leave();
  await desk.leave();
});

test("in English, accessible, one screen without scrolling", async (t) => {
  const desk = await atDesk(t, 3, { locale: "en-GB" });
  const { page } = desk;
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN", "Chinese first, whatever the browser says");
  for (const language of /** @type {const} */ (["English", "中文"])) {
    await desk.speak(language);
    await hall.stage.take(CARD, "student-id-replacement");
    await desk.may("call_next");
    await desk.isWell();
    await desk.call();
    await page.getByText(language === "English" ? "Called, on the way" : "已叫号，等待到窗口").waitFor();
    await desk.start();
    await desk.isWell();
    await desk.act("finish");
    await page.locator("#dialog[open]").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await desk.answer("Enter");
    await desk.phase("none");
  }
  await desk.leave();
});

test("a name typed the moment the sign-in page is there is not lost, whenever its first frame comes", async (t) => {
  const { page } = await openPage(hall.browser, { viewport: DESK_SIZE }, t);
  // A browser looks for `autofocus` when it draws, and a busy machine draws late: here, never.
  await page.route("**/sign-in*", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, body: (await reply.text()).replace(" autofocus", "") });
  });
  await page.goto(`${hall.stage.hall}/sign-in`);
  await page.keyboard.type("zhang");
  assert.equal(await page.inputValue("#user"), "zhang");
});

test("a wrong password is told, signing out ends the session", async (t) => {
  const { page, faults } = await openPage(hall.browser, { viewport: DESK_SIZE }, t);
  await page.goto(`${hall.stage.hall}/sign-in`);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.fill("#user", "zhang");
  await page.fill("#password", "wrong");
  await page.keyboard.press("Enter");
  await page.locator("#said.danger", { hasText: "用户名或密码不对" }).waitFor();
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/desk");
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/desk/12");
  await page.click("#sign-out");
  await page.waitForURL("**/sign-in");
  await page.goto(`${hall.stage.hall}/desk/12`);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.deepEqual(faults, []);
});
