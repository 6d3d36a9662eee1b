// Chromium for the tests, and what is wrong with a page.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { textOf } from "./stage.mjs";

export const DESK_SIZE = { width: 1366, height: 768 };
export const PHONE_SIZE = { width: 390, height: 844 };

/** A browser; close it. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

/**
 * A page of its own context that notes script errors and anything the security policy blocks. With its test given it is
 * closed with that, and if the test fails, what the page showed then is told.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} options
 * @param {import("node:test").TestContext} [t]
 */
export async function openPage(browser, options, t) {
  const context = await browser.newContext({ locale: "zh-CN", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  t?.after(async () => {
    // @ts-expect-error: `passed` is newer than the types
    if (!t.passed) t.diagnostic(`the page at the end: ${await shown(page).catch(String)}`);
    await context.close();
  });
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) faults.push(message.text());
  });
  return { page, context, faults };
}

/**
 * Where a page is, its state and its words, on one line.
 * @param {import("playwright-core").Page} page
 */
async function shown(page) {
  const { link, typed, words } = await page.evaluate(() => ({
    link: document.body.dataset.link ?? "none",
    typed: [...document.querySelectorAll("input:not([type=password])")].map((field) => `${field.id}=${/** @type {HTMLInputElement} */ (field).value}`),
    words: document.body.innerText.replace(/\s+/g, " ").slice(0, 600),
  }));
  return `${page.url()}, link ${link}, fields ${typed.join(" ")}: ${words}`;
}

/**
 * Until there is a question that may be answered: not in the moment it appears.
 * @param {import("playwright-core").Page} page
 */
export const asked = (page) => page.locator("#dialog[open]:not([data-guarded])").waitFor();

/**
 * Everything axe finds at WCAG 2.1 AA, as one line each. It is run from outside the page, so the page's policy stays as it is.
 * @param {import("playwright-core").Page} page
 * @param {Record<string, string>} [except] by rule, the elements it need not hold for: in what is not ours
 */
export async function accessibilityFaults(page, except = {}) {
  await page.evaluate(await textOf("node_modules/axe-core/axe.min.js"));
  return await page.evaluate(async (except) => {
    // @ts-expect-error: axe puts itself on the window
    const results = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    return results.violations.flatMap((/** @type {any} */ { id, nodes }) => {
      const spared = except[id];
      const left = nodes.filter((/** @type {any} */ node) => !spared || !document.querySelector(node.target[0])?.matches(spared));
      return left.length > 0 ? [`${id}: ${left.map((/** @type {any} */ node) => node.html).slice(0, 3).join(" | ")}`] : [];
    });
  }, except);
}

/**
 * Text whose contrast is below 7:1, as one line each.
 * @param {import("playwright-core").Page} page
 */
export async function contrastFaults(page) {
  await page.evaluate(await textOf("node_modules/axe-core/axe.min.js"));
  const results = await page.evaluate(async () => {
    // @ts-expect-error: axe puts itself on the window
    return await window.axe.run(document, { runOnly: { type: "rule", values: ["color-contrast-enhanced"] } });
  });
  return results.violations.flatMap((/** @type {any} */ fault) => fault.nodes.map((/** @type {any} */ node) => `${node.html}: ${node.any[0]?.message}`));
}

/**
 * What the page shows lies within its window, and no text of these elements is cut off.
 * @param {import("playwright-core").Page} page
 * @param {string} elements
 */
export async function assertWhole(page, elements) {
  const faults = await page.evaluate((selector) => {
    const shown = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    return shown.flatMap((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isOut = left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
      const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline";
      return isOut || isCut ? [`${isOut ? "outside" : "cut"}: ${element.textContent?.trim()} ${Math.round(left)}–${Math.round(right)}, ${Math.round(top)}–${Math.round(bottom)}`] : [];
    });
  }, elements);
  assert.deepEqual(faults, []);
}

/**
 * Letters as large as a phone may be set to; sizes of the phone page are all relative to it.
 * @param {import("playwright-core").Page} page
 * @param {number} times
 */
export async function setLetters(page, times) {
  await page.evaluate((times) => {
    document.documentElement.style.fontSize = `${100 * times}%`;
  }, times);
}

/**
 * Nothing reaches over the right edge and no text of any element is cut off, however long the page. What is typed into a field
 * scrolls in it.
 * @param {import("playwright-core").Page} page
 */
export async function assertNoneCut(page) {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((part) => part.getClientRects().length > 0 && !part.closest(".visually-hidden"))
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 || (part.tagName !== "INPUT" && part.scrollWidth > part.clientWidth + 1))
      .filter((part) => getComputedStyle(part).display !== "inline")
      .map((part) => part.outerHTML.slice(0, 90)),
  );
  assert.deepEqual(cut, []);
}

/**
 * Nothing scrolls and nothing is cut off at the edges of the window.
 * @param {import("playwright-core").Page} page
 */
export async function assertFits(page) {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    return { x: root.scrollWidth - innerWidth, y: root.scrollHeight - innerHeight };
  });
  assert.ok(over.x <= 0 && over.y <= 0, `the page is larger than its window by ${over.x} × ${over.y}`);
}

/**
 * How many letters of an element are drawn from fonts the page brought along, as the browser's own tools count them.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 */
export async function lettersBroughtAlong(page, selector) {
  await page.evaluate(() => document.fonts.ready);
  const tools = await page.context().newCDPSession(page);
  await tools.send("DOM.enable");
  await tools.send("CSS.enable");
  const { root } = await tools.send("DOM.getDocument");
  const { nodeId } = await tools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await tools.send("CSS.getPlatformFontsForNode", { nodeId });
  await tools.detach();
  return fonts.filter((font) => font.isCustomFont).reduce((sum, font) => sum + font.glyphCount, 0);
}
