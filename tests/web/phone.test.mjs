// The visitor's phone page in a real browser against a real server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, assertNoneCut, openPage, PHONE_SIZE, setLetters } from "./support/browser.mjs";
import { CARD } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";
import { startProxy } from "./support/proxy.mjs";
import { PASSWORD } from "./support/stage.mjs";

const BYTES_MAX = 60_000;
/** A slow line: bytes a second, and milliseconds until the first of them. */
const SLOW = { offline: false, downloadThroughput: 50_000, uploadThroughput: 50_000, latency: 400 };
/** Usable on it within, milliseconds. */
const SLOW_MS = 8_000;
/** A loss is said within, milliseconds, and a bit for the test itself. */
const LOST_MS = 2_000 + 500;
const PICTURES = process.env.HALL_PICTURES;

const hall = hallWith(["zhang"], { ready: openWindow });
/** @type {string} */
let session;
let keys = 0;

async function openWindow() {
  const reply = await fetch(`${hall.stage.hall}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "sign-in" },
    body: JSON.stringify({ user: "zhang", password: PASSWORD }),
  });
  assert.equal(reply.status, 200);
  session = (reply.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  await clerk("open");
}

/**
 * The clerk at window 3 does something.
 * @param {string} what
 * @param {object} [body]
 */
async function clerk(what, body) {
  const reply = await fetch(`${hall.stage.hall}/api/v1/windows/3/${what}`, {
    method: "POST",
    headers: { cookie: session, "idempotency-key": `k${keys++}`, ...(body ? { "content-type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : null,
  });
  assert.equal(reply.status, 200, `${what}: ${await reply.text()}`);
}

/**
 * @param {import("node:test").TestContext} t
 * @param {string} path
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function phone(t, path, options = {}) {
  const opened = await openPage(hall.browser, { viewport: PHONE_SIZE, ...options });
  t.after(() => opened.context.close());
  await opened.page.goto(`${hall.stage.public}${path}`);
  return {
    ...opened,
    /** @param {string} text */
    sees: (text) => opened.page.getByRole("heading", { level: 1, name: text }).waitFor(),
    leave: () => assert.deepEqual(opened.faults, []),
  };
}

test("a visit on the phone: waiting, next, called, missed, back, served, done", async (t) => {
  const first = await hall.stage.take(CARD);
  const mine = await hall.stage.take(CARD);
  const { page, sees, leave } = await phone(t, mine.phone);
  await sees("快到您了");
  await page.locator('[data-link="live"]').waitFor();
  assert.equal(await page.textContent(".ticket-number"), mine.number);
  assert.equal(await page.textContent('[data-slot="ahead"]'), "1");
  assert.deepEqual(await accessibilityFaults(page), []);

  await clerk("call-next", { believed: null });
  await sees("下一位就是您");
  await clerk("start", { ticket: first.ticket });
  await clerk("finish", { ticket: first.ticket, outcomes: [{ item: CARD, outcome: "done" }] });
  await clerk("call-next", { believed: null });
  await sees("请到 3 号窗口");
  assert.match(await page.title(), /请到 3 号窗口/);
  assert.deepEqual(await accessibilityFaults(page), []);

  await clerk("no-show", { ticket: mine.ticket });
  await sees("您错过了叫号");
  assert.match((await page.textContent("main")) ?? "", /\d\d:\d\d 前回来还有效/);
  await page.getByRole("button", { name: "我回来了" }).click();
  await sees("下一位就是您");
  await clerk("call-next", { believed: null });
  await clerk("start", { ticket: mine.ticket });
  await sees("正在 3 号窗口办理");
  await clerk("park", { ticket: mine.ticket, kind: "at_window" });
  await sees("暂时离开");
  await page.getByRole("button", { name: "我回来了" }).click();
  await sees("已登记返回");
  await clerk("resume", { ticket: mine.ticket });
  await clerk("finish", { ticket: mine.ticket, outcomes: [{ item: CARD, outcome: "done" }] });
  await sees("已办完");
  assert.equal(await page.getByRole("button").count(), 0);
  leave();
});

test("I am late: the place is kept, the desk knows, and after a call it is allowed once", async (t) => {
  const mine = await hall.stage.take(CARD);
  const { page, sees, leave } = await phone(t, mine.phone);
  const desk = await openPage(hall.browser, { viewport: { width: 1366, height: 768 } });
  t.after(() => desk.context.close());
  const [name = "", value = ""] = session.split("=");
  await desk.context.addCookies([{ name, value, url: hall.stage.hall }]);
  await desk.page.goto(`${hall.stage.hall}/desk/3`);
  const late = async () => {
    await page.getByRole("button", { name: "我会晚到" }).click();
    await page.getByRole("button", { name: "不晚到" }).click();
    await page.getByRole("button", { name: "我会晚到" }).click();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole("button", { name: "确定晚到" }).click();
    await sees("位置给您留着");
    await desk.page.locator("#parked", { hasText: `${mine.number}晚到` }).waitFor();
  };
  await sees("下一位就是您");
  await late();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("button", { name: "我回来了" }).click();
  await sees("下一位就是您");
  await clerk("call-next", { believed: null });
  await sees("请到 3 号窗口");
  assert.match(await page.title(), /^请到 3 号窗口/);
  await page.getByRole("button", { name: "我会晚到" }).click();
  assert.ok(await page.getByText("只能说一次").isVisible());
  await page.getByRole("button", { name: "不晚到" }).click();
  await late();
  // The clerk tells the return; the window was free meanwhile.
  await desk.page.getByRole("button", { name: `回来了 ${mine.number}` }).click();
  await sees("下一位就是您");
  await clerk("call-next", { believed: null });
  await sees("请到 3 号窗口");
  assert.equal(await page.getByRole("button", { name: "我会晚到" }).isVisible(), false);
  await clerk("start", { ticket: mine.ticket });
  await clerk("finish", { ticket: mine.ticket, outcomes: [{ item: CARD, outcome: "done" }] });
  await sees("已办完");
  leave();
});

test("a lost connection is said, and what was tapped meanwhile happens once", async (t) => {
  const mine = await hall.stage.take(CARD);
  const proxy = await startProxy(new URL(hall.stage.public).host);
  t.after(proxy.stop);
  const { page, context, faults } = await openPage(hall.browser, { viewport: { width: 320, height: 568 } });
  t.after(() => context.close());
  await page.goto(proxy.url + mine.phone);
  await page.locator('[data-link="live"]').waitFor();
  assert.equal(await page.locator("#lost").isVisible(), false);
  proxy.freeze();
  await page.locator("#lost:not([hidden])").waitFor({ timeout: LOST_MS });
  assert.match((await page.textContent("#lost")) ?? "", /连接中断.*下面是 \d\d:\d\d 的情况/);
  assert.ok(await page.locator("#lost").evaluate((at) => at.getBoundingClientRect().top < innerHeight && at.getBoundingClientRect().bottom > 0));
  await page.getByRole("button", { name: "我会晚到" }).click();
  await page.getByRole("button", { name: "确定晚到" }).click();
  await page.getByRole("button", { name: "确定晚到" }).click({ timeout: 300 }).catch(() => {});
  await page.getByText("网络不好，正在重试").waitFor();
  // The answer to what got through is lost as well.
  proxy.cut();
  proxy.thaw();
  await page.waitForTimeout(500);
  proxy.join();
  await page.getByRole("heading", { level: 1, name: "位置给您留着" }).waitFor();
  await page.waitForFunction(() => document.getElementById("lost")?.hidden && document.getElementById("said")?.hidden);
  const told = (await hall.stage.bodies("visitor_late")).filter(({ ticket }) => ticket === mine.ticket);
  assert.equal(told.length, 1);
  await page.getByRole("button", { name: "取消排队" }).click();
  await page.getByRole("button", { name: "确定取消" }).click();
  await page.getByRole("heading", { level: 1, name: "这个号已取消" }).waitFor();
  assert.deepEqual(faults, []);
});

test("on a line of 1.7 s the page is live and stays so", async (t) => {
  const mine = await hall.stage.take(CARD);
  const proxy = await startProxy(new URL(hall.stage.public).host, { delayMs: 850 });
  t.after(proxy.stop);
  const { page, context } = await openPage(hall.browser, { viewport: PHONE_SIZE });
  t.after(() => context.close());
  await page.goto(proxy.url + mine.phone, { waitUntil: "commit" });
  await page.locator('[data-link="live"]').waitFor();
  await assert.rejects(page.locator('[data-link="lost"]').waitFor({ timeout: 4_000 }), { name: "TimeoutError" });
  await hall.stage.kiosk(`tickets/${mine.ticket}/cancel`, {});
  await page.getByRole("heading", { level: 1, name: "这个号已取消" }).waitFor();
});

test("on a slow line the page is soon of use, and everything it fetches is light", async (t) => {
  const mine = await hall.stage.take(CARD, "student-id-replacement");
  const proxy = await startProxy(new URL(hall.stage.public).host);
  t.after(proxy.stop);
  const { page, context } = await openPage(hall.browser, { viewport: PHONE_SIZE });
  t.after(() => context.close());
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", SLOW);
  const began = Date.now();
  await page.goto(proxy.url + mine.phone, { waitUntil: "commit" });
  await page.locator(".ticket-number", { hasText: mine.number }).waitFor();
  const readMs = Date.now() - began;
  await page.locator('[data-link="live"]').waitFor();
  const liveMs = Date.now() - began;
  // Headers, the feed and what the browser asks for by itself are counted too.
  t.diagnostic(`readable after ${readMs} ms, live after ${liveMs} ms, ${proxy.bytes()} bytes`);
  assert.ok(proxy.bytes() < BYTES_MAX, `${proxy.bytes()} bytes`);
  assert.ok(liveMs < SLOW_MS, `live after ${liveMs} ms`);
  await page.getByRole("button", { name: "取消排队" }).click();
  await page.getByRole("button", { name: "确定取消" }).click();
  await page.getByRole("heading", { level: 1, name: "这个号已取消" }).waitFor();
});

for (const [width, locale, letters] of /** @type {const} */ ([
  [320, "zh-CN", 1], [320, "en-GB", 1], [360, "en-GB", 1.5], [390, "zh-CN", 1], [430, "zh-CN", 2], [430, "en-GB", 2],
])) {
  test(`nothing is cut off at ${width} px in ${locale} with letters ${letters} times as large`, async (t) => {
    const first = await hall.stage.take(CARD);
    t.after(() => hall.stage.kiosk(`tickets/${first.ticket}/cancel`, {}));
    const mine = await hall.stage.take(CARD, "student-id-replacement");
    const { page, leave } = await phone(t, mine.phone, { viewport: { width, height: 740 }, locale });
    await page.locator('[data-link="live"]').waitFor();
    await setLetters(page, letters);
    /** @param {string} name */
    const look = async (name) => {
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/phone-${name}-${locale}-${width}-${letters}.png`, fullPage: true });
      await assertNoneCut(page);
    };
    const says = (/** @type {string} */ zh, /** @type {string} */ en) => page.getByRole("button", { name: locale === "zh-CN" ? zh : en });
    await look("waiting");
    await says("我会晚到", "I am late").first().click();
    await look("ask-late");
    await page.locator("#late-yes").click();
    await page.locator('#ticket[data-state="parked"]').waitFor();
    await look("late");
    await says("我回来了", "I am back").click();
    await page.locator('#ticket[data-state="waiting"]').waitFor();
    await clerk("call", { ticket: mine.ticket });
    await page.locator('#ticket[data-state="called"]').waitFor();
    await look("called");
    await clerk("no-show", { ticket: mine.ticket });
    await page.locator('#ticket[data-state="no_show"]').waitFor();
    await look("missed");
    await says("我回来了", "I am back").click();
    await page.locator('#ticket[data-state="waiting"]').waitFor();
    await says("取消排队", "Give up my number").click();
    await page.locator("#cancel-yes").click();
    await page.locator('#ticket[data-state="cancelled"]').waitFor();
    await look("cancelled");
    leave();
  });
}

test("the number can be given up, after a question", async (t) => {
  const mine = await hall.stage.take(CARD);
  const { page, sees, leave } = await phone(t, mine.phone, { locale: "en-GB" });
  await sees("You are next");
  await page.getByRole("button", { name: "Give up my number" }).click();
  await page.getByRole("button", { name: "Keep waiting" }).click();
  await sees("You are next");
  await page.getByRole("button", { name: "Give up my number" }).click();
  await page.getByRole("button", { name: "Give it up" }).click();
  await sees("This number is cancelled");
  leave();
});

test("the script shows what the server renders, and without it the page reads all the same", async (t) => {
  const mine = await hall.stage.take(CARD);
  const live = await phone(t, mine.phone);
  await live.page.locator('[data-link="live"]').waitFor();
  /** @param {import("playwright-core").Page} page */
  const ticketOf = (page) => page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector(".ticket")).innerText);
  /** @type {[string, () => Promise<void>][]} */
  const steps = [
    ["下一位就是您", async () => {}],
    ["请到 3 号窗口", () => clerk("call-next", { believed: null })],
    ["正在 3 号窗口办理", () => clerk("start", { ticket: mine.ticket })],
    ["暂时离开", () => clerk("park", { ticket: mine.ticket, kind: "this_window" })],
    ["已办完", async () => {
      await live.page.getByRole("button", { name: "我回来了" }).click();
      await live.sees("下一位就是您");
      await clerk("call-next", { believed: null });
      await clerk("start", { ticket: mine.ticket });
      await clerk("finish", { ticket: mine.ticket, outcomes: [{ item: CARD, outcome: "done" }] });
    }],
  ];
  for (const [heading, step] of steps) {
    await step();
    await live.sees(heading);
    const still = await phone(t, mine.phone, { javaScriptEnabled: false });
    assert.equal(await still.page.locator("h1:visible").textContent(), heading);
    assert.equal(await still.page.locator("button:visible").count(), 0, "no button that would do nothing");
    // The estimate is made once a second, so the two may differ for a moment.
    for (let tries = 0; (await still.page.locator(".ticket").innerText()) !== (await ticketOf(live.page)); tries += 1) {
      assert.ok(tries < 20, `${heading}: ${await still.page.locator(".ticket").innerText()} is not ${await ticketOf(live.page)}`);
      await still.page.reload();
    }
    still.leave();
  }
  live.leave();
});

test("the page is light, and nothing comes from elsewhere", async (t) => {
  const mine = await hall.stage.take(CARD, "student-id-replacement");
  const { page, context, faults } = await openPage(hall.browser, { viewport: PHONE_SIZE });
  t.after(() => context.close());
  /** @type {import("playwright-core").Response[]} */
  const replies = [];
  page.on("response", (reply) => replies.push(reply));
  await page.goto(`${hall.stage.public}${mine.phone}`, { waitUntil: "load" });
  await page.locator('[data-link="live"]').waitFor();
  const files = replies.filter((reply) => !reply.url().endsWith("/feed"));
  const sizes = await Promise.all(files.map(async (reply) => (await reply.body()).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.equal(files.length, 9, files.map((reply) => reply.url()).join(" "));
  assert.ok(bytes < BYTES_MAX, `${bytes} bytes`);
  for (const reply of replies) assert.ok(reply.url().startsWith(hall.stage.public), reply.url());
  await page.getByRole("button", { name: "取消排队" }).click();
  await page.getByRole("button", { name: "确定取消" }).click();
  await page.getByRole("heading", { name: "这个号已取消" }).waitFor();
  assert.deepEqual(faults, []);
});

test("an address that leads nowhere is told kindly, in both languages", async (t) => {
  const reply = await fetch(`${hall.stage.public}/t/AAAAAAAAAAAAAAAAAAAAAAAA`, { headers: { "accept-language": "en" } });
  assert.equal(reply.status, 404);
  assert.match(await reply.text(), /We could not find this number/);
  const { page, sees, leave } = await phone(t, "/t/nothing");
  await sees("没有找到这个号");
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("link", { name: "English" }).click();
  await sees("We could not find this number");
  await page.reload();
  await sees("We could not find this number");
  leave();
});

test("the public listener serves phones and nothing else", async () => {
  for (const path of ["/", "/desk", "/sign-in", "/api/v1/feed?topics=board", "/static/x/desk/main.js", "/static/x/sign_in.js"]) {
    const reply = await fetch(`${hall.stage.public}${path}`, { redirect: "manual" });
    assert.equal(reply.status, 404, path);
  }
});
