// The API's viewer in a real browser: whole without the internet, quiet under its policy, and to be read by everybody.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults, DESK_SIZE, openPage } from "./support/browser.mjs";
import { hallWith } from "./support/hall.mjs";

/** What is in the viewer's own script and cannot be set from outside. */
const NOT_OURS = {
  // The path within the button that opens an operation can have the focus, to be selected.
  "nested-interactive": ".opblock-summary-control",
  // The cross of its dialog has no name; "Close" beside it has.
  "button-name": ".close-modal",
  // "Authorize" is announced as what it does.
  "label-content-name-mismatch": '[aria-label="Apply credentials"]',
};
const PICTURES = process.env.HALL_PICTURES;

const hall = hallWith([]);

test("the viewer shows every operation offline, without a complaint, and is accessible in each state", async (t) => {
  const { page, context } = await openPage(hall.browser, { viewport: DESK_SIZE }, t);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("response", (reply) => {
    if (!reply.ok()) complaints.push(`${reply.status()} ${reply.url()}`);
  });
  await context.route(({ origin }) => origin !== hall.stage.hall, (route) => {
    complaints.push(`elsewhere: ${route.request().url()}`);
    return route.abort();
  });
  await page.goto(`${hall.stage.hall}/api/v1/docs/`);
  await page.getByRole("heading", { name: "hall-server" }).waitFor();
  const { paths } = await (await fetch(`${hall.stage.hall}/api/v1/openapi.json`)).json();
  const operations = Object.values(paths).flatMap((path) => Object.keys(path)).length;
  await page.locator(".opblock").nth(operations - 1).waitFor();
  assert.equal(await page.locator(".opblock").count(), operations);
  const look = async (/** @type {string} */ state) => {
    assert.deepEqual(await accessibilityFaults(page, NOT_OURS), [], state);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/viewer-${state}.png` });
  };
  await look("closed");
  for (const method of ["get", "post", "delete"]) await page.locator(`.opblock-${method} .opblock-summary-control`).first().click();
  await page.locator(".opblock-post .try-out__btn").first().click();
  await page.locator(".execute").waitFor();
  await look("trying");
  await page.locator(".models button").last().click();
  await look("schema");
  await page.getByRole("button", { name: "Authorize" }).first().click();
  await page.locator(".modal-ux").waitFor();
  await look("proofs");
  assert.deepEqual(complaints, []);
});
