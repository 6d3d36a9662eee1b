// What the browser tests of one file share: one hall and one browser, there before the first test and gone after the last.
import { after, before } from "node:test";
import { openBrowser } from "./browser.mjs";
import { startStage } from "./stage.mjs";

/**
 * @param {string[]} clerks their user names
 * @param {Parameters<typeof startStage>[1] & { ready?: () => Promise<unknown> }} [more] as for `startStage`; what is done before the first test
 */
export function hallWith(clerks, { ready, ...more } = {}) {
  const hall = /** @type {{ stage: Awaited<ReturnType<typeof startStage>>, browser: import("playwright-core").Browser }} */ ({});
  before(async () => {
    hall.stage = await startStage(clerks, more);
    hall.browser = await openBrowser();
    // A hook of its own would not wait for this one.
    await ready?.();
  });
  after(async () => {
    await hall.browser?.close();
    await hall.stage?.stop();
  });
  return hall;
}

/** @typedef {ReturnType<typeof hallWith>} Hall */
