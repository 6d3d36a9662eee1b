// What the clerk ticks comes to the server, over a slow line and over one that fails.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CARD, deskAt } from "./support/desk.mjs";
import { hallWith } from "./support/hall.mjs";

const MATERIALS = "**/api/v1/windows/3/materials";

const hall = hallWith(["zhang"]);
const atDesk = deskAt(hall);

/**
 * A clerk with a visitor who has brought two materials.
 * @param {import("node:test").TestContext} t
 */
async function inHand(t) {
  const desk = await atDesk(t, 3);
  await hall.stage.take(CARD);
  await desk.call();
  await desk.start();
  return {
    ...desk,
    /** @param {0 | 1} at */
    tick: (at) => desk.page.locator(`[data-focus="material-${at}"]`).check(),
    /** Until the server knows of these. @param {number[]} received */
    told: (received) =>
      desk.page.waitForResponse((reply) => {
        if (!reply.url().endsWith("/materials") || !reply.ok()) return false;
        return JSON.stringify(reply.request().postDataJSON().received) === JSON.stringify(received);
      }),
  };
}

test("what is ticked while a tick is on its way is sent after it", async (t) => {
  const desk = await inHand(t);
  const { page } = desk;
  /** @type {(value?: unknown) => void} */
  let pass = () => {};
  const held = new Promise((resolve) => (pass = resolve));
  await page.route(MATERIALS, async (route) => {
    await held;
    await route.continue();
  });
  const first = page.waitForRequest(MATERIALS);
  await desk.tick(0);
  await first;
  await desk.tick(1);
  // Long enough for the second to be gathered, with the first still on its way.
  await page.waitForTimeout(500);
  const told = desk.told([0, 1]);
  pass();
  await told;
  await desk.serve();
  await desk.leave();
});

test("a tick that failed is sent again, with a pause, whatever else the hall does meanwhile", async (t) => {
  const desk = await inHand(t);
  const { page } = desk;
  /** When each try was made. @type {number[]} */
  const tries = [];
  await page.route(MATERIALS, async (route) => {
    tries.push(performance.now());
    if (tries.length === 1) return route.fulfill({ status: 500 });
    if (tries.length < 4) return route.abort();
    await route.continue();
  });
  const told = desk.told([0]);
  await desk.tick(0);
  const others = [await hall.stage.take(CARD), await hall.stage.take(CARD), await hall.stage.take(CARD)];
  await told;
  assert.equal(tries.length, 4);
  const pauses = tries.slice(1).map((at, nth) => at - /** @type {number} */ (tries[nth]));
  [250, 500, 1000].forEach((least, nth) => assert.ok((pauses[nth] ?? 0) > least - 50, `pauses of ${pauses.map(Math.round)} ms`));
  for (const { ticket } of others) await hall.stage.kiosk(`tickets/${ticket}/cancel`, {});
  await desk.serve();
  await desk.leave();
});
