// A phone unlocks a kiosk, in a real browser against a real server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, assertNoneCut, openPage, PHONE_SIZE, setLetters } from "./support/browser.mjs";
import { hallWith } from "./support/hall.mjs";

const BYTES_MAX = 60_000;
/** A slow line: bytes a second, and milliseconds until the first of them. */
const SLOW = { offline: false, downloadThroughput: 50_000, uploadThroughput: 50_000, latency: 400 };
/** Usable on it within, milliseconds. */
const SLOW_MS = 8_000;
const PICTURES = process.env.HALL_PICTURES;
const PASSWORD = "a long password";

const person = (/** @type {number} */ at) => `326010000${at},张三丰,${PASSWORD},CARD000${at},24681${at}`;
const hall = hallWith([], { people: [1, 2, 3, 4, 5, 6].map(person) });

async function begin(english = false) {
  const offer = await hall.stage.kiosk("kiosk/sign-ins", { english });
  return { ...offer, path: new URL(offer.url).pathname };
}

/** @param {{ id: string }} offer */
const progress = (offer) => hall.stage.kioskAsks(`kiosk/sign-ins/${offer.id}`);

/**
 * @param {import("node:test").TestContext} t
 * @param {string} path
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function phone(t, path, options = {}) {
  const opened = await openPage(hall.browser, { viewport: PHONE_SIZE, ...options }, t);
  await opened.page.goto(`${hall.stage.public}${path}`);
  return {
    ...opened,
    /** @param {string} text */
    sees: (text) => opened.page.getByRole("heading", { level: 1, name: text }).waitFor(),
    leave: () => assert.deepEqual(opened.faults, []),
  };
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} number
 * @param {string} password
 */
async function fill(page, number, password) {
  await page.locator("#number").fill(number);
  await page.locator("#password").fill(password);
  await page.locator("#unlock button").click();
}

test("the phone shows which kiosk and its digits, and unlocks it", async (t) => {
  const offer = await begin();
  const { page, sees, leave } = await phone(t, offer.path);
  await sees("解锁自助终端");
  assert.equal(await page.textContent(".check-digits"), offer.check);
  assert.match((await page.textContent(".kiosk-name")) ?? "", /kiosk-1/);
  assert.equal((await progress(offer)).state, "opened");
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByLabel("密码", { exact: true }).fill("x");
  await page.getByLabel("显示密码").check();
  assert.equal(await page.getAttribute("#password", "type"), "text");

  await fill(page, "3260100001", "wrong password");
  await page.getByRole("alert").waitFor();
  assert.match((await page.textContent("#refused")) ?? "", /学工号或密码不对.*还可以再试 4 次/);
  assert.equal(await page.inputValue("#number"), "3260100001");
  assert.equal(await page.inputValue("#password"), "");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "password");
  assert.deepEqual(await accessibilityFaults(page), []);

  await fill(page, "3260100001", PASSWORD);
  await sees("终端已解锁");
  assert.equal(new URL(page.url()).pathname, offer.path, "nothing typed is in the address");
  const { state, session } = await progress(offer);
  assert.deepEqual([state, session.name], ["signed_in", "张*"]);
  await page.reload();
  await sees("终端已解锁");
  assert.deepEqual(await accessibilityFaults(page), []);
  leave();
});

test("a form that is tapped many times is sent once", async (t) => {
  const offer = await begin();
  const { page, sees, leave } = await phone(t, offer.path);
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.method() === "POST")));
  await page.locator("#number").fill("3260100002");
  await page.locator("#password").fill(PASSWORD);
  await page.evaluate(() => {
    for (let tap = 0; tap < 5; tap += 1) /** @type {HTMLElement} */ (document.querySelector("#unlock button")).click();
  });
  await sees("终端已解锁");
  assert.equal(sent, 1);
  leave();
});

test("it was not me: the kiosk stays locked", async (t) => {
  const offer = await begin();
  const { page, sees, leave } = await phone(t, offer.path, { locale: "en-GB" });
  await sees("Unlock the kiosk");
  await page.getByRole("button", { name: "It was not me" }).click();
  await sees("Refused");
  assert.equal((await progress(offer)).state, "denied");
  assert.deepEqual(await accessibilityFaults(page), []);
  leave();
});

test("a locked account and a code that is over say what to do", async (t) => {
  const offer = await begin();
  const { page, sees, leave } = await phone(t, offer.path);
  for (let tries = 1; tries <= 5; tries += 1) {
    await fill(page, "3260100003", "wrong password");
    await page.locator("#refused", { hasText: tries < 5 ? `还可以再试 ${5 - tries} 次` : "账号已锁定" }).waitFor();
  }
  assert.match((await page.textContent("#refused")) ?? "", /\d\d:\d\d 以后可以再试/);
  assert.deepEqual(await accessibilityFaults(page), []);
  await begin();
  await page.reload();
  await sees("二维码已失效");
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("link", { name: "English" }).click();
  await sees("This code is no longer valid");
  leave();
});

test("without a script it works all the same", async (t) => {
  const offer = await begin();
  const { page, sees, leave } = await phone(t, offer.path, { javaScriptEnabled: false });
  await fill(page, "3260100004", "wrong password");
  await page.locator("#refused").waitFor();
  await fill(page, "3260100004", PASSWORD);
  await sees("终端已解锁");
  assert.equal((await progress(offer)).state, "signed_in");
  leave();
});

test("who chose English at the kiosk reads English on the phone", async (t) => {
  const offer = await begin(true);
  const { page, sees, leave } = await phone(t, offer.path);
  await sees("Unlock the kiosk");
  await page.getByRole("link", { name: "中文" }).click();
  await sees("解锁自助终端");
  leave();
});

for (const [locale, chinese] of /** @type {const} */ ([["zh-CN", true], ["en-GB", false]])) {
  test(`every state fits a narrow phone with large letters, in ${locale}`, async (t) => {
    const own = chinese ? /[A-Za-z]{2,}/g : /[\u2E80-\u9FFF]/g;
    const { page, leave } = await phone(t, "/v", { locale });
    /** @param {string} name */
    const look = async (name) => {
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/unlock-${name}-${locale}.png`, fullPage: true });
      const words = await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("main")).innerText);
      const strays = (words.match(own) ?? []).filter((word) => !["kiosk"].includes(word));
      assert.deepEqual(strays, [], words);
      for (const [width, times] of /** @type {const} */ ([[320, 1], [320, 1.5], [390, 1]])) {
        await page.setViewportSize({ width, height: 844 });
        await setLetters(page, times);
        await assertNoneCut(page);
      }
      await setLetters(page, 1);
      assert.deepEqual(await accessibilityFaults(page), []);
    };
    const offer = await begin();
    await page.goto(`${hall.stage.public}${offer.path}`);
    await look("form");
    await fill(page, "3260100005", "wrong password");
    await page.locator("#refused").waitFor();
    await look("wrong");
    await fill(page, "3260100005", PASSWORD);
    await page.locator(".gone").waitFor();
    await look("done");
    const other = await begin();
    await page.goto(`${hall.stage.public}${other.path}`);
    await page.locator("form:not(#unlock) button").click();
    await page.locator(".gone").waitFor();
    await look("denied");
    await page.goto(`${hall.stage.public}/k/nothing`);
    await look("gone");
    leave();
  });
}

test("the page is light, comes from here alone, and is there soon on a slow line", async (t) => {
  const offer = await begin();
  const { page, context, faults } = await openPage(hall.browser, { viewport: PHONE_SIZE }, t);
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", SLOW);
  /** @type {import("playwright-core").Response[]} */
  const replies = [];
  page.on("response", (reply) => replies.push(reply));
  const began = Date.now();
  await page.goto(`${hall.stage.public}${offer.path}`, { waitUntil: "load" });
  assert.ok(Date.now() - began < SLOW_MS, `${Date.now() - began} ms`);
  const sizes = await Promise.all(replies.map(async (reply) => (await reply.body()).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes < BYTES_MAX, `${bytes} bytes`);
  for (const reply of replies) assert.ok(reply.url().startsWith(hall.stage.public), reply.url());
  assert.deepEqual(faults, []);
});
