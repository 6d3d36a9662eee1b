// Anybody checks a certificate: the public pages in a real browser against a real server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, assertNoneCut, DESK_SIZE, lettersBroughtAlong, openPage, PHONE_SIZE, setLetters } from "./support/browser.mjs";
import { hallWith } from "./support/hall.mjs";

const PICTURES = process.env.HALL_PICTURES;
const hall = hallWith([]);

/**
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function open(t, options = {}) {
  const opened = await openPage(hall.browser, { viewport: PHONE_SIZE, ...options }, t);
  await opened.page.goto(`${hall.stage.public}/v`);
  return { ...opened, leave: () => assert.deepEqual(opened.faults, []) };
}

const pdf = (/** @type {number} */ bytes) => ({
  name: "a.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.concat([Buffer.from("%PDF-1.7 of another"), Buffer.alloc(Math.max(0, bytes - 19), " ")]),
});

test("a code that is none is told, with or without a script", async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, leave } = await open(t, { javaScriptEnabled });
    await page.locator("#code").fill("0123 4567 89ab cdef");
    await page.getByRole("button", { name: "查验", exact: true }).click();
    await page.getByRole("alert").getByText("没有查到这份证明").waitFor();
    assert.equal(new URL(page.url()).pathname, "/v/0123-4567-89AB-CDEF");
    assert.equal(await page.inputValue("#code"), "0123-4567-89AB-CDEF");
    leave();
  }
});

test("a file from elsewhere is told apart, and one that is too large is not sent", async (t) => {
  const { page, leave } = await open(t);
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.method() === "POST")));
  await page.locator("#file").setInputFiles(pdf(2 * 1024 * 1024 + 1));
  await page.getByRole("alert").getByText("文件太大").waitFor();
  await page.getByRole("button", { name: "查验文件" }).click();
  assert.equal(sent, 0);
  await page.locator("#file").setInputFiles(pdf(100));
  assert.equal(await page.locator("#said").isVisible(), false);
  await page.getByRole("button", { name: "查验文件" }).click();
  await page.getByRole("heading", { level: 1, name: "不是本校的证明" }).waitFor();
  assert.equal(sent, 1);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Check a certificate" }).waitFor();
  leave();
});

test("without a script the server says that a file is too large", async (t) => {
  const { page } = await open(t, { javaScriptEnabled: false });
  await page.locator("#file").setInputFiles(pdf(2 * 1024 * 1024 + 1));
  await page.getByRole("button", { name: "查验文件" }).click();
  await page.getByRole("alert").getByText("文件太大").waitFor();
});

test("a phone without a font for a rare letter gets one", async (t) => {
  const { page, leave } = await open(t);
  // The page of a certificate has this script; a real one would need a key and a press.
  const script = (await page.getAttribute("link[href$='/base.css']", "href"))?.replace("base.css", "rare.js");
  await page.addScriptTag({ type: "module", url: script });
  await page.evaluate(() => {
    /** @type {HTMLElement} */ (document.querySelector("h1")).textContent = "\u{2EBE0}*";
  });
  await page.waitForFunction(() => [...document.fonts].some((font) => font.status === "loaded"));
  assert.equal(await lettersBroughtAlong(page, "h1"), 1);
  leave();
});

for (const [locale, chinese] of /** @type {const} */ ([["zh-CN", true], ["en-GB", false]])) {
  test(`every page reads on a phone and on a desk, in ${locale}`, async (t) => {
    const { page, leave } = await open(t, { locale });
    const other = chinese ? /[A-Za-z]{2,}/g : /[\u2E80-\u9FFF]/g;
    /** @param {string} name */
    const look = async (name) => {
      const words = await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("main")).innerText);
      assert.deepEqual((words.match(other) ?? []).filter((word) => word !== "PDF"), [], words);
      for (const [size, width, times] of /** @type {const} */ ([["phone", 390, 1], ["narrow", 320, 1.5], ["desk", DESK_SIZE.width, 1]])) {
        await page.setViewportSize({ width, height: size === "desk" ? DESK_SIZE.height : PHONE_SIZE.height });
        await setLetters(page, times);
        await assertNoneCut(page);
        if (PICTURES && size !== "narrow") await page.screenshot({ path: `${PICTURES}/verify-${name}-${size}-${locale}.png`, fullPage: true });
      }
      await setLetters(page, 1);
      assert.deepEqual(await accessibilityFaults(page), []);
    };
    await look("form");
    await page.goto(`${hall.stage.public}/v/0000-0000-0000-0000`);
    await look("unknown");
    await page.locator("#file").setInputFiles(pdf(100));
    await page.locator("#upload button").click();
    await page.locator(".verdict").waitFor();
    await look("not-ours");
    leave();
  });
}
