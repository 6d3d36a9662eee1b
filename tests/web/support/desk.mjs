// A clerk's desk as a clerk has it: signed in by typing, worked by its keys.
import assert from "node:assert/strict";
import { DESK_SIZE, openPage } from "./browser.mjs";
import { PASSWORD } from "./stage.mjs";

/**
 * Desks of a hall.
 * @param {() => { stage: Awaited<ReturnType<typeof import("./stage.mjs").startStage>>, browser: import("playwright-core").Browser }} place
 */
export function deskAt(place) {
  /**
   * A clerk at a window, signed in by typing; the window is open.
   * @param {import("node:test").TestContext} t
   * @param {number} window
   * @param {{ user?: string, url?: string, locale?: string, isOpen?: boolean }} [options]
   */
  return async function atDesk(t, window, { user = "zhang", url = place().stage.hall, locale = "zh-CN", isOpen = true } = {}) {
    const { page, faults } = await openPage(place().browser, { viewport: DESK_SIZE, locale }, t);
    await page.goto(`${url}/desk/${window}`);
    const desk = {
      page,
      faults,
      /** Signs in on the page that asks for it. */
      async signIn() {
        assert.equal(new URL(page.url()).pathname, "/sign-in");
        await page.locator("#user").waitFor();
        await page.keyboard.type(user);
        await page.keyboard.press("Tab");
        await page.keyboard.type(PASSWORD);
        await page.keyboard.press("Enter");
        // The path alone: the sign-in page carries this one in its query.
        await page.waitForURL((at) => at.pathname === `/desk/${window}`);
        await page.waitForSelector('body[data-link="live"]');
      },
      /** @param {string} key */
      press: (key) => page.keyboard.press(key),
      /**
       * Presses the key of a button as soon as it may be.
       * @param {string} name
       */
      async act(name) {
        const button = page.locator(`[data-action="${name}"][aria-disabled="false"]`);
        await button.waitFor();
        await page.keyboard.press((await button.getAttribute("aria-keyshortcuts")) ?? "");
      },
      /** @param {string} text */
      says: (text) => page.locator("#said", { hasText: text }).waitFor(),
      /** @param {"none" | "called" | "serving"} phase */
      phase: (phase) => page.locator(`#visitor[data-phase="${phase}"]`).waitFor(),
      /** A question that may be answered: not in the moment it appears. */
      async asked() {
        await page.locator("#dialog[open]").waitFor();
        await page.waitForTimeout(350);
      },
      /** @param {string} key */
      async answer(key) {
        await desk.asked();
        await page.keyboard.press(key);
      },
      /** The visitor at the window is served to the end. */
      async serve() {
        if ((await page.locator("#visitor").getAttribute("data-phase")) !== "serving") await desk.act("start");
        await desk.phase("serving");
        await desk.act("finish");
        await desk.answer("Enter");
        await desk.phase("none");
      },
      async leave() {
        if ((await page.locator("#mode").getAttribute("data-mode")) !== "closed") {
          await desk.act("close");
          const key = await page.locator('[data-action="close"]').getAttribute("aria-keyshortcuts");
          await desk.answer(key ?? "");
          await page.locator('#mode[data-mode="closed"]').waitFor();
        }
        assert.deepEqual(faults, []);
      },
    };
    await desk.signIn();
    if (isOpen) {
      await desk.act("open");
      await page.locator('#mode[data-mode="open"]').waitFor();
    }
    return desk;
  };
}
