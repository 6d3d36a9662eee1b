// A clerk's desk as a clerk has it: signed in by typing, worked by its keys.
import assert from "node:assert/strict";
import { accessibilityFaults, asked, assertFits, DESK_SIZE, openPage } from "./browser.mjs";
import { PASSWORD } from "./stage.mjs";

/** An item of a line that window 3 serves first. */
export const CARD = "campus-card";

/**
 * Desks of a hall.
 * @param {import("./hall.mjs").Hall} hall
 */
export function deskAt(hall) {
  /**
   * A clerk at a window, signed in by typing; the window is open.
   * @param {import("node:test").TestContext} t
   * @param {number} window
   * @param {{ user?: string, url?: string, isOpen?: boolean } & import("playwright-core").BrowserContextOptions} [options]
   */
  return async function atDesk(t, window, { user = "zhang", url = hall.stage.hall, isOpen = true, ...options } = {}) {
    const { page, faults } = await openPage(hall.browser, { viewport: DESK_SIZE, ...options }, t);
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
        await desk.live();
      },
      /** The desk of another window. @param {number} other */
      async go(other) {
        await page.goto(`${url}/desk/${other}`);
        await desk.live();
      },
      /** @param {"中文" | "English"} language */
      async speak(language) {
        await page.getByRole("link", { name: language }).click();
        await desk.live();
      },
      live: () => page.waitForSelector('body[data-link="live"]'),
      /** @param {string} name */
      button: (name) => page.locator(`[data-action="${name}"]`),
      /** The key of a button. @param {string} name */
      key: async (name) => (await desk.button(name).getAttribute("aria-keyshortcuts")) ?? "",
      /** Until a button may be pressed. @param {string} name */
      may: (name) => page.locator(`[data-action="${name}"][aria-disabled="false"]`).waitFor(),
      /** @param {string} key */
      press: (key) => page.keyboard.press(key),
      /**
       * Presses the key of a button as soon as it may be.
       * @param {string} name
       */
      async act(name) {
        await desk.may(name);
        await desk.press(await desk.key(name));
      },
      /** @param {string} text */
      says: (text) => page.locator("#said", { hasText: text }).waitFor(),
      /** The dialog says what is wrong. @param {string} text */
      warns: (text) => page.locator("#dialog [role=alert]", { hasText: text }).waitFor(),
      /** @param {"none" | "called" | "serving"} phase */
      phase: (phase) => page.locator(`#visitor[data-phase="${phase}"]`).waitFor(),
      /** @param {"open" | "paused" | "closed" | "theirs"} mode */
      mode: (mode) => page.locator(`#mode[data-mode="${mode}"]`).waitFor(),
      /** The number of the visitor at the window. */
      number: async () => (await page.textContent("#number")) ?? "",
      /** A question that may be answered: not in the moment it appears. */
      asked: () => asked(page),
      /** No question any more. */
      unasked: () => page.locator("#dialog:not([open])").waitFor({ state: "attached" }),
      /** What a button asks before it acts, or what the keys of the bar show. @param {string} name */
      async ask(name) {
        const bar = page.locator(`[data-key="${name}"]`);
        if ((await bar.count()) > 0) await desk.press((await bar.getAttribute("aria-keyshortcuts")) ?? "");
        else await desk.act(name);
        await desk.asked();
      },
      async back() {
        await desk.press("Escape");
        await desk.unasked();
      },
      /** @param {string} key */
      async answer(key) {
        await desk.asked();
        await desk.press(key);
      },
      /** The next visitor is called. */
      async call() {
        await desk.act("call_next");
        await desk.phase("called");
      },
      /** The visitor who was called is here. */
      async start() {
        await desk.act("start");
        await desk.phase("serving");
      },
      /** The visitor at the window is served to the end. */
      async serve() {
        if ((await page.locator("#visitor").getAttribute("data-phase")) !== "serving") await desk.start();
        await desk.act("finish");
        await desk.answer("Enter");
        await desk.phase("none");
      },
      /** Until what changes the clerk's settings is kept. @param {() => Promise<unknown>} change */
      async kept(change) {
        const reply = page.waitForResponse("**/session/desk");
        await change();
        assert.equal((await reply).status(), 204);
      },
      /** The keys as they were. */
      async resetKeys() {
        await desk.ask("keys");
        await desk.kept(() => page.getByRole("button", { name: "恢复原来的按键" }).click());
        await desk.back();
      },
      /** What is shown is accessible, and on one screen. */
      async isWell() {
        assert.deepEqual(await accessibilityFaults(page), []);
        await assertFits(page);
      },
      async leave() {
        if ((await page.locator("#mode").getAttribute("data-mode")) !== "closed") {
          await desk.act("close");
          await desk.answer(await desk.key("close"));
          await desk.mode("closed");
        }
        assert.deepEqual(faults, []);
      },
    };
    await page.goto(`${url}/desk/${window}`);
    await desk.signIn();
    if (isOpen) {
      await desk.act("open");
      await desk.mode("open");
    }
    return desk;
  };
}
