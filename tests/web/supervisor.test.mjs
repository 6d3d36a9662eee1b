// The supervisor's page in a real browser, against the real server: live hall, alarms, printers, and every order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK_SIZE, accessibilityFaults, asked, assertFits, openBrowser, openPage } from "./support/browser.mjs";
import { startProxy } from "./support/proxy.mjs";
import { PASSWORD, startStage } from "./support/stage.mjs";

const LARGE_SIZE = { width: 1920, height: 1080 };
/** Pictures of the page are left here if a folder is named. */
const PICTURES = process.env.HALL_PICTURES;

/** @type {Awaited<ReturnType<typeof startStage>>} */
let stage;
/** @type {import("playwright-core").Browser} */
let browser;
const kioskLife = new AbortController();
/** What the kiosk's printer is to do. @type {() => any} */
let printerView;

before(async () => {
  stage = await startStage(["zhang"], { supervisors: ["wang"], displays: ["board-1"] });
  browser = await openBrowser();
  printerView = await stage.listen(kioskLife.signal);
});
after(async () => {
  kioskLife.abort();
  await browser?.close();
  await stage?.stop();
});

/**
 * @param {import("node:test").TestContext} t
 * @param {string} user
 * @param {string} path
 * @param {import("playwright-core").BrowserContextOptions & { url?: string }} [options]
 */
async function signedIn(t, user, path, { url = stage.hall, ...options } = {}) {
  const { page, context, faults } = await openPage(browser, { viewport: DESK_SIZE, ...options });
  t.after(() => context.close());
  await page.goto(url + path);
  await page.fill("#user", user);
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector('body[data-link="live"]');
  return { page, faults };
}

/** @param {import("node:test").TestContext} t @param {import("playwright-core").BrowserContextOptions} [options] */
const atSupervisor = (t, options) => signedIn(t, "wang", "/supervisor", options);

/** @param {import("node:test").TestContext} t */
async function openWindow(t) {
  const { page } = await signedIn(t, "zhang", "/desk/1");
  await page.locator('[data-action="open"][aria-disabled="false"]').waitFor();
  await page.keyboard.press("o");
  await page.locator('#mode[data-mode="open"]').waitFor();
  return {
    page,
    async close() {
      await page.locator('[data-action="close"][aria-disabled="false"]').waitFor();
      await page.keyboard.press("c");
      await asked(page);
      await page.keyboard.press("c");
      await page.locator('#mode[data-mode="closed"]').waitFor();
    },
  };
}

/** @param {import("playwright-core").Page} page @param {string} text */
const says = (page, text) => page.locator("#said", { hasText: text }).waitFor();

/**
 * @param {() => boolean} holds
 * @param {string} what
 */
async function eventually(holds, what) {
  const until = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < until, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a supervisor who signs in at the front door comes to this page", async (t) => {
  const { page } = await openPage(browser, { viewport: DESK_SIZE });
  t.after(() => page.context().close());
  await page.goto(`${stage.hall}/sign-in`);
  await page.fill("#user", "wang");
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/supervisor");
});

test("windows and lines are live, and a number is sent to a window by keyboard", async (t) => {
  const { page, faults } = await atSupervisor(t);
  const tile = page.locator('[data-window="1"]');
  assert.equal(await tile.getAttribute("data-state"), "closed");
  const desk = await openWindow(t);
  await page.locator('[data-window="1"][data-state="free"]', { hasText: "张敏" }).waitFor();
  await stage.take("campus-card");
  const second = await stage.take("campus-card");
  await page.locator('#lines tr[data-empty="false"] td.figure', { hasText: "2" }).first().waitFor();
  await page.keyboard.press("d");
  await page.locator("#dialog[open]").waitFor();
  await page.keyboard.press("Enter");
  await asked(page);
  await page.keyboard.press("Enter");
  await page.locator("#dialog .notice", { hasText: "请输入号码" }).waitFor();
  await page.fill("#direct-number", second.number.toLowerCase());
  await page.selectOption("#direct-window", "1");
  await page.keyboard.press("Enter");
  await says(page, `${second.number} 已指定窗口`);
  await desk.page.keyboard.press(" ");
  await page.locator('[data-window="1"][data-state="called"]', { hasText: second.number }).waitFor();
  await page.keyboard.press("d");
  await page.fill("#direct-number", "A999");
  await asked(page);
  await page.keyboard.press("Enter");
  await says(page, "今天没有 A999 这个号");
  await desk.page.locator('[data-action="put_back"][aria-disabled="false"]').waitFor();
  await desk.page.keyboard.press("u");
  await page.locator('[data-window="1"][data-state="free"]').waitFor();
  await desk.close();
  assert.deepEqual(faults, []);
});

test("a window is paused and resumed for its clerk", async (t) => {
  const { page, faults } = await atSupervisor(t);
  const desk = await openWindow(t);
  const tile = page.locator('[data-window="1"]');
  await page.locator('[data-window="1"][data-state="free"]').waitFor();
  await tile.click();
  await asked(page);
  await page.keyboard.press("1");
  await page.locator("#dialog h2", { hasText: "暂停 1 号窗口" }).waitFor();
  await asked(page);
  await page.keyboard.press("3");
  await says(page, "1 号窗口 已暂停");
  await page.locator('[data-window="1"][data-state="paused"]').waitFor();
  await desk.page.locator('#mode[data-mode="paused"]').waitFor();
  await tile.focus();
  await page.keyboard.press("Enter");
  await asked(page);
  await page.keyboard.press("1");
  await says(page, "1 号窗口 已恢复");
  await desk.page.locator('#mode[data-mode="open"]').waitFor();
  await desk.close();
  assert.deepEqual(faults, []);
});

test("a window is opened for a clerk, who finds it open, and the page tells who did it", async (t) => {
  const { page, faults } = await atSupervisor(t);
  await page.locator('[data-window="1"][data-state="closed"]').click();
  await asked(page);
  await page.keyboard.press("1");
  await page.locator("#dialog h2", { hasText: "开 1 号窗口" }).waitFor();
  assert.equal(await page.locator("#open-clerk option:checked").textContent(), "张敏");
  await asked(page);
  await page.locator("#dialog .primary").click();
  await says(page, "1 号窗口 已开");
  await page.locator('[data-window="1"][data-state="free"]', { hasText: "张敏" }).waitFor();
  const desk = await signedIn(t, "zhang", "/desk/1");
  await desk.page.locator('#mode[data-mode="open"]').waitFor();
  await page.keyboard.press("4");
  await page.locator("#today:not([hidden])").waitFor();
  await page.locator('[data-deed="open"]', { hasText: "王芳给 张敏 开 1 号窗口" }).waitFor();
  await desk.page.locator('[data-action="close"][aria-disabled="false"]').waitFor();
  await desk.page.keyboard.press("c");
  await asked(desk.page);
  await desk.page.keyboard.press("c");
  await desk.page.locator('#mode[data-mode="closed"]').waitFor();
  assert.deepEqual(faults, []);
});

test("a window gets other lines, and a line goes on longer, both for today", async (t) => {
  const { page, faults } = await atSupervisor(t);
  const desk = await openWindow(t);
  await page.locator('[data-window="1"][data-state="free"]').waitFor();
  const ticket = await stage.take("campus-card");
  const prefix = ticket.number.slice(0, 1);
  const line = await page.locator("#lines tr", { hasText: `${prefix} · ` }).getAttribute("data-line");
  const helped = desk.page.locator(".line:not(.own)", { hasText: "校园卡" });
  await helped.waitFor();
  await page.locator('[data-window="1"]').click();
  await asked(page);
  await page.keyboard.press("3");
  const tier = page.locator(`.tier[data-line="${line}"]`);
  await tier.locator('input[value="own"]').check();
  await page.locator("#dialog .primary").click();
  await says(page, "1 号窗口 的队列已调整");
  await desk.page.locator(".line.own", { hasText: "校园卡" }).waitFor();
  await page.keyboard.press("e");
  await page.locator("#dialog[open]").waitFor();
  await page.selectOption("#extend-line", line);
  await page.selectOption("#extend-minutes", "0");
  await page.locator("#dialog .primary").click();
  // The test hall never closes, so there is nothing to extend: the hall says so.
  await says(page, "现在就是这样");
  assert.ok((await stage.events()).some((/** @type {any} */ event) => event.kind === "lines_assigned"));
  await stage.kiosk(`tickets/${ticket.ticket}/cancel`, {});
  await desk.close();
  assert.deepEqual(faults, []);
});

test("an announcement is shown and withdrawn", async (t) => {
  const { page, faults } = await atSupervisor(t);
  await page.keyboard.press("a");
  await page.locator("#dialog[open]").waitFor();
  await page.fill("#notice-zh", "四点起 3 号窗口搬到二楼");
  await page.locator("#dialog .primary").click();
  await page.locator("#dialog .notice", { hasText: "两种语言都要写" }).waitFor();
  await page.fill("#notice-en", "Window 3 moves upstairs at four");
  await page.locator("#dialog .primary").click();
  await says(page, "通知已发布");
  await page.locator("#notices", { hasText: "四点起 3 号窗口搬到二楼" }).waitFor();
  await page.locator("#notices button").click();
  await says(page, "通知已撤下");
  await page.waitForFunction(() => document.getElementById("notices")?.textContent === "");
  assert.deepEqual((await stage.audit()).map((entry) => entry.action).slice(-2), ["announce", "withdraw"]);
  assert.deepEqual(faults, []);
});

test("the voice is muted for the whole hall, which nobody overlooks, and speaks again", async (t) => {
  const { page, faults } = await atSupervisor(t);
  const button = page.locator('[data-action="mute"]');
  const sign = page.locator(".alarm", { hasText: "语音叫号已静音" });
  await button.and(page.locator('[aria-disabled="false"]', { hasText: "语音静音" })).waitFor();
  await page.keyboard.press("v");
  await page.locator("#dialog h2", { hasText: "全大厅语音静音" }).waitFor();
  assert.equal(await sign.count(), 0, "it is asked first");
  await asked(page);
  await page.keyboard.press("v");
  await says(page, "语音叫号已静音");
  await sign.waitFor();
  assert.match((await sign.textContent()) ?? "", /从 \d\d:\d\d 起/);
  await page.keyboard.press("2");
  assert.ok(await sign.isVisible(), "on every panel");
  const { page: other } = await atSupervisor(t);
  await other.locator(".alarm", { hasText: "语音叫号已静音" }).waitFor();
  await page.keyboard.press("4");
  await page.locator('[data-deed="mute"]', { hasText: "王芳语音叫号静音" }).waitFor();
  await button.filter({ hasText: "恢复语音" }).and(page.locator('[aria-disabled="false"]')).click();
  await says(page, "语音叫号已恢复");
  await sign.waitFor({ state: "detached" });
  await other.locator('[data-action="mute"]', { hasText: "语音静音" }).waitFor();
  const kinds = (await stage.events()).map((/** @type {any} */ event) => event.kind);
  assert.deepEqual(kinds.filter((/** @type {string} */ kind) => kind.startsWith("voice_")), ["voice_muted", "voice_unmuted"]);
  assert.deepEqual(faults, []);
});

test("a result is put on the boards and taken off when it was collected", async (t) => {
  const { page, faults } = await atSupervisor(t);
  await page.keyboard.press("r");
  await page.locator("#dialog[open]").waitFor();
  await page.fill("#ready-code", "zhang");
  await page.locator("#dialog .primary").click();
  await page.locator("#dialog .notice", { hasText: "至少有一个数字" }).waitFor();
  await page.fill("#ready-code", "t-017");
  await page.selectOption("#ready-window", { index: 1 });
  await page.locator("#dialog .primary").click();
  await says(page, "T-017 已在综合屏上通知领取");
  await page.keyboard.press("r");
  await page.locator("#dialog .ready-list", { hasText: "T-017" }).waitFor();
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/supervisor-ready.png` });
  await asked(page);
  await page.keyboard.press("Escape");
  // The press that asked is not over: it must not be the answer as well.
  await page.evaluate(() => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true }));
    /** @type {HTMLElement} */ (document.querySelector("#dialog .ready-list button")).click();
  });
  await asked(page);
  await page.locator("#dialog .ready-list button").click();
  await says(page, "T-017 已从综合屏撤下");
  await page.keyboard.press("r");
  await page.locator("#dialog[open]").waitFor();
  assert.equal(await page.locator("#dialog .ready-list").count(), 0);
  assert.deepEqual((await stage.audit()).map((entry) => entry.action).slice(-2), ["ready", "collected"]);
  assert.deepEqual(faults, []);
});

test("a printer says what is wrong and what to do, and takes its orders", async (t) => {
  const { page, faults } = await atSupervisor(t);
  await page.keyboard.press("2");
  const printer = page.locator('.printer[data-device="kiosk-1"]');
  await stage.kiosk("printer", { state: "out", detail: "80 mm" });
  await printer.locator("text=没纸了").waitFor();
  await printer.locator("text=换一卷纸").waitFor();
  await page.locator(".alarm[data-tone=danger]", { hasText: "没纸了" }).waitFor();
  await page.locator(".alarm", { hasText: "board-1 还没有连接" }).waitFor();
  await stage.kiosk("printer", { state: "ok" });
  await page.locator('.printer[data-device="kiosk-1"][data-state="ok"]').waitFor();

  const desk = await openWindow(t);
  const lost = await stage.take("campus-card");
  await stage.kiosk(`print-jobs/${lost.job}/report`, { outcome: "unknown", detail: "没有回应" });
  await printer.getByRole("button", { name: `补打 ${lost.number}` }).click();
  await says(page, `${lost.number} 将补打`);
  await eventually(() => printerView()?.jobs.length === 1, "the kiosk hears of the reprint");
  const [job] = printerView().jobs;
  assert.equal(job.ticket, lost.ticket);
  assert.match(JSON.stringify(job.receipt), new RegExp(`补打.*${lost.number}`));
  await printer.locator("li", { hasText: lost.number }).waitFor();
  await stage.kiosk(`print-jobs/${job.id}/report`, { outcome: "confirmed" });
  await page.waitForFunction(() => !document.querySelector('.printer[data-device="kiosk-1"] ul'));

  await printer.getByRole("button", { name: "测试页 kiosk-1" }).click();
  await says(page, "kiosk-1 将打印测试页");
  await eventually(() => JSON.stringify(printerView()?.jobs ?? "").includes("测试页"), "the kiosk hears of the test page");
  await printer.getByRole("button", { name: "清空 kiosk-1" }).click();
  await asked(page);
  await page.keyboard.press("c");
  await says(page, "打印任务将清空");
  await eventually(() => printerView()?.clear !== null && printerView()?.jobs.length === 0, "the kiosk is to clear");
  await stage.kiosk(`print-jobs/${printerView().clear}/report`, { outcome: "confirmed" });
  assert.deepEqual((await stage.audit()).map((entry) => entry.action).slice(-3), ["reprint", "test", "clear"]);
  await desk.close();
  assert.deepEqual(faults, []);
});

test("a lost connection is said at once", async (t) => {
  const proxy = await startProxy(stage.hallAddress);
  t.after(proxy.stop);
  const { page } = await signedIn(t, "wang", "/supervisor", { url: proxy.url });
  proxy.freeze();
  await page.locator("#lost:not([hidden])").waitFor({ timeout: 2500 });
  assert.equal(await page.locator('[data-action="announce"]').getAttribute("aria-disabled"), "true");
  proxy.thaw();
  await page.locator('body[data-link="live"]').waitFor();
});

for (const [language, size] of /** @type {const} */ ([["zh", DESK_SIZE], ["en", DESK_SIZE], ["zh", LARGE_SIZE], ["en", LARGE_SIZE]])) {
  test(`the page fits ${size.width} × ${size.height} in ${language} and is accessible`, async (t) => {
    const { page, faults } = await atSupervisor(t, { viewport: size });
    await page.goto(`${stage.hall}/supervisor?lang=${language}`);
    await page.waitForSelector('body[data-link="live"]');
    const desk = await openWindow(t);
    await stage.take("campus-card");
    await page.locator('[data-window="1"][data-state="free"]').waitFor();
    /** @param {string} name */
    const look = async (name) => {
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/supervisor-${name}-${language}-${size.width}.png` });
      await assertFits(page);
      assert.deepEqual(await accessibilityFaults(page), [], name);
    };
    await look("hall");
    await page.locator('[data-window="1"]').click();
    await page.locator("#dialog[open]").waitFor();
    await look("window");
    await asked(page);
    await page.keyboard.press("3");
    await page.locator("#dialog .tiers").waitFor();
    await look("lines");
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.locator("#extend-line").waitFor();
    await look("extend");
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await page.locator("#dialog[open]").waitFor();
    await look("announce");
    await page.keyboard.press("Escape");
    await page.keyboard.press("v");
    await page.locator("#dialog[open]").waitFor();
    await look("mute");
    await asked(page);
    await page.keyboard.press("v");
    await page.locator('.alarm', { hasText: /静音|muted/ }).waitFor();
    await look("muted");
    await page.keyboard.press("v");
    await page.locator('.alarm', { hasText: /静音|muted/ }).waitFor({ state: "detached" });
    await page.keyboard.press("2");
    await page.locator("#devices:not([hidden])").waitFor();
    await look("devices");
    await page.keyboard.press("4");
    await page.locator("#today:not([hidden])").waitFor();
    await page.locator("#deed-list tr[data-deed]").first().waitFor();
    await look("today");
    await desk.close();
    assert.deepEqual(faults, []);
  });
}
